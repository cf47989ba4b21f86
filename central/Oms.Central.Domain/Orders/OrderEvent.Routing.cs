using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Orders;

/// <content>Where units leave from that the order names no location for.</content>
public abstract partial record OrderEvent
{
    /// <summary>A decision said where units leave from.</summary>
    /// <param name="Number">From 1 within the order.</param>
    /// <param name="Decision">Under what id all that it was made from, and its reasons, are kept.</param>
    /// <param name="Units">Of each line all that has not left, so that they add up to it.</param>
    /// <param name="Unserved">Lines that no location may serve.</param>
    public sealed record OrderRouted(
        int Number,
        string Decision,
        string Policy,
        int Version,
        string InputsSha256,
        IReadOnlyList<RoutedUnits> Units,
        IReadOnlyList<int> Unserved,
        Instant At) : OrderEvent
    {
        /// <summary>The places that are asked for at locations which send only so many orders a day; null for
        /// none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<PlaceAsk>? Places { get; init; }
    }

    public sealed record PlaceHeld(string Location, LocalDate On) : OrderEvent;

    /// <summary>The day is full.</summary>
    public sealed record PlaceRefused(string Location, LocalDate On) : OrderEvent;

    /// <summary>The order is released: its place is to last.</summary>
    public sealed record PlaceConfirmationRequested(string Location, LocalDate On) : OrderEvent;

    /// <param name="On">The day that was held, or a later one where that was over.</param>
    public sealed record PlaceConfirmed(string Location, LocalDate On) : OrderEvent;

    public sealed record PlaceGivenBack(string Location, LocalDate On) : OrderEvent;

    /// <summary>No decision could be made.</summary>
    public sealed record RoutingBlocked(string Reason) : OrderEvent;

    /// <summary>Another location is looked for.</summary>
    /// <param name="Cause">Such as <see cref="LineRoute.StockDip"/>.</param>
    /// <param name="Exclude">The location that is not to serve them any more; null for none.</param>
    /// <param name="Reason">In words; null where the cause says it.</param>
    /// <param name="By">Who wants it; null for the order itself.</param>
    public sealed record RerouteRequested(
        IReadOnlyList<int> Lines, string Cause, string? Exclude, string? Reason, string? By) : OrderEvent;
}

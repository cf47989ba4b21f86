using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Orders;

/// <content>Where units leave from that the order names no location for.</content>
[JsonDerivedType(typeof(OrderCommand.RecordRouting), "record_routing")]
[JsonDerivedType(typeof(OrderCommand.RecordPlace), "record_place")]
[JsonDerivedType(typeof(OrderCommand.RecordUnroutable), "record_unroutable")]
[JsonDerivedType(typeof(OrderCommand.Reroute), "reroute")]
[JsonDerivedType(typeof(OrderCommand.Evade), "evade")]
[JsonDerivedType(typeof(OrderCommand.TurnDown), "turn_down")]
public abstract partial record OrderCommand
{
    /// <summary>A decision says where units leave from.</summary>
    /// <remarks>Its identity is the decision's: recorded again it is already done.</remarks>
    /// <param name="Units">Of each line all that has not left; <c>NewLine</c> is left out.</param>
    /// <param name="Unserved">Lines that no location may serve.</param>
    public sealed record RecordRouting(
        string Decision,
        string Policy,
        int Version,
        string InputsSha256,
        IReadOnlyList<RoutedUnits> Units,
        IReadOnlyList<int> Unserved) : OrderCommand
    {
        /// <summary>The places that it needs at locations which send only so many orders a day; null for
        /// none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<PlaceAsk>? Places { get; init; }
    }

    /// <summary>A location says whether the order has its place there.</summary>
    public sealed record RecordPlace(string Location, LocalDate On, PlaceAnswer Answer) : OrderCommand;

    /// <summary>No decision can be made: there is no policy.</summary>
    public sealed record RecordUnroutable(string Reason) : OrderCommand;

    /// <summary>Has another location looked for.</summary>
    /// <param name="Exclude">The location that is not to serve it any more: its lines are moved; null for all lines,
    /// which may stay where they are.</param>
    /// <param name="Expected">The revision that the caller saw; null for any.</param>
    public sealed record Reroute(string? Exclude, string Reason, string By, long? Expected) : OrderCommand;

    /// <summary>A location sends nothing at the moment: what was decided to leave from there before is decided
    /// again.</summary>
    /// <param name="Since">Since when: what was decided later is left as it is.</param>
    public sealed record Evade(string Location, Instant Since, string Reason) : OrderCommand;

    /// <summary>The location of a line will not send it.</summary>
    /// <param name="Expected">The revision that the caller saw; null for any.</param>
    public sealed record TurnDown(int Line, string Reason, string By, long? Expected) : OrderCommand;
}

using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Orders;

/// <content>Fulfilment orders that are split, put together, or moved.</content>
public abstract partial record OrderEvent
{
    /// <summary>Units of a fulfilment order are to be picked in one of their own.</summary>
    public sealed record WorkSplit(int Group, IReadOnlyList<PartedUnits> Units, WorkApart Apart) : OrderEvent;

    /// <summary>Units of a fulfilment order are to leave from another location.</summary>
    /// <param name="To">The location; null where routing is to decide.</param>
    public sealed record WorkMoved(
        int Group, IReadOnlyList<PartedUnits> Units, string? To, string Reason, string By) : OrderEvent;

    /// <summary>All of a fulfilment order is to be picked in another one of the location.</summary>
    public sealed record WorkMerged(int Group, int Into, IReadOnlyList<WorkLine> Lines) : OrderEvent;
}

/// <summary>Units of a reservation that go on without the others.</summary>
/// <param name="Left">Units that stay in the reservation; 0 where all of it goes.</param>
public sealed record PartedUnits(
    int Line, string Reservation, string Sku, string Location, int Quantity, int Left)
{
    /// <summary>The line that they are from now on; null where they stay in theirs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NewLine { get; init; }

    /// <summary>The reservation that they are in from now on; null where they stay in theirs, or are in none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NewReservation { get; init; }
}

/// <summary>What a fulfilment order that was split off takes over from the one that it was part of.</summary>
/// <param name="From">The number of that one within the order.</param>
/// <param name="Split">Tells its splits apart.</param>
public sealed record WorkApart(int From, long Split)
{
    /// <summary>When it is to be begun; null for now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Instant? Until { get; init; }

    /// <summary>Why nobody works on it; null where somebody may.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Fulfilments.FulfilmentHold? Held { get; init; }
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;

namespace Oms.Central.Inventory;

/// <summary>Whether units of a lot may be promised and shipped: only approved ones may.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<LotStatus>))]
public enum LotStatus
{
    Approved,
    OnHold,
    Quarantined,
    Recalled,
    Expired,
    Damaged,
}

[JsonConverter(typeof(SnakeCaseEnumConverter<ReservationKind>))]
public enum ReservationKind
{
    /// <summary>Ends by itself at its expiry.</summary>
    Soft,

    /// <summary>Lasts until it is shipped or released.</summary>
    Hard,
}

/// <summary>What becomes of units that come back.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Disposition>))]
public enum Disposition
{
    Restock,
    Quarantine,
}

/// <param name="Expires">The last day on which it may be used; lots that expire first leave first.</param>
/// <param name="Arrival">The revision at which it first came in; lots that came first leave first.</param>
/// <param name="Cause">Why it has the status it has; null while approved from the start.</param>
public sealed record Lot(int Quantity, LotStatus Status, LocalDate? Expires, long Arrival, string? Cause)
{
    /// <summary>Units by the bin that they lie in; null where none lies in a bin.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, int>? Bins { get; init; }

    /// <summary>Units that lie in a bin, or in none (null); below zero while more have left than lay in none.</summary>
    public int In(string? bin) =>
        bin is null ? Quantity - (Bins?.Values.Sum() ?? 0) : Bins?.GetValueOrDefault(bin) ?? 0;
}

/// <summary>Units of a lot in a bin.</summary>
public sealed record BinQuantity(string Bin, int Quantity);

/// <param name="Made">The revision at which it was made; the order in which a shortfall spares them.</param>
/// <param name="ExpiresAt">When a soft one ends; null for a hard one.</param>
public sealed record Reservation(int Quantity, ReservationKind Kind, Instant? ExpiresAt, long Made)
{
    /// <summary>Its units must be usable until this day at least; null where any day will do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? UsableUntil { get; init; }

    /// <summary>Its units must be of this lot; null where any lot will do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lot { get; init; }

    /// <summary>The unit that it is for; null where any unit will do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Serial { get; init; }

    [JsonIgnore]
    internal StockWish Wish => new(UsableUntil, Lot, Serial);
}

/// <summary>A reservation that waits for stock.</summary>
public sealed record Backorder(string Reservation, int Quantity)
{
    /// <summary>Who goes first; the same as <see cref="StockItem.BrokenPromise"/> for a promise that broke.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Priority { get; init; }

    /// <summary>The day for which it is promised; null where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? Promise { get; init; }

    /// <summary>When it ends by itself if it still waits; null for never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Instant? CancelAfter { get; init; }

    /// <summary>As for a reservation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? UsableUntil { get; init; }

    /// <summary>As for a reservation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lot { get; init; }

    /// <summary>As for a reservation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Serial { get; init; }

    /// <summary>The day on which the supply that it is pegged to is expected, as was told; null where none
    /// is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? ExpectedOn { get; init; }

    [JsonIgnore]
    internal StockWish Wish => new(UsableUntil, Lot, Serial);

    /// <summary>Whether it goes before one that came earlier: higher priority, or the same and an earlier
    /// promise.</summary>
    internal bool GoesBefore(Backorder earlier) =>
        Priority != earlier.Priority
            ? Priority > earlier.Priority
            : (Promise ?? LocalDate.MaxIsoValue) < (earlier.Promise ?? LocalDate.MaxIsoValue);
}

/// <summary>Units that are to come.</summary>
/// <param name="Quantity">At least 1.</param>
/// <param name="On">The day on which they are expected; null where nobody knows.</param>
public sealed record ExpectedSupply(int Quantity, LocalDate? On);

/// <summary>A reservation that waits, and when its units are expected.</summary>
/// <param name="ExpectedOn">The day of the supply that brings its last unit; null where no supply does.</param>
/// <param name="Promise">The day for which it is promised now: the one that it was queued with, or that one where it is
/// later or the only one; null for none.</param>
public sealed record PeggedBackorder(string Reservation, LocalDate? ExpectedOn, LocalDate? Promise);

/// <summary>Every unit that ever moved, by cause: invariants I2 and I3 compare it with what is there.</summary>
public sealed record StockLedger(
    long Received,
    long Restocked,
    long AdjustedUp,
    long AdjustedDown,
    long Shipped,
    long PromisesMade,
    long PromisesConsumed,
    long PromisesReleased,
    long PromisesExpired)
{
    /// <summary>Units thrown away.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Scrapped { get; init; }

    /// <summary>Units given to transfers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long TransferredOut { get; init; }

    /// <summary>Units taken of transfers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long TransferredIn { get; init; }

    /// <summary>Units sent back to whom they were bought of.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SentBack { get; init; }

    public static StockLedger Empty { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>What must be on hand.</summary>
    [JsonIgnore]
    public long OnHand =>
        Received + Restocked + AdjustedUp + TransferredIn
        - AdjustedDown - Shipped - Scrapped - TransferredOut - SentBack;

    /// <summary>What must be promised.</summary>
    [JsonIgnore]
    public long Promised => PromisesMade - PromisesConsumed - PromisesReleased - PromisesExpired;
}

using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Costing;

/// <summary>Why units are not booked at a cost of their own.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CostDoubt>))]
public enum CostDoubt
{
    /// <summary>No cost was ever known: they are booked at 0.</summary>
    NoCost,

    /// <summary>Their cost is in another currency than the book's: they are booked at the last known cost.</summary>
    ForeignCurrency,

    /// <summary>They are worth more than a book can hold: they are booked at what it can hold.</summary>
    TooLarge,
}

/// <summary>Units that came in at one cost.</summary>
/// <param name="Quantity">At least 1.</param>
/// <param name="Value">What all of them are worth, minor units.</param>
public sealed record CostLayer(long Quantity, long Value)
{
    internal bool CostsTheSameAs(CostLayer other) =>
        (Int128)Value * other.Quantity == (Int128)other.Value * Quantity;
}

/// <summary>Units that went out before they came in.</summary>
/// <param name="Value">What they were booked at, minor units.</param>
public sealed record OwedUnits(long Quantity, long Value)
{
    public static OwedUnits None { get; } = new(0, 0);

    internal OwedUnits Plus(long quantity, long value) => new(Quantity + quantity, Value + value);

    /// <summary>What is owed once so many units have come in, and what those were booked at.</summary>
    internal (OwedUnits Left, long BookedAt) Settle(long quantity)
    {
        if (quantity == 0)
        {
            return (this, 0);
        }

        var bookedAt = CostShares.Of(Value, quantity, Quantity);
        return (new OwedUnits(Quantity - quantity, Value - bookedAt), bookedAt);
    }
}

using System.Text.Json.Serialization;

namespace Oms.Central.Costing;

/// <summary>What units are worth when each is worth the average of all that are there.</summary>
/// <param name="Held">Units; 0 while units are owed.</param>
/// <param name="HeldValue">What they are worth, minor units.</param>
/// <param name="Last">The average when units last came in, rounded to whole minor units; null while no cost was ever
/// known.</param>
public sealed record AverageCost(long Held, long HeldValue, OwedUnits Owed, long? Last)
{
    public static AverageCost Empty { get; } = new(0, 0, OwedUnits.None, null);

    /// <summary>What the units are worth, minor units; below zero while units are owed.</summary>
    [JsonIgnore]
    public long Value => HeldValue - Owed.Value;

    /// <summary>What some units are worth at the average of those that are there, minor units.</summary>
    /// <exception cref="DivideByZeroException">None is there.</exception>
    public long WorthOfSome(long units) =>
        CostShares.WorthAtAverage(units, HeldValue, Held, CostShares.ValueMax);

    /// <summary>What units that come in are worth. Where nobody says so they leave the average as it is.</summary>
    internal long WorthOf(long quantity, long? unit)
    {
        var room = CostShares.ValueMax - HeldValue;
        return unit is null && Held > 0
            ? CostShares.WorthAtAverage(quantity, HeldValue, Held, room)
            : CostShares.Worth(quantity, unit ?? Last ?? 0, room);
    }

    /// <returns>The state after it, and by how much the units that were owed were booked too high.</returns>
    internal (AverageCost After, long Variance) Receive(long quantity, long value, long? unit)
    {
        var settled = long.Min(quantity, Owed.Quantity);
        var (owed, bookedAt) = Owed.Settle(settled);
        var settledValue = CostShares.Of(value, settled, quantity);
        var (held, heldValue) = (Held + quantity - settled, HeldValue + value - settledValue);
        var known = unit is not null || Last is not null;
        var average = held > 0 ? CostShares.Of(heldValue, 1, held) : CostShares.Of(value, 1, quantity);
        return (new AverageCost(held, heldValue, owed, known ? average : null), bookedAt - settledValue);
    }

    /// <summary>What units that go out are worth: those that are there, and those that are not at the last known
    /// cost.</summary>
    internal long WorthOfIssued(long quantity) =>
        Taken(quantity) + CostShares.Worth(
            long.Max(0, quantity - Held), Last ?? 0, CostShares.ValueMax - Owed.Value);

    /// <param name="value">What they are booked at.</param>
    internal AverageCost Issue(long quantity, long value)
    {
        var (missing, taken) = (long.Max(0, quantity - Held), Taken(quantity));
        return this with
        {
            Held = Held - (quantity - missing),
            HeldValue = HeldValue - taken,
            Owed = missing > 0 ? Owed.Plus(missing, value - taken) : Owed,
        };
    }

    private long Taken(long quantity) =>
        Held == 0 ? 0 : CostShares.Of(HeldValue, long.Min(quantity, Held), Held);
}

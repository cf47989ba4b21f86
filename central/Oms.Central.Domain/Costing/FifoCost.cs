using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Oms.Central.Costing;

/// <summary>What units are worth when those that came first go first.</summary>
/// <param name="Layers">The oldest first; empty while units are owed.</param>
/// <param name="Last">What one unit cost the last time that one came in at a cost of its own, minor units; null while
/// none has.</param>
public sealed record FifoCost(ImmutableList<CostLayer> Layers, OwedUnits Owed, long? Last)
{
    /// <summary>Layers that are kept apart. Of more, the two neighbours whose unit costs differ least become one with
    /// all that both are worth. Part of what events mean, so it never changes.</summary>
    public const int LayersMax = 256;

    public static FifoCost Empty { get; } = new([], OwedUnits.None, null);

    [JsonIgnore]
    public long Held => Layers.Sum(layer => layer.Quantity);

    /// <summary>What the units that are there are worth, minor units.</summary>
    [JsonIgnore]
    public long HeldValue => Layers.Sum(layer => layer.Value);

    /// <summary>What the units are worth, minor units; below zero while units are owed.</summary>
    [JsonIgnore]
    public long Value => HeldValue - Owed.Value;

    /// <summary>What units that come in are worth.</summary>
    /// <param name="unit">What one costs; null where nobody says so.</param>
    internal long WorthOf(long quantity, long? unit) =>
        CostShares.Worth(quantity, unit ?? Last ?? 0, CostShares.ValueMax - HeldValue);

    /// <returns>The state after it, and by how much the units that were owed were booked too high.</returns>
    internal (FifoCost After, long Variance) Receive(long quantity, long value, long? unit)
    {
        var settled = long.Min(quantity, Owed.Quantity);
        var (owed, bookedAt) = Owed.Settle(settled);
        var settledValue = CostShares.Of(value, settled, quantity);
        var layers = quantity > settled
            ? Bounded(Add(Layers, new CostLayer(quantity - settled, value - settledValue)))
            : Layers;
        return (new FifoCost(layers, owed, unit ?? Last), bookedAt - settledValue);
    }

    /// <summary>What units that go out are worth: those that are there, and those that are not at the last known
    /// cost.</summary>
    internal long WorthOfIssued(long quantity)
    {
        var (_, value) = Take(quantity);
        return value + CostShares.Worth(
            long.Max(0, quantity - Held), Last ?? 0, CostShares.ValueMax - Owed.Value);
    }

    /// <param name="value">What they are booked at.</param>
    internal FifoCost Issue(long quantity, long value)
    {
        var missing = long.Max(0, quantity - Held);
        var (layers, taken) = Take(quantity);
        return this with { Layers = layers, Owed = missing > 0 ? Owed.Plus(missing, value - taken) : Owed };
    }

    private (ImmutableList<CostLayer> Left, long Value) Take(long quantity)
    {
        var (layers, value) = (Layers, 0L);
        while (quantity > 0 && layers.Count > 0)
        {
            var first = layers[0];
            var part = long.Min(quantity, first.Quantity);
            var share = CostShares.Of(first.Value, part, first.Quantity);
            layers = part == first.Quantity
                ? layers.RemoveAt(0)
                : layers.SetItem(0, new CostLayer(first.Quantity - part, first.Value - share));
            quantity -= part;
            value += share;
        }

        return (layers, value);
    }

    private static ImmutableList<CostLayer> Add(ImmutableList<CostLayer> layers, CostLayer one) =>
        layers is [.., var last] && last.CostsTheSameAs(one) ? Merged(layers, layers.Count - 1, one) : layers.Add(one);

    private static ImmutableList<CostLayer> Bounded(ImmutableList<CostLayer> layers)
    {
        if (layers.Count <= LayersMax)
        {
            return layers;
        }

        var nearest = 0;
        for (var i = 1; i + 1 < layers.Count; i++)
        {
            if (Difference(layers, i) < Difference(layers, nearest))
            {
                nearest = i;
            }
        }

        return Merged(layers, nearest, layers[nearest + 1]).RemoveAt(nearest + 1);
    }

    private static ImmutableList<CostLayer> Merged(ImmutableList<CostLayer> layers, int at, CostLayer other) =>
        layers.SetItem(at, new CostLayer(layers[at].Quantity + other.Quantity, layers[at].Value + other.Value));

    /// <summary>By how much a unit of one layer and of the next one differ, in whole minor units.</summary>
    private static long Difference(ImmutableList<CostLayer> layers, int at) =>
        long.Abs((layers[at].Value / layers[at].Quantity) - (layers[at + 1].Value / layers[at + 1].Quantity));
}

using Oms.Custody.Cargo;

namespace Oms.Custody.CheckOuts;

/// <summary>What the cargo should weigh, by the catalogue's weights.</summary>
public static class CargoWeight
{
    /// <summary>The part that is the cargo alone.</summary>
    public const string Cargo = "cargo";

    /// <summary>The part that is vehicle and cargo.</summary>
    public const string Gross = "gross";

    /// <summary>A rule of the house: 2 %, and never less than 20 kg, a division of common vehicle scales.</summary>
    public static WeightRule DefaultTolerance { get; } = new(20, 20_000);

    // No vehicle carries as much; WeightRule takes no more.
    private const decimal GramsMax = 1_000_000_000_000;

    internal static CheckOutEvent.WeightRecorded Of(CheckOutFacts facts, CheckOutCommand.RecordWeight c)
    {
        var recorded = new CheckOutEvent.WeightRecorded(c.Part, c.Grams, c.LimitGrams, c.Scale)
        {
            TareGrams = c.TareGrams,
        };
        return ExpectedOf(facts, c) is { } expected
            ? recorded with
            {
                ExpectedGrams = expected,
                Finding = (facts.Manifest?.Catalogue?.WeightTolerance ?? DefaultTolerance)
                    .Check(c.Part, expected, c.Grams),
            }
            : recorded;
    }

    /// <summary>Null where it cannot be told: of a part that is no sum of the cargo, or while a weight or a stop is not
    /// known.</summary>
    private static long? ExpectedOf(CheckOutFacts facts, CheckOutCommand.RecordWeight c) =>
        (c.Part, c.TareGrams) switch
        {
            (Cargo, null) => CargoGrams(facts),
            (Gross, { } tare) => CargoGrams(facts) + tare,
            _ => null,
        };

    private static long? CargoGrams(CheckOutFacts facts)
    {
        if (facts.Manifest?.Catalogue is not { } catalogue
            || (facts.Arrival.Direction is Direction.CheckOut && facts.OpenStops().Count > 0))
        {
            return null;
        }

        var weights = catalogue.Products.Where(product => product.UnitGrams is not null)
            .ToDictionary(product => product.Sku, product => product.UnitGrams!.Value, StringComparer.Ordinal);
        var units = CargoCounting.Of(facts, []).Lines.Where(line => line.Expected > 0)
            .GroupBy(line => line.Sku, StringComparer.Ordinal)
            .Select(one => (Sku: one.Key, Quantity: one.Sum(line => line.Expected)))
            .ToList();
        return units.All(one => weights.ContainsKey(one.Sku))
            && units.Sum(one => (decimal)one.Quantity * weights[one.Sku]) is var grams and <= GramsMax
            ? (long)grams
            : null;
    }
}

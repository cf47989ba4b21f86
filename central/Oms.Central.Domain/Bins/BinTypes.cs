namespace Oms.Central.Bins;

/// <summary>What fits into a bin; a member that is null is no limit.</summary>
/// <param name="Units">Units, at least 0.</param>
/// <param name="Grams">Weight that it bears, at least 0.</param>
/// <param name="Millilitres">Room, at least 0.</param>
public sealed record BinLimits(int? Units, long? Grams, long? Millilitres)
{
    /// <summary>The first limit that a load would exceed; null where it fits.</summary>
    internal BinRejection.BinFull? Exceeded(BinLoad load) =>
        load.Units > Units ? new("units", Units.Value, Shown(load.Units))
        : load.Grams > Grams ? new("grams", Grams.Value, Shown(load.Grams))
        : load.Millilitres > Millilitres ? new("millilitres", Millilitres.Value, Shown(load.Millilitres))
        : null;

    private static long Shown(Int128 amount) => (long)Int128.Min(amount, long.MaxValue);
}

/// <summary>What is used of a bin.</summary>
public readonly record struct BinLoad(Int128 Units, Int128 Grams, Int128 Millilitres)
{
    internal BinLoad With(long units, UnitMeasure size) =>
        new(Units + units, Grams + ((Int128)units * size.Grams), Millilitres + ((Int128)units * size.Millilitres));
}

/// <summary>What one unit weighs and measures; 0 where that is not known.</summary>
public sealed record UnitMeasure(long Grams, long Millilitres)
{
    internal UnitMeasure Most(UnitMeasure other) =>
        new(long.Max(Grams, other.Grams), long.Max(Millilitres, other.Millilitres));
}

/// <summary>Units of a lot that lie in a bin.</summary>
/// <param name="Quantity">At least 1.</param>
public sealed record BinContent(string Sku, string Lot, int Quantity, UnitMeasure Size);

/// <summary>Units that a bin has taken room for.</summary>
/// <param name="From">The bin that they come from; null where they lie in none.</param>
public sealed record BinArrival(string Sku, string Lot, int Quantity, string? From, UnitMeasure Size);

namespace Oms.Central.Costing;

/// <summary>Amounts of whole minor units, divided so that the parts are always the whole.</summary>
internal static class CostShares
{
    /// <summary>The most that a book may say its units are worth, minor units: what is worth more is booked as this,
    /// and flagged.</summary>
    public const long ValueMax = 4_000_000_000_000_000_000;

    /// <summary>What a part of some units is worth, rounded half to even; all of them are worth all.</summary>
    /// <param name="part">From 0 to <paramref name="whole"/>, which is at least 1.</param>
    public static long Of(long value, long part, long whole) => (long)Rounded((Int128)value * part, whole);

    /// <summary>What units are worth at a cost of one, no more than there is room for.</summary>
    public static long Worth(long quantity, long unit, long room) => (long)Int128.Min((Int128)quantity * unit, room);

    /// <summary>What units are worth at the average of others, no more than there is room for.</summary>
    public static long WorthAtAverage(long quantity, long value, long held, long room) =>
        (long)Int128.Min(Rounded((Int128)value * quantity, held), room);

    private static Int128 Rounded(Int128 dividend, long divisor)
    {
        var (share, rest) = Int128.DivRem(dividend, divisor);
        var twice = rest * 2;
        return twice > divisor || (twice == divisor && Int128.IsOddInteger(share)) ? share + 1 : share;
    }
}

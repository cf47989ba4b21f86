using NodaTime;

namespace Oms.Central.Inventory;

/// <summary>Units by the day on which they came.</summary>
/// <param name="Units">At least 1.</param>
public readonly record struct AgedUnits(LocalDate On, long Units);

/// <summary>How long units have lain where they are.</summary>
public static class StockAge
{
    /// <summary>The last day of each band of age, in days; the last band has no end.</summary>
    public static IReadOnlyList<int> BandEnds { get; } = [30, 60, 90, 180, 365];

    /// <summary>Of the units of a lot that are still there, when they came: those that came first have left
    /// first.</summary>
    /// <param name="units">Units that are there, at least 0.</param>
    /// <param name="newestFirst">What came, the latest first; no more of it is read than tells.</param>
    /// <returns>The latest first. Where less came than is there, the rest is of the oldest arrival; empty where nothing
    /// came.</returns>
    public static IReadOnlyList<AgedUnits> OfLot(long units, IEnumerable<AgedUnits> newestFirst)
    {
        var left = units;
        var known = new List<AgedUnits>();
        using var arrivals = newestFirst.GetEnumerator();
        while (left > 0 && arrivals.MoveNext())
        {
            var of = arrivals.Current with { Units = long.Min(left, arrivals.Current.Units) };
            known.Add(of);
            left -= of.Units;
        }

        if (left > 0 && known.Count > 0)
        {
            known[^1] = known[^1] with { Units = known[^1].Units + left };
        }

        return known;
    }

    /// <summary>Units of each band of <see cref="BandEnds"/>, and of the one without an end.</summary>
    /// <param name="today">The day as of which ages are counted; who came later counts as of today.</param>
    public static IReadOnlyList<long> Bands(IEnumerable<AgedUnits> arrived, LocalDate today)
    {
        var bands = new long[BandEnds.Count + 1];
        foreach (var of in arrived)
        {
            var age = Period.DaysBetween(of.On, today);
            bands[BandEnds.Count(end => end < age)] += of.Units;
        }

        return bands;
    }
}

using System.Collections.Immutable;
using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>The temperatures that a product may have, and what of the rest it bears.</summary>
/// <param name="Name">In kebab case.</param>
/// <param name="MinMilliC">Lowest temperature that is in the band, milli-°C.</param>
/// <param name="MaxMilliC">Highest temperature that is in the band, milli-°C.</param>
/// <param name="Ranges">At least one; the first is also what a vehicle must have at loading.</param>
public sealed record ProductBand(string Name, int MinMilliC, int MaxMilliC, ImmutableArray<ToleratedRange> Ranges)
{
    /// <summary>The coldest that a recorder in transport shows: EN 12830:2018, scope. Milli-°C.</summary>
    public const int LowestMilliC = -80_000;

    /// <summary>The warmest that a recorder in transport shows: EN 12830:2018, scope. Milli-°C.</summary>
    public const int HighestMilliC = 85_000;

    private static readonly Duration Brief = Duration.FromMinutes(15);

    /// <summary>-18 °C or colder; up to -15 °C is borne in transport: Directive 89/108/EEC, articles 1 and 5.</summary>
    public static ProductBand Frozen { get; } =
        new("frozen", LowestMilliC, -18_000, [new ToleratedRange(LowestMilliC, -15_000, Brief)])
        {
            OutOfRangeMax = Duration.FromMinutes(120),
            DegreeMinutesMax = 240,
        };

    /// <summary>0 to 4 °C. A house default for fresh food; contracts set others.</summary>
    public static ProductBand Chilled { get; } =
        new("chilled", 0, 4_000, [new ToleratedRange(0, 4_000, Brief)])
        {
            OutOfRangeMax = Duration.FromMinutes(60),
            DegreeMinutesMax = 120,
        };

    /// <summary>2 to 8 °C, controlled cold: USP &lt;659&gt;, with the mean kinetic temperature of 24 hours.</summary>
    public static ProductBand TwoToEight { get; } =
        new("2-8", 2_000, 8_000, [new ToleratedRange(2_000, 8_000, Brief)])
        {
            OutOfRangeMax = Duration.FromMinutes(60),
            DegreeMinutesMax = 120,
            MktMaxMilliC = 8_000,
            MktOver = Duration.FromHours(24),
        };

    /// <summary>
    /// Controlled room temperature, USP &lt;659&gt;: 20 to 25 °C, excursions from 15 to 30 °C, spikes up to 40 °C for
    /// no more than 24 hours, and a mean kinetic temperature of 30 days of no more than 25 °C.
    /// </summary>
    public static ProductBand ControlledRoom { get; } =
        new(
            "crt", 20_000, 25_000,
            [
                new ToleratedRange(15_000, 40_000, Brief),
                new ToleratedRange(15_000, 30_000, Duration.FromHours(24)),
            ])
        {
            MktMaxMilliC = 25_000,
            MktOver = Duration.FromDays(30),
        };

    /// <summary>The most time out of the band in one custody interval, masked or not; null for no limit.</summary>
    public Duration? OutOfRangeMax { get; init; }

    /// <summary>The most degrees beyond the band, times minutes, in one custody interval; null for no limit.</summary>
    public long? DegreeMinutesMax { get; init; }

    /// <summary>The highest mean kinetic temperature, milli-°C; null for no limit.</summary>
    public int? MktMaxMilliC { get; init; }

    /// <summary>The time over which the mean kinetic temperature is taken; USP stimuli article 44(4).</summary>
    public Duration MktOver { get; init; } = Duration.FromHours(24);

    /// <summary>A band of a contract's own, left for no more than 15 minutes.</summary>
    /// <returns>Null where the limits are not in order or beyond what recorders show.</returns>
    public static ProductBand? Custom(int minMilliC, int maxMilliC) =>
        minMilliC >= LowestMilliC && maxMilliC <= HighestMilliC && minMilliC < maxMilliC
            ? new ProductBand("custom", minMilliC, maxMilliC, [new ToleratedRange(minMilliC, maxMilliC, Brief)])
            : null;

    /// <summary>A band by its name; null for one that is not defined.</summary>
    public static ProductBand? Named(string name) =>
        new[] { Frozen, Chilled, TwoToEight, ControlledRoom }.FirstOrDefault(band => band.Name == name);

    /// <summary>How far a temperature is beyond the band, milli-°C; 0 or less inside.</summary>
    public int Beyond(int milliC) => Math.Max(MinMilliC - milliC, milliC - MaxMilliC);
}

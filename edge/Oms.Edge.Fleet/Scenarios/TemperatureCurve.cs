using NodaTime;

namespace Oms.Edge.Fleet.Scenarios;

/// <summary>What a refrigeration unit measures while its route lasts.</summary>
public static class TemperatureCurve
{
    /// <summary>How often a unit reports.</summary>
    public static readonly Duration Interval = Duration.FromMinutes(1);

    // Above the band by more than any hysteresis, from the first minute of an excursion on.
    private const int StepMilliC = 1_000;
    private const int RippleMilliC = 350;
    private const double RippleMinutes = 14;

    /// <summary>The return air at an offset from the start; milli-degrees Celsius.</summary>
    /// <exception cref="ArgumentException">The route carries dry cargo.</exception>
    public static int ReturnAir(RoutePlan route, Duration at)
    {
        var band = route.Band ?? throw new ArgumentException("The route has no band to keep.", nameof(route));
        if (route.Excursion is { } excursion && at >= excursion.From && at < excursion.To)
        {
            // A straight climb to the peak at half time, and a straight way back.
            var share = (at - excursion.From) / (excursion.To - excursion.From);
            var height = 1 - Math.Abs((2 * share) - 1);
            var low = band.MaxMilliC + StepMilliC;
            return low + (int)Math.Round((excursion.PeakMilliC - low) * height);
        }

        return SetPoint(route) + (int)Math.Round(RippleMilliC * Math.Sin(at.TotalMinutes / RippleMinutes * Math.Tau));
    }

    /// <summary>What the unit is set to: the middle of the band; milli-degrees Celsius.</summary>
    public static int SetPoint(RoutePlan route) =>
        route.Band is { } band
            ? (band.MinMilliC + band.MaxMilliC) / 2
            : throw new ArgumentException("The route has no band to keep.", nameof(route));

    /// <summary>When the unit reports: from the start, pre-cooling, until the route's check-out.</summary>
    public static IEnumerable<Duration> Times(RoutePlan route)
    {
        for (var at = Duration.Zero; at <= route.Arrival; at += Interval)
        {
            yield return at;
        }
    }
}

using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>One way to read the rests of a tour: which of them are pairs.</summary>
/// <param name="Driving">Driving since the limits count.</param>
/// <param name="Window">Time since the limits count, without the rests that are left out.</param>
/// <param name="First">The rest that a later one may pair with.</param>
/// <param name="IsOwed">Whether that rest is left out of the window though nothing pairs with it yet.</param>
/// <param name="SinceFirstDriving">Driving since the end of <paramref name="First"/>.</param>
/// <param name="SinceFirstWindow">Time since the end of <paramref name="First"/>.</param>
/// <param name="Split">The pair from which the limits count; null where they count from a rest of 10 hours.</param>
internal sealed record SplitPlan(
    Duration Driving,
    Duration Window,
    RestPeriod? First,
    bool IsOwed,
    Duration SinceFirstDriving,
    Duration SinceFirstWindow,
    SplitRest? Split)
{
    /// <summary>The plan with which a tour begins.</summary>
    public static SplitPlan Begin(RestPeriod? opening) =>
        new(Duration.Zero, Duration.Zero, opening, false, Duration.Zero, Duration.Zero, null);

    /// <summary>Whether two rests stand for 10 consecutive hours: 49 CFR 395.1(g)(1)(ii)(A) to (C).</summary>
    /// <remarks>Other rests may lie between them: where rests can be paired in several ways, the driver has the
    /// choice (FMCSA, frequently asked questions on the 2020 changes to hours of service, question 4).</remarks>
    public static bool Pairs(RestPeriod first, RestPeriod second) =>
        MayPair(first)
        && MayPair(second)
        && first.Length + second.Length >= HoursLimits.Rest
        && (first.Sleeper >= HoursLimits.SplitSleeperMin || second.Sleeper >= HoursLimits.SplitSleeperMin);

    /// <summary>Whether a rest may be one of a pair at all.</summary>
    /// <remarks>
    /// (A) wants 2 hours. 10 hours off duty renew both limits and cannot be paired: FMCSA, the same questions, on
    /// 10 consecutive hours off duty and a later rest in the berth. Of 10 hours with 7 in the berth no guidance says
    /// so, and (B) is met by them; so they renew the limits and may be paired too.
    /// </remarks>
    private static bool MayPair(RestPeriod rest) =>
        rest.Length >= HoursLimits.SplitRestMin
        && (rest.Length < HoursLimits.Rest || rest.Sleeper >= HoursLimits.SplitSleeperMin);

    /// <summary>How long driving may go on.</summary>
    public Duration Left(TourLimits limits) => Duration.Min(limits.Driving - Driving, limits.Window - Window);

    public SplitPlan After(Stretch stretch)
    {
        var driven = stretch.IsDriving ? stretch.Length : Duration.Zero;
        return this with
        {
            Driving = Driving + driven,
            Window = Window + stretch.Length,
            SinceFirstDriving = SinceFirstDriving + driven,
            SinceFirstWindow = SinceFirstWindow + stretch.Length,
        };
    }

    /// <summary>The ways in which a rest can be read.</summary>
    public IEnumerable<SplitPlan> Read(Stretch stretch, RestPeriod rest)
    {
        yield return After(stretch);
        if (First is { } first && Pairs(first, rest))
        {
            yield return new SplitPlan(
                SinceFirstDriving, SinceFirstWindow, rest, false, Duration.Zero, Duration.Zero,
                new SplitRest(first, rest));
        }

        if (!IsOwed)
        {
            yield return this with
            {
                First = rest,
                IsOwed = true,
                SinceFirstDriving = Duration.Zero,
                SinceFirstWindow = Duration.Zero,
            };
        }
    }
}

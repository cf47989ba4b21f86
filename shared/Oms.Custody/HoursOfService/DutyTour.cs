using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>What lies between two rests of at least 10 hours.</summary>
/// <param name="Opening">The rest before it; null where the record begins with duty.</param>
/// <param name="Stretches">Duty, and the shorter rests between.</param>
/// <param name="Closing">The rest of at least 10 hours that ends it; null while it goes on.</param>
internal sealed record DutyTour(RestPeriod? Opening, IReadOnlyList<Stretch> Stretches, RestPeriod? Closing)
{
    /// <summary>When the driver came on duty; null where he has not yet.</summary>
    public Instant? Start => Stretches.Count > 0 ? Stretches[0].From : null;

    /// <summary>When he went off duty for the last time so far.</summary>
    public Instant? Released => Stretches.LastOrDefault(stretch => stretch.Rest is null)?.To;

    /// <summary>Whether an instant is in it or in the rest behind it.</summary>
    public bool Holds(Instant at) =>
        Start <= at && at < (Closing is { } rest ? rest.To : Instant.MaxValue);

    /// <summary>Cuts a timeline into tours; the last one is the one that goes on, and may be empty.</summary>
    /// <remarks>A rest that the record begins with opens the first tour, however long: what was before is not
    /// known.</remarks>
    public static IReadOnlyList<DutyTour> Of(IReadOnlyList<DutyRun> runs)
    {
        var tours = new List<DutyTour>();
        RestPeriod? opening = null;
        var within = new List<Stretch>();
        foreach (var (stretch, index) in Cut(runs).Select((stretch, index) => (stretch, index)))
        {
            if (stretch.Rest is { } rest && (index == 0 || rest.Length >= HoursLimits.Rest))
            {
                if (index > 0)
                {
                    tours.Add(new DutyTour(opening, within, rest));
                }

                (opening, within) = (rest, []);
            }
            else
            {
                within.Add(stretch);
            }
        }

        tours.Add(new DutyTour(opening, within, null));
        return tours;
    }

    private static List<Stretch> Cut(IReadOnlyList<DutyRun> runs)
    {
        var stretches = new List<Stretch>();
        foreach (var (activity, from, to) in runs)
        {
            if (activity is not (Activity.Off or Activity.Sleeper))
            {
                stretches.Add(new Stretch(from, to, activity == Activity.Driving, null));
                continue;
            }

            var sleeper = activity == Activity.Sleeper ? to - from : Duration.Zero;
            var rest = new RestPeriod(from, to, sleeper);
            if (stretches.Count > 0 && stretches[^1].Rest is { } before)
            {
                rest = new RestPeriod(before.From, to, Duration.Max(before.Sleeper, sleeper));
                stretches.RemoveAt(stretches.Count - 1);
            }

            stretches.Add(new Stretch(rest.From, rest.To, false, rest));
        }

        return stretches;
    }
}

/// <summary>Driving, other duty, or a rest.</summary>
internal sealed record Stretch(Instant From, Instant To, bool IsDriving, RestPeriod? Rest)
{
    public Duration Length => To - From;
}

using NodaTime;

namespace Oms.Custody.Temperature;

/// <content>
/// Windows of which only the summary is left. Extremes, means and the time out of the band are exact; when within the
/// window it was, and whether a mask covered it, is not known. So such a window proves that nothing was wrong, or
/// proves nothing; an excursion it shows only by the totals of rule 9, which no mask changes.
/// </content>
internal sealed partial class ProofRun
{
    private readonly List<int> _extremes = [];
    private TemperatureSummary? _summarizedUpTo;
    private long _summarized;

    /// <summary>Takes a window.</summary>
    /// <param name="last">Up to when the interval is judged.</param>
    /// <returns>Up to when it is judged now.</returns>
    private Instant Cover(Instant last, TemperatureSummary window)
    {
        var (from, to) = (Instant.Max(window.From, _from), Instant.Max(Instant.Min(window.To, _to), last));
        _extremes.Add(window.MinMilliC);
        _extremes.Add(window.MaxMilliC);
        EndStretches();
        if (from - last > _thresholds.GapAfter)
        {
            Missing(last, from);
            last = from;
        }

        if (window.IsWhole)
        {
            Add(window, last, to);
        }
        else if (to > last)
        {
            Missing(last, to);
        }

        _summarizedUpTo = window;
        Outside(window, from);
        return to;
    }

    /// <summary>The last window counts to the end, as the last sample does.</summary>
    private void Extend(TemperatureSummary window, Instant last) => Add(window, last, _to);

    private void Add(TemperatureSummary window, Instant from, Instant to)
    {
        _slices.Add(new Slice(from, to, window.MeanMilliC, window.MktMilliC) { IsSummary = true });
        _summarized += Seconds(from, to);
    }

    private void Outside(TemperatureSummary window, Instant from)
    {
        var band = _request.Band;
        var farthest = window.Farthest(band);
        var isWithin = window.From >= _from && window.To <= _to;
        if (isWithin && window.OutOfBandSeconds is { } seconds)
        {
            _unmasked += seconds;
        }

        if (band.Beyond(farthest) > 0)
        {
            Find(
                TemperatureRule.Summary, TemperatureEffect.NoProof, from, Instant.Min(window.To, _to), farthest,
                Math.Abs((long)farthest - band.MinMilliC) < Math.Abs((long)farthest - band.MaxMilliC)
                    ? band.MinMilliC
                    : band.MaxMilliC);
        }
    }

    private void EndStretches()
    {
        foreach (var (_, outside) in _ranges)
        {
            outside.End();
        }

        _sensors.End();
    }

    /// <summary>A stretch of time with data.</summary>
    /// <param name="MilliC">For the mean.</param>
    /// <param name="KineticMilliC">For the mean kinetic temperature.</param>
    private readonly record struct Slice(Instant From, Instant To, int MilliC, int KineticMilliC)
    {
        public bool IsSummary { get; init; }
    }
}

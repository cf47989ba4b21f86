using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>One pass over the samples of an interval. Used once; not thread-safe.</summary>
internal sealed partial class ProofRun
{
    private readonly TemperatureProofRequest _request;
    private readonly TemperatureThresholds _thresholds;
    private readonly Instant _from;
    private readonly Instant _to;
    private readonly List<TemperatureFinding> _findings = [];
    private readonly List<Slice> _slices = [];
    private readonly MaskState _masks;
    private readonly EquipmentRules _equipment;
    private readonly SensorRules _sensors;
    private readonly List<(ToleratedRange Range, HeldCondition Out)> _ranges;
    private long _gap;
    private long _unmasked;
    private long _masked;
    private long _milliDegreeSeconds;
    private Instant? _usedUpAt;

    public ProofRun(TemperatureProofRequest request, TemperatureThresholds thresholds, Instant from, Instant to)
    {
        (_request, _thresholds, _from, _to) = (request, thresholds, from, to);
        _masks = new MaskState(thresholds);
        _equipment = new EquipmentRules(request, thresholds, _findings);
        _sensors = new SensorRules(thresholds, _findings);
        _ranges =
        [
            .. request.Band.Ranges.Select(range => (range, new HeldCondition(
                TemperatureRule.Band, TemperatureEffect.Excursion, (long)range.Tolerated.TotalSeconds, _findings))),
        ];
    }

    public (TemperatureFacts Facts, IReadOnlyList<TemperatureFinding> Findings) Judge(
        SampleSet set, IReadOnlyList<TemperatureSummary> summaries)
    {
        foreach (var (at, count) in set.Conflicts)
        {
            Find(TemperatureRule.ConflictingSamples, TemperatureEffect.Notice, at, at, count, 1);
        }

        var (last, samples) = (_from, 0);
        TemperatureSample? newest = null;
        var windows = new Queue<TemperatureSummary>(summaries);
        foreach (var sample in set.Samples.Where(sample => sample.At >= _from && sample.At <= _to))
        {
            while (windows.TryPeek(out var window) && window.From <= sample.At)
            {
                (last, newest) = (Cover(last, windows.Dequeue()), null);
            }

            var isMasked = _masks.Take(sample, sample.At);
            _equipment.Take(sample);

            // Of one instant the temperature that is farthest from the band counts.
            if (SampleSet.Farthest(sample, _request.Band) is { } milliC && sample.At != newest?.At)
            {
                // A late one may lie within a window that was summed up.
                Cover(Instant.Min(last, sample.At), sample.At, milliC, sample, newest, isMasked);
                (last, newest, samples) = (Instant.Max(last, sample.At), sample, samples + 1);
            }
        }

        while (windows.TryDequeue(out var window))
        {
            (last, newest) = (Cover(last, window), null);
        }

        Finish(last, newest);
        PreCool(set);
        var facts = Facts(samples + summaries.Sum(one => one.Readings));
        return (facts, [.. _findings.OrderBy(one => one.From).ThenBy(one => one.Rule).ThenBy(one => one.Limit)]);
    }

    private void Finish(Instant last, TemperatureSample? newest)
    {
        if (newest is null && _summarizedUpTo is { } known && _to - last <= _thresholds.GapAfter)
        {
            Extend(known, last);
        }
        else if (newest is null || _to - last > _thresholds.GapAfter)
        {
            Missing(last, _to);
        }
        else
        {
            Cover(last, _to, SampleSet.Farthest(newest, _request.Band)!.Value, newest, newest, _masks.Covers(_to));
        }

        foreach (var (_, outside) in _ranges)
        {
            outside.End();
        }

        _equipment.End();
        _sensors.End();
    }

    private void Cover(
        Instant from, Instant to, int milliC, TemperatureSample sample, TemperatureSample? before, bool isMasked)
    {
        if (to - from > _thresholds.GapAfter)
        {
            Missing(from, to);
            _sensors.End();
            (from, before) = (to, null);
        }

        var seconds = (long)(to - from).TotalSeconds;
        var beyond = _request.Band.Beyond(milliC);
        var shields = isMasked;
        if (beyond > 0)
        {
            shields = isMasked && _masked + seconds <= (long)_thresholds.MaskTotalMax.TotalSeconds;
            _usedUpAt ??= isMasked && !shields ? from : null;
            _masked += shields ? seconds : 0;
            _unmasked += shields ? 0 : seconds;
            _milliDegreeSeconds += beyond * seconds;
        }

        foreach (var (range, outside) in _ranges)
        {
            var inside = Math.Min(_thresholds.HysteresisMilliC, (range.MaxMilliC - range.MinMilliC) / 2);
            var far = Math.Max(range.MinMilliC - milliC, milliC - range.MaxMilliC);
            outside.Take(from, to, far > 0, far <= -inside, shields, milliC, range.NearestTo(milliC), far);
        }

        _slices.Add(new Slice(from, to, milliC, milliC));
        _sensors.Take(from, to, sample, before, isMasked);
    }

    private void Missing(Instant from, Instant to)
    {
        var seconds = (long)(to - from).TotalSeconds;
        _gap += seconds;
        Find(
            TemperatureRule.Gap, TemperatureEffect.NoProof, from, to, seconds,
            (long)_thresholds.GapAfter.TotalSeconds);
    }

    private void PreCool(SampleSet set)
    {
        if (_request.LoadingAt is not { } loading)
        {
            return;
        }

        var range = _request.Band.Ranges[0];
        var before = set.Samples
            .Where(sample => sample.At <= loading && loading - sample.At <= _thresholds.GapAfter)
            .GroupBy(sample => sample.At, sample => SampleSet.Farthest(sample, _request.Band))
            .LastOrDefault(same => same.First() is not null);
        if (before?.First() is not { } milliC)
        {
            Find(TemperatureRule.PreCool, TemperatureEffect.NoProof, loading, loading, 0, range.MaxMilliC);
        }
        else if (milliC > range.MaxMilliC || milliC < range.MinMilliC)
        {
            Find(
                TemperatureRule.PreCool, TemperatureEffect.Excursion, loading, loading, milliC,
                range.NearestTo(milliC));
        }
    }

    private TemperatureFacts Facts(int samples)
    {
        var covered = _slices.Where(slice => slice.To > slice.From).ToList();
        var total = covered.Sum(slice => Seconds(slice.From, slice.To));
        var highest = RollingMean.Highest(
            [.. covered.Select(slice => (slice.From, slice.To, slice.KineticMilliC))], _request.Band.MktOver);
        IReadOnlyList<int> extremes = [.. _slices.Where(slice => !slice.IsSummary).Select(slice => slice.MilliC),
            .. _extremes];
        var facts = new TemperatureFacts(
            samples,
            extremes.Count > 0 ? extremes.Min() : null,
            extremes.Count > 0 ? extremes.Max() : null,
            total > 0
                ? (int)Math.Round(
                    covered.Sum(slice => (decimal)slice.MilliC * Seconds(slice.From, slice.To)) / total,
                    MidpointRounding.AwayFromZero)
                : null,
            MeanKineticTemperature.Of(covered.Select(slice => (slice.KineticMilliC, Seconds(slice.From, slice.To)))),
            highest,
            total,
            _gap,
            _unmasked,
            _masked,
            _milliDegreeSeconds / 60_000)
        {
            SummarizedSeconds = _extremes.Count > 0 ? _summarized : null,
        };
        Budgets(facts);
        return facts;
    }

    private void Budgets(TemperatureFacts facts)
    {
        var band = _request.Band;
        if (_usedUpAt is { } at)
        {
            Find(
                TemperatureRule.MasksUsedUp, TemperatureEffect.Notice, at, _to, facts.MaskedSeconds,
                (long)_thresholds.MaskTotalMax.TotalSeconds);
        }

        Budget(TemperatureRule.OutOfRangeBudget, facts.OutOfRangeSeconds, (long?)band.OutOfRangeMax?.TotalSeconds);
        Budget(TemperatureRule.DegreeMinutesBudget, facts.DegreeMinutes, band.DegreeMinutesMax);
        Budget(TemperatureRule.MeanKineticTemperature, facts.MktHighestMilliC ?? int.MinValue, band.MktMaxMilliC);
    }

    private void Budget(TemperatureRule rule, long value, long? max)
    {
        if (value > max)
        {
            Find(rule, TemperatureEffect.Excursion, _from, _to, value, max.Value);
        }
    }

    private void Find(
        TemperatureRule rule, TemperatureEffect effect, Instant from, Instant to, long value, long limit) =>
        _findings.Add(new TemperatureFinding(rule, effect, from, to, value, limit));

    private static long Seconds(Instant from, Instant to) => (long)(to - from).TotalSeconds;
}

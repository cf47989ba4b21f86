using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>Rules 3, 5 and 6: whether the sensors are to be believed. Not thread-safe.</summary>
internal sealed class SensorRules(TemperatureThresholds thresholds, List<TemperatureFinding> findings)
{
    private readonly HeldCondition _apart = new(
        TemperatureRule.SensorDisagreement, TemperatureEffect.NoProof, thresholds.SensorDifferenceMilliC,
        (long)thresholds.SensorDifferenceFor.TotalSeconds, findings);

    private readonly HeldCondition _deviation = new(
        TemperatureRule.SetpointDeviation, TemperatureEffect.Notice, thresholds.SetpointDeviationMilliC,
        (long)thresholds.SetpointDeviationFor.TotalSeconds, findings);

    private readonly HeldCondition _fast = new(
        TemperatureRule.Rate, TemperatureEffect.Notice, thresholds.RateMilliCPerMinute, null, findings);

    private (Instant Since, int MilliC)? _same;
    private Instant _sameUntil;

    /// <summary>Takes covered time.</summary>
    /// <param name="sample">What counts for it.</param>
    /// <param name="before">The sample at its beginning; null where there is none.</param>
    public void Take(Instant from, Instant to, TemperatureSample sample, TemperatureSample? before, bool isMasked)
    {
        var seconds = (long)(to - from).TotalSeconds;
        var apart = sample is { ReturnMilliC: { } back, CargoMilliC: { } cargo } ? Math.Abs(back - cargo) : 0;
        Hold(_apart, from, to, apart, thresholds.SensorDifferenceMilliC, isMasked: false);
        var deviation = sample is { ReturnMilliC: { } air, SetpointMilliC: { } setpoint }
            ? Math.Abs(air - setpoint)
            : 0;
        Hold(_deviation, from, to, deviation, thresholds.SetpointDeviationMilliC, isMasked);
        var change = sample.ReturnMilliC is { } now && before?.ReturnMilliC is { } then ? Math.Abs(now - then) : 0;
        var rate = seconds > 0 ? change * 60L / seconds : 0;
        Hold(_fast, from, to, rate, thresholds.RateMilliCPerMinute, isMasked: false);
        var stale = thresholds.SampleEvery * thresholds.StaleIntervals;
        if (to - from > stale)
        {
            findings.Add(new TemperatureFinding(
                TemperatureRule.StaleSensor, TemperatureEffect.Notice, from, to, seconds, (long)stale.TotalSeconds));
        }

        if (!ReferenceEquals(sample, before))
        {
            Stuck(sample);
        }
    }

    /// <summary>Nothing goes on across time without data.</summary>
    public void End()
    {
        _apart.End();
        _deviation.End();
        _fast.End();
        EndStuck();
    }

    private static void Hold(HeldCondition held, Instant from, Instant to, long value, long limit, bool isMasked) =>
        held.Take(from, to, value > limit, value <= limit, isMasked, value, value - limit);

    private void Stuck(TemperatureSample sample)
    {
        if (_same is not { } same || sample.IsRunning != true || sample.ReturnMilliC != same.MilliC)
        {
            EndStuck();
            _same = sample is { IsRunning: true, ReturnMilliC: { } milliC } ? (sample.At, milliC) : null;
        }

        _sameUntil = sample.At;
    }

    private void EndStuck()
    {
        if (_same is { } same && _sameUntil - same.Since >= thresholds.StuckAfter)
        {
            findings.Add(new TemperatureFinding(
                TemperatureRule.StuckSensor, TemperatureEffect.NoProof, same.Since, _sameUntil, same.MilliC,
                (long)thresholds.StuckAfter.TotalSeconds));
        }

        _same = null;
    }
}

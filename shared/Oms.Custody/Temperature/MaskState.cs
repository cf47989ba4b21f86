using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>Whether defrost, pull-down or a door explain a temperature. Not thread-safe.</summary>
internal sealed class MaskState(TemperatureThresholds thresholds)
{
    private bool? _running;
    private Instant? _defrostSince;
    private Instant? _doorSince;
    private Instant? _doorUntil;
    private Instant? _pullDownUntil;

    /// <summary>Takes the next sample.</summary>
    /// <returns>Whether a mask covers it.</returns>
    public bool Take(TemperatureSample sample, Instant at)
    {
        if (sample.IsRunning == true && _running == false)
        {
            _pullDownUntil = at + thresholds.PullDownMask;
        }

        _running = sample.IsRunning ?? _running;
        _defrostSince = sample.IsDefrosting == true ? _defrostSince ?? at : null;
        if (sample.IsDoorOpen == true)
        {
            _doorSince ??= at;
            _doorUntil = Instant.Min(at, _doorSince.Value + thresholds.DoorMaskMax) + thresholds.DoorMaskAfter;
        }
        else
        {
            _doorSince = null;
        }

        return Covers(at);
    }

    /// <summary>Whether a mask covers an instant, by the samples so far.</summary>
    public bool Covers(Instant at) =>
        at <= _pullDownUntil
        || at <= _doorUntil
        || (_defrostSince is { } defrost && at - defrost <= thresholds.DefrostMaskMax);
}

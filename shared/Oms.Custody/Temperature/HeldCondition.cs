using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>A condition that is a finding once it has held for too long. Not thread-safe.</summary>
/// <param name="tolerated">Unmasked seconds that are no finding; null where none are.</param>
internal sealed class HeldCondition(
    TemperatureRule rule, TemperatureEffect effect, long limit, long? tolerated, List<TemperatureFinding> findings)
{
    private Instant? _since;
    private Instant _last;
    private long _seconds;
    private long _farthest;
    private long _value;

    /// <summary>Takes a stretch of time with one value.</summary>
    /// <param name="holds">Whether the condition holds.</param>
    /// <param name="ends">Whether it is over; neither is so within the hysteresis.</param>
    /// <param name="beyond">How far beyond its limit the value is.</param>
    public void Take(Instant from, Instant to, bool holds, bool ends, bool isMasked, long value, long beyond)
    {
        if (ends)
        {
            End();
            return;
        }

        if (_since is null && !holds)
        {
            return;
        }

        if (_since is null)
        {
            (_since, _seconds, _farthest, _value) = (from, 0, beyond, value);
        }

        _seconds += isMasked ? 0 : (long)(to - from).TotalSeconds;
        _last = holds ? to : _last;
        (_farthest, _value) = beyond > _farthest ? (beyond, value) : (_farthest, _value);
    }

    /// <summary>Ends the stretch that goes on.</summary>
    public void End()
    {
        if (_since is { } since && (tolerated is not { } most || _seconds > most))
        {
            findings.Add(new TemperatureFinding(rule, effect, since, _last, _value, limit));
        }

        _since = null;
    }
}

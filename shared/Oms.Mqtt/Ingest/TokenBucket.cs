namespace Oms.Mqtt.Ingest;

/// <summary>A rate with a burst. Takes first and waits afterwards, so that one large message is never stuck.</summary>
/// <remarks>Not thread-safe: it belongs to a read loop.</remarks>
internal sealed class TokenBucket
{
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private long _filled;

    public TokenBucket(double perSecond, double burstSeconds, TimeProvider time)
    {
        (_time, _perSecond, _burst) = (time, perSecond, Math.Max(1, perSecond * burstSeconds));
        (_tokens, _filled) = (_burst, time.GetTimestamp());
    }

    /// <summary>Takes tokens, into debt if need be.</summary>
    /// <returns>How long until the debt is paid; zero when there is none.</returns>
    public TimeSpan Take(double count)
    {
        if (double.IsPositiveInfinity(_perSecond))
        {
            return TimeSpan.Zero;
        }

        var now = _time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (_time.GetElapsedTime(_filled, now).TotalSeconds * _perSecond));
        _filled = now;
        _tokens -= count;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(-_tokens / _perSecond, 3_600));
    }
}

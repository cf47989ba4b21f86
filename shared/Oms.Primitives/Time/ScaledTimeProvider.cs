using NodaTime;
using NodaTime.Extensions;

namespace Oms.Time;

/// <summary>A clock that runs a fixed number of times as fast as another: for demonstrations and drills.</summary>
/// <remarks>
/// Every process that is given the same three numbers shows the same time, before and after a restart. Timers and
/// elapsed times are scaled too, so that a 20-minute rule takes 20 minutes of this clock.
/// </remarks>
/// <threadsafety>Immutable; as safe as the inner provider.</threadsafety>
public sealed class ScaledTimeProvider : TimeProvider
{
    private const double ScaleMax = 10_000;

    private readonly TimeProvider _inner;
    private readonly Instant _innerOrigin;
    private readonly Instant _origin;
    private readonly double _scale;

    /// <param name="inner">The clock to scale.</param>
    /// <param name="innerOrigin">The inner instant at which this clock shows <paramref name="origin"/>.</param>
    /// <param name="origin">What this clock shows at <paramref name="innerOrigin"/>.</param>
    /// <param name="scale">How many seconds pass here in one inner second; from 1 to 10 000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is out of its range.</exception>
    public ScaledTimeProvider(TimeProvider inner, Instant innerOrigin, Instant origin, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scale is >= 1 and <= ScaleMax, true, nameof(scale));
        (_inner, _innerOrigin, _origin, _scale) = (inner, innerOrigin, origin, scale);
    }

    /// <summary>How many seconds pass on a clock in one real second: 1 for one that is not scaled.</summary>
    public static double ScaleOf(TimeProvider time) => time is ScaledTimeProvider scaled ? scaled._scale : 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() =>
        (_origin + ((_inner.GetUtcNow().ToInstant() - _innerOrigin) * _scale)).ToDateTimeOffset();

    public override long GetTimestamp() =>
        (long)(_inner.GetTimestamp() / (double)_inner.TimestampFrequency * TimeSpan.TicksPerSecond * _scale);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(this, _inner.CreateTimer(callback, state, Shrink(dueTime), Shrink(period)));

    private TimeSpan Shrink(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
        {
            return time;
        }

        var shrunk = time / _scale;
        return shrunk < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : shrunk;
    }

    private sealed class ScaledTimer(ScaledTimeProvider owner, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            inner.Change(owner.Shrink(dueTime), owner.Shrink(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

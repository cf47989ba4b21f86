using NodaTime;
using NodaTime.Extensions;

namespace Oms.Testing;

/// <summary>One machine's clock: it runs too fast or too slow, shows another time than the true one, and is
/// set.</summary>
/// <param name="truth">The true time, which drives it.</param>
/// <param name="rate">How many of its seconds pass in a true one.</param>
/// <param name="offset">How far its wall clock is ahead at the beginning.</param>
public sealed class MachineTime(ManualTime truth, double rate, Duration offset) : TimeProvider
{
    private readonly long _began = truth.GetTimestamp();
    private readonly Instant _start = truth.GetUtcNow().ToInstant() + offset;
    private Duration _stepped = Duration.Zero;

    public override long TimestampFrequency => truth.TimestampFrequency;

    /// <summary>Steps the wall clock without time passing: an operator or NTP set it.</summary>
    public void StepClock(Duration by) => _stepped += by;

    public override DateTimeOffset GetUtcNow() =>
        (_start + Duration.FromTicks(GetTimestamp() - _began) + _stepped).ToDateTimeOffset();

    public override long GetTimestamp() => _began + (long)((truth.GetTimestamp() - _began) * rate);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new MachineTimer(this, truth.CreateTimer(callback, state, True(dueTime), True(period)));

    // A tick more, so that a timer never fires before its time by this clock.
    private TimeSpan True(TimeSpan own) =>
        own <= TimeSpan.Zero ? own : TimeSpan.FromTicks((long)(own.Ticks / rate) + 1);

    private sealed class MachineTimer(MachineTime owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            timer.Change(owner.True(dueTime), owner.True(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

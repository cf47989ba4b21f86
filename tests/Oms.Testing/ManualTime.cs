using NodaTime;
using NodaTime.Extensions;

namespace Oms.Testing;

/// <summary>The only driver of time in a test: clock, timestamps and timers move when the test says so.</summary>
/// <remarks>
/// A timer fires inside <see cref="Advance"/>, on its thread, with the clock at the instant it was due; two that are
/// due
/// at the same instant fire in the order in which they were set.
/// </remarks>
/// <threadsafety>Any thread may call any member; one at a time advances.</threadsafety>
public sealed class ManualTime(Instant start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<ManualTimer> _due = [];
    private Instant _now = start;
    private Duration _stepped = Duration.Zero;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are set.</summary>
    public int TimersSet
    {
        get
        {
            lock (_gate)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>The time until the next timer fires; null when none is set.</summary>
    public Duration? UntilNextTimer
    {
        get
        {
            lock (_gate)
            {
                return _due.Min is { } next ? Duration.Max(Duration.Zero, next.DueAt - _now) : null;
            }
        }
    }

    /// <summary>Lets time pass; fires what falls due on the way.</summary>
    public void Advance(Duration by)
    {
        Instant until;
        lock (_gate)
        {
            until = _now + by;
        }

        while (TakeDue(until) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = until;
        }
    }

    /// <summary>Steps the wall clock without time passing: an operator or NTP set it.</summary>
    public void StepClock(Duration by)
    {
        lock (_gate)
        {
            _stepped += by;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return (_now + _stepped).ToDateTimeOffset();
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.ToUnixTimeTicks();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeDue(Instant until)
    {
        lock (_gate)
        {
            if (_due.Min is not { } next || next.DueAt > until)
            {
                return null;
            }

            _due.Remove(next);
            _now = Instant.Max(_now, next.DueAt);
            if (next.Period is { } period)
            {
                next.Set(next.DueAt + period, ++_order);
                _due.Add(next);
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state)
        : ITimer, IComparable<ManualTimer>
    {
        private bool _disposed;
        private long _order;

        public Instant DueAt { get; private set; }

        public Duration? Period { get; private set; }

        public void Fire() => callback(state);

        public void Set(Instant dueAt, long order) => (DueAt, _order) = (dueAt, order);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                owner._due.Remove(this);
                Period = period > TimeSpan.Zero ? period.ToDuration() : null;
                if (dueTime >= TimeSpan.Zero)
                {
                    Set(owner._now + dueTime.ToDuration(), ++owner._order);
                    owner._due.Add(this);
                }

                return true;
            }
        }

        public int CompareTo(ManualTimer? other) => other is null
            ? 1
            : DueAt.CompareTo(other.DueAt) is not 0 and var byTime ? byTime : _order.CompareTo(other._order);

        public void Dispose()
        {
            lock (owner._gate)
            {
                _disposed = true;
                owner._due.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

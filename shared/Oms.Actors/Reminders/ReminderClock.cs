using NodaTime;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;
using Oms.Entities;

namespace Oms.Actors.Reminders;

/// <summary>Fires the reminders of one shard: sleeps until the next is due, and never polls.</summary>
internal sealed class ReminderClock(RuntimeCore core, Shard shard)
{
    private const int RowsMax = 256;

    // A timer counts elapsed time and a reminder wall time, so the two are compared again this often.
    private static readonly Duration SleepMax = Duration.FromMinutes(1);

    private static readonly Duration DeferredSleep = Duration.FromSeconds(1);

    // The namespace of reminders' command ids, for ever.
    private static readonly Guid ReminderSpace = new("0b3a9b53-94c5-5a0e-8d0e-2c1d6f0a7b02");
    private static readonly Principal Clock = new(PrincipalKind.System, "reminder");

    private readonly Lock _gate = new();
    private readonly Dictionary<(EntityAddress, string), Instant> _deferred = [];
    private ITimer? _timer;
    private Instant _armedFor = Instant.MaxValue;
    private bool _running;
    private bool _again;

    /// <summary>The stable id of a fired reminder's command: version 5 of (entity, name, version).</summary>
    public static CommandId IdOf(ReminderRow row) =>
        CommandId.Version5(ReminderSpace, $"{row.Address}\0{row.Name}\0{row.Version}");

    /// <summary>Looks at the table now.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_running)
            {
                _again = true;
                return;
            }

            _running = true;
        }

        _ = core.Start(RunAsync);
    }

    /// <summary>Takes note of rows that are durable now.</summary>
    public void Committed(IReadOnlyList<ReminderRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.DueAt is { } due)
            {
                lock (_gate)
                {
                    if (_running)
                    {
                        _again = true;
                    }
                    else if (due < _armedFor)
                    {
                        Arm(due);
                    }
                }
            }
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private bool Goes => !core.IsStopping && !core.Stopped.IsCancellationRequested
        && shard.Status is ShardStatus.Owned;

    private async Task RunAsync()
    {
        Instant? next = null;
        for (var attempt = 1; Goes;)
        {
            try
            {
                next = await FireDueAsync();
                attempt = 1;
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                if (core.Stopped.IsCancellationRequested)
                {
                    break;
                }

                core.Log.RemindersFailed(failure, shard.Index);
                await core.PauseAsync(core.BackOff(attempt++));
                continue;
            }

            if (Rests(next))
            {
                return;
            }
        }

        lock (_gate)
        {
            (_running, _again) = (false, false);
        }
    }

    private bool Rests(Instant? next)
    {
        lock (_gate)
        {
            if (_again)
            {
                _again = false;
                return false;
            }

            _running = false;
            if (next is { } due)
            {
                Arm(due);
            }
            else
            {
                _armedFor = Instant.MaxValue;
            }

            return true;
        }
    }

    private void Arm(Instant due)
    {
        if (core.Stopped.IsCancellationRequested)
        {
            return;
        }

        _armedFor = due;
        var sleep = Duration.Max(Duration.Zero, Duration.Min(due - core.Now, SleepMax)).ToTimeSpan();
        _timer ??= core.Services.Time.CreateTimer(
            static clock => ((ReminderClock)clock!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // A timer counts whole milliseconds: round up, or it would fire just before the reminder is due.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(sleep.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Fires what is due, and returns when to look again.</summary>
    private async Task<Instant?> FireDueAsync()
    {
        while (Goes)
        {
            var now = core.Now;
            foreach (var (key, until) in _deferred.ToArray())
            {
                if (until <= now)
                {
                    _deferred.Remove(key);
                }
            }

            var due = await core.Journal.ReadRemindersAsync(
                shard.Index, now, RowsMax + _deferred.Count, core.Stopped);
            var firing = due.Where(row => !_deferred.ContainsKey((row.Address, row.Name))).Take(RowsMax).ToArray();
            if (firing.Length == 0)
            {
                return await NextAsync();
            }

            var answers = firing.Select(row => FireAsync(row)).ToArray();
            for (var i = 0; i < firing.Length; i++)
            {
                if (await answers[i] is { } retryAfter)
                {
                    _deferred[(firing[i].Address, firing[i].Name)] = core.Now + retryAfter;
                }
                else
                {
                    core.Metrics.ReminderFired();
                }
            }
        }

        return null;
    }

    private async Task<Instant?> NextAsync()
    {
        // Deferred rows are the earliest in the table, so its next is no guide while there are any.
        return _deferred.Count > 0
            ? Instant.Min(_deferred.Values.Min(), core.Now + DeferredSleep)
            : await core.Journal.ReadNextReminderAsync(shard.Index, core.Stopped);
    }

    /// <returns>Null once it is answered for good; otherwise how long to wait before it fires again.</returns>
    private async Task<Duration?> FireAsync(ReminderRow row)
    {
        if (!core.Regions.TryGetValue(row.Address.Kind, out var region))
        {
            return SleepMax;
        }

        var context = new CommandContext(IdOf(row), Clock) { Causation = $"reminder {row.Name}" };
        var refusal = await region.FireAsync(row.Address, new FiredReminder(row.Name, row.Version), context);
        return refusal is null
            ? null
            : Duration.Max(core.Options.BackOffMin, Duration.Min(refusal.RetryAfter, SleepMax));
    }
}

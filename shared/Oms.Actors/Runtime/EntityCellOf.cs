using NodaTime;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Writing;
using Oms.Entities;

namespace Oms.Actors.Runtime;

/// <summary>One entity in memory: decides its commands in turn, on a state that may be ahead of the journal.</summary>
internal sealed partial class EntityCell<TState, TCommand, TEvent, TRejection>(
    RuntimeCore core,
    ShardRegion<TState, TCommand, TEvent, TRejection> region,
    EntityAddress address,
    Shard shard) : EntityCell(core, address, shard), IAnswers<TCommand, TEvent, TRejection>
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    private Phase _phase;
    private TState _state = default!;
    private long _seq;
    private long _lastTicket;
    private int _generation;
    private int _adopted;
    private SnapshotDebt _sinceSnapshot;
    private CommandRing _ring = EmptyRing;
    private SetReminder[] _reminders = [];
    private Instant _now;
    private Instant _waitsUntil;
    private Task? _wait;
    private Refusal? _refusing;
    private Found? _found;
    private Queue<Instant>? _crashes;

    private enum Phase : byte
    {
        /// <summary>Not read from the log yet, or given up.</summary>
        Absent,

        Live,

        SetAside,
    }

    private static CommandRing EmptyRing { get; } = new(capacity: 4);

    /// <summary>Whether the state stands: its shard's generation goes on and nothing it decided was voided.</summary>
    private bool IsCurrent =>
        _phase is not Phase.Absent && _generation == Shard.Generation && _adopted == Version;

    /// <summary>Whether all that the entity has decided is durable.</summary>
    /// <remarks>The ticket is read before the generation: if the generation still stands, the ticket is of
    /// it.</remarks>
    private bool IsCommitted => _lastTicket <= Shard.CommittedTicket && IsCurrent;

    /// <summary>Whether a new cell that reads the log now would see all that this one has decided.</summary>
    private bool HasNothingInFlight =>
        _lastTicket <= Shard.CommittedTicket || _generation != Shard.Generation || _adopted != Version;

    public void Answer(AskOperation<TCommand, TEvent, TRejection> operation, Reply<TEvent, TRejection> reply)
    {
        if (operation.StartedAt != 0)
        {
            Core.Metrics.CommandAnswered(
                region.Kind, reply.Outcome, Core.Waits.GetElapsedTime(operation.StartedAt));
        }

        operation.Answer(reply.Outcome is ReplyOutcome.Accepted && !reply.Repeated
            ? reply with { Position = LastPosition }
            : reply);
    }

    public void DecideAgain(AskOperation<TCommand, TEvent, TRejection> operation)
    {
        operation.MustLookUp = true;
        if (Post(operation, region.Settings.MailboxCapacity) is not Posted.Taken)
        {
            operation.Refuse(Refusal.MailboxFull);
        }
    }

    protected override void BeginTurn()
    {
        _now = Core.Now;
        LastUsed = _now.ToUnixTimeTicks();
    }

    protected override void BatchTaken() => (_refusing, _waitsUntil) = (null, _now + Core.Options.CommandWait);

    protected override Task? Waits()
    {
        var wait = _wait;
        _wait = null;
        return wait is { IsCompleted: false } ? wait : null;
    }

    protected override bool Process(Message message)
    {
        // What was looked up was for this message alone; left behind, it would answer whatever comes in the same
        // operation next.
        var found = _found;
        _found = null;
        if (_refusing is { } refusal)
        {
            message.Refuse(refusal);
            return true;
        }

        if (message is Passivate or Released)
        {
            Obey(message);
            return true;
        }

        if (Core.IsStopping)
        {
            message.Refuse(Refusal.Stopping);
            return true;
        }

        if (!IsCurrent)
        {
            _wait = RecoverAsync();
            return false;
        }

        if (_phase is Phase.SetAside)
        {
            message.Refuse(Refusal.Quarantined(Core.Quarantine.GetValueOrDefault(Address)));
            return true;
        }

        if (message is AskOperation<TCommand, TEvent, TRejection> ask)
        {
            return Take(ask, found);
        }

        return Read((ReadOperation<TState>)message);
    }

    private void Obey(Message message)
    {
        if (message is Released)
        {
            _phase = Phase.Absent;
        }
        else if (HasNothingInFlight && TryClose())
        {
            region.Remove(this);
        }
    }

    private bool Read(ReadOperation<TState> read)
    {
        if (read.IsStrict)
        {
            if (Shard.EpochOf(_generation) is not { } epoch)
            {
                return false;
            }

            read.Epoch = epoch;
        }

        if (IsCommitted)
        {
            if (Core.MayAnswer(Shard.Index))
            {
                read.Answer(new EntityView<TState>(_state, _seq, LastPosition));
            }
            else
            {
                read.Refuse(Refusal.NotOwner);
            }

            return true;
        }

        return Enqueue(
            new ReadEntry<TState>(Shard, _generation, read, _state, _seq) { Cell = this, CellVersion = _adopted },
            read);
    }

    private bool Take(AskOperation<TCommand, TEvent, TRejection> ask, Found? found)
    {
        if (Core.Metrics.TimesCommands && ask.StartedAt == 0)
        {
            ask.StartedAt = Core.Timestamp;
        }

        var deadline = ask.Context.Deadline ?? _waitsUntil;
        if (deadline < _now)
        {
            ask.Refuse(Refusal.DeadlinePassed);
            return true;
        }

        if (found is not null)
        {
            if (found.Refusal is { } refusal)
            {
                ask.Refuse(refusal);
                return true;
            }

            if (found.Records.Count > 0)
            {
                return AnswerRepeated(ask, found.Records);
            }
        }
        else if (ask.MustLookUp || _ring.Contains(ask.Context.Id) || _ring.MayHaveForgotten(ask.Context.Id))
        {
            _wait = LookUpAsync(ask);
            return false;
        }

        return Decide(ask);
    }

    /// <summary>Puts an entry into the lane.</summary>
    /// <returns>False when the shard's generation has ended: the message is processed again after recovery.</returns>
    private bool Enqueue(LaneEntry entry, Message message)
    {
        switch (Shard.Lane.Enqueue(entry))
        {
            case Enqueued.Taken:
                return true;
            case Enqueued.Full:
                Core.Metrics.Overloaded(region.Kind);
                message.Refuse(new Refusal(RetryReason.Overloaded, Shard.Lane.ExpectedWait(Shard)));
                return true;
            default:
                return false;
        }
    }

    private void Crash(AskOperation<TCommand, TEvent, TRejection> ask, Exception failure)
    {
        var incident = Core.NewIncidentId();
        Core.Metrics.Crashed(region.Kind);
        Core.Log.DeciderFailed(failure, incident, Address, _seq);
        _phase = Phase.Absent;

        _crashes ??= new Queue<Instant>();
        _crashes.Enqueue(_now);
        while (_crashes.Peek() < _now - Core.Options.CrashWindow)
        {
            _crashes.Dequeue();
        }

        if (_crashes.Count >= Core.Options.CrashesMax)
        {
            _crashes = null;
            SetAside(_seq, $"{Core.Options.CrashesMax} commands failed in a short time, the last was {incident}");
        }

        ask.Refuse(new Refusal(RetryReason.Faulted, Core.Options.BackOffMin, incident));
    }

    private void SetAside(long atSeq, string reason)
    {
        _phase = Phase.SetAside;
        var row = new QuarantineRow(Address, reason, atSeq, _now);
        if (!Core.Quarantine.TryAdd(Address, row))
        {
            return;
        }

        Core.Log.SetAside(Address, atSeq, reason);

        // Not started on its own: the row is in the lane before this command is answered, or any later one.
        _ = Core.WriteUntilDurableAsync(
            Shard,
            new EntityWrite { Address = Address, Quarantine = row },
            () => Core.Quarantine.ContainsKey(Address));
    }

    /// <summary>What the journal says of the command that is processed next.</summary>
    private sealed record Found(IReadOnlyList<JournalRecord> Records, Refusal? Refusal);
}

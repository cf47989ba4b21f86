using System.Text.Json;
using Oms.Actors.Codecs;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Writing;
using Oms.Entities;

namespace Oms.Actors.Runtime;

/// <summary>How a command is decided and its answer sent on its way.</summary>
internal sealed partial class EntityCell<TState, TCommand, TEvent, TRejection>
{
    private bool Decide(AskOperation<TCommand, TEvent, TRejection> ask)
    {
        Decision<TEvent, TRejection> decision;
        Draft? draft = null;
        try
        {
            if (ask.Fired is { } fired && !Resolve(ask, fired))
            {
                return AnswerWithoutEvents(ask, Accepted([], _seq));
            }

            decision = TState.Decide(_state, ask.Command, _now);
            if (decision is Decision<TEvent, TRejection>.Accepted { Events: var events }
                && !ReferenceEquals(decision, Decision<TEvent, TRejection>.AlreadyDone))
            {
                draft = Prepare(ask, events);
            }
            else if (ask.Context.KeepsRejection
                && decision is Decision<TEvent, TRejection>.Rejected { Reason: var reason })
            {
                return Propose(ask, PrepareRejection(ask, reason), Rejected(reason, _seq));
            }
        }
        catch (EventNotReleasedException failure)
        {
            // Nothing is wrong with the entity: once all nodes are upgraded the same command succeeds.
            Core.Log.EventNotReleased(failure, Address);
            ask.Refuse(Refusal.NotReleased);
            return true;
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            Crash(ask, failure);
            return true;
        }

        if (draft is not null)
        {
            return Propose(ask, draft, Accepted(draft.Events, draft.Seq));
        }

        return AnswerWithoutEvents(ask, decision is Decision<TEvent, TRejection>.Rejected rejected
            ? Rejected(rejected.Reason, _seq)
            : Accepted([], _seq));
    }

    /// <summary>Finds the command of a reminder; false when the state no longer asks for it.</summary>
    private bool Resolve(AskOperation<TCommand, TEvent, TRejection> ask, FiredReminder fired)
    {
        var at = EntityTimers.IndexOf(_reminders, fired.Name);
        if (at < 0 || _reminders[at].Version != fired.Version)
        {
            return false;
        }

        ask.Command = TState.Reminders(_state).First(reminder => reminder.Name == fired.Name).Command;
        return true;
    }

    /// <summary>Does all that can fail before anything changes: evolves, encodes, compares reminders.</summary>
    private Draft Prepare(AskOperation<TCommand, TEvent, TRejection> ask, IReadOnlyList<TEvent> events)
    {
        var next = _state;
        var codec = region.Type.Events.Writing(Core.Format);
        var asWritten = ReferenceEquals(codec, region.Type.Events) ? null : new TEvent[events.Count];
        var records = new RecordDraft[Math.Max(1, events.Count)];
        var meta = MetaOf(ask);
        if (events.Count == 0)
        {
            records[0] = Mark(ReservedEvents.CommandAccepted, meta, EmptyObject);
        }

        for (var i = 0; i < events.Count; i++)
        {
            meta = i == 1 ? meta with { Fingerprint = null } : meta;
            var (name, payload, happened) = (codec.NameOf(events[i]), Encode(codec, events[i]), events[i]);
            if (asWritten is not null)
            {
                // What an older form leaves out is not known after a recovery, so it must not count now.
                happened = asWritten[i] = codec.Read(name, payload);
            }

            next = TState.Evolve(next, happened);
            records[i] = new RecordDraft(
                name, meta, i < 2 ? Encode(meta) : records[1].MetaBytes, payload, happened);
        }

        var seq = _seq + records.Length;
        var reminders = EntityTimers.After(_reminders, TState.Reminders(next), seq);
        var since = records.Aggregate(
            _sinceSnapshot, (debt, record) => debt.With(record.Payload.Length + record.MetaBytes.Length));
        var snapshot = SnapshotOf(next, seq, reminders, ask.Context.Id, since);
        return new Draft(next, seq, asWritten ?? events, records, reminders, snapshot)
        {
            SinceSnapshot = snapshot is null ? since : SnapshotDebt.After(snapshot.Payload.Length),
        };
    }

    private Draft PrepareRejection(AskOperation<TCommand, TEvent, TRejection> ask, TRejection reason) => new(
        _state,
        _seq + 1,
        [],
        [
            Mark(
                ReservedEvents.CommandRejected,
                MetaOf(ask),
                region.Type.Wire is { } wire
                    ? JsonSerializer.SerializeToUtf8Bytes(reason, wire.Rejections)
                    : EmptyObject),
        ],
        EntityTimers.After(_reminders, TState.Reminders(_state), _seq + 1),
        Snapshot: null)
    {
        SinceSnapshot = _sinceSnapshot,
    };

    private static RecordMeta MetaOf(AskOperation<TCommand, TEvent, TRejection> ask) => new(
        ask.Context.Principal, ask.Context.Causation, ask.Context.Correlation, ask.Context.Fingerprint);

    /// <summary>A record of the runtime's own, from which nothing evolves.</summary>
    private static RecordDraft Mark(string name, RecordMeta meta, ReadOnlyMemory<byte> payload) =>
        new(new EventName(name, 1), meta, Encode(meta), payload, Event: null);

    private SnapshotRow? SnapshotOf(
        TState next, long seq, SetReminder[] reminders, CommandId id, SnapshotDebt since)
    {
        if (region.Type.Snapshots is not { } codec || !since.IsDue(region.Settings.SnapshotEvery))
        {
            return null;
        }

        var output = SlabWriter.OfThread;
        output.Begin();
        SnapshotEnvelope.Write(output, _ring, id, reminders);
        codec.Write(next, output);
        return new SnapshotRow(Address, seq, codec.SchemaVersion, output.Take());
    }

    private bool Propose(
        AskOperation<TCommand, TEvent, TRejection> ask, Draft draft, Reply<TEvent, TRejection> reply)
    {
        var rows = EntityTimers.Rows(Address, _reminders, draft.Reminders);
        var entry = new AnswerEntry<TCommand, TEvent, TRejection>(
            Shard, _generation, ask, reply, this)
        {
            Cell = this,
            CellVersion = _adopted,
            Write = new EntityWrite
            {
                Address = Address,
                FirstSeq = _seq + 1,
                CommandId = ask.Context.Id,
                RecordedAt = _now,
                Records = draft.Records,
                Reminders = ask.Fired is { } fired ? WithRemoval(rows, fired) : rows,
                Snapshot = draft.Snapshot,
            },
        };
        var id = ask.Context.Id;
        switch (Shard.Lane.Enqueue(entry))
        {
            case Enqueued.Taken:
                break;
            case Enqueued.Full:
                Core.Metrics.Overloaded(region.Kind);
                ask.Refuse(new Refusal(RetryReason.Overloaded, Shard.Lane.ExpectedWait(Shard)));
                return true;
            default:
                return false;
        }

        // The answer may have left already, and its operation be in use again: nothing of it is touched from here on.
        (_state, _seq, _reminders, _lastTicket) = (draft.Next, draft.Seq, draft.Reminders, entry.Ticket);
        _sinceSnapshot = draft.SinceSnapshot;
        if (ReferenceEquals(_ring, EmptyRing))
        {
            _ring = new CommandRing(region.Settings.CommandIdsMax);
        }

        _ring.Add(id, entry.Ticket);
        return true;
    }

    /// <summary>Answers what was decided on a state that may not be durable yet.</summary>
    private bool AnswerWithoutEvents(
        AskOperation<TCommand, TEvent, TRejection> ask, Reply<TEvent, TRejection> reply)
    {
        if (ask.Fired is null && IsCommitted)
        {
            if (Core.MayAnswer(Shard.Index))
            {
                Answer(ask, reply);
            }
            else
            {
                ask.Refuse(Refusal.NotOwner);
            }

            return true;
        }

        return Enqueue(
            new AnswerEntry<TCommand, TEvent, TRejection>(Shard, _generation, ask, reply, this)
            {
                Cell = this,
                CellVersion = _adopted,

                // A reminder that was answered for good must not fire again.
                Write = ask.Fired is { } fired
                    ? new EntityWrite { Address = Address, Reminders = WithRemoval([], fired) }
                    : null,
            },
            ask);
    }

    private IReadOnlyList<ReminderRow> WithRemoval(IReadOnlyList<ReminderRow> rows, FiredReminder fired) =>
        rows.Any(row => row.Name == fired.Name)
            ? rows
            : [.. rows, new ReminderRow(Address, fired.Name, DueAt: null, fired.Version)];

    private static Reply<TEvent, TRejection> Rejected(TRejection? reason, long version) =>
        new(ReplyOutcome.Rejected) { Rejection = reason, Version = version };

    private static Reply<TEvent, TRejection> Accepted(IReadOnlyList<TEvent> events, long version) =>
        new(ReplyOutcome.Accepted) { Events = events, Version = version };

    private static ReadOnlyMemory<byte> Encode(RecordMeta meta)
    {
        var output = SlabWriter.OfThread;
        output.Begin();
        RecordMetaJson.Write(meta, output);
        return output.Take();
    }

    private static ReadOnlyMemory<byte> Encode(IEventCodec<TEvent> codec, TEvent happened)
    {
        var output = SlabWriter.OfThread;
        output.Begin();
        codec.Write(happened, output);
        return output.Take();
    }

    private static ReadOnlyMemory<byte> EmptyObject { get; } = "{}"u8.ToArray();

    /// <summary>A decided command before it is proposed to the lane.</summary>
    private sealed record Draft(
        TState Next,
        long Seq,
        IReadOnlyList<TEvent> Events,
        RecordDraft[] Records,
        SetReminder[] Reminders,
        SnapshotRow? Snapshot)
    {
        /// <summary>What will have come since the last snapshot.</summary>
        public required SnapshotDebt SinceSnapshot { get; init; }
    }
}

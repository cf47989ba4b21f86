using System.Text.Json;
using Oms.Actors.Codecs;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Writing;

namespace Oms.Actors.Runtime;

/// <summary>How an entity comes back from its log, and what the log says of a repeated command.</summary>
internal sealed partial class EntityCell<TState, TCommand, TEvent, TRejection>
{
    private const int RecordsPerRead = 512;

    private async Task RecoverAsync()
    {
        await Shard.DecidedAsync();
        var (generation, version) = (Shard.Generation, Version);
        if (Shard.Status is not ShardStatus.Owned)
        {
            _refusing = Shard.RefusalNow;
            return;
        }

        if (_lastTicket > Shard.CommittedTicket && _generation == generation && _adopted == version
            && await BarrierAsync(generation) is { } refusal)
        {
            _refusing = refusal;
            return;
        }

        await Core.Recoveries.WaitAsync();
        try
        {
            await ReadLogAsync();
            (_generation, _adopted, _lastTicket) = (generation, version, 0);
        }
        catch (UndecodableEventException failure)
        {
            (_generation, _adopted, _lastTicket) = (generation, version, 0);
            SetAside(failure.Seq, failure.Message);
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            _phase = Phase.Absent;
            _refusing = Core.Stopped.IsCancellationRequested ? Refusal.Stopping : Refusal.Unavailable;
            if (!Core.Stopped.IsCancellationRequested)
            {
                Core.Log.RecoveryFailed(failure, Address);
            }
        }
        finally
        {
            Core.Recoveries.Release();
        }

        _now = Core.Now;
    }

    /// <summary>Waits until all that the entity has decided is durable; null when it is.</summary>
    private async Task<Refusal?> BarrierAsync(int generation)
    {
        var barrier = new RowsEntry(Shard, generation);
        return Shard.Lane.Enqueue(barrier) is Enqueued.Taken ? await barrier.Done : Refusal.Unknown;
    }

    private async Task ReadLogAsync()
    {
        if (Core.Quarantine.ContainsKey(Address))
        {
            _phase = Phase.SetAside;
            return;
        }

        var progress = await FromSnapshotAsync()
            ?? new Progress(TState.Initial, new CommandRing(region.Settings.CommandIdsMax), []);
        var after = progress.SnapshotSeq > 0 ? progress.SnapshotSeq - 1 : 0;
        while (true)
        {
            var records = await Core.Journal.ReadEntityAsync(Address, after, RecordsPerRead, Core.Stopped);
            foreach (var record in records)
            {
                Apply(progress, record);
            }

            after += records.Count;
            if (records.Count < RecordsPerRead)
            {
                break;
            }
        }

        if (progress.Seq < progress.SnapshotSeq)
        {
            throw new UndecodableEventException(
                Address, progress.SnapshotSeq, "A snapshot is ahead of the log.", cause: null);
        }

        progress.EndCommand();
        (_state, _seq, _ring, _reminders) = (progress.State, progress.Seq, progress.Ring, progress.Reminders);
        _sinceSnapshot = progress.SinceSnapshot;
        LastOffset = progress.Offset;
        _phase = Phase.Live;
    }

    private async Task<Progress?> FromSnapshotAsync()
    {
        if (region.Type.Snapshots is not { } codec
            || await Core.Journal.ReadSnapshotAsync(Address, Core.Stopped) is not { } row
            || row.SchemaVersion != codec.SchemaVersion)
        {
            return null;
        }

        try
        {
            var ring = new CommandRing(region.Settings.CommandIdsMax);
            var state = codec.Read(SnapshotEnvelope.Read(row.Payload, ring, out var reminders));
            return new Progress(state, ring, reminders)
            {
                SnapshotSeq = row.Seq,
                Seq = row.Seq - 1,
                SinceSnapshot = SnapshotDebt.After(row.Payload.Length),
            };
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            Core.Log.SnapshotIgnored(failure, Address);
            return null;
        }
    }

    private void Apply(Progress progress, JournalRecord record)
    {
        if (record.Seq != progress.Seq + 1)
        {
            throw new UndecodableEventException(
                Address,
                record.Seq, $"Record {record.Seq} follows record {progress.Seq}.", cause: null);
        }

        if (record.Seq == progress.SnapshotSeq)
        {
            // It is in the snapshot already; it is read only for its offset.
            (progress.Seq, progress.Offset) = (record.Seq, record.Offset);
            return;
        }

        try
        {
            if (record.CommandId is { } id)
            {
                progress.EndCommand();
                progress.Ring.Add(id, ticket: 0);
            }

            if (!ReservedEvents.IsReserved(record))
            {
                progress.State = TState.Evolve(progress.State, region.Read(record));
            }
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            throw new UndecodableEventException(
                Address,
                record.Seq,
                $"Event {record.EventType}.v{record.EventVersion} at {record.Shard}-{record.Offset} "
                    + $"cannot be read: {failure.Message}",
                failure);
        }

        (progress.Seq, progress.Offset) = (record.Seq, record.Offset);
        progress.SinceSnapshot = progress.SinceSnapshot.With(record.Payload.Length + record.Meta.Length);
    }

    private async Task LookUpAsync(AskOperation<TCommand, TEvent, TRejection> ask)
    {
        // The first command of an id may be decided but not durable yet, and so not be in the log: wait for it.
        var first = _ring.Contains(ask.Context.Id) || ask.MustLookUp ? _lastTicket : _ring.ForgottenTicket;
        if (first > Shard.CommittedTicket && await BarrierAsync(_generation) is not null)
        {
            return;
        }

        try
        {
            _found = new Found(
                await Core.Journal.FindCommandAsync(Address, ask.Context.Id, Core.Stopped), Refusal: null);
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            Core.Log.RecoveryFailed(failure, Address);
            _found = new Found([], Refusal.Unavailable);
        }
    }

    private bool AnswerRepeated(
        AskOperation<TCommand, TEvent, TRejection> ask, IReadOnlyList<JournalRecord> records)
    {
        Reply<TEvent, TRejection> reply;
        try
        {
            var first = RecordMetaJson.Read(records[0].Meta.Span);
            if (first.Fingerprint is { } was && ask.Context.Fingerprint is { } now && was != now)
            {
                reply = new Reply<TEvent, TRejection>(ReplyOutcome.IdReused);
            }
            else if (records[0].EventType == ReservedEvents.CommandRejected)
            {
                reply = Rejected(RejectionOf(records[0]), records[0].Seq) with { Repeated = true };
            }
            else
            {
                reply = new Reply<TEvent, TRejection>(ReplyOutcome.Accepted)
                {
                    Events = [.. records.Where(record => !ReservedEvents.IsReserved(record)).Select(region.Read)],
                    Position = new ShardPosition(records[^1].Shard, records[^1].Offset),
                    Version = records[^1].Seq,
                    Repeated = true,
                };
            }
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            Crash(ask, failure);
            return true;
        }

        return AnswerWithoutEvents(ask, reply);
    }

    /// <summary>Why a command was rejected; null where its record does not say, or in a form of a later
    /// version.</summary>
    private TRejection? RejectionOf(JournalRecord record)
    {
        if (region.Type.Wire is not { } wire || record.Payload.Span.SequenceEqual(EmptyObject.Span))
        {
            return default;
        }

        try
        {
            return JsonSerializer.Deserialize(record.Payload.Span, wire.Rejections);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            return default;
        }
    }

    /// <summary>An entity on its way back.</summary>
    private sealed class Progress(TState state, CommandRing ring, SetReminder[] reminders)
    {
        public TState State { get; set; } = state;

        public CommandRing Ring { get; } = ring;

        public SetReminder[] Reminders { get; private set; } = reminders;

        public long SnapshotSeq { get; init; }

        public SnapshotDebt SinceSnapshot { get; set; }

        public long Seq { get; set; }

        public long Offset { get; set; }

        /// <summary>Reminders are compared where a command ends, as they were when it was decided.</summary>
        public void EndCommand() => Reminders = EntityTimers.After(Reminders, TState.Reminders(State), Seq);
    }
}

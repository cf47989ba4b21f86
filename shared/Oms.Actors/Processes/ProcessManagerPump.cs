using NodaTime;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;
using Oms.Entities;

namespace Oms.Actors.Processes;

/// <summary>Runs one process manager on one shard.</summary>
internal sealed class ProcessManagerPump(RuntimeCore core, Shard shard, IProcessManager manager)
    : ConsumerPump(core, shard, manager.Name)
{
    // The cursor is written with other rows; alone it is written only after this many records, to bound repeats.
    private const int UnsavedMax = 256;

    // With other rows it is written after this many, for each costs a page of the journal. What is repeated after a
    // crash is known by its command ids, and the cursor is written with each marker of a rejection.
    private const int DueMax = 32;

    // The namespace of step ids, for ever: they must be the same after every restart.
    private static readonly Guid StepSpace = new("6f0c2a52-5b7e-5d0a-9a55-3f7f4f1c8e01");

    private static readonly Task<bool> Ended = Task.FromResult(true);

    // Of several nodes another one may have the shard by now, and what this one has sent may still be on its way.
    private bool KeepsRejections => Core.Membership is not null;

    private readonly Principal _principal = new(PrincipalKind.ProcessManager, manager.Name);
    private long _saved;
    private long _loaded;
    private bool _saving;

    public override long? UnsavedCursor =>
        Position is var position && position > Volatile.Read(ref _saved) ? position : null;

    public override bool IsCursorDue => Position - Volatile.Read(ref _saved) >= DueMax;

    public override void CursorSaved(long position)
    {
        Volatile.Write(ref _saved, position);
        _saving = false;
    }

    public override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var position = await Core.Journal.ReadCursorAsync(Shard.Index, Name, cancellationToken);
        (_saved, _loaded) = (position, position);
        MoveTo(position);
    }

    protected override async Task HandleAsync(IReadOnlyList<RecordedEvent> records)
    {
        var begun = new Queue<Task<bool>>();
        var newest = new Dictionary<EntityAddress, Task<bool>>();
        var before = Ended;
        foreach (var raw in records)
        {
            if (IsOver || (begun.Count >= manager.EventsAtOnce && !await begun.Dequeue()))
            {
                break;
            }

            before = EndAsync(raw.Record.Offset, IsHeard(raw) ? Begin(raw, newest, before) : Ended, before);
            begun.Enqueue(before);
        }

        // What has begun comes to its end, also after an event that did not.
        _ = await Task.WhenAll(begun);
    }

    protected override bool Listens(string kind) => manager.Listens(kind);

    private bool IsHeard(RecordedEvent raw) =>
        !ReservedEvents.IsReserved(raw.Record) && Listens(raw.Address.Kind);

    /// <summary>Moves on to an event once its steps have ended, and all events before it.</summary>
    /// <returns>False when it or one before it did not come to an end: stopped, or stopping.</returns>
    private async Task<bool> EndAsync(long offset, Task<bool> steps, Task<bool> before)
    {
        var ended = await steps;
        if (!await before || !ended)
        {
            return false;
        }

        MoveTo(offset);
        SaveNowAndThen();
        return true;
    }

    /// <summary>Begins the steps of an event.</summary>
    /// <param name="newest">The newest event with a step to each entity, which is to end first.</param>
    /// <param name="before">Ends when all events before it have.</param>
    private Task<bool> Begin(RecordedEvent raw, Dictionary<EntityAddress, Task<bool>> newest, Task<bool> before)
    {
        RecordedEvent happened;
        IReadOnlyList<ProcessStep> steps;
        try
        {
            happened = EventDecoder.Decode(Core, raw);
            steps = manager.React(happened);
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            return FailAsync(failure, raw.Record.Offset, before);
        }

        if (steps.Count == 0)
        {
            return Ended;
        }

        Task<bool>[] others = [.. steps.Select(step => newest.GetValueOrDefault(step.To, Ended))];
        var all = RunAsync(happened, steps, others, before);
        foreach (var step in steps)
        {
            newest[step.To] = all;
        }

        return all;
    }

    /// <returns>False when they did not come to an end: stopped, or stopping.</returns>
    private async Task<bool> RunAsync(
        RecordedEvent happened, IReadOnlyList<ProcessStep> steps, Task<bool>[] others, Task<bool> before)
    {
        try
        {
            for (var i = 0; i < steps.Count; i++)
            {
                if (!await others[i] || !await RunStepAsync(happened, steps[i], i, before))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            return await FailAsync(failure, happened.Position.Offset, before);
        }
    }

    /// <summary>Stops at an event, once those before it have ended.</summary>
    private async Task<bool> FailAsync(Exception failure, long offset, Task<bool> before)
    {
        if (await before && !Core.Stopped.IsCancellationRequested)
        {
            Stop(failure, offset, failure.Message);
        }

        return false;
    }

    private async Task<bool> RunStepAsync(RecordedEvent happened, ProcessStep step, int index, Task<bool> before)
    {
        var marker = $"{Name}/rejected/{index}";
        object reason;
        if (await WasRejectedBeforeAsync(marker, happened.Position.Offset) is not { } wasRejected)
        {
            return false;
        }

        if (wasRejected)
        {
            reason = RejectedBefore.Instance;
        }
        else
        {
            var sent = await SendAsync(happened, step, $"{index}");
            if (sent is not { } reply)
            {
                return false;
            }

            if (reply.Outcome is ReplyOutcome.Accepted)
            {
                return true;
            }

            reason = reply.Repeated ? RejectedBefore.Instance : reply.Rejection!;
        }

        // The marker of a rejection stands for the one record after the cursor.
        return await before && await CompensateAsync(happened, step, index, marker, reason);
    }

    private async Task<bool> CompensateAsync(
        RecordedEvent happened, ProcessStep step, int index, string marker, object reason)
    {
        var compensation = manager.Compensate(happened, step, reason);
        if (compensation.Count == 0)
        {
            return true;
        }

        // A node that is alone keeps no rejection in the target's log: at an edge that log is the chain of custody.
        // Unless it is durable here first, the step could be accepted when it is sent again after a crash, and both it
        // and its compensation would have an effect.
        if (!ReferenceEquals(reason, RejectedBefore.Instance)
            && !KeepsRejections && !await WriteAsync(new CursorRow(marker, happened.Position.Offset)))
        {
            return false;
        }

        for (var i = 0; i < compensation.Count; i++)
        {
            if (await SendAsync(happened, compensation[i], $"{index}/compensation/{i}") is not { } reply)
            {
                return false;
            }

            if (reply.Outcome is not ReplyOutcome.Accepted)
            {
                Core.Log.CompensationRefused(
                    Name, Shard.Index, happened.Position.Offset, compensation[i].To, $"{reply.Rejection}");
            }
        }

        return true;
    }

    /// <summary>Sends a step until it is accepted or rejected; null when the system stops first.</summary>
    private async Task<Reply<object, object>?> SendAsync(RecordedEvent happened, ProcessStep step, string path)
    {
        var position = happened.Position;
        var context = new CommandContext(CommandId.Version5(StepSpace, $"{Name}/{position}/{path}"), _principal)
        {
            Causation = $"{position}",
            Correlation = happened.Meta.Correlation ?? $"{position}",
            KeepsRejection = KeepsRejections,
        };
        for (var attempt = 1; !IsOver && !Core.IsStopping; attempt++)
        {
            var reply = await Core.AskAsync(step.To, step.Command, context);
            switch (reply.Outcome)
            {
                case ReplyOutcome.Accepted or ReplyOutcome.Rejected:
                    return reply;
                case ReplyOutcome.Retriable when reply.Retry is RetryReason.Stopping:
                    return null;
                case ReplyOutcome.IdReused:
                    throw new InvalidDataException($"The id of step {path} at {position} was used by another command.");
                default:
                    if (attempt % 10 == 0)
                    {
                        Core.Log.ConsumerRetried(failure: null, Name, Shard.Index, position.Offset);
                    }

                    await Core.PauseAsync(Duration.Max(
                        Core.BackOff(attempt), Duration.Min(reply.RetryAfter, Core.Options.BackOffMax)));
                    break;
            }
        }

        return null;
    }

    /// <summary>Whether a step was rejected before the manager was interrupted; null when it is stopping.</summary>
    /// <remarks>
    /// A marker is written together with the cursor, which then stands just before the marked record. So only the first
    /// record after a load can have one.
    /// </remarks>
    private async Task<bool?> WasRejectedBeforeAsync(string marker, long offset) =>
        KeepsRejections || offset != _loaded + 1
            ? false
            : await ReadJournalAsync<bool?>(async cancellationToken =>
                await Core.Journal.ReadCursorAsync(Shard.Index, marker, cancellationToken) == offset);

    private void SaveNowAndThen()
    {
        if (Position - Volatile.Read(ref _saved) < UnsavedMax || _saving)
        {
            return;
        }

        _saving = true;
        var entry = new RowsEntry(Shard, Shard.Generation) { WithCursors = true };
        if (Shard.Lane.Enqueue(entry) is not Enqueued.Taken)
        {
            _saving = false;
        }
    }

    private async Task<bool> WriteAsync(CursorRow row)
    {
        for (var attempt = 1; !IsOver && Shard.Status is not ShardStatus.Lost; attempt++)
        {
            var entry = new RowsEntry(Shard, Shard.Generation) { Cursor = row, WithCursors = true };
            if (Shard.Lane.Enqueue(entry) is Enqueued.Taken && await entry.Done is null)
            {
                return true;
            }

            await Core.PauseAsync(Core.BackOff(attempt));
        }

        return false;
    }
}

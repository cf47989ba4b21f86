using NodaTime;
using Oms.Actors.Diagnostics;
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

    // The namespace of step ids, for ever: they must be the same after every restart.
    private static readonly Guid StepSpace = new("6f0c2a52-5b7e-5d0a-9a55-3f7f4f1c8e01");

    private readonly Principal _principal = new(PrincipalKind.ProcessManager, manager.Name);
    private long _saved;
    private bool _saving;

    public override long? UnsavedCursor => Position > Volatile.Read(ref _saved) ? Position : null;

    public override void CursorSaved(long position)
    {
        Volatile.Write(ref _saved, position);
        _saving = false;
    }

    public override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var position = await Core.Journal.ReadCursorAsync(Shard.Index, Name, cancellationToken);
        _saved = position;
        MoveTo(position);
    }

    protected override async Task HandleAsync(IReadOnlyList<RecordedEvent> records)
    {
        foreach (var raw in records)
        {
            if (IsOver)
            {
                return;
            }

            if (!ReservedEvents.IsReserved(raw.Record) && manager.Listens(raw.Address.Kind)
                && !await ReactAsync(raw))
            {
                return;
            }

            MoveTo(raw.Record.Offset);
            SaveNowAndThen();
        }
    }

    /// <returns>False when it did not come to an end: stopped, or stopping.</returns>
    private async Task<bool> ReactAsync(RecordedEvent raw)
    {
        try
        {
            var happened = EventDecoder.Decode(Core, raw);
            var steps = manager.React(happened);
            for (var i = 0; i < steps.Count; i++)
            {
                if (!await RunStepAsync(happened, steps[i], i))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            if (!Core.Stopped.IsCancellationRequested)
            {
                Stop(failure, raw.Record.Offset, failure.Message);
            }

            return false;
        }
    }

    private async Task<bool> RunStepAsync(RecordedEvent happened, ProcessStep step, int index)
    {
        if (await SendAsync(happened, step, $"{index}") is not { } reply)
        {
            return false;
        }

        if (reply.Outcome is ReplyOutcome.Accepted)
        {
            return true;
        }

        // The rejection is durable under the step's id, so the step is never accepted later, whoever sends it again.
        var compensation = manager.Compensate(
            happened, step, reply.Repeated ? RejectedBefore.Instance : reply.Rejection!);
        for (var i = 0; i < compensation.Count; i++)
        {
            if (await SendAsync(happened, compensation[i], $"{index}/compensation/{i}") is not { } answer)
            {
                return false;
            }

            if (answer.Outcome is not ReplyOutcome.Accepted)
            {
                Core.Log.CompensationRefused(
                    Name, Shard.Index, happened.Position.Offset, compensation[i].To, $"{answer.Rejection}");
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
            KeepsRejection = true,
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
}

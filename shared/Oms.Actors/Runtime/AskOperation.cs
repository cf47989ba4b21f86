using System.Threading.Tasks.Sources;

namespace Oms.Actors.Runtime;

/// <summary>A command on its way, and the source of its answer; used again for later commands.</summary>
internal sealed class AskOperation<TCommand, TEvent, TRejection> : Message, IValueTaskSource<Reply<TEvent, TRejection>>
{
    private ManualResetValueTaskSourceCore<Reply<TEvent, TRejection>> _answer = new()
    {
        // The caller's code must not run inside the entity's turn.
        RunContinuationsAsynchronously = true,
    };

    private AskOperation()
    {
    }

    public TCommand Command { get; set; } = default!;

    public CommandContext Context { get; private set; } = null!;

    public short Token => _answer.Version;

    /// <summary>When it was taken from the mailbox, by the system's timestamps; 0 when nobody measures.</summary>
    public long StartedAt { get; set; }

    /// <summary>Whether the journal must be asked for the id even if the ring knows better.</summary>
    public bool MustLookUp { get; set; }

    /// <summary>Set by the reminder whose command this is.</summary>
    public FiredReminder? Fired { get; private set; }

    private bool Told { get; set; }

    public static AskOperation<TCommand, TEvent, TRejection> Rent(
        TCommand command, CommandContext context, bool told = false, FiredReminder? fired = null)
    {
        var operation = OperationPool<AskOperation<TCommand, TEvent, TRejection>>.Rent() ?? new();
        (operation.Command, operation.Context, operation.StartedAt) = (command, context, 0);
        (operation.Told, operation.Fired, operation.MustLookUp) = (told, fired, false);
        return operation;
    }

    public void Answer(in Reply<TEvent, TRejection> reply)
    {
        if (Told)
        {
            Return();
        }
        else
        {
            _answer.SetResult(reply);
        }
    }

    public override void Refuse(Refusal refusal) => Answer(ReplyOf(refusal));

    public static Reply<TEvent, TRejection> ReplyOf(Refusal refusal) => new(ReplyOutcome.Retriable)
    {
        Retry = refusal.Reason,
        RetryAfter = refusal.RetryAfter,
        IncidentId = refusal.IncidentId,
        Quarantine = refusal.Quarantine,
    };

    /// <summary>Gives an operation back that was never posted.</summary>
    public void Return()
    {
        (Command, Context, Fired) = (default!, null!, null);
        OperationPool<AskOperation<TCommand, TEvent, TRejection>>.Return(this);
    }

    public Reply<TEvent, TRejection> GetResult(short token)
    {
        try
        {
            return _answer.GetResult(token);
        }
        finally
        {
            _answer.Reset();
            Return();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _answer.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        // AsTask() asks for no context and would continue on the thread pool; a scheduler that was given keeps it all.
        var stays = ReferenceEquals(TaskScheduler.Current, TaskScheduler.Default)
            ? flags
            : flags | ValueTaskSourceOnCompletedFlags.UseSchedulingContext;
        _answer.OnCompleted(continuation, state, token, stays);
    }
}

/// <summary>The reminder that a command comes from.</summary>
internal sealed record FiredReminder(string Name, long Version);

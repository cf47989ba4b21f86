using Oms.Actors.Writing;

namespace Oms.Actors.Runtime;

/// <summary>A read of an entity's durable state.</summary>
internal sealed class ReadOperation<TState>(
    RuntimeCore core, Oms.Entities.EntityAddress address, ReadConsistency consistency) : Message
{
    private readonly TaskCompletionSource<EntityView<TState>> _view =
        core.NewSource<EntityView<TState>>();

    public Task<EntityView<TState>> View => _view.Task;

    public bool IsStrict => consistency is ReadConsistency.Strict;

    /// <summary>The shard's epoch on which the state was read; only of a strict read that is answered.</summary>
    public long Epoch { get; set; }

    public void Answer(EntityView<TState> view) => _view.TrySetResult(view);

    public override void Refuse(Refusal refusal) =>
        _view.TrySetException(new EntityUnavailableException(address, refusal.Reason, refusal.Quarantine));
}

/// <summary>An answer that leaves once it, and all it was decided on, is durable.</summary>
internal sealed class AnswerEntry<TCommand, TEvent, TRejection>(
    Shard shard,
    int generation,
    AskOperation<TCommand, TEvent, TRejection> operation,
    Reply<TEvent, TRejection> reply,
    IAnswers<TCommand, TEvent, TRejection> cell) : LaneEntry(shard, generation)
{
    public override void Committed(long lastOffset) => cell.Answer(operation, reply);

    public override void Refuse(Refusal refusal) => operation.Refuse(refusal);

    public override void DecideAgain() => cell.DecideAgain(operation);
}

/// <summary>What an entry asks of the cell whose answer it carries.</summary>
internal interface IAnswers<TCommand, TEvent, TRejection>
{
    void Answer(AskOperation<TCommand, TEvent, TRejection> operation, Reply<TEvent, TRejection> reply);

    void DecideAgain(AskOperation<TCommand, TEvent, TRejection> operation);
}

/// <summary>A read that waits for the records it saw to be durable.</summary>
internal sealed class ReadEntry<TState>(
    Shard shard, int generation, ReadOperation<TState> operation, TState state, long version)
    : LaneEntry(shard, generation)
{
    public override void Committed(long lastOffset) =>
        operation.Answer(new EntityView<TState>(state, version, Cell!.LastPosition));

    public override void Refuse(Refusal refusal) => operation.Refuse(refusal);

    public override void DecideAgain() => operation.Refuse(Refusal.Unknown);
}

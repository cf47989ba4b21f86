using NodaTime;
using Oms.Actors;
using Oms.Entities;

namespace Oms.Central.Tests.Products;

/// <summary>Who goes next of all that wait; what is lost is a client or a message.</summary>
internal sealed class Turns(Random random)
{
    private readonly List<TaskCompletionSource> _waiting = [];

    public Task WaitAsync()
    {
        var turn = new TaskCompletionSource();
        _waiting.Add(turn);
        return turn.Task;
    }

    /// <summary>Lets one go on, or lose what it waited for.</summary>
    /// <returns>False when nobody waits.</returns>
    public bool Next(int lostPercent)
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        var at = random.Next(_waiting.Count);
        var turn = _waiting[at];
        _waiting.RemoveAt(at);
        if (random.Next(100) >= lostPercent)
        {
            turn.SetResult();
        }

        return true;
    }
}

/// <summary>Entities in memory whose messages, there and back, each wait for their turn.</summary>
internal sealed class SteppedRegion<TState, TCommand, TEvent, TRejection>(string kind, Turns turns)
    : IShardRegion<TState, TCommand, TEvent, TRejection>
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    private readonly Dictionary<CommandId, IReadOnlyList<TEvent>> _done = [];

    public Dictionary<string, TState> States { get; } = [];

    public string Kind => kind;

    public async ValueTask<Reply<TEvent, TRejection>> AskAsync(
        EntityAddress address, TCommand command, CommandContext context)
    {
        await turns.WaitAsync();
        var reply = Decide(address.Id, command, context.Id);
        await turns.WaitAsync();
        return reply;
    }

    public bool Tell(EntityAddress address, TCommand command, CommandContext context) =>
        throw new NotSupportedException();

    public async ValueTask<EntityView<TState>> ReadAsync(EntityAddress address, CancellationToken cancellationToken)
    {
        await turns.WaitAsync();
        var view = new EntityView<TState>(States.GetValueOrDefault(address.Id, TState.Initial), 1, default);
        await turns.WaitAsync();
        return view;
    }

    public ValueTask<EntityView<TState>> ReadAsync(
        EntityAddress address, ReadConsistency consistency, CancellationToken cancellationToken) =>
        ReadAsync(address, cancellationToken);

    private Reply<TEvent, TRejection> Decide(string id, TCommand command, CommandId commandId)
    {
        if (_done.TryGetValue(commandId, out var before))
        {
            return new(ReplyOutcome.Accepted) { Events = before, Repeated = true };
        }

        var state = States.GetValueOrDefault(id, TState.Initial);
        switch (TState.Decide(state, command, Instant.MinValue))
        {
            case Decision<TEvent, TRejection>.Accepted accepted:
                States[id] = accepted.Events.Aggregate(state, TState.Evolve);
                _done[commandId] = accepted.Events;
                return new(ReplyOutcome.Accepted) { Events = accepted.Events };
            case Decision<TEvent, TRejection>.Rejected rejected:
                return new(ReplyOutcome.Rejected) { Rejection = rejected.Reason };
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}

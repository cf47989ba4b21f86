using NodaTime;
using Oms.Entities;
using Xunit;

namespace Oms.Testing;

/// <summary>Given events, when a command, then a decision: the shape of every entity test.</summary>
public sealed class Scenario<TState, TCommand, TEvent, TRejection>
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    private readonly Instant _now;
    private readonly TState _state;
    private Decision<TEvent, TRejection>? _decision;

    private Scenario(Instant now, TState state) => (_now, _state) = (now, state);

    public static Scenario<TState, TCommand, TEvent, TRejection> Given(
        Instant now, params IEnumerable<TEvent> events) =>
        new(now, events.Aggregate(TState.Initial, TState.Evolve));

    public Scenario<TState, TCommand, TEvent, TRejection> When(TCommand command)
    {
        _decision = TState.Decide(_state, command, _now);
        return this;
    }

    public void Then(params TEvent[] expected)
    {
        var accepted = Assert.IsType<Decision<TEvent, TRejection>.Accepted>(_decision);
        Assert.NotSame(Decision<TEvent, TRejection>.AlreadyDone, accepted);
        Assert.Equal(expected, accepted.Events);
    }

    /// <summary>The state after the events that the command led to.</summary>
    public TState ThenState()
    {
        var accepted = Assert.IsType<Decision<TEvent, TRejection>.Accepted>(_decision);
        return accepted.Events.Aggregate(_state, TState.Evolve);
    }

    public void ThenAlreadyDone() => Assert.Same(Decision<TEvent, TRejection>.AlreadyDone, _decision);

    public void ThenRejected(TRejection expected)
    {
        var rejected = Assert.IsType<Decision<TEvent, TRejection>.Rejected>(_decision);
        Assert.Equal(expected, rejected.Reason);
    }
}

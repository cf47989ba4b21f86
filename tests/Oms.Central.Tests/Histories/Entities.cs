using Oms.Entities;

namespace Oms.Central.Tests.Histories;

/// <summary>All entities of a kind: each command is decided, booked by the oracle, told to whoever listens.</summary>
/// <param name="book">What the oracle does with the events of one decision.</param>
internal sealed class Entities<TState, TCommand, TEvent, TRejection>(
    HistoryWorld world, string kind, Action<string, IReadOnlyList<TEvent>, TState> book)
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
    where TCommand : class
    where TEvent : class
    where TRejection : class
{
    private readonly Dictionary<string, TState> _states = new(StringComparer.Ordinal);

    public TState this[string id] => _states.GetValueOrDefault(id, TState.Initial);

    public IReadOnlyDictionary<string, TState> All => _states;

    /// <returns>Why it was rejected; null when it was not.</returns>
    public TRejection? Do(string id, TCommand command) =>
        Decide(id, command) is Decision<TEvent, TRejection>.Rejected { Reason: var reason } ? reason : null;

    /// <summary>Gives a command that must have an effect whenever what it asks for is possible.</summary>
    /// <returns>Whether it had one.</returns>
    public bool Has(string id, TCommand command) =>
        Decide(id, command) is Decision<TEvent, TRejection>.Accepted { Events.Count: > 0 };

    /// <summary>Gives a command that no state can accept.</summary>
    public void Refused(string id, TCommand command) =>
        InvariantBrokenException.Unless(
            Decide(id, command) is Decision<TEvent, TRejection>.Rejected, "input", id, $"It took {command}.");

    /// <summary>Gives a command again that had its effect.</summary>
    public void Again(string id, TCommand command) =>
        InvariantBrokenException.Unless(
            Decide(id, command) is Decision<TEvent, TRejection>.Accepted { Events.Count: 0 },
            "I6",
            id,
            $"The answer to a repeat is another: {command}.");

    /// <summary>Lets go of one that has ended.</summary>
    public void Forget(string id) => _ = _states.Remove(id);

    private Decision<TEvent, TRejection> Decide(string id, TCommand command)
    {
        var before = this[id];
        var decision = TState.Decide(before, command, world.Now);
        world.Note(id, command, decision);
        if (decision is Decision<TEvent, TRejection>.Accepted { Events: { Count: > 0 } events })
        {
            var after = events.Aggregate(before, TState.Evolve);
            _states[id] = after;
            book(id, events, after);
            foreach (var happened in events)
            {
                world.Publish(kind, id, happened);
            }
        }

        return decision;
    }
}

using System.Text;
using System.Text.Json;
using Oms.Actors;
using Oms.Entities;

namespace Oms.Central.Tests.Histories;

/// <summary>All entities of a kind, whatever it is.</summary>
internal interface IEntities
{
    /// <summary>A command as it crosses from node to node.</summary>
    /// <returns>Null where it is for another kind.</returns>
    string? Written(object command);

    /// <summary>Has one of them recovered from what is stored of it.</summary>
    void Restart(Dice dice);
}

/// <summary>All entities of a kind: each command is decided, booked by the oracle, stored, told to whoever
/// listens.</summary>
/// <param name="book">What the oracle does with the events of one decision.</param>
internal sealed class Entities<TState, TCommand, TEvent, TRejection>(
    HistoryWorld world,
    EntityType<TState, TCommand, TEvent, TRejection> type,
    Action<string, IReadOnlyList<TEvent>, TState> book) : IEntities
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
    where TCommand : class
    where TEvent : class
    where TRejection : class
{
    private readonly Dictionary<string, TState> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredLog<TState, TCommand, TEvent, TRejection>> _logs =
        new(StringComparer.Ordinal);

    public TState this[string id] => _states.GetValueOrDefault(id, TState.Initial);

    public Dictionary<string, TState> All => _states;

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
    public void Forget(string id) => _ = _states.Remove(id) && _logs.Remove(id);

    public string? Written(object command) => command is TCommand of
        ? JsonSerializer.Serialize(of, type.Wire!.Commands)
        : null;

    /// <summary>I13: what is folded anew, of the latest snapshot and the events since, is what there is; from now on
    /// the history goes on with it.</summary>
    public void Restart(Dice dice)
    {
        if (_states.Count == 0)
        {
            return;
        }

        var id = _states.Keys.ElementAt(dice.Below(_states.Count));
        var live = Text(id, _states[id]);
        _states[id] = _logs[id].Recover();
        var recovered = Text(id, _states[id]);
        InvariantBrokenException.Unless(
            live == recovered, "I13", id, $"It recovers as another: {recovered} is not {live}.");
    }

    private string Text(string id, TState state) => Encoding.UTF8.GetString(_logs[id].Written(state));

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
            if (!_logs.TryGetValue(id, out var log))
            {
                _logs[id] = log = new(type);
            }

            foreach (var happened in events)
            {
                world.Publish(type.Kind, id, happened, log.Seq + 1, log.Append(happened));
            }

            log.Keep(after);
        }

        return decision;
    }
}

using NodaTime;

namespace Oms.Entities;

/// <summary>An event-sourced entity as pure functions: no clock, no I/O, no randomness.</summary>
/// <typeparam name="TState">Immutable state, folded from the entity's events.</typeparam>
/// <typeparam name="TCommand">What callers may ask for.</typeparam>
/// <typeparam name="TEvent">What the journal keeps, for ever.</typeparam>
/// <typeparam name="TRejection">Why a command may be refused.</typeparam>
public interface IEntity<TState, TCommand, TEvent, TRejection>
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    /// <summary>The state of an entity with no events.</summary>
    static abstract TState Initial { get; }

    /// <summary>Decides a command. A command that carries its own identity, decided again on the state it led to, is
    /// already done.</summary>
    /// <param name="state">The state after every event so far.</param>
    /// <param name="command">The request.</param>
    /// <param name="now">The instant of the decision, read once by the caller.</param>
    static abstract Decision<TEvent, TRejection> Decide(TState state, TCommand command, Instant now);

    /// <summary>Applies one event.</summary>
    /// <exception cref="System.Diagnostics.UnreachableException">
    /// The event cannot follow the state: the journal is corrupt, or a decision was wrong.
    /// </exception>
    static abstract TState Evolve(TState state, TEvent happened);

    /// <summary>The durable timers that this state asks for, each name at most once.</summary>
    /// <remarks>
    /// A pure function of the state, so the timer rows can be rebuilt from the events. The runtime compares the lists
    /// before and after a command and writes the difference in the same append; it fires a due reminder at least once
    /// with a stable command id, so once in effect. Return one shared empty list where there is none.
    /// </remarks>
    static virtual IReadOnlyList<Reminder<TCommand>> Reminders(TState state) => [];
}

using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors;

/// <summary>The way to the entities of one kind, wherever they live.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
public interface IShardRegion<TState, TCommand, TEvent, TRejection>
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    string Kind { get; }

    /// <summary>Asks an entity to carry out a command; answers after the effect is durable.</summary>
    /// <remarks>It never throws for an entity's or the journal's failure: those are replies.</remarks>
    ValueTask<Reply<TEvent, TRejection>> AskAsync(EntityAddress address, TCommand command, CommandContext context);

    /// <summary>Gives an entity a command and expects no answer.</summary>
    /// <returns>False when a bound is full and the command was not taken.</returns>
    bool Tell(EntityAddress address, TCommand command, CommandContext context);

    /// <summary>Reads an entity's state, linearizably: every command acknowledged before is in it, none
    /// tentative.</summary>
    /// <exception cref="EntityUnavailableException">The entity cannot be read now; retry.</exception>
    ValueTask<EntityView<TState>> ReadAsync(EntityAddress address, CancellationToken cancellationToken);

    /// <inheritdoc cref="ReadAsync(EntityAddress, CancellationToken)"/>
    /// <param name="consistency">What the read rests on.</param>
    ValueTask<EntityView<TState>> ReadAsync(
        EntityAddress address, ReadConsistency consistency, CancellationToken cancellationToken);
}

/// <summary>What a linearizable read rests on.</summary>
public enum ReadConsistency
{
    /// <summary>On the owner's lease: fast, and right as long as clocks run at one speed but for the lease's margin.
    /// </summary>
    Lease,

    /// <summary>On the journal: the shard's epoch is asked for again once the answer stands, together with those of all
    /// reads that wait. It needs no clock, and costs a round trip.</summary>
    Strict,
}

/// <summary>An entity could not be read now.</summary>
public sealed class EntityUnavailableException(
    EntityAddress address, RetryReason reason, QuarantineRow? quarantine = null)
    : Exception($"Entity {address} is unavailable: {reason}.")
{
    public EntityAddress Address { get; } = address;

    public RetryReason Reason { get; } = reason;

    /// <summary>Why the entity is set aside; null for another reason.</summary>
    public QuarantineRow? Quarantine { get; } = quarantine;
}

using NodaTime;
using Oms.Actors.Journal;

namespace Oms.Actors;

/// <summary>A place in a shard's log; a write returns it, and a read may demand to see it.</summary>
/// <param name="Shard">0 to 255.</param>
/// <param name="Offset">The record's offset; 0 is before the first.</param>
public readonly record struct ShardPosition(int Shard, long Offset)
{
    public override string ToString() => $"{Shard}-{Offset}";
}

/// <summary>What became of a command.</summary>
public enum ReplyOutcome
{
    /// <summary>Its effect is durable.</summary>
    Accepted,

    /// <summary>The rules say no; nothing changed.</summary>
    Rejected,

    /// <summary>It may be tried again, with the same id: see <see cref="RetryReason"/>.</summary>
    Retriable,

    /// <summary>The id was used before for another command (another fingerprint); nothing changed.</summary>
    IdReused,
}

/// <summary>Why a command could not be carried out now. Safe to retry with the same command id in every case.</summary>
public enum RetryReason
{
    None,
    NotOwner,
    Overloaded,
    JournalUnavailable,
    OutcomeUnknown,
    DeadlinePassed,

    /// <summary>The entity is set aside until an operator releases it.</summary>
    Quarantined,

    /// <summary>The decider failed on this command; <see cref="Reply{TEvent,TRejection}.IncidentId"/> names the log
    /// entry.</summary>
    Faulted,

    /// <summary>The system is stopping.</summary>
    Stopping,

    /// <summary>The owner runs a version that does not know this command.</summary>
    NotUnderstood,
}

/// <summary>The answer to a command.</summary>
/// <param name="Outcome">Which of the members below have a meaning.</param>
public readonly record struct Reply<TEvent, TRejection>(ReplyOutcome Outcome)
{
    /// <summary>Accepted: the position of the command's last record.</summary>
    public ShardPosition Position { get; init; }

    /// <summary>Accepted: the entity's sequence number after the command. Rejected: the one it was decided
    /// on.</summary>
    public long Version { get; init; }

    /// <summary>Accepted: the command's events, in order; empty when it was already done by its own identity.</summary>
    public IReadOnlyList<TEvent> Events { get => field ?? []; init; }

    /// <summary>The command id was seen before, and this is what the first one did.</summary>
    public bool Repeated { get; init; }

    /// <summary>Rejected: the reason; the default where a rejection that was kept is repeated.</summary>
    public TRejection? Rejection { get; init; }

    /// <summary>Retriable: the reason.</summary>
    public RetryReason Retry { get; init; }

    /// <summary>Retriable: how long to wait at least.</summary>
    public Duration RetryAfter { get; init; }

    /// <summary>Faulted: the id under which the failure was logged. Quarantined: that of the case.</summary>
    public string? IncidentId { get; init; }

    /// <summary>Quarantined: which entity was set aside, and why.</summary>
    public QuarantineRow? Quarantine { get; init; }
}

/// <summary>An entity's durable state.</summary>
/// <param name="State">The state after <paramref name="Version"/> records.</param>
/// <param name="Version">The entity's sequence number; 0 when it has no records.</param>
/// <param name="Position">The position of its last record; offset 0 when it has none.</param>
public sealed record EntityView<TState>(TState State, long Version, ShardPosition Position);

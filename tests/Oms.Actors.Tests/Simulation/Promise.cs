using Oms.Entities;

namespace Oms.Actors.Tests.Simulation;

/// <summary>What a client was told about a command, to be held against the log.</summary>
/// <param name="Address">Whom it asked.</param>
/// <param name="Id">The command's id.</param>
/// <param name="Outcome">The final answer.</param>
/// <param name="Expected">The event that this very command leads to when it is accepted; null for none.</param>
/// <param name="Events">The events of the answer.</param>
/// <param name="Version">The version of the answer.</param>
/// <param name="Position">The position of the answer.</param>
/// <param name="Seen">What a rejection said about the state, as text; null when it says nothing.</param>
internal sealed record Promise(
    EntityAddress Address,
    CommandId Id,
    ReplyOutcome Outcome,
    object? Expected,
    IReadOnlyList<object> Events,
    long Version,
    ShardPosition Position,
    string? Seen);

/// <summary>What a client read, to be held against the log.</summary>
/// <param name="Free">What was free of the entity, as text.</param>
internal sealed record Reading(EntityAddress Address, long Version, string Free);

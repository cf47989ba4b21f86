using NodaTime;
using Oms.Entities;

namespace Oms.Actors;

/// <summary>What travels with every command.</summary>
/// <param name="Id">The command's id: repeated, it has one effect and the same answer.</param>
/// <param name="Principal">Who gives it.</param>
public sealed record CommandContext(CommandId Id, Principal Principal)
{
    /// <summary>What led to it: a command id or a position, as text.</summary>
    public string? Causation { get; init; }

    /// <summary>Ties together all that one request leads to.</summary>
    public string? Correlation { get; init; }

    /// <summary>A digest of the command as the client sent it; another one under the same id is refused as
    /// reused.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>
    /// Whether a rejection is kept in the entity's log under the command's id, so that the same command, coming again
    /// from wherever it was held up, is never accepted: its sender acts on the rejection.
    /// </summary>
    public bool KeepsRejection { get; init; }

    /// <summary>After this a command that has not been decided is dropped unanswered; null for the default
    /// wait.</summary>
    public Instant? Deadline { get; init; }
}

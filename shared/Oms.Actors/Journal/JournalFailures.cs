using Oms.Entities;

namespace Oms.Actors.Journal;

/// <summary>Another writer holds a shard of the batch: this one is no longer its owner. Nothing was written.</summary>
public sealed class JournalFencedException(int shard, long epoch)
    : Exception($"Shard {shard} is fenced: epoch {epoch} or its expected head is not the shard's any more.")
{
    public int Shard { get; } = shard;

    public long Epoch { get; } = epoch;
}

/// <summary>The command's first effect stands in the log already. Nothing was written.</summary>
public sealed class DuplicateCommandException(EntityAddress address, CommandId commandId)
    : Exception($"Command {commandId} of {address} is in the log already.")
{
    public EntityAddress Address { get; } = address;

    public CommandId CommandId { get; } = commandId;
}

/// <summary>The journal can take nothing now, and took nothing: the disk is full, read-only or away.</summary>
public sealed class JournalUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);

/// <summary>Whether the batch was written is not known; only recovery from the log can tell.</summary>
public sealed class JournalOutcomeUnknownException(string reason, Exception? cause = null) : Exception(reason, cause);

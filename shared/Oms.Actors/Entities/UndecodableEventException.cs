using Oms.Entities;

namespace Oms.Actors;

/// <summary>A record in an entity's log cannot be read or cannot follow the one before it: the entity is set
/// aside.</summary>
public sealed class UndecodableEventException(EntityAddress address, long seq, string reason, Exception? cause = null)
    : Exception(reason, cause)
{
    public EntityAddress Address { get; } = address;

    /// <summary>The sequence number of the record.</summary>
    public long Seq { get; } = seq;
}

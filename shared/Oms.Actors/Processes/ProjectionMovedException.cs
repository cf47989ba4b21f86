namespace Oms.Actors.Processes;

/// <summary>A read model stands elsewhere than its feeder believed.</summary>
/// <param name="position">Where it stands.</param>
public sealed class ProjectionMovedException(long position)
    : Exception($"The read model stands at {position}.")
{
    /// <summary>The offset up to which the shard's log is applied.</summary>
    public long Position { get; } = position;
}

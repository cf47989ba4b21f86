namespace Oms.Transparency;

/// <summary>Where a log keeps its tiles: files, or rows of a database.</summary>
/// <remarks>
/// A tile only ever grows to the right until it is full. A store may keep the widest version alone and answer for a
/// narrower one with its first hashes; versions narrower than the log's size asks for are never read again.
/// </remarks>
public interface ITileStore
{
    /// <summary>Reads a tile.</summary>
    /// <returns>The content, exactly as wide as asked for; null where the store has none so wide.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken);

    /// <summary>Stores all that an append changed, and its size and root, in one durable step or not at all.</summary>
    /// <remarks>
    /// When it throws, the outcome may be unknown: the log is then opened anew from what the store holds.
    /// </remarks>
    ValueTask WriteAsync(LogAppend append);
}

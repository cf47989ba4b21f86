using Oms.Custody;

namespace Oms.Transparency;

/// <summary>What an append to a log changes. Only <see cref="MerkleLog.Plan"/> makes one.</summary>
public sealed class LogAppend
{
    internal LogAppend(long oldSize, LogEdge edge, IReadOnlyList<Tile> tiles)
    {
        (OldSize, Edge, Tiles) = (oldSize, edge, tiles);
        Root = edge.Root();
    }

    /// <summary>The size before: the index of the first new entry.</summary>
    public long OldSize { get; }

    /// <summary>The size after.</summary>
    public long Size => Edge.Size;

    /// <summary>The root after.</summary>
    public Digest Root { get; }

    /// <summary>The new and the widened tiles, entry bundles among them.</summary>
    public IReadOnlyList<Tile> Tiles { get; }

    internal LogEdge Edge { get; }
}

using Oms.Custody;

namespace Oms.Transparency;

/// <summary>A tile and what it holds.</summary>
/// <param name="Id">Which tile.</param>
/// <param name="Content">
/// Its hashes one after the other, or its entries as <see cref="EntryBundle"/> writes them.
/// </param>
public sealed record Tile(TileId Id, ReadOnlyMemory<byte> Content)
{
    /// <summary>One hash of a tile of hashes.</summary>
    public Digest HashAt(int index) => Digest.FromBytes(Content.Span[(index * Digest.Size)..]);
}

using Oms.Transparency;

namespace Oms.Benchmarks.Custody;

/// <summary>Tiles in memory, each in its widest version.</summary>
internal sealed class MemoryTiles : ITileStore
{
    private readonly Dictionary<(int Level, long Index), ReadOnlyMemory<byte>> _tiles = [];

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken) =>
        new(_tiles.TryGetValue((tile.Level, tile.Index), out var content)
            ? tile.Level == TileId.EntriesLevel ? content : content[..(tile.Width * Oms.Custody.Digest.Size)]
            : (ReadOnlyMemory<byte>?)null);

    public ValueTask WriteAsync(LogAppend append)
    {
        foreach (var tile in append.Tiles)
        {
            _tiles[(tile.Id.Level, tile.Id.Index)] = tile.Content;
        }

        return ValueTask.CompletedTask;
    }
}

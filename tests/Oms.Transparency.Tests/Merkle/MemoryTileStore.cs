namespace Oms.Transparency.Tests.Merkle;

/// <summary>A store that keeps the widest version of each tile, as a database would.</summary>
internal sealed class MemoryTileStore : ITileStore
{
    public Dictionary<(int Level, long Index), Tile> Tiles { get; } = [];

    public int Reads { get; private set; }

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken)
    {
        Reads++;
        if (!Tiles.TryGetValue((tile.Level, tile.Index), out var stored) || stored.Id.Width < tile.Width)
        {
            return new((ReadOnlyMemory<byte>?)null);
        }

        var bytes = tile.Level == TileId.EntriesLevel
            ? EntryBundle.Decode(stored).Take(tile.Width).Sum(entry => entry.Length + 2)
            : tile.Width * 32;
        return new(stored.Content[..bytes]);
    }

    public ValueTask WriteAsync(LogAppend append)
    {
        foreach (var tile in append.Tiles)
        {
            // A tile only grows: what was there stays as it was.
            if (Tiles.TryGetValue((tile.Id.Level, tile.Id.Index), out var before))
            {
                Xunit.Assert.True(tile.Content.Span.StartsWith(before.Content.Span));
            }

            Tiles[(tile.Id.Level, tile.Id.Index)] = tile;
        }

        return ValueTask.CompletedTask;
    }
}

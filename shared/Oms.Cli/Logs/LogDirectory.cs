using Oms.Transparency;

namespace Oms.Cli.Logs;

/// <summary>A directory as C2SP tlog-tiles lays a log out.</summary>
internal sealed class LogDirectory(DirectoryInfo root)
{
    private const string CheckpointFile = "checkpoint";

    /// <summary>The longest file that is read: a bundle of 256 of the longest entries.</summary>
    private const long BytesMax = TileId.FullWidth * (EntryBundle.EntryBytesMax + 2L);

    /// <summary>Whether the entries are here too, and not only the hashes.</summary>
    public bool HasEntries => Directory.Exists(Path.Combine(root.FullName, "tile", "entries"));

    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    public byte[] ReadCheckpoint() => Read(Path.Combine(root.FullName, CheckpointFile));

    /// <summary>The widest version of a tile that is here, up to its full width; null for none.</summary>
    /// <param name="tile">As wide as the tree of the checkpoint asks for; narrower versions do not count.</param>
    public Tile? Find(TileId tile)
    {
        for (var width = TileId.FullWidth; width >= tile.Width; width--)
        {
            var id = tile with { Width = width };
            if (File.Exists(PathOf(id)))
            {
                return new Tile(id, Read(PathOf(id)));
            }
        }

        return null;
    }

    public byte[] Read(TileId tile) => Read(PathOf(tile));

    /// <summary>Every file below <c>tile</c>: its id, or its path where it is none of a tile.</summary>
    public IEnumerable<(TileId? Tile, string Path)> Files()
    {
        var tiles = Path.Combine(root.FullName, "tile");
        return (Directory.Exists(tiles) ? Directory.EnumerateFiles(tiles, "*", SearchOption.AllDirectories) : [])
            .Select(file => Path.GetRelativePath(root.FullName, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)
            .Select(path => (TileId.TryParse(path, out var tile) ? tile : (TileId?)null, path));
    }

    private string PathOf(TileId tile) => Path.Combine(root.FullName, tile.ToPath());

    private static byte[] Read(string path) =>
        new FileInfo(path) is { Exists: true, Length: > BytesMax }
            ? throw new InvalidDataException($"{path} is longer than {BytesMax} bytes.")
            : File.ReadAllBytes(path);
}

using System.Globalization;
using Oms.Cli.Checking;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Cli.Logs;

/// <summary>Recomputes every hash of a tiled log from what is below it, up to the checkpoint's root.</summary>
/// <remarks>
/// Where entries are here they decide, else the tiles of level 0 do. Tiles are read one by one; what is kept is a hash
/// for each full tile of a level. A damaged tile is a finding, and what is above is computed from what is below it.
/// </remarks>
internal sealed class LogDirectoryCheck(LogDirectory log, Checkpoint tree)
{
    private const int FindingsMax = 100;

    private readonly List<Finding> _findings = [];
    private readonly List<(long Size, Digest Hash)> _peaks = [];
    private long _suppressed;
    private long _tiles;

    public CheckReport Run()
    {
        var hashes = CheckLeaves();
        for (var level = 1; hashes.Count > 0; level++)
        {
            hashes = CheckLevel(level, hashes);
        }

        CheckRoot();
        CheckFiles();
        string[] lines =
        [
            log.HasEntries
                ? $"{tree.Size} entries and {_tiles} tiles were recomputed"
                : $"{_tiles} tiles were recomputed; the entries are not here, so level 0 was taken as given",
            .. _suppressed > 0 ? [$"{_suppressed} further findings are left out"] : Array.Empty<string>(),
        ];
        return new CheckReport(lines, _findings);
    }

    /// <summary>Level 0 against the entries. Gives the root of each full tile.</summary>
    private List<Digest> CheckLeaves()
    {
        var above = new List<Digest>();
        for (long index = 0; index * TileId.FullWidth < tree.Size; index++)
        {
            var tile = TileId.In(0, index, tree.Size);
            var found = ReadTile(tile);
            var hashes = log.HasEntries ? EntryHashes(tile with { Level = TileId.EntriesLevel }) : null;
            if (hashes is not null && found is not null)
            {
                Compare(tile, hashes, found, "is not the hash of the entry");
            }

            hashes ??= found;
            if (hashes is null)
            {
                // Nothing says what stood here: nothing above can be recomputed.
                _peaks.Clear();
                return [];
            }

            foreach (var hash in hashes)
            {
                Grow(hash);
            }

            if (tile.IsFull)
            {
                above.Add(PerfectOf(hashes));
            }
        }

        return above;
    }

    /// <summary>A level against the roots of the full tiles below it. Gives the root of each full tile.</summary>
    private List<Digest> CheckLevel(int level, List<Digest> below)
    {
        var above = new List<Digest>();
        for (long index = 0; TileId.In(level, index, tree.Size) is { Width: > 0 } tile; index++)
        {
            var hashes = below.GetRange((int)(index * TileId.FullWidth), tile.Width);
            if (ReadTile(tile) is { } found)
            {
                Compare(tile, hashes, found, $"is not the root of the tile of level {level - 1} below it");
            }

            if (tile.IsFull)
            {
                above.Add(PerfectOf(hashes));
            }
        }

        return above;
    }

    private List<Digest>? EntryHashes(TileId bundle)
    {
        if (log.Find(bundle) is not { } found)
        {
            Add("tile-missing", bundle.ToPath(), "The entries are missing.");
            return null;
        }

        try
        {
            return [.. EntryBundle.Decode(found).Take(bundle.Width).Select(entry => MerkleHash.Leaf(entry.Span))];
        }
        catch (InvalidDataException)
        {
            Add("tile-malformed", found.Id.ToPath(), $"It does not hold exactly {found.Id.Width} entries.");
            return null;
        }
    }

    private List<Digest>? ReadTile(TileId tile)
    {
        if (log.Find(tile) is not { } found)
        {
            Add("tile-missing", tile.ToPath(), $"It is missing; the checkpoint covers {tree.Size} entries.");
            return null;
        }

        _tiles++;
        if (found.Content.Length != found.Id.Width * Digest.Size)
        {
            Add(
                "tile-malformed",
                found.Id.ToPath(),
                $"It has {found.Content.Length} bytes; {found.Id.Width} hashes have {found.Id.Width * Digest.Size}.");
            return null;
        }

        return [.. Enumerable.Range(0, tile.Width).Select(found.HashAt)];
    }

    private void Compare(TileId tile, List<Digest> expected, List<Digest> found, string what)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            if (found[i] != expected[i])
            {
                Add(
                    "hash-differs",
                    string.Create(CultureInfo.InvariantCulture, $"{tile.ToPath()} hash {i}"),
                    $"{found[i]} {what}, {expected[i]} (index {(tile.Index * TileId.FullWidth) + i}).");
            }
        }
    }

    private void CheckRoot()
    {
        if (tree.Size > 0 && _peaks.Count == 0)
        {
            Add("root-unknown", "checkpoint", "Parts are missing, so the root could not be recomputed.");
            return;
        }

        var root = MerkleHash.Fold([.. _peaks.Select(peak => peak.Hash)]);
        if (root != tree.Root)
        {
            Add("root-differs", "checkpoint", $"It says {tree.Root}; {tree.Size} entries have the root {root}.");
        }
    }

    /// <summary>Narrower versions of a tile must be its beginning; other files do not belong here.</summary>
    private void CheckFiles()
    {
        foreach (var (tile, path) in log.Files())
        {
            if (tile is not { } id)
            {
                Add("stray-file", path, "It is no tile in the one form of its path.");
            }
            else if (!id.IsFull && log.Find(id) is { } widest && widest.Id != id
                && !widest.Content.Span.StartsWith(log.Read(id)))
            {
                Add("partial-differs", path, $"It is not the beginning of {widest.Id.ToPath()}.");
            }
        }
    }

    /// <summary>Adds a leaf to the roots of the perfect trees on the left (RFC 9162, section 2.1.1).</summary>
    private void Grow(Digest hash)
    {
        var size = 1L;
        while (_peaks.Count > 0 && _peaks[^1].Size == size)
        {
            hash = MerkleHash.Node(_peaks[^1].Hash, hash);
            _peaks.RemoveAt(_peaks.Count - 1);
            size *= 2;
        }

        _peaks.Add((size, hash));
    }

    private static Digest PerfectOf(List<Digest> hashes) =>
        MerkleHash.Perfect(hashes.SelectMany(hash => hash.ToArray()).ToArray());

    private void Add(string code, string place, string message)
    {
        if (_findings.Count < FindingsMax)
        {
            _findings.Add(new Finding(code, place, message));
        }
        else
        {
            _suppressed++;
        }
    }
}

using System.Globalization;
using System.Text;

namespace Oms.Transparency;

/// <summary>
/// Names a tile of hashes or, with <see cref="EntriesLevel"/>, a bundle of entries (C2SP tlog-tiles).
/// </summary>
/// <param name="Level">From 0 (leaves) to 7; <see cref="EntriesLevel"/> for entries.</param>
/// <param name="Index">The tile's place in its level, from 0.</param>
/// <param name="Width">How many hashes or entries, 1 to 256; fewer than 256 only at the right edge of a tree.</param>
public readonly record struct TileId(int Level, long Index, int Width)
{
    /// <summary>The hashes of a full tile, and the entries of a full bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>The levels of tiles that 2^63 leaves need.</summary>
    public const int LevelCount = 8;

    /// <summary>Stands for <c>entries</c> in a path.</summary>
    public const int EntriesLevel = -1;

    private const string Prefix = "tile/";

    /// <summary>Whether it is of full width, and so never changes.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>The tile that holds a hash of a level, in a tree of so many leaves.</summary>
    /// <param name="level">The tiles' level; <see cref="EntriesLevel"/> for entries.</param>
    /// <param name="index">The tile's place.</param>
    /// <param name="treeSize">The number of leaves.</param>
    /// <returns>The tile as wide as it is in that tree; its width is 0 where the tree has no such tile.</returns>
    public static TileId In(int level, long index, long treeSize) =>
        new(level, index, (int)Math.Clamp((treeSize >> (8 * Math.Max(level, 0))) - (index * FullWidth), 0, FullWidth));

    /// <summary>The path below a log's prefix, such as <c>tile/0/x001/x234/067.p/8</c>.</summary>
    public string ToPath()
    {
        var path = new StringBuilder(Prefix);
        _ = Level == EntriesLevel ? path.Append("entries") : path.Append(Level);
        Span<int> groups = stackalloc int[7];
        var count = 0;
        var rest = Index;
        do
        {
            groups[count++] = (int)(rest % 1000);
            rest /= 1000;
        }
        while (rest > 0);

        while (count > 0)
        {
            count--;
            _ = path.Append(CultureInfo.InvariantCulture, $"/{(count > 0 ? "x" : "")}{groups[count]:000}");
        }

        return IsFull ? path.ToString() : path.Append(CultureInfo.InvariantCulture, $".p/{Width}").ToString();
    }

    /// <summary>Reads a path in the one form that <see cref="ToPath"/> writes.</summary>
    public static bool TryParse(string path, out TileId tile)
    {
        tile = default;
        var parts = path.Split('/');
        if (parts.Length < 3 || parts[0] != "tile")
        {
            return false;
        }

        var level = EntriesLevel;
        if (parts[1] != "entries" && !TryNumber(parts[1], 1, out level))
        {
            return false;
        }

        var width = FullWidth;
        var end = parts.Length;
        if (parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryNumber(parts[^1], 3, out width))
            {
                return false;
            }

            end--;
            parts[end - 1] = parts[end - 1][..^2];
        }

        // Six groups of three digits fit into 63 bits.
        long index = 0;
        for (var i = 2; i < end; i++)
        {
            var digits = i < end - 1 && parts[i].StartsWith('x') ? parts[i][1..] : parts[i];
            if (end - 2 > 6 || digits.Length != 3 || !TryNumber(digits, 3, out var group))
            {
                return false;
            }

            index = (index * 1000) + group;
        }

        tile = new TileId(level, index, width);
        return end > 2 && level < LevelCount && width is >= 1 and <= FullWidth && tile.ToPath() == path;
    }

    private static bool TryNumber(string text, int digitsMax, out int number)
    {
        number = 0;
        return text.Length <= digitsMax
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}

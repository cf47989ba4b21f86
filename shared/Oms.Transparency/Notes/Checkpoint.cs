using System.Globalization;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>What a log says of itself: its name, size and root (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">The log's name; also the name of its key.</param>
/// <param name="Size">The number of entries.</param>
/// <param name="Root">The root over them.</param>
/// <param name="Extensions">More lines, not empty; ours have none.</param>
public sealed record Checkpoint(string Origin, long Size, Digest Root, IReadOnlyList<string> Extensions)
{
    public Checkpoint(string origin, long size, Digest root)
        : this(origin, size, root, [])
    {
    }

    /// <summary>Reads a note's text; null when it is no checkpoint in its one form.</summary>
    public static Checkpoint? TryParse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0)
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || StrictBase64.TryDecode(lines[2]) is not { Length: Digest.Size } root)
        {
            return null;
        }

        var read = new Checkpoint(lines[0], size, Digest.FromBytes(root), lines[3..^1]);
        return read.ToText() == text ? read : null;
    }

    /// <summary>The note's text.</summary>
    /// <exception cref="InvalidOperationException">
    /// The origin or an extension is empty or holds a line feed.
    /// </exception>
    public string ToText() =>
        Extensions.Append(Origin).Any(line => line.Length == 0 || line.Contains('\n', StringComparison.Ordinal))
            ? throw new InvalidOperationException("Origin and extensions are single lines that are not empty.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToArray())}\n")
                + string.Concat(Extensions.Select(line => line + "\n"));
}

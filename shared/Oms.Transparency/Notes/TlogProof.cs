using System.Globalization;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>A file that proves offline that a log holds an entry (C2SP tlog-proof, <c>.tlog-proof</c>).</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Hashes">Its inclusion proof in the checkpoint's tree.</param>
/// <param name="Checkpoint">The signed checkpoint.</param>
/// <param name="Extra">Data of the application, which nothing proves; null for none.</param>
public sealed record TlogProof(
    long Index, IReadOnlyList<Digest> Hashes, SignedNote Checkpoint, ReadOnlyMemory<byte>? Extra = null)
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const string ExtraPrefix = "extra ";
    private const string IndexPrefix = "index ";

    /// <summary>Reads a file; null when it is no proof in its one form. Nothing is verified.</summary>
    public static TlogProof? TryParse(string text)
    {
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || SignedNote.TryParse(text[(split + 2)..]) is not { } note)
        {
            return null;
        }

        var lines = text[..split].Split('\n');
        var at = 1;
        byte[]? extra = null;
        if (lines.Length > 1 && lines[1].StartsWith(ExtraPrefix, StringComparison.Ordinal))
        {
            extra = StrictBase64.TryDecode(lines[1][ExtraPrefix.Length..]);
            at = 2;
        }

        if (lines.Length <= at || lines.Length - at - 1 > MerkleProof.HashesMax
            || !lines[at].StartsWith(IndexPrefix, StringComparison.Ordinal)
            || !long.TryParse(
                lines[at][IndexPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var hashes = lines[(at + 1)..].Select(StrictBase64.TryDecode).ToList();
        if (hashes.Any(hash => hash is not { Length: Digest.Size }))
        {
            return null;
        }

        ReadOnlyMemory<byte>? data = extra is null ? default(ReadOnlyMemory<byte>?) : extra;
        var read = new TlogProof(index, [.. hashes.Select(hash => Digest.FromBytes(hash))], note, data);
        return read.ToString() == text ? read : null;
    }

    /// <summary>Whether a log, known by its key, holds an entry.</summary>
    /// <param name="entry">The entry's bytes.</param>
    /// <param name="log">The log's key; its name is the log's origin.</param>
    public bool Verify(ReadOnlySpan<byte> entry, INoteVerifier log) =>
        Checkpoint.Open(log) is not null
        && Transparency.Checkpoint.TryParse(Checkpoint.Text) is { } tree
        && tree.Origin == log.Name
        && MerkleProof.VerifyInclusion(Index, tree.Size, MerkleHash.Leaf(entry), Hashes, tree.Root);

    /// <summary>The file's text.</summary>
    public override string ToString()
    {
        string[] lines =
        [
            Header,
            .. Extra is { } extra ? [ExtraPrefix + Convert.ToBase64String(extra.Span)] : Array.Empty<string>(),
            IndexPrefix + Index.ToString(CultureInfo.InvariantCulture),
            .. Hashes.Select(hash => Convert.ToBase64String(hash.ToArray())),
        ];
        return $"{string.Join('\n', lines)}\n\n{Checkpoint}";
    }
}

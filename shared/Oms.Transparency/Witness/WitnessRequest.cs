using System.Globalization;
using System.Text;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>What a witness is asked to cosign (C2SP tlog-witness, the body of <c>add-checkpoint</c>).</summary>
/// <remarks>
/// As text: a line <c>old N</c>, the lines of a consistency proof in base64, an empty line, the signed checkpoint.
/// </remarks>
/// <param name="OldSize">The size of the last checkpoint that the witness cosigned; 0 for none.</param>
/// <param name="Proof">That the tree of that size grew into the checkpoint's; empty from size 0.</param>
/// <param name="Checkpoint">The checkpoint, signed by its log.</param>
public sealed record WitnessRequest(long OldSize, IReadOnlyList<Digest> Proof, SignedNote Checkpoint)
{
    /// <summary>The most lines of a proof, as C2SP has it.</summary>
    public const int ProofLinesMax = 63;

    private const string Prefix = "old ";

    /// <summary>Reads a request; null when it is none in its one form. Nothing is verified.</summary>
    public static WitnessRequest? TryParse(string text)
    {
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || SignedNote.TryParse(text[(split + 2)..]) is not { } note)
        {
            return null;
        }

        var lines = text[..split].Split('\n');
        if (!lines[0].StartsWith(Prefix, StringComparison.Ordinal) || lines.Length - 1 > ProofLinesMax
            || !long.TryParse(
                lines[0].AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var oldSize))
        {
            return null;
        }

        var hashes = lines[1..].Select(StrictBase64.TryDecode).ToList();
        if (hashes.Any(hash => hash is not { Length: Digest.Size }))
        {
            return null;
        }

        var read = new WitnessRequest(oldSize, [.. hashes.Select(hash => Digest.FromBytes(hash))], note);
        return read.ToString() == text ? read : null;
    }

    /// <summary>The request's text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        _ = text.Append(CultureInfo.InvariantCulture, $"{Prefix}{OldSize}\n");
        foreach (var hash in Proof)
        {
            _ = text.Append(Convert.ToBase64String(hash.ToArray())).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }
}

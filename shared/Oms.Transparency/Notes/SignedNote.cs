using System.Buffers.Binary;
using System.Text;

namespace Oms.Transparency;

/// <summary>A text and its signatures (C2SP signed-note).</summary>
/// <param name="Text">The text, ending with a line feed.</param>
/// <param name="Signatures">One or more.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>The most characters of a note that is read.</summary>
    public const int CharsMax = 1_000_000;

    /// <summary>The most signatures of a note that is read.</summary>
    public const int SignaturesMax = 100;

    private const string Dash = "\u2014 ";

    // What is signed.
    private byte[] TextBytes => Encoding.UTF8.GetBytes(Text);

    /// <summary>Signs a text.</summary>
    /// <exception cref="ArgumentException">
    /// It does not end with a line feed, or holds other control characters.
    /// </exception>
    public static SignedNote Sign(string text, params IReadOnlyList<INoteSigner> signers) =>
        new SignedNote(IsText(text) ? text : throw new ArgumentException("It is no note's text.", nameof(text)), [])
            .And(signers);

    /// <summary>The same note with more signatures after those it has.</summary>
    public SignedNote And(params IReadOnlyList<INoteSigner> signers)
    {
        var text = TextBytes;
        var added = signers.Select(s => new NoteSignature(s.Verifier.Name, s.Verifier.KeyId, s.Sign(text)));
        return this with { Signatures = [.. Signatures, .. added] };
    }

    /// <summary>Reads a note; null when it is none. Nothing is verified.</summary>
    public static SignedNote? TryParse(string note)
    {
        // The last blank line parts text and signatures.
        var split = note.Length > CharsMax ? -1 : note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n') || !IsText(note[..(split + 1)]))
        {
            return null;
        }

        var lines = note[(split + 2)..].Split('\n');
        if (lines.Length - 1 is < 1 or > SignaturesMax)
        {
            return null;
        }

        var signatures = new List<NoteSignature>();
        foreach (var line in lines[..^1])
        {
            var parts = line.StartsWith(Dash, StringComparison.Ordinal) ? line[Dash.Length..].Split(' ') : [];
            if (parts.Length != 2 || !NoteKey.IsName(parts[0])
                || StrictBase64.TryDecode(parts[1]) is not { Length: > sizeof(uint) } octets)
            {
                return null;
            }

            signatures.Add(new NoteSignature(
                parts[0], BinaryPrimitives.ReadUInt32BigEndian(octets), octets.AsMemory(sizeof(uint))));
        }

        return new SignedNote(note[..(split + 1)], signatures);
    }

    /// <summary>The known keys that signed; null when none did, or a signature that claims one fails.</summary>
    /// <param name="known">Signatures by other keys are ignored, and so is a second one by the same key.</param>
    public IReadOnlyList<INoteVerifier>? Open(params IReadOnlyList<INoteVerifier> known)
    {
        var text = TextBytes;
        var good = new List<INoteVerifier>();
        foreach (var signature in Signatures)
        {
            var verifier = known.FirstOrDefault(signature.Claims);
            if (verifier is null || good.Contains(verifier))
            {
                continue;
            }

            if (!verifier.Verify(text, signature.Signature.Span))
            {
                return null;
            }

            good.Add(verifier);
        }

        return good.Count > 0 ? good : null;
    }

    /// <summary>The note as it is sent and stored.</summary>
    public override string ToString() =>
        $"{Text}\n{string.Concat(Signatures.Select(s =>
            $"{Dash}{s.Name} {Convert.ToBase64String([.. NoteKey.IdBytes(s.KeyId), .. s.Signature.Span])}\n"))}";

    private static bool IsText(string text)
    {
        if (!text.EndsWith('\n'))
        {
            return false;
        }

        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var character, out var taken) != System.Buffers.OperationStatus.Done
                || (character.Value < ' ' && character.Value != '\n'))
            {
                return false;
            }

            rest = rest[taken..];
        }

        return true;
    }
}

using System.Globalization;
using System.Text;
using Oms.Cli.Checking;
using Oms.Transparency;

namespace Oms.Cli.Notes;

/// <summary>Looks at the signatures of a note as C2SP signed-note says: unknown keys do not count.</summary>
internal static class NoteFindings
{
    /// <summary>Reads a note.</summary>
    /// <exception cref="InvalidDataException">The bytes are no UTF-8 text.</exception>
    public static string TextOf(ReadOnlyMemory<byte> octets)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
                .GetString(octets.Span);
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException("It is no UTF-8 text.", failure);
        }
    }

    /// <summary>Says of each signature whether it is good, bad, or by a key that is not known.</summary>
    public static void Look(
        SignedNote note, IReadOnlyList<INoteVerifier> known, List<string> lines, List<Finding> findings)
    {
        var text = Encoding.UTF8.GetBytes(note.Text);
        var good = 0;
        foreach (var (index, signature) in note.Signatures.Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{signature.Name} {signature.KeyId:x8}");
            if (known.FirstOrDefault(signature.Claims) is not { } verifier)
            {
                lines.Add($"signature {index + 1} by {name}: the key is not known; it does not count");
            }
            else if (verifier.Verify(text, signature.Signature.Span))
            {
                good++;
                lines.Add($"signature {index + 1} by {name}: good{SeenAt(verifier, signature)}");
            }
            else
            {
                findings.Add(new Finding(
                    "bad-signature", $"signature {index + 1}", $"It claims the key {name}, and is not by it."));
            }
        }

        if (good == 0 && findings.Count == 0)
        {
            findings.Add(new Finding("unsigned", "", "None of the keys signed it."));
        }
    }

    private static string SeenAt(INoteVerifier verifier, NoteSignature signature) =>
        verifier is CosignatureVerifier
            ? $", seen at {NodaTime.Instant.FromUnixTimeSeconds(Cosignature.Time(signature.Signature.Span))}"
            : "";
}

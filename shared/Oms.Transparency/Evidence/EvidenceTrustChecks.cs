namespace Oms.Transparency;

/// <summary>The last question: whether the keys at the file's root are those that are trusted.</summary>
internal static class EvidenceTrustChecks
{
    public static string Trust(EvidenceDocument document, TrustRoot trust)
    {
        if (!IsRootTrusted(document, trust))
        {
            throw new EvidenceFaultException("/root", "The file is signed by a root that is not trusted.");
        }

        if (!trust.LogVkeys.Contains(document.Parts.LogVkey))
        {
            throw new EvidenceFaultException("/log", "The checkpoint is signed by a log that is not trusted.");
        }

        var (note, _) = EvidenceLogChecks.Read(document);
        if (note.Signatures.Count != 1 + trust.WitnessVkeys.Count)
        {
            throw new EvidenceFaultException(
                "/checkpoint",
                $"The checkpoint has {note.Signatures.Count} signatures; the log's and one of each of "
                + $"{trust.WitnessVkeys.Count} witnesses were expected.");
        }

        for (var i = 0; i < trust.WitnessVkeys.Count; i++)
        {
            EvidenceLogChecks.RequireSignature(note, i + 1, NoteKey.Parse(trust.WitnessVkeys[i]));
        }

        return trust.WitnessVkeys.Count == 0
            ? "Root and log are trusted."
            : $"Root and log are trusted; {EvidenceVerifier.Count(trust.WitnessVkeys.Count, "witness signature")}.";
    }

    public static bool IsStranger(EvidenceDocument document, TrustRoot trust) =>
        !IsRootTrusted(document, trust) || !trust.LogVkeys.Contains(document.Parts.LogVkey);

    private static bool IsRootTrusted(EvidenceDocument document, TrustRoot trust) =>
        trust.Roots.Any(root => root.Span.SequenceEqual(document.Parts.RootSpki.Span));
}

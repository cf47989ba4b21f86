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

        Revocations(document, trust);
        var witnesses = document.Parts.Witnesses.Count > 0
            ? document.Parts.Witnesses.Where(trust.WitnessVkeys.Contains)
                .Select(NoteKey.NameOf).Distinct(StringComparer.Ordinal).Count()
            : Unnamed(document, trust);
        return witnesses < trust.Quorum
            ? throw new EvidenceFaultException(
                "/checkpoint",
                $"{EvidenceVerifier.Count(witnesses, "trusted witness", "trusted witnesses")} signed the checkpoint; "
                + $"{trust.Quorum} of {trust.WitnessCount} are demanded.",
                EvidenceFaultClass.Unwitnessed)
            : witnesses == 0
                ? "Root and log are trusted."
                : $"Root and log are trusted; {EvidenceVerifier.Count(witnesses, "witness signature")}.";
    }

    public static bool IsStranger(EvidenceDocument document, TrustRoot trust) =>
        !IsRootTrusted(document, trust) || !trust.LogVkeys.Contains(document.Parts.LogVkey);

    /// <summary>No record was logged at or after the index at which its key was revoked.</summary>
    private static void Revocations(EvidenceDocument document, TrustRoot trust)
    {
        if (trust.Revocations.Count == 0)
        {
            return;
        }

        foreach (var (index, leaf) in document.Leaves.Index())
        {
            var at = document.Parts.Proofs[index].LogIndex;
            var key = DepotKeyCertificate.InForce(document.Parts.Keys, leaf.Device, at)!.Statement;
            if (trust.Revocations.FirstOrDefault(one => one.Revokes(key.Spki.Span, at)) is { } revocation)
            {
                throw new EvidenceFaultException(
                    $"/records/{index}/sig",
                    $"The key of {leaf.Device} was revoked from log index {revocation.FromLogIndex} on "
                    + $"({revocation.Reason}); the record stands at {at}.",
                    EvidenceFaultClass.RevokedKey);
            }
        }
    }

    /// <summary>A file of version 1 does not name its witnesses: signatures after the log's are those of trusted ones,
    /// in the order of the trust folder, and nothing else.</summary>
    private static int Unnamed(EvidenceDocument document, TrustRoot trust)
    {
        var (note, _) = EvidenceLogChecks.Read(document);
        var next = 0;
        for (var i = 1; i < note.Signatures.Count; i++)
        {
            var verifier = trust.WitnessVkeys.Skip(next).Select(NoteKey.Parse).FirstOrDefault(one =>
            {
                next++;
                return note.Signatures[i].Claims(one);
            });
            if (verifier is null)
            {
                throw new EvidenceFaultException(
                    "/checkpoint",
                    $"Signature {i + 1} of the checkpoint is not by a trusted witness in the folder's order.");
            }

            EvidenceLogChecks.RequireSignature(note, i, verifier);
        }

        return note.Signatures.Count - 1;
    }

    private static bool IsRootTrusted(EvidenceDocument document, TrustRoot trust) =>
        trust.Roots.Any(root => root.Span.SequenceEqual(document.Parts.RootSpki.Span));
}

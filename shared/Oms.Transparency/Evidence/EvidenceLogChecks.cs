namespace Oms.Transparency;

/// <summary>The log: a checkpoint signed by the file's log, and every record proven to be in it.</summary>
internal static class EvidenceLogChecks
{
    private const string Place = "/checkpoint";

    public static string Checkpoint(EvidenceDocument document)
    {
        var (note, checkpoint) = Read(document);
        var log = ReadKey(document.Parts.LogVkey, "/log");
        if (checkpoint.Origin != log.Name)
        {
            throw new EvidenceFaultException(Place, $"The checkpoint is of {checkpoint.Origin}, not of {log.Name}.");
        }

        RequireSignature(note, index: 0, log);
        Witnesses(document, note);
        return $"The log {log.Name} with {checkpoint.Size} entries, signed by its key {log.KeyId:x8}.";
    }

    public static string Inclusion(EvidenceDocument document)
    {
        var (_, checkpoint) = Read(document);
        var (records, proofs) = (document.Parts.Records, document.Parts.Proofs);
        foreach (var (index, proof) in proofs.Index())
        {
            if (proof.TreeSize != checkpoint.Size)
            {
                throw new EvidenceFaultException(
                    $"/proofs/{index}/tree_size", $"The checkpoint is of {checkpoint.Size} entries.");
            }

            var leaf = MerkleHash.Leaf(LogEntry.Encode(records[index]));
            if (!MerkleProof.VerifyInclusion(
                proof.LogIndex, checkpoint.Size, leaf, proof.Hashes, checkpoint.Root))
            {
                throw new EvidenceFaultException(
                    $"/proofs/{index}", $"It does not prove the record at log index {proof.LogIndex}.");
            }
        }

        return $"{EvidenceVerifier.Count(proofs.Count, "record")} in the log.";
    }

    /// <summary>A file of version 2 names the witnesses whose signatures follow the log's, one for each.</summary>
    private static void Witnesses(EvidenceDocument document, SignedNote note)
    {
        var witnesses = document.Parts.Witnesses;
        if (witnesses.Count == 0)
        {
            return;
        }

        if (note.Signatures.Count != 1 + witnesses.Count)
        {
            throw new EvidenceFaultException(
                Place,
                $"The checkpoint has {note.Signatures.Count} signatures; the log's and one of each of "
                + $"{witnesses.Count} witnesses were expected.");
        }

        for (var i = 0; i < witnesses.Count; i++)
        {
            if (i > 0 && string.CompareOrdinal(witnesses[i - 1], witnesses[i]) >= 0)
            {
                throw new EvidenceFaultException($"/witnesses/{i}", "Witnesses stand in ordinal order, each once.");
            }

            RequireSignature(note, i + 1, ReadKey(witnesses[i], $"/witnesses/{i}"));
        }
    }

    /// <summary>Whether a key signed a note on a certain line, and in the one form of its signatures.</summary>
    public static void RequireSignature(SignedNote note, int index, INoteVerifier verifier, string place = Place)
    {
        if (note.Signatures.Count <= index || !note.Signatures[index].Claims(verifier))
        {
            throw new EvidenceFaultException(
                place, $"Signature {index + 1} of the checkpoint is not by {verifier.Name}.");
        }

        var signature = note.Signatures[index].Signature.Span;
        if (!verifier.Verify(System.Text.Encoding.UTF8.GetBytes(note.Text), signature)
            || (verifier is EcdsaNoteVerifier && !EcdsaNoteVerifier.IsInOneForm(signature)))
        {
            throw new EvidenceFaultException(place, $"The signature by {verifier.Name} does not verify.");
        }
    }

    public static (SignedNote Note, Checkpoint Checkpoint) Read(EvidenceDocument document)
    {
        var text = document.Parts.Checkpoint;
        return SignedNote.TryParse(text) is { } note && note.ToString() == text
            && Transparency.Checkpoint.TryParse(note.Text) is { Extensions.Count: 0 } checkpoint
            ? (note, checkpoint)
            : throw new EvidenceFaultException(Place, "It is no signed checkpoint in its one form.");
    }

    private static INoteVerifier ReadKey(string vkey, string place)
    {
        try
        {
            return NoteKey.Parse(vkey);
        }
        catch (Exception failure) when (failure is FormatException or PlatformNotSupportedException)
        {
            throw new EvidenceFaultException(place, failure.Message);
        }
    }
}

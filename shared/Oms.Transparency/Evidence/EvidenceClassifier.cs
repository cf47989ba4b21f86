using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Says what kind of fault a file has whose first fault alone does not tell.</summary>
/// <remarks>
/// The first question is whether each record is genuine by itself; only of genuine ones does it mean something that one
/// is missing, foreign, doubled or out of place.
/// </remarks>
internal static class EvidenceClassifier
{
    /// <param name="step">The check that failed.</param>
    /// <param name="document">The file; null where it could not be read.</param>
    public static EvidenceFaultClass Classify(string step, EvidenceDocument? document) =>
        (step, document) switch
        {
            (_, null) or ("certificates" or "encoding", _) => EvidenceFaultClass.Altered,
            ("records" or "signatures", { } read) => OfRecords(read),
            _ => EvidenceFaultClass.ForgedProof,
        };

    private static EvidenceFaultClass OfRecords(EvidenceDocument document)
    {
        var proven = Proven(document);
        if (!AreGenuine(document, proven))
        {
            return EvidenceFaultClass.Altered;
        }

        var leaves = document.Leaves;
        var custodies = leaves.Select(leaf => (leaf.Depot, leaf.CustodyId)).Distinct().Count();
        var places = leaves.Select(leaf => leaf.CustodySeq).ToList();
        return custodies > 1 ? EvidenceFaultClass.Spliced
            : leaves[0].CustodyId != document.CheckOut || leaves[0].Depot != document.Depot ? EvidenceFaultClass.Altered
            : places.Distinct().Count() < places.Count ? EvidenceFaultClass.Replayed
            : !places.Order().SequenceEqual(places) ? EvidenceFaultClass.Reordered
            : places[0] != 1 || places[^1] != places.Count || !ClosingKinds.Contains(leaves[^1].Kind)
                ? EvidenceFaultClass.Incomplete
            : leaves.SkipLast(1).Any(leaf => ClosingKinds.Contains(leaf.Kind)) ? EvidenceFaultClass.Spliced
            : proven.Any(isProven => !isProven) ? EvidenceFaultClass.ForgedProof
            : EvidenceFaultClass.Incomplete;
    }

    /// <summary>Whether each record has its body, and is signed by a key of the file or, where its key is not there,
    /// stands in the log.</summary>
    private static bool AreGenuine(EvidenceDocument document, bool[] proven)
    {
        var keys = document.Parts.Keys.Select(key => DevicePublicKey.TryImport(key.Statement.Spki.Span))
            .OfType<DevicePublicKey>().ToList();
        try
        {
            return document.Leaves.Index().All(item =>
            {
                var record = document.Parts.Records[item.Index];
                return LeafChecks.Body(item.Item, record, BodyRule.Required) is null
                    && (proven[item.Index]
                        || keys.Any(key => key.VerifyLeaf(record.Leaf.Span, record.Signature.Span)));
            });
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    private static bool[] Proven(EvidenceDocument document)
    {
        var (records, proofs) = (document.Parts.Records, document.Parts.Proofs);
        var checkpoint = SignedNote.TryParse(document.Parts.Checkpoint) is { } note
            ? Checkpoint.TryParse(note.Text)
            : null;
        return [.. records.Select((record, index) => checkpoint is not null && index < proofs.Count
            && MerkleProof.VerifyInclusion(
                proofs[index].LogIndex,
                checkpoint.Size,
                MerkleHash.Leaf(LogEntry.Encode(record)),
                proofs[index].Hashes,
                checkpoint.Root))];
    }
}

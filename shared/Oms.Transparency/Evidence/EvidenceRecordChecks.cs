using Oms.Custody;

namespace Oms.Transparency;

/// <summary>The records: one whole custody, in order, from its first record to its last.</summary>
internal static class EvidenceRecordChecks
{
    public static string Records(EvidenceDocument document)
    {
        var head = ChainHead.Empty;
        var devices = new Dictionary<(string Device, Guid Incarnation), ChainHead>();
        foreach (var (index, leaf) in document.Leaves.Index())
        {
            var (record, place) = (document.Parts.Records[index], $"/records/{index}");
            if (leaf.Depot != document.Depot)
            {
                throw new EvidenceFaultException(place + "/leaf/depot", $"The file is of depot {document.Depot}.");
            }

            if (leaf.CustodyId.Length == 0 || leaf.CustodyId != document.CheckOut)
            {
                throw new EvidenceFaultException(
                    place + "/leaf/custody_id", $"The file is of check-out {document.CheckOut}.");
            }

            Refuse(LeafChecks.Custody(leaf, head), place + "/leaf/custody_seq");
            Refuse(LeafChecks.Body(leaf, record, BodyRule.Required), place + "/body");
            head = new ChainHead(leaf.CustodySeq, record.LeafHash);
            CheckDevice(leaf, devices, place);
            devices[(leaf.Device, leaf.Incarnation)] = new ChainHead(leaf.Seq, head.Hash);

            var last = index == document.Leaves.Count - 1;
            if (ClosingKinds.Contains(leaf.Kind) != last)
            {
                throw new EvidenceFaultException(
                    place + "/leaf/kind",
                    last
                        ? $"The last record is a {leaf.Kind}, which ends no custody: records after it are missing."
                        : $"The custody ends with this {leaf.Kind}, but more records follow.");
            }
        }

        return $"{EvidenceVerifier.Count(document.Leaves.Count, "record")} of {document.CheckOut} in one chain, "
            + $"from {document.Leaves[0].Kind} to {document.Leaves[^1].Kind}.";
    }

    public static string Encoding(EvidenceDocument document, ReadOnlySpan<byte> file)
    {
        var again = EvidenceWriter.Encode(document.CheckOut, document.Depot, document.Events, document.Parts);
        if (!file.SequenceEqual(again))
        {
            var at = file.CommonPrefixLength(again);
            throw new EvidenceFaultException(
                "", $"Byte {at}: the file holds something that does not follow from its records.");
        }

        return "The file is what its records, keys and proofs give, byte for byte.";
    }

    /// <summary>Between two records of a custody a device may write others; but it never goes back.</summary>
    private static void CheckDevice(
        CustodyLeaf leaf, Dictionary<(string Device, Guid Incarnation), ChainHead> devices, string place)
    {
        if (!devices.TryGetValue((leaf.Device, leaf.Incarnation), out var head))
        {
            return;
        }

        if (leaf.Seq <= head.Seq)
        {
            throw new EvidenceFaultException(place + "/leaf/seq", $"{leaf.Device} wrote {head.Seq} before it.");
        }

        if (leaf.Seq == head.Seq + 1 && leaf.PrevDevice != head.Hash)
        {
            throw new EvidenceFaultException(
                place + "/leaf/prev_device", $"{leaf.Device} wrote another record {head.Seq} before it.");
        }
    }

    private static void Refuse((LeafFaultKind Kind, string Reason)? fault, string place)
    {
        if (fault is { } found)
        {
            throw new EvidenceFaultException(place, found.Reason);
        }
    }
}

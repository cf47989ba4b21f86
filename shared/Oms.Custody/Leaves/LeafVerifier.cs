namespace Oms.Custody;

/// <summary>Checks that records continue a device's chain and their custodies' chains. Not thread-safe.</summary>
/// <param name="identity">Whose records they must be.</param>
/// <param name="key">The device's key.</param>
/// <param name="bodies">Whether a record without its body is refused or taken.</param>
public sealed class LeafVerifier(DeviceIdentity identity, DevicePublicKey key, BodyRule bodies)
{
    /// <summary>Checks a run, up to its first fault or the first record that changes the key.</summary>
    /// <param name="device">The device's head before the run.</param>
    /// <param name="custodyHead">The head of a custody before the run; empty for one not seen yet.</param>
    /// <param name="records">The run, in the order of the device's seq.</param>
    public LeafRun VerifyRun(
        ChainHead device, Func<string, ChainHead> custodyHead, IReadOnlyList<SignedRecord> records)
    {
        var accepted = new List<CustodyLeaf>(records.Count);
        var custodies = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (!CustodyLeaf.TryDecode(record.Leaf.Span, out var leaf, out var malformed))
            {
                var unread = new LeafFault(i, null, LeafFaultKind.Malformed, malformed.ToString());
                return new LeafRun(accepted, device, custodies, unread);
            }

            if (leaf.CustodyId.Length > 0 && !custodies.ContainsKey(leaf.CustodyId))
            {
                custodies[leaf.CustodyId] = custodyHead(leaf.CustodyId);
            }

            var custody = leaf.CustodyId.Length > 0 ? custodies[leaf.CustodyId] : ChainHead.Empty;
            if ((CheckDevice(leaf, device) ?? LeafChecks.Custody(leaf, custody) ?? LeafChecks.Seal(leaf, record, key)
                ?? LeafChecks.Body(leaf, record, bodies) ?? LeafChecks.Start(leaf, record, key)
                ?? LeafChecks.KeyChange(leaf, record, key)) is { } fault)
            {
                return new LeafRun(
                    accepted, device, custodies, new LeafFault(i, leaf.Seq, fault.Kind, fault.Reason));
            }

            accepted.Add(leaf);
            device = new ChainHead(leaf.Seq, record.LeafHash);
            if (leaf.CustodyId.Length > 0)
            {
                custodies[leaf.CustodyId] = new ChainHead(leaf.CustodySeq, device.Hash);
            }

            if (leaf.Kind == DeviceKeyChange.Kind)
            {
                return new LeafRun(
                    accepted, device, custodies, null, DeviceKeyChange.TryRead(record.Body!.Value));
            }
        }

        return new LeafRun(accepted, device, custodies, null);
    }

    private (LeafFaultKind Kind, string Reason)? CheckDevice(CustodyLeaf leaf, ChainHead head)
    {
        if ((leaf.Depot, leaf.Device, leaf.Incarnation) != (identity.Depot, identity.Device, identity.Incarnation))
        {
            return (LeafFaultKind.WrongIdentity,
                $"The record is of {leaf.Depot}, {leaf.Device}, {leaf.Incarnation}; "
                + $"{identity.Depot}, {identity.Device}, {identity.Incarnation} was expected.");
        }

        return leaf.Seq <= head.Seq ? (LeafFaultKind.SeqRepeated, $"Seq {leaf.Seq} is known; {head.Seq + 1} is next.")
            : leaf.Seq > head.Seq + 1 ? (LeafFaultKind.SeqGap, $"Seq is {leaf.Seq}; {head.Seq + 1} is next.")
            : leaf.PrevDevice != head.Hash
                ? (LeafFaultKind.PrevDeviceMismatch, $"It follows {leaf.PrevDevice}; the chain ends with {head.Hash}.")
            : null;
    }
}

using Fault = (Oms.Custody.LeafFaultKind Kind, string Reason);

namespace Oms.Custody;

/// <summary>The checks of one record that need nothing but the record, its key and its custody's head.</summary>
public static class LeafChecks
{
    /// <summary>Whether a leaf continues a custody's chain.</summary>
    /// <param name="leaf">The leaf; one of no custody passes.</param>
    /// <param name="head">The head of its custody.</param>
    public static Fault? Custody(CustodyLeaf leaf, ChainHead head) =>
        leaf.CustodyId.Length == 0 ? null
        : leaf.CustodySeq <= head.Seq
            ? (LeafFaultKind.CustodySeqRepeated,
                $"Custody seq {leaf.CustodySeq} of {leaf.CustodyId} is known; {head.Seq + 1} is next.")
        : leaf.CustodySeq > head.Seq + 1
            ? (LeafFaultKind.CustodySeqGap,
                $"Custody seq of {leaf.CustodyId} is {leaf.CustodySeq}; {head.Seq + 1} is next.")
        : leaf.PrevCustody != head.Hash
            ? (LeafFaultKind.PrevCustodyMismatch,
                $"It follows {leaf.PrevCustody}; the custody's chain ends with {head.Hash}.")
        : null;

    /// <summary>Whether a record is signed by a key.</summary>
    public static Fault? Seal(CustodyLeaf leaf, SignedRecord record, DevicePublicKey key) =>
        key.VerifyLeaf(record.Leaf.Span, record.Signature.Span)
            ? null
            : (LeafFaultKind.BadSignature, $"The signature is not by key {key.KeyId} of {leaf.Device}.");

    /// <summary>Whether a record's body is the one its leaf names.</summary>
    public static Fault? Body(CustodyLeaf leaf, SignedRecord record, BodyRule rule) =>
        record.Body is { } body
            ? Digest.Of(body.Span) == leaf.BodyHash
                ? null
                : (LeafFaultKind.BodyHashMismatch, $"The body's SHA-256 is not {leaf.BodyHash}, which the leaf names.")
            : rule == BodyRule.MayBeErased && leaf.Kind is not (DeviceIncarnation.Kind or DeviceKeyChange.Kind)
                ? null
                : (LeafFaultKind.BodyMissing, "The body is missing.");

    /// <summary>
    /// Whether a record is an incarnation's start record exactly where it must be, and tells the truth.
    /// </summary>
    public static Fault? Start(CustodyLeaf leaf, SignedRecord record, DevicePublicKey key)
    {
        if ((leaf.Seq == 1) != (leaf.Kind == DeviceIncarnation.Kind))
        {
            return (LeafFaultKind.BadStart,
                $"The first record of an incarnation, and no other, is a {DeviceIncarnation.Kind}.");
        }

        if (leaf.Kind != DeviceIncarnation.Kind)
        {
            return null;
        }

        var body = record.Body is { } bytes ? DeviceIncarnation.TryRead(bytes.Span) : null;
        return body is not null && (body.Incarnation, body.BootId) == (leaf.Incarnation, leaf.BootId)
            && body.PublicKey.Span.SequenceEqual(key.Spki)
            ? null
            : (LeafFaultKind.BadStart, "The start record names another journal, boot or key than its leaf.");
    }

    /// <summary>Whether a record that changes the device's key is by both keys.</summary>
    /// <param name="leaf">The leaf; one of another kind passes.</param>
    /// <param name="record">The record.</param>
    /// <param name="key">The key that signed it.</param>
    public static Fault? KeyChange(CustodyLeaf leaf, SignedRecord record, DevicePublicKey key)
    {
        if (leaf.Kind != DeviceKeyChange.Kind)
        {
            return null;
        }

        var body = record.Body is { } bytes ? DeviceKeyChange.TryRead(bytes) : null;
        return body is not null && body.Incarnation == leaf.Incarnation && body.FormerKey.Span.SequenceEqual(key.Spki)
            && body.IsProven()
            ? null
            : (LeafFaultKind.BadKeyChange, "The record changes the key, and is not by both keys.");
    }
}

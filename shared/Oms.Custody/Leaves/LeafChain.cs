using Oms.Json;

namespace Oms.Custody;

/// <summary>A device's chain as its writer sees it: makes the next record and the chain after it. Immutable.</summary>
/// <remarks>
/// It does no I/O. The writer stores the record, and only then goes on with <see cref="Appended.Next"/>; if the store
/// fails it keeps the chain it had. The same draft signed twice gives the same leaf with another signature.
/// </remarks>
/// <param name="Identity">Whose chain it is.</param>
/// <param name="Head">The last record of this incarnation.</param>
public sealed record LeafChain(DeviceIdentity Identity, ChainHead Head)
{
    /// <summary>The most bytes that a body takes in canonical form.</summary>
    public const int BodyBytesMax = 262_144;

    /// <summary>The deepest nesting of a body; it leaves room for the documents that hold bodies.</summary>
    public const int BodyDepthMax = 32;

    /// <summary>Makes the next record.</summary>
    /// <param name="draft">What it says.</param>
    /// <param name="custody">
    /// The head of the draft's custody; <see cref="ChainHead.Empty"/> for a record of none.
    /// </param>
    /// <param name="key">The device's key.</param>
    /// <exception cref="JsonFaultException">The body has no canonical form.</exception>
    /// <exception cref="ArgumentException">
    /// A field is out of its range, the body is no object or too large, or the first record of the incarnation is not
    /// a <see cref="DeviceIncarnation"/>, or a later one is.
    /// </exception>
    public Appended Append(LeafDraft draft, ChainHead custody, DeviceKey key)
    {
        if ((Head.Seq == 0) != (draft.Kind == DeviceIncarnation.Kind))
        {
            throw new ArgumentException(
                $"The first record of an incarnation, and no other, is a {DeviceIncarnation.Kind}.", nameof(draft));
        }

        var body = CanonicalBody(draft.Body);
        var ofCustody = draft.CustodyId.Length > 0;
        var leaf = new CustodyLeaf
        {
            Depot = Identity.Depot,
            Device = Identity.Device,
            Incarnation = Identity.Incarnation,
            Seq = Head.Seq + 1,
            CustodyId = draft.CustodyId,
            CustodySeq = ofCustody ? custody.Seq + 1 : 0,
            PrevDevice = Head.Hash,
            PrevCustody = ofCustody ? custody.Hash : Digest.Zero,
            Kind = draft.Kind,
            EventVersion = draft.EventVersion,
            Wall = draft.Wall,
            ClockQuality = draft.ClockQuality,
            MonoNanoseconds = draft.MonoNanoseconds,
            BootId = draft.BootId,
            Actor = draft.Actor,
            CommandId = draft.CommandId,
            BodyHash = Digest.Of(body.Span),
        };
        var bytes = leaf.Encode();
        var signature = new byte[DomainSignature.Size];
        key.SignLeaf(bytes, signature);
        var hash = Digest.Of(bytes);
        return new Appended(
            new SignedRecord(bytes, signature, body),
            leaf,
            this with { Head = new ChainHead(leaf.Seq, hash) },
            ofCustody ? new ChainHead(leaf.CustodySeq, hash) : ChainHead.Empty);
    }

    private static ReadOnlyMemory<byte> CanonicalBody(ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemory<byte> canonical = CanonicalJson.Canonicalize(body.Span, BodyDepthMax);
        return canonical.Length > BodyBytesMax
            ? throw new ArgumentException($"A body takes at most {BodyBytesMax} bytes.", nameof(body))
            : canonical.Span[0] != (byte)'{'
            ? throw new ArgumentException("A body is a JSON object.", nameof(body))
            : canonical;
    }

    /// <summary>A new record and the heads after it.</summary>
    /// <param name="Record">What to store and to send.</param>
    /// <param name="Leaf">The record's leaf, read.</param>
    /// <param name="Next">The device's chain once the record is stored.</param>
    /// <param name="Custody">The custody's head once the record is stored; empty for a record of none.</param>
    public sealed record Appended(SignedRecord Record, CustodyLeaf Leaf, LeafChain Next, ChainHead Custody);
}

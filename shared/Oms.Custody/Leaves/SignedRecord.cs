namespace Oms.Custody;

/// <summary>A leaf as it was signed, its signature, and the body it is bound to.</summary>
/// <param name="leaf">The canonical bytes of a <see cref="CustodyLeaf"/>.</param>
/// <param name="signature">64 bytes, r then s (IEEE P1363), of <see cref="DomainSignature"/>.</param>
/// <param name="body">The canonical JSON of the body; null where it was erased.</param>
public sealed class SignedRecord(
    ReadOnlyMemory<byte> leaf, ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte>? body)
{
    /// <summary>
    /// What is hashed before a leaf to be signed, so that no other document's signature can pass for it.
    /// </summary>
    public static ReadOnlySpan<byte> Domain => "custody-leaf/v1\n"u8;

    public ReadOnlyMemory<byte> Leaf { get; } = leaf;

    public ReadOnlyMemory<byte> Signature { get; } = signature;

    public ReadOnlyMemory<byte>? Body { get; } = body;

    /// <summary>The SHA-256 of the leaf's bytes: what the next leaf of each chain names.</summary>
    public Digest LeafHash => Digest.Of(Leaf.Span);

    /// <summary>The same record after its body was erased. Chains and signature still verify.</summary>
    public SignedRecord WithoutBody() => new(Leaf, Signature, null);
}

using Oms.Custody;

namespace Oms.Transparency;

/// <summary>A P-256 key that verifies notes (type 0x02). Not thread-safe.</summary>
/// <remarks>
/// The key's id is the start of the SHA-256 of its SubjectPublicKeyInfo. Any signature in strict DER is taken, for
/// others do not limit s to its lower half; see <see cref="IsInOneForm"/>.
/// </remarks>
public sealed class EcdsaNoteVerifier : INoteVerifier, IDisposable
{
    private readonly DevicePublicKey _key;

    public EcdsaNoteVerifier(string name, DevicePublicKey key)
    {
        Name = NoteKey.CheckedName(name);
        _key = key;
        KeyId = NoteKey.First4(key.Spki);
    }

    public string Name { get; }

    public uint KeyId { get; }

    /// <summary>Whether a signature is strict DER with s in its lower half, as <see cref="EcdsaNoteSigner"/> writes it
    /// and as no third party can alter it.</summary>
    public static bool IsInOneForm(ReadOnlySpan<byte> signature)
    {
        Span<byte> plain = stackalloc byte[DomainSignature.Size];
        return DerSignature.TryToP1363(signature, plain)
            && DomainSignature.IsLow(plain)
            && DerSignature.FromP1363(plain).AsSpan().SequenceEqual(signature);
    }

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        Span<byte> plain = stackalloc byte[DomainSignature.Size];
        if (!DerSignature.TryToP1363(signature, plain))
        {
            return false;
        }

        DomainSignature.Normalize(plain);
        return _key.Verify([], text, plain);
    }

    public string ToVkey() => NoteKey.Format(this, NoteKey.EcdsaType, _key.Spki);

    public void Dispose() => _key.Dispose();
}

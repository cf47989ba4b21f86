using Oms.Custody;

namespace Oms.Transparency;

/// <summary>A P-256 key that signs notes (type 0x02). The key belongs to the caller. Not thread-safe.</summary>
public sealed class EcdsaNoteSigner(string name, DeviceKey key) : INoteSigner
{
    public INoteVerifier Verifier { get; } = new EcdsaNoteVerifier(name, key.PublicKey);

    public byte[] Sign(ReadOnlySpan<byte> text) => key.SignDer(text);
}

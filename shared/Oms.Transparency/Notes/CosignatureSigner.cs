using System.Buffers.Binary;
using NodaTime;

namespace Oms.Transparency;

/// <summary>A witness that cosigns checkpoints (type 0x04).</summary>
/// <remarks>
/// Before it signs, the witness checks that the checkpoint follows the last one it signed; this class does not.
/// </remarks>
public sealed class CosignatureSigner : INoteSigner, IDisposable
{
    private readonly LibCrypto.SafeKeyHandle _handle;
    private readonly CosignatureVerifier _verifier;
    private readonly IClock _clock;

    /// <param name="name">The key's name.</param>
    /// <param name="seed">The private key, 32 bytes.</param>
    /// <param name="clock">Says the time that is signed.</param>
    /// <exception cref="PlatformNotSupportedException">OpenSSL 3 is not there.</exception>
    public CosignatureSigner(string name, ReadOnlySpan<byte> seed, IClock clock)
    {
        _handle = Ed25519Signer.ImportSeed(seed);
        _verifier = new CosignatureVerifier(name, Ed25519Signer.PublicKey(_handle));
        _clock = clock;
    }

    public INoteVerifier Verifier => _verifier;

    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        var time = _clock.GetCurrentInstant().ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        var signature = new byte[Cosignature.Size];
        BinaryPrimitives.WriteInt64BigEndian(signature, time);
        LibCrypto.Sign(_handle, Cosignature.Message(time, text), signature.AsSpan(sizeof(long)));
        return signature;
    }

    public void Dispose()
    {
        _verifier.Dispose();
        _handle.Dispose();
    }
}

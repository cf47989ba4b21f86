namespace Oms.Transparency;

/// <summary>An Ed25519 key that signs notes (type 0x01).</summary>
public sealed class Ed25519Signer : INoteSigner, IDisposable
{
    private readonly LibCrypto.SafeKeyHandle _handle;
    private readonly Ed25519Verifier _verifier;

    /// <param name="name">The key's name.</param>
    /// <param name="seed">The private key, 32 bytes (RFC 8032, section 5.1.5).</param>
    /// <exception cref="PlatformNotSupportedException">OpenSSL 3 is not there.</exception>
    public Ed25519Signer(string name, ReadOnlySpan<byte> seed)
    {
        _handle = ImportSeed(seed);
        _verifier = new Ed25519Verifier(name, PublicKey(_handle));
    }

    public INoteVerifier Verifier => _verifier;

    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        var signature = new byte[Ed25519Verifier.SignatureBytes];
        LibCrypto.Sign(_handle, text, signature);
        return signature;
    }

    public void Dispose()
    {
        _verifier.Dispose();
        _handle.Dispose();
    }

    internal static LibCrypto.SafeKeyHandle ImportSeed(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, Ed25519Verifier.KeyBytes, nameof(seed));
        return LibCrypto.ImportPrivate(seed);
    }

    internal static byte[] PublicKey(LibCrypto.SafeKeyHandle handle)
    {
        var key = new byte[Ed25519Verifier.KeyBytes];
        LibCrypto.ExportPublic(handle, key);
        return key;
    }
}

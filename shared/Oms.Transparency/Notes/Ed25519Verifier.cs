namespace Oms.Transparency;

/// <summary>An Ed25519 key that verifies notes (type 0x01).</summary>
public sealed class Ed25519Verifier : INoteVerifier, IDisposable
{
    /// <summary>The length of a public key, and of a private key's seed.</summary>
    public const int KeyBytes = 32;

    /// <summary>The length of a signature.</summary>
    public const int SignatureBytes = 64;

    private readonly byte[] _key;
    private readonly LibCrypto.SafeKeyHandle _handle;

    /// <param name="name">The key's name.</param>
    /// <param name="key">32 bytes (RFC 8032, section 5.1.5).</param>
    /// <exception cref="PlatformNotSupportedException">OpenSSL 3 is not there.</exception>
    public Ed25519Verifier(string name, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes, nameof(key));
        Name = NoteKey.CheckedName(name);
        _key = key.ToArray();
        _handle = LibCrypto.ImportPublic(key);
        KeyId = NoteKey.Id(name, NoteKey.Ed25519Type, key);
    }

    public string Name { get; }

    public uint KeyId { get; }

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && LibCrypto.Verify(_handle, text, signature);

    public string ToVkey() => NoteKey.Format(this, NoteKey.Ed25519Type, _key);

    public void Dispose() => _handle.Dispose();
}

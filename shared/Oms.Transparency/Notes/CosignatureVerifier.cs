namespace Oms.Transparency;

/// <summary>
/// A witness' Ed25519 key (type 0x04): it says that a checkpoint was seen at a time, after the one before.
/// </summary>
public sealed class CosignatureVerifier : INoteVerifier, IDisposable
{
    private readonly byte[] _key;
    private readonly LibCrypto.SafeKeyHandle _handle;

    /// <param name="name">The key's name.</param>
    /// <param name="key">32 bytes (RFC 8032, section 5.1.5).</param>
    /// <exception cref="PlatformNotSupportedException">OpenSSL 3 is not there.</exception>
    public CosignatureVerifier(string name, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Ed25519Verifier.KeyBytes, nameof(key));
        Name = NoteKey.CheckedName(name);
        _key = key.ToArray();
        _handle = LibCrypto.ImportPublic(key);
        KeyId = NoteKey.Id(name, NoteKey.CosignatureType, key);
    }

    public string Name { get; }

    public uint KeyId { get; }

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        signature.Length == Cosignature.Size
        && Cosignature.Time(signature) is >= 0 and <= Cosignature.UnixSecondsMax and var time
        && LibCrypto.Verify(_handle, Cosignature.Message(time, text), signature[sizeof(long)..]);

    public string ToVkey() => NoteKey.Format(this, NoteKey.CosignatureType, _key);

    public void Dispose() => _handle.Dispose();
}

using System.Security.Cryptography;

namespace Oms.Custody;

/// <summary>A device's public key, on P-256. Not thread-safe.</summary>
public sealed class DevicePublicKey : IDisposable
{
    // The DER of every uncompressed P-256 key (RFC 5480): 26 fixed bytes, 0x04, x, y.
    private const int SpkiBytes = 91;
    private readonly ECDsa _key;
    private readonly byte[] _spki;

    private DevicePublicKey(ECDsa key, byte[] spki) => (_key, _spki) = (key, spki);

    /// <summary>The SubjectPublicKeyInfo (RFC 5480) as DER, 91 bytes.</summary>
    public ReadOnlySpan<byte> Spki => _spki;

    /// <summary>The first 8 bytes of the SHA-256 of <see cref="Spki"/>, as 16 lower-case hexadecimal digits.</summary>
    public string KeyId => Digest.Of(_spki).ToString()[..16];

    /// <summary>Reads a SubjectPublicKeyInfo; null when it is not exactly one of an uncompressed P-256 point.</summary>
    public static DevicePublicKey? TryImport(ReadOnlySpan<byte> spki)
    {
        if (spki.Length != SpkiBytes)
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
            var again = key.ExportSubjectPublicKeyInfo();
            if (again.AsSpan().SequenceEqual(spki) && IsP256(key))
            {
                return new DevicePublicKey(key, again);
            }
        }
        catch (Exception failure) when (failure is CryptographicException or PlatformNotSupportedException)
        {
            // Not a key, or (the second exception) a point that is not on its curve: the caller gets null.
        }

        key.Dispose();
        return null;
    }

    /// <summary>Whether a signature over a leaf is this key's.</summary>
    public bool VerifyLeaf(ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> signature) =>
        Verify(SignedRecord.Domain, leaf, signature);

    /// <summary>Whether a signature over a message of some domain is this key's.</summary>
    public bool Verify(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        DomainSignature.Verify(_key, domain, message, signature);

    public void Dispose() => _key.Dispose();

    private static bool IsP256(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return key.KeySize == 256 && curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Oms.Custody;

/// <summary>A private signing key on P-256: a gateway's, or the root of a centre.</summary>
/// <threadsafety>Any thread may sign: one signature is made at a time.</threadsafety>
public sealed class DeviceKey : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly ECDsa _key;
    private readonly Lock _signing = new();

    private DeviceKey(ECDsa key)
    {
        _key = key;
        PublicKey = DevicePublicKey.TryImport(key.ExportSubjectPublicKeyInfo())
            ?? throw new CryptographicException("The key is not on P-256.");
    }

    /// <summary>The other half; it lives as long as this key.</summary>
    public DevicePublicKey PublicKey { get; }

    /// <summary>See <see cref="DevicePublicKey.KeyId"/>.</summary>
    public string KeyId => PublicKey.KeyId;

    /// <summary>A new key from the system's generator.</summary>
    public static DeviceKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a PKCS #8 private key (RFC 5958) in PEM.</summary>
    /// <exception cref="KeyFileException">
    /// The file is absent or unreadable, others than its owner may read it, or it holds no key on P-256.
    /// </exception>
    public static DeviceKey Load(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            {
                throw new KeyFileException(
                    $"Others than its owner may use the key file {path}. Allow only the owner: chmod 600 {path}");
            }

            var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(path));
            return new DeviceKey(key);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new KeyFileException(
                $"The key file {path} holds no P-256 private key in PEM. Restore it from its backup, or move it away "
                + "and enrol the device again.",
                failure);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException
            or (IOException and not KeyFileException))
        {
            throw new KeyFileException($"The key file {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Writes the key durably to a new file that only its owner may read (mode 0600).</summary>
    /// <exception cref="KeyFileException">The file exists, or cannot be written.</exception>
    public void Save(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using (var file = new FileStream(path, options))
            {
                file.Write(Encoding.ASCII.GetBytes(_key.ExportPkcs8PrivateKeyPem() + "\n"));
                file.Flush(flushToDisk: true);
            }

            DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The key file {path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Signs a leaf.</summary>
    /// <param name="leaf">Its canonical bytes.</param>
    /// <param name="signature">At least <see cref="DomainSignature.Size"/> bytes; the first 64 are written.</param>
    public void SignLeaf(ReadOnlySpan<byte> leaf, Span<byte> signature) => Sign(SignedRecord.Domain, leaf, signature);

    /// <summary>Signs a message of some domain; see <see cref="DomainSignature"/>.</summary>
    public void Sign(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        lock (_signing)
        {
            DomainSignature.Sign(_key, domain, message, signature);
        }
    }

    /// <summary>Signs the SHA-256 of some text as ASN.1 DER (RFC 3279, section 2.2.3), s in its lower half.</summary>
    public byte[] SignDer(ReadOnlySpan<byte> text)
    {
        Span<byte> signature = stackalloc byte[DomainSignature.Size];
        Sign([], text, signature);
        return DerSignature.FromP1363(signature);
    }

    public void Dispose()
    {
        PublicKey.Dispose();
        _key.Dispose();
    }
}

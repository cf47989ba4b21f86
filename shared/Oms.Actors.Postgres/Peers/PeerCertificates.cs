using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Oms.Actors.Postgres.Peers;

/// <summary>A node's certificate, and the authority that issued those of all nodes.</summary>
/// <remarks>
/// Who connects demands a certificate of the authority for the name or address that it connects to; who is connected to
/// demands one of the authority. So the authority must serve nothing but the cluster.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class PeerCertificates : IDisposable
{
    private const int KeyBytesMax = 64 << 10;

    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _authorities;

    private PeerCertificates(X509Certificate2 own, X509Certificate2Collection authorities) =>
        (_own, _authorities) = (own, authorities);

    /// <summary>Reads them from PEM files; others than its owner must not be able to read the key.</summary>
    /// <param name="certificatePath">The node's certificate, for both server and client authentication.</param>
    /// <param name="keyPath">Its private key, not encrypted.</param>
    /// <param name="authorityPath">The certificate of the authority; several while it changes.</param>
    /// <exception cref="PeerTrustException">A file is absent, unreadable, or holds something else.</exception>
    public static PeerCertificates FromFiles(string certificatePath, string keyPath, string authorityPath)
    {
        var key = Encoding.UTF8.GetString(OwnersFile.Read(keyPath, KeyBytesMax));
        var own = Read(certificatePath, path => X509Certificate2.CreateFromPem(File.ReadAllText(path), key));
        var authorities = Read(authorityPath, path =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(path);
            return read;
        });
        return authorities.Count > 0
            ? new PeerCertificates(own, authorities)
            : throw new PeerTrustException($"The file {authorityPath} holds no certificate in PEM.");
    }

    public void Dispose()
    {
        _own.Dispose();
        foreach (var authority in _authorities)
        {
            authority.Dispose();
        }
    }

    internal SslClientAuthenticationOptions ForClient() => new()
    {
        ClientCertificates = [_own],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => _own,
        CertificateChainPolicy = Policy(),
    };

    internal SslServerAuthenticationOptions ForServer() => new()
    {
        ServerCertificate = _own,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
    };

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException)
        {
            throw new PeerTrustException(
                $"The file {path} cannot be used as a certificate: {failure.Message}", failure);
        }
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Oms.Actors.Postgres.Peers;
using Oms.Testing;

namespace Oms.Actors.Postgres.Tests.Peers;

/// <summary>Secrets and certificates of test clusters, in files as an operator makes them.</summary>
internal sealed class PeerTrusts : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _folder = new();

    /// <summary>A cluster that a secret holds together; another word is another cluster.</summary>
    public PeerTrust Secret(string word = "ours")
    {
        var path = Write(word, string.Concat(Enumerable.Repeat(word, 32)) + "\n");
        return new PeerTrust(PeerSecret.FromFile(path), Certificates: null);
    }

    /// <summary>A node of a cluster that certificates hold together.</summary>
    /// <param name="issuer">Who issued the node's certificate.</param>
    /// <param name="trusted">Whose certificates the node accepts.</param>
    public PeerTrust Tls(string issuer = "ours", string trusted = "ours", string host = "127.0.0.1")
    {
        _ = Authority(trusted);
        using var authority = Authority(issuer);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(host));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, From, Until.AddDays(-1), RandomNumberGenerator.GetBytes(8));
        return new PeerTrust(
            Secret: null,
            PeerCertificates.FromFiles(
                Write($"{issuer}-{trusted}.pem", certificate.ExportCertificatePem()),
                Write($"{issuer}-{trusted}.key", key.ExportPkcs8PrivateKeyPem()),
                Path.Combine(_folder.Path, $"{trusted}-ca.pem")));
    }

    /// <summary>Writes a file that only its owner may use.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    public void Dispose() => _folder.Dispose();

    private X509Certificate2 Authority(string name)
    {
        var path = Path.Combine(_folder.Path, $"{name}-ca.pem");
        var keyPath = Path.Combine(_folder.Path, $"{name}-ca.key");
        if (!File.Exists(path))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var made = request.CreateSelfSigned(From, Until);
            Write($"{name}-ca.pem", made.ExportCertificatePem());
            Write($"{name}-ca.key", key.ExportPkcs8PrivateKeyPem());
        }

        return X509Certificate2.CreateFromPemFile(path, keyPath);
    }
}

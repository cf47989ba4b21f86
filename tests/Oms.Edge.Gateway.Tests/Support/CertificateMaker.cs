using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>A certificate authority of a test, which writes PEM files.</summary>
internal sealed class CertificateMaker : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _serial;

    public CertificateMaker(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(From, To);
    }

    public X509Certificate2 Authority { get; }

    public string AuthorityTo(string path)
    {
        File.WriteAllText(path, Authority.ExportCertificatePem());
        return path;
    }

    /// <summary>A certificate for 127.0.0.1, into two files.</summary>
    public X509Certificate2 ServerTo(string certificatePath, string keyPath)
    {
        using var made = Make("CN=gateway", "1.3.6.1.5.5.7.3.1");
        File.WriteAllText(keyPath, made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, made.ExportCertificatePem());
        return X509CertificateLoader.LoadCertificate(made.RawData);
    }

    /// <summary>A device's certificate with its key.</summary>
    public X509Certificate2 Device(string subject)
    {
        using var made = Make(subject, "1.3.6.1.5.5.7.3.2");
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Make(string subject, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(Authority, From, To, BitConverter.GetBytes(++_serial + 1_000));
        return signed.CopyWithPrivateKey(key);
    }
}

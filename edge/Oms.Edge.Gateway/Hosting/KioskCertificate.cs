using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Oms.Edge.Gateway.Platform;

namespace Oms.Edge.Gateway.Hosting;

/// <summary>The certificate that a gateway makes for its kiosk where none is configured: signed by itself, in its data
/// directory, renewed in time.</summary>
/// <remarks>
/// A renewal keeps the key, so that a browser which was told to trust the key (by its SHA-256) goes on.
/// </remarks>
internal static class KioskCertificate
{
    /// <summary>RFC 5280, section 4.2.1.12: id-kp-serverAuth.</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Life = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    // A machine without a battery may be behind its kiosks.
    private static readonly TimeSpan Early = TimeSpan.FromDays(2);

    /// <summary>Where the files are.</summary>
    public static TlsFiles FilesIn(string data) =>
        new("Kiosk", Path.Combine(data, "kiosk.pem"), Path.Combine(data, "kiosk.key"), null);

    /// <summary>Makes the certificate where there is none that will be good for another month.</summary>
    /// <param name="names">Host names and addresses beside the machine's own.</param>
    /// <param name="now">The machine's time.</param>
    /// <returns>Until when the new one is valid; null when the old one stays.</returns>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public static DateTimeOffset? Keep(TlsFiles files, IEnumerable<string> names, DateTimeOffset now)
    {
        if (IsGood(files, now))
        {
            return null;
        }

        using var key = KeyOf(files);
        var request = new CertificateRequest("CN=oms-edge kiosk", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in OwnNames().Concat(names).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        var until = now + Life;
        using var made = request.CreateSelfSigned(now - Early, until);

        // The key first: with a certificate that is not there yet, the next start makes one for it.
        Write(files.Key, key.ExportPkcs8PrivateKeyPem());
        Write(files.Certificate, made.ExportCertificatePem());
        return until;
    }

    /// <summary>The SHA-256 of a certificate's public key (SubjectPublicKeyInfo), base64, as browsers are told
    /// it.</summary>
    public static string KeyPinOf(X509Certificate2 certificate) =>
        Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    private static bool IsGood(TlsFiles files, DateTimeOffset now)
    {
        try
        {
            using var old = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
            return old.NotBefore <= now.LocalDateTime && now.LocalDateTime < old.NotAfter - RenewBefore;
        }
        catch (Exception failure) when (failure is IOException or CryptographicException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ECDsa KeyOf(TlsFiles files)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            if (File.Exists(files.Key))
            {
                key.ImportFromPem(File.ReadAllText(files.Key));
            }
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            // Torn by a power cut at the first start, when nobody trusted it yet.
        }

        return key;
    }

    private static IEnumerable<string> OwnNames() =>
    [
        "localhost",
        "127.0.0.1",
        Environment.MachineName,
        $"{Environment.MachineName}.local",
        .. NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address)
            .Where(address => !address.IsIPv6LinkLocal)
            .Select(address => address.ToString()),
    ];

    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var output = new FileStream(path + ".new", options))
        {
            output.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
            output.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        LibC.FlushFolder(Path.GetDirectoryName(path)!);
    }
}

using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Oms.Edge.Gateway.Options;

namespace Oms.Edge.Gateway.Hosting;

/// <summary>A certificate that the gateway shows, and the one that signed its clients'; read again when a file
/// changes.</summary>
/// <remarks>
/// The files are looked at with each connection. New ones that cannot be used yet, such as a certificate whose key has
/// not been written, change nothing: clients go on with the old ones.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class ServerTls
{
    /// <summary>RFC 5280, section 4.2.1.12: id-kp-clientAuth.</summary>
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly Lock _gate = new();
    private readonly TlsFiles _files;
    private ILogger? _log;
    private string _stamp;
    private SslServerAuthenticationOptions _options;

    private ServerTls(TlsFiles files) => (_files, _stamp, _options) = (files, StampOf(files), Load(files));

    /// <exception cref="StartException">A file cannot be used; the message says which.</exception>
    public static ServerTls Open(TlsFiles files)
    {
        try
        {
            return new ServerTls(files);
        }
        catch (Exception failure) when (IsOfFiles(failure))
        {
            throw new StartException(
                $"{files.Section}:CertificateFile is '{files.Certificate}' and {files.Section}:KeyFile is '{files.Key}'"
                + (files.ClientCa is null ? "" : $" and {files.Section}:ClientCaFile is '{files.ClientCa}'")
                + $": {failure.Message} They must be PEM files that this user can read, and the key must be the "
                + "certificate's.",
                failure);
        }
    }

    /// <summary>What the next connection is held to.</summary>
    /// <param name="log">Where it says that files were taken, or cannot be.</param>
    public SslServerAuthenticationOptions Now(ILogger log)
    {
        lock (_gate)
        {
            _log ??= log;
            var stamp = StampOf(_files);
            if (stamp != _stamp)
            {
                Renew(stamp);
            }

            return _options;
        }
    }

    private void Renew(string stamp)
    {
        // Whatever comes of it, the same files are not read again.
        _stamp = stamp;
        try
        {
            _options = Load(_files);
            _log!.CertificateRenewed(_files.Certificate);
        }
        catch (Exception failure) when (IsOfFiles(failure))
        {
            _log!.CertificateNotUsable(_files.Certificate, failure.Message);
        }
    }

    private static SslServerAuthenticationOptions Load(TlsFiles files)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(files.Certificate);
        var own = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        var options = new SslServerAuthenticationOptions
        {
            // No look at the network: a depot may have none.
            ServerCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (files.ClientCa is { } authorities)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.ImportFromPemFile(authorities);
            policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = policy;
            options.RemoteCertificateValidationCallback = static (_, _, _, errors) => errors == SslPolicyErrors.None;
        }

        return options;
    }

    /// <summary>Changes whenever a file does; a file that is not there for a moment changes it too.</summary>
    private static string StampOf(TlsFiles files) => string.Join(
        '\n',
        new[] { files.Certificate, files.Key, files.ClientCa }
            .OfType<string>()
            .Select(path => new FileInfo(path))
            .Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "none"));

    private static bool IsOfFiles(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}

/// <summary>PEM files.</summary>
/// <param name="Section">The options' section that names them, for messages.</param>
/// <param name="ClientCa">Who signs clients' certificates; null where clients need none.</param>
internal sealed record TlsFiles(string Section, string Certificate, string Key, string? ClientCa)
{
    public static TlsFiles Of(MqttTlsSection tls) =>
        new("Mqtt:Tls", tls.CertificateFile!, tls.KeyFile!, tls.ClientCaFile);
}

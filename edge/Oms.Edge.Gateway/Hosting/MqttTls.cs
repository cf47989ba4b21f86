using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Oms.Edge.Gateway.Options;

namespace Oms.Edge.Gateway.Hosting;

/// <summary>The certificate that devices see, and the one that signed theirs; read again when a file changes.</summary>
/// <remarks>
/// The files are looked at with each connection. New ones that cannot be used yet, such as a certificate whose key has
/// not been written, change nothing: devices go on with the old ones.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class MqttTls
{
    /// <summary>RFC 5280, section 4.2.1.12: id-kp-clientAuth.</summary>
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly Lock _gate = new();
    private readonly MqttTlsSection _files;
    private ILogger? _log;
    private string _stamp;
    private SslServerAuthenticationOptions _options;

    private MqttTls(MqttTlsSection files) => (_files, _stamp, _options) = (files, StampOf(files), Load(files));

    /// <exception cref="StartException">A file cannot be used; the message says which.</exception>
    public static MqttTls Open(MqttTlsSection files)
    {
        try
        {
            return new MqttTls(files);
        }
        catch (Exception failure) when (IsOfFiles(failure))
        {
            throw new StartException(
                $"Mqtt:Tls:CertificateFile is '{files.CertificateFile}' and Mqtt:Tls:KeyFile is '{files.KeyFile}'"
                + (files.ClientCaFile is null ? "" : $" and Mqtt:Tls:ClientCaFile is '{files.ClientCaFile}'")
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
            _log!.CertificateRenewed(_files.CertificateFile!);
        }
        catch (Exception failure) when (IsOfFiles(failure))
        {
            _log!.CertificateNotUsable(_files.CertificateFile!, failure.Message);
        }
    }

    private static SslServerAuthenticationOptions Load(MqttTlsSection files)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(files.CertificateFile!);
        var own = X509Certificate2.CreateFromPemFile(files.CertificateFile!, files.KeyFile);
        var options = new SslServerAuthenticationOptions
        {
            // No look at the network: a depot may have none.
            ServerCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (files.ClientCaFile is { } authorities)
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
    private static string StampOf(MqttTlsSection files) => string.Join(
        '\n',
        new[] { files.CertificateFile, files.KeyFile, files.ClientCaFile }
            .OfType<string>()
            .Select(path => new FileInfo(path))
            .Select(file => file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "none"));

    private static bool IsOfFiles(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}

using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.Gateway.Options;

namespace Oms.Edge.Gateway.Hosting;

/// <summary>What the kiosk's listener shows: the configured certificate, or one that the gateway makes and
/// renews.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class KioskTls
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly KioskSection _options;
    private readonly TlsFiles _files;
    private readonly TimeProvider _time;
    private readonly ServerTls _tls;
    private DateTimeOffset? _until;
    private long _lookedAt;

    /// <param name="time">Real time.</param>
    /// <exception cref="StartException">A file cannot be used; the message says which.</exception>
    public KioskTls(KioskSection options, string data, TimeProvider time)
    {
        (_options, _time, _lookedAt) = (options, time, time.GetTimestamp());
        IsOwn = options.CertificateFile is null;
        _files = IsOwn
            ? KioskCertificate.FilesIn(data)
            : new TlsFiles("Kiosk", options.CertificateFile!, options.KeyFile!, null);
        try
        {
            _until = IsOwn ? KioskCertificate.Keep(_files, _options.Names, time.GetUtcNow()) : null;
        }
        catch (Exception failure) when (IsOfFiles(failure))
        {
            throw new StartException(
                $"The kiosk's certificate {_files.Certificate} cannot be made: {failure.Message}", failure);
        }

        _tls = ServerTls.Open(_files);
    }

    /// <summary>Whether the gateway makes the certificate itself.</summary>
    public bool IsOwn { get; }

    /// <summary>The SHA-256 of the key of the certificate in the file, base64.</summary>
    public string KeyPin
    {
        get
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(_files.Certificate);
            return KioskCertificate.KeyPinOf(certificate);
        }
    }

    /// <summary>What the next connection is shown.</summary>
    public SslServerAuthenticationOptions Now(ILogger log)
    {
        lock (_gate)
        {
            if (IsOwn && _time.GetElapsedTime(_lookedAt) >= LookEvery)
            {
                _lookedAt = _time.GetTimestamp();
                Renew(log);
            }

            if (_until is { } until)
            {
                log.KioskCertificateMade(_files.Certificate, until);
                _until = null;
            }
        }

        return _tls.Now(log);
    }

    private void Renew(ILogger log)
    {
        try
        {
            _until = KioskCertificate.Keep(_files, _options.Names, _time.GetUtcNow());
        }
        catch (Exception failure) when (IsOfFiles(failure))
        {
            log.KioskCertificateNotMade(failure.Message);
        }
    }

    private static bool IsOfFiles(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or CryptographicException;
}

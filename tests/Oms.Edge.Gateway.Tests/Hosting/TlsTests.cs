using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NodaTime.Text;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Mqtt;
using Oms.Mqtt.Client;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>Devices that publish over TLS, with passwords and with certificates of their own.</summary>
public sealed class TlsTests : IAsyncDisposable
{
    private const string Publisher = "/usr/bin/mosquitto_pub";
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);
    private readonly TempDirectory _folder = new();
    private readonly CertificateMaker _maker = new("test authority");
    private readonly GatewayFixture _gateway = new();
    private readonly List<X509Certificate2> _certificates = [];

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _certificates.ForEach(certificate => certificate.Dispose());
        _maker.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquittos_publisher_is_heard_over_tls_with_a_password(string version)
    {
        Assert.SkipUnless(File.Exists(Publisher), "mosquitto-clients is not installed.");
        await StartAsync(withClients: false);
        Assert.Equal(0, await PublishAsync(version, "-u", "rf-07", "-P", "secret"));
        _ = await HeardAsync();
        Assert.NotEqual(0, await PublishAsync(version, "-u", "rf-07", "-P", "wrong"));
    }

    [Fact]
    public async Task Mosquittos_publisher_is_heard_with_the_certificate_of_its_device_and_not_without()
    {
        Assert.SkipUnless(File.Exists(Publisher), "mosquitto-clients is not installed.");
        await StartAsync(withClients: true);
        var device = Device("CN=rf-07");
        var (file, key) = (In("device.pem"), In("device.key"));
        await File.WriteAllTextAsync(file, device.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            key, device.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        Assert.NotEqual(0, await PublishAsync("mqttv5", "-u", "rf-07", "-P", "secret"));
        Assert.Equal(0, await PublishAsync("mqttv5", "--cert", file, "--key", key));
        _ = await HeardAsync();
    }

    [Theory]
    [InlineData("CN=rf-07", null, true)]
    [InlineData("CN=rf-07", "rf-07", true)]
    [InlineData("CN=rf-07, O=Reefers", null, true)]
    [InlineData("CN=rf-07", "eld-12", false)]
    [InlineData("CN=rf-99", "rf-07", false)]
    [InlineData("CN=rf-99", null, false)]
    [InlineData("O=rf-07", "rf-07", false)]
    [InlineData("CN=rf-07, CN=eld-12", null, false)]
    public async Task A_certificate_speaks_for_the_one_device_that_it_names(string subject, string? user, bool isIn)
    {
        await StartAsync(withClients: true);
        Assert.Equal(isIn, await ConnectsAsync(Device(subject), user));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        await StartAsync(withClients: true);
        using var stranger = new CertificateMaker("test authority");
        using var device = stranger.Device("CN=rf-07");
        Assert.False(await ConnectsAsync(device, null));
    }

    [Fact]
    public async Task A_new_certificate_is_taken_when_its_files_change_and_half_of_it_changes_nothing()
    {
        await StartAsync(withClients: false);
        var first = await SeenAsync();

        var (file, key) = (In("server.pem"), In("server.key"));
        var before = await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken);
        var second = _maker.ServerTo(file, key);
        _certificates.Add(second);
        var after = await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(key, before, TestContext.Current.CancellationToken);
        Assert.Equal(first, await SeenAsync());
        await File.WriteAllTextAsync(key, after[..20], TestContext.Current.CancellationToken);
        Assert.Equal(first, await SeenAsync());

        await File.WriteAllTextAsync(key, after, TestContext.Current.CancellationToken);
        Assert.Equal(second.Thumbprint, await SeenAsync());
    }

    [Fact]
    public async Task With_tls_nothing_is_heard_without_it_unless_that_is_asked_for()
    {
        _gateway.Options.Mqtt.Listen = null;
        await StartAsync(withClients: false);
        Assert.Null(_gateway.Host.MqttEndPoint);
        await _gateway.StopAsync();

        _gateway.Options.Mqtt.Listen = "127.0.0.1:0";
        await _gateway.StartAsync();
        _ = await _gateway.ConnectAsync("rf-07");
    }

    [Fact]
    public async Task A_file_that_is_not_there_stops_the_start_and_is_named()
    {
        Prepare(withClients: false);
        _gateway.Options.Mqtt.Tls.KeyFile = In("nowhere.key");
        var failure = await Assert.ThrowsAsync<StartException>(_gateway.StartAsync);
        Assert.Contains("nowhere.key", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OMS__Mqtt__Tls__Listen", "0.0.0.0:8883")]
    [InlineData("OMS__Mqtt__Tls__CertificateFile", "/x.pem")]
    [InlineData("OMS__Mqtt__Tls__ClientCaFile", "/x.pem")]
    public void Half_of_the_options_stops_the_start(string name, string value)
    {
        var failure = Assert.Throws<StartException>(() => OptionsLoader.Load(null, new Hashtable
        {
            ["OMS__Depot"] = "lyon",
            ["OMS__Data"] = "/data",
            [name] = value,
        }));
        Assert.Contains("Mqtt:Tls:KeyFile", failure.Message, StringComparison.Ordinal);
    }

    private static string Now =>
        InstantPattern.ExtendedIso.Format(Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));

    private static string Reading => $$"""{"at":"{{Now}}","zones":[{"zone":1,"return_milli_c":4100}]}""";

    private int Port => _gateway.Host.MqttTlsEndPoint!.Port;

    private string In(string name) => Path.Combine(_folder.Path, name);

    private X509Certificate2 Device(string subject)
    {
        var device = _maker.Device(subject);
        _certificates.Add(device);
        return device;
    }

    private void Prepare(bool withClients)
    {
        var tls = _gateway.Options.Mqtt.Tls;
        (tls.Listen, tls.CertificateFile, tls.KeyFile) = ("127.0.0.1:0", In("server.pem"), In("server.key"));
        _certificates.Add(_maker.ServerTo(tls.CertificateFile, tls.KeyFile));
        var authority = _maker.AuthorityTo(In("ca.pem"));
        tls.ClientCaFile = withClients ? authority : null;
    }

    private Task StartAsync(bool withClients)
    {
        Prepare(withClients);
        return _gateway.StartAsync();
    }

    private Task<JsonElement> HeardAsync() => _gateway.WaitAsync(
        "/devices/rf-07", body => body.GetProperty("reading_at").ValueKind != JsonValueKind.Null);

    private async Task<int> PublishAsync(string version, params string[] identity)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Publisher,
            [
                "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-V", version, "-q", "1",
                "--cafile", In("ca.pem"), "-i", "rf-07", "-t", "oms/v1/lyon/reefer/rf-07/reading", "-m", Reading,
                .. identity,
            ])
        { RedirectStandardError = true })!;
        _ = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>Whether our own client comes in, and is heard.</summary>
    private async Task<bool> ConnectsAsync(X509Certificate2 certificate, string? user)
    {
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            ClientCertificates = [certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            CertificateChainPolicy = Trust(),
        };
        using var stop = new CancellationTokenSource();
        var client = new MqttClient(
            new MqttClientOptions { ClientId = "c", UserName = user, CleanStart = true, BackOffSeconds = 0.05 },
            new MqttTcpConnector("127.0.0.1", Port, tls),
            TimeProvider.System,
            new Random(1),
            NullLogger<MqttClient>.Instance);
        var run = client.RunAsync(stop.Token);
        var connected = client.WaitConnectedAsync(stop.Token);
        try
        {
            await GatewayFixture.UntilAsync(() => connected.IsCompleted || client.LastFailure is not null);
            return connected.IsCompletedSuccessfully && await client.PublishAsync(
                new MqttApplicationMessage
                {
                    Topic = "oms/v1/lyon/reefer/rf-07/reading",
                    Payload = Encoding.UTF8.GetBytes(Reading),
                    QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                },
                stop.Token) is { Outcome: MqttPublishOutcome.Acknowledged };
        }
        finally
        {
            await stop.CancelAsync();
            await run;
        }
    }

    /// <summary>The certificate that a new connection is shown.</summary>
    private async Task<string> SeenAsync()
    {
        using var guard = new CancellationTokenSource(HangGuard);
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", Port, guard.Token);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "127.0.0.1",
                CertificateChainPolicy = Trust(),
            },
            guard.Token);
        return ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
    }

    private X509ChainPolicy Trust() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { _maker.Authority },
        RevocationMode = X509RevocationMode.NoCheck,
    };
}

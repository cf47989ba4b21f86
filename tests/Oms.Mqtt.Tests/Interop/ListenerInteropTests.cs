using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;
using Oms.Mqtt.Client;
using Oms.Mqtt.Ingest;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Interop;

/// <summary>Clients of others, and ours over TLS, against the listener in Kestrel.</summary>
public sealed class ListenerInteropTests
{
    private const string PahoScript = """
        import sys, paho.mqtt.client as paho
        from paho.mqtt.packettypes import PacketTypes
        from paho.mqtt.properties import Properties
        port, version = int(sys.argv[1]), int(sys.argv[2])
        client = paho.Client(client_id="paho", protocol=version)
        commands, granted = [], []
        client.on_message = lambda c, u, m: commands.append((m.topic, m.payload.decode(), m.qos))
        client.on_subscribe = lambda c, u, mid, codes, *rest: granted.append(1)
        client.will_set("oms/v1/depot/reefer/7/state", "gone", qos=1)
        client.connect("127.0.0.1", port, keepalive=30)
        client.loop_start()
        while not client.is_connected():
            pass
        client.subscribe("oms/v1/depot/reefer/7/command", 2)
        sent = []
        for i in range(90):
            sent.append(client.publish("oms/v1/depot/reefer/7/temperature", "reading %d" % i, qos=i % 3))
        for message in sent:
            message.wait_for_publish(20)
            assert message.is_published()
        assert granted
        client.publish("oms/v1/depot/reefer/7/ready", "now", qos=1).wait_for_publish(20)
        while not commands:
            pass
        print(commands[0])
        client.disconnect()
        client.loop_stop()
        """;

    [Theory]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 0)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv5", 2)]
    public async Task Mosquittos_publisher_delivers_to_the_listener(string version, int qos)
    {
        var program = RealProcess.Find("mosquitto_pub", "mosquitto-clients");
        await using var harness = await KestrelHarness.StartAsync();
        await using var publisher = RealProcess.Start(
            program,
            "-h", "127.0.0.1",
            "-p", harness.Port.ToString(CultureInfo.InvariantCulture),
            "-V", version,
            "-q", qos.ToString(CultureInfo.InvariantCulture),
            "-t", "oms/v1/depot/reefer/7/temperature",
            "-m", "21.5");
        var (exitCode, output) = await publisher.EndAsync();
        Assert.True(exitCode == 0, output);
        var handled = await harness.Ingest.NextAsync();
        Assert.Equal("21.5", Encoding.UTF8.GetString(handled.Payload));
        Assert.Equal((MqttQualityOfServiceLevel)qos, handled.Message.Message.QualityOfServiceLevel);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Paho_publishes_to_the_listener_and_receives_a_command(int version)
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), "/usr/bin/python3 is not installed.");
        await using (var probe = RealProcess.Start(Python, "-c", "import paho.mqtt.client"))
        {
            Assert.SkipUnless((await probe.EndAsync()).ExitCode == 0, "python3-paho-mqtt is not installed.");
        }

        await using var harness = await KestrelHarness.StartAsync();
        await using var device = RealProcess.Start(
            Python,
            "-c", PahoScript,
            harness.Port.ToString(CultureInfo.InvariantCulture),
            version.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < 91; i++)
        {
            await harness.Ingest.NextAsync();
        }

        var delivery = await harness.Listener.PublishAsync(
            "paho",
            new MqttApplicationMessage
            {
                Topic = "oms/v1/depot/reefer/7/command",
                Payload = "defrost"u8.ToArray(),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.ExactlyOnce,
            },
            TestContext.Current.CancellationToken).WaitAsync(RawPeer.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(MqttDelivery.Acknowledged, delivery);
        var (exitCode, output) = await device.EndAsync();
        Assert.True(exitCode == 0, output);
        Assert.Contains("'defrost', 2", output, StringComparison.Ordinal);
        var readings = harness.Ingest.Messages
            .Select(m => Encoding.UTF8.GetString(m.Payload))
            .Where(text => text.StartsWith("reading", StringComparison.Ordinal));
        Assert.Equal(90, readings.Distinct().Count());
        Assert.DoesNotContain(harness.Ingest.Messages, m => m.Message.IsWill);
    }

    [Fact]
    public async Task Our_client_reaches_the_listener_over_TLS_and_shows_its_certificate()
    {
        using var server = Certificate("localhost");
        using var device = Certificate("reefer-7");
        await using var harness = await KestrelHarness.StartAsync(server);
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = [device],
            RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown?.GetCertHashString() == server.GetCertHashString(),
        };
        await using var client = await LiveClient.StartAsync(
            new MqttClientOptions { ClientId = "reefer-7" }, harness.Port, tls);
        for (var i = 0; i < 100; i++)
        {
            var result = await client.PublishAsync("oms/v1/depot/reefer/7/temperature", $"reading {i}", 1 + (i % 2));
            Assert.Equal(MqttPublishOutcome.Acknowledged, result.Outcome);
        }

        Assert.Equal(100, harness.Ingest.Messages.Count);
        Assert.Equal(device.Thumbprint, harness.SeenCertificate?.Thumbprint);
    }

    [Fact]
    public async Task A_host_that_stops_tells_its_devices_and_does_not_wait_for_them()
    {
        var harness = await KestrelHarness.StartAsync();
        await using var client = await LiveClient.StartAsync(
            new MqttClientOptions { ClientId = "reefer-7" }, harness.Port);
        await harness.DisposeAsync().AsTask().WaitAsync(
            TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        while (client.Client.LastFailure is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Contains(
            client.Client.LastFailure.ReasonCode,
            new[] { MqttReasonCode.ServerShuttingDown, MqttReasonCode.ServerUnavailable });
    }

    [Fact]
    public async Task Options_out_of_range_stop_the_start_and_name_themselves()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => KestrelHarness.StartAsync(configure: o => o.ReceiveMaximum = 0));
        Assert.Contains(nameof(MqttIngestOptions.ReceiveMaximum), failure.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}

using System.Net.Security;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Mqtt.Client;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Interop;

/// <summary>Our client on a real socket and real time, which can also be cut off.</summary>
internal sealed class LiveClient : IMqttConnector, IAsyncDisposable
{
    private readonly MqttTcpConnector _connector;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private MqttTransport? _transport;

    private LiveClient(MqttClientOptions options, int port, SslClientAuthenticationOptions? tls)
    {
        _connector = new MqttTcpConnector("127.0.0.1", port, tls);
        Client = new MqttClient(options, this, TimeProvider.System, new Random(3), NullLogger<MqttClient>.Instance);
        _running = Client.RunAsync(_stop.Token);
    }

    public MqttClient Client { get; }

    public static async Task<LiveClient> StartAsync(
        MqttClientOptions options, int port, SslClientAuthenticationOptions? tls = null)
    {
        var live = new LiveClient(options with { BackOffSeconds = 0.05 }, port, tls);
        await live.Client.WaitConnectedAsync(CancellationToken.None).WaitAsync(RawPeer.Patience);
        return live;
    }

    public async ValueTask<MqttTransport> ConnectAsync(CancellationToken cancellationToken) =>
        _transport = await _connector.ConnectAsync(cancellationToken);

    /// <summary>The connection goes without DISCONNECT, as if the power had.</summary>
    public async Task CutAsync() => await _transport!.DisposeAsync();

    public async Task<MqttPublishResult> PublishAsync(string topic, string text, int qos, bool retain = false) =>
        await Client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = topic,
                Payload = Encoding.UTF8.GetBytes(text),
                QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
                Retain = retain,
            },
            CancellationToken.None).WaitAsync(RawPeer.Patience);

    public Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(string filter, int qos) => Client
        .SubscribeAsync([new MqttTopicFilter(filter, (MqttQualityOfServiceLevel)qos)], CancellationToken.None)
        .WaitAsync(RawPeer.Patience);

    /// <summary>The next message, acknowledged.</summary>
    public async Task<(string Text, MqttApplicationMessage Message)> NextAsync()
    {
        var received = await Client.Received.ReadAsync().AsTask().WaitAsync(RawPeer.Patience);
        received.Acknowledge();
        return (Encoding.UTF8.GetString(received.Message.Payload.Span), received.Message);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(RawPeer.Patience);
        _stop.Dispose();
    }
}

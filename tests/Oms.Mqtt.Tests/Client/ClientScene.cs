using Microsoft.Extensions.Logging.Abstractions;
using Oms.Mqtt.Client;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Client;

/// <summary>A client with manual time, and the server the test plays by hand.</summary>
public abstract class ClientScene : IAsyncLifetime
{
    protected const string Topic = "oms/v1/depot/reefer/7/temperature";

    internal static readonly MqttClientOptions V5 = new() { ClientId = "gateway", SessionExpirySeconds = 3_600 };

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    internal MemoryConnector Connector { get; } = new();

    internal ManualTime Time { get; } = new();

    protected Task StopAsync() => _stop.CancelAsync();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _stop.CancelAsync();
        Connector.CloseAll();
        while (!_running.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(_running, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System));
        }

        _stop.Dispose();
    }

    internal static MqttPacket.Publish Publish(ushort id, int qos) => ListenerHarness.Publish(id, qos);

    internal static MqttPacket.Acknowledge Acknowledge(MqttPacketType type, ushort id) =>
        new(type, id, MqttReasonCode.Success);

    internal static Task<MqttPublishResult> PublishAsync(MqttClient client, int qos) => client.PublishAsync(
        new MqttApplicationMessage { Topic = Topic, QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos },
        CancellationToken.None);

    internal static async Task<List<MqttReceivedMessage>> TakeAsync(MqttClient client, int count)
    {
        var messages = new List<MqttReceivedMessage>();
        while (messages.Count < count)
        {
            messages.Add(await client.Received.ReadAsync().AsTask().WaitAsync(RawPeer.Patience));
        }

        return messages;
    }

    internal static async Task<List<T>> ReadManyAsync<T>(RawPeer peer, int count)
        where T : MqttPacket
    {
        var packets = new List<T>();
        while (packets.Count < count)
        {
            packets.Add(await peer.ReadAsync<T>());
        }

        return packets;
    }

    /// <summary>A QoS 0 message comes through, so that everything the client sent before has.</summary>
    internal static async Task RoundTripAsync(MqttClient client, RawPeer server)
    {
        Assert.Equal(MqttPublishOutcome.Sent, (await PublishAsync(client, 0)).Outcome);
        Assert.Equal(MqttQualityOfServiceLevel.AtMostOnce, (await server.ReadAsync<MqttPacket.Publish>()).QoS);
    }

    internal MqttClient Start(MqttClientOptions options)
    {
        var client = new MqttClient(options, Connector, Time, new Random(7), NullLogger<MqttClient>.Instance);
        _running = client.RunAsync(_stop.Token);
        return client;
    }

    internal async Task<RawPeer> AcceptAsync(
        bool sessionPresent = false, MqttProperties? properties = null, bool? cleanStart = null)
    {
        var server = new RawPeer((await Connector.NextAsync()).Transport, MqttProtocolVersion.V500);
        var connect = await server.ReadAsync<MqttPacket.Connect>();
        if (cleanStart is { } expected)
        {
            Assert.Equal(expected, connect.CleanStart);
        }

        await server.SendAsync(
            new MqttPacket.ConnAck(sessionPresent, 0) { Properties = properties ?? MqttProperties.Empty });
        return server;
    }

    internal async Task<RawPeer> ReconnectAsync(bool sessionPresent, bool cleanStart = false, Action? before = null)
    {
        var attempts = Connector.Attempts;
        await AdvanceUntilAsync(() => Connector.Attempts > attempts, TimeSpan.FromSeconds(0.1));
        before?.Invoke();
        return await AcceptAsync(sessionPresent, cleanStart: cleanStart);
    }

    internal async Task AdvanceUntilAsync(Func<bool> holds, TimeSpan step)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 20_000, "the fact never held");
            Time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Oms.Mqtt.Client;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Client;

/// <summary>The client against a server that the test plays by hand.</summary>
public sealed class MqttClientTests : IAsyncLifetime
{
    private const string Topic = "oms/v1/depot/reefer/7/temperature";

    private static readonly MqttClientOptions V5 = new() { ClientId = "gateway", SessionExpirySeconds = 3_600 };

    private readonly MemoryConnector _connector = new();
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _connector.CloseAll();
        while (!_running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(_running, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System));
        }

        _stop.Dispose();
    }

    [Fact]
    public async Task Acknowledgements_leave_in_receive_order_whatever_order_the_caller_completes_in()
    {
        var client = Start(V5);
        var server = await AcceptAsync();
        for (ushort id = 1; id <= 4; id++)
        {
            await server.SendAsync(Publish(id, id % 2 == 0 ? 2 : 1));
        }

        var messages = await TakeAsync(client, 4);
        messages[3].Acknowledge();
        messages[1].Acknowledge();
        messages[2].Acknowledge();
        await RoundTripAsync(client, server);
        messages[0].Acknowledge();
        for (ushort id = 1; id <= 4; id++)
        {
            var acknowledge = await server.ReadAsync<MqttPacket.Acknowledge>();
            Assert.Equal(id, acknowledge.PacketId);
            Assert.Equal(id % 2 == 0 ? MqttPacketType.PubRec : MqttPacketType.PubAck, acknowledge.Type);
        }
    }

    [Fact]
    public async Task Unacknowledged_messages_are_sent_again_in_order_with_their_identifiers()
    {
        var client = Start(V5);
        var server = await AcceptAsync();
        var sent = Enumerable.Range(0, 3).Select(i => PublishAsync(client, i == 1 ? 2 : 1)).ToList();
        var first = await ReadManyAsync<MqttPacket.Publish>(server, 3);
        await server.SendAsync(Acknowledge(MqttPacketType.PubRec, first[1].PacketId));
        Assert.Equal(MqttPacketType.PubRel, (await server.ReadAsync<MqttPacket.Acknowledge>()).Type);

        await server.CloseAsync();
        server = await ReconnectAsync(sessionPresent: true);
        Assert.Equal(
            Acknowledge(MqttPacketType.PubRel, first[1].PacketId), await server.ReadAsync<MqttPacket.Acknowledge>());
        var again = await ReadManyAsync<MqttPacket.Publish>(server, 2);
        Assert.Equal([first[0].PacketId, first[2].PacketId], again.Select(p => p.PacketId));
        Assert.All(again, p => Assert.True(p.Duplicate));

        await server.SendAsync(Acknowledge(MqttPacketType.PubComp, first[1].PacketId));
        await server.SendAsync(Acknowledge(MqttPacketType.PubAck, first[0].PacketId));
        await server.SendAsync(Acknowledge(MqttPacketType.PubAck, first[2].PacketId));
        var results = await Task.WhenAll(sent).WaitAsync(RawPeer.Patience, TestContext.Current.CancellationToken);
        Assert.All(results, r => Assert.Equal(MqttPublishOutcome.Acknowledged, r.Outcome));
    }

    [Fact]
    public async Task Messages_begin_anew_when_the_server_lost_the_session()
    {
        var client = Start(V5 with { Subscriptions = [new MqttTopicFilter("#", MqttQualityOfServiceLevel.AtLeastOnce)] });
        var server = await AcceptAsync();
        await server.ReadAsync<MqttPacket.Subscribe>();
        var sent = PublishAsync(client, 1);
        await server.ReadAsync<MqttPacket.Publish>();
        await server.CloseAsync();

        server = await ReconnectAsync(sessionPresent: false);
        var again = await server.ReadAsync<MqttPacket.Publish>();
        Assert.False(again.Duplicate);
        await server.ReadAsync<MqttPacket.Subscribe>();
        await server.SendAsync(Acknowledge(MqttPacketType.PubAck, again.PacketId));
        Assert.Equal(MqttPublishOutcome.Acknowledged, (await sent).Outcome);
    }

    [Fact]
    public async Task The_Receive_Maximum_of_the_server_bounds_what_is_in_flight()
    {
        var client = Start(V5);
        var server = await AcceptAsync(properties: new MqttProperties().Number(MqttPropertyId.ReceiveMaximum, 2));
        var sent = Enumerable.Range(0, 4).Select(_ => PublishAsync(client, 1)).ToList();
        var flight = new Queue<MqttPacket.Publish>(await ReadManyAsync<MqttPacket.Publish>(server, 2));
        await RoundTripAsync(client, server);
        for (var i = 2; i < 4; i++)
        {
            await server.SendAsync(Acknowledge(MqttPacketType.PubAck, flight.Dequeue().PacketId));
            flight.Enqueue(await server.ReadAsync<MqttPacket.Publish>());
        }

        foreach (var last in flight)
        {
            await server.SendAsync(Acknowledge(MqttPacketType.PubAck, last.PacketId));
        }

        await Task.WhenAll(sent).WaitAsync(RawPeer.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_server_that_exceeds_our_Receive_Maximum_is_disconnected()
    {
        Start(V5 with { ReceiveMaximum = 2 });
        var server = await AcceptAsync();
        for (ushort id = 1; id <= 3; id++)
        {
            await server.SendAsync(Publish(id, 1));
        }

        var left = Assert.IsType<MqttPacket.Disconnect>(Assert.Single(await server.ReadToEndAsync()));
        Assert.Equal(MqttReasonCode.ReceiveMaximumExceeded, left.Reason);
    }

    [Fact]
    public async Task A_session_this_client_knows_nothing_of_is_refused_and_begun_anew()
    {
        Start(V5);
        var server = await AcceptAsync(sessionPresent: true, cleanStart: false);
        await server.ReadToEndAsync();

        await ReconnectAsync(sessionPresent: false, cleanStart: true);
    }

    [Fact]
    public async Task A_caller_that_vouches_for_its_state_resumes_a_session_of_an_earlier_process()
    {
        var client = Start(V5 with { ResumesUnknownSession = true });
        var server = await AcceptAsync(sessionPresent: true);
        await server.SendAsync(Publish(9, 1) with { Duplicate = true });
        var message = Assert.Single(await TakeAsync(client, 1));
        Assert.True(message.IsDuplicate);
        message.Acknowledge();
        Assert.Equal(9, (await server.ReadAsync<MqttPacket.Acknowledge>()).PacketId);
    }

    [Fact]
    public async Task A_QoS_2_message_dealt_with_after_the_connection_was_lost_is_not_received_twice()
    {
        var client = Start(V5);
        var server = await AcceptAsync();
        await server.SendAsync(Publish(5, 2));
        var message = Assert.Single(await TakeAsync(client, 1));
        await server.CloseAsync();
        server = await ReconnectAsync(sessionPresent: true, before: () => message.Acknowledge());
        await server.SendAsync(Publish(5, 2) with { Duplicate = true });
        Assert.Equal(MqttPacketType.PubRec, (await server.ReadAsync<MqttPacket.Acknowledge>()).Type);
        await server.SendAsync(Acknowledge(MqttPacketType.PubRel, 5));
        Assert.Equal(MqttReasonCode.Success, (await server.ReadAsync<MqttPacket.Acknowledge>()).Reason);
        Assert.False(client.Received.TryRead(out _));
    }

    [Fact]
    public async Task Silence_is_broken_by_a_ping_and_a_silent_server_is_given_up()
    {
        var client = Start(V5 with { KeepAliveSeconds = 20 });
        var server = await AcceptAsync();
        await client.WaitConnectedAsync(CancellationToken.None);
        var read = server.ReadAsync<MqttPacket.PingReq>();
        await AdvanceUntilAsync(() => read.IsCompleted, TimeSpan.FromSeconds(1));
        await server.SendAsync(new MqttPacket.PingResp());
        var end = server.ReadToEndAsync();
        await AdvanceUntilAsync(() => end.IsCompleted, TimeSpan.FromSeconds(1));
        await AdvanceUntilAsync(() => client.LastFailure is not null, TimeSpan.Zero);
        Assert.Equal(MqttReasonCode.KeepAliveTimeout, client.LastFailure!.ReasonCode);
    }

    [Fact]
    public async Task The_keep_alive_of_the_server_replaces_ours()
    {
        Start(V5 with { KeepAliveSeconds = 6_000 });
        var server = await AcceptAsync(properties: new MqttProperties().Number(MqttPropertyId.ServerKeepAlive, 4));
        var read = server.ReadAsync<MqttPacket.PingReq>();
        var started = _time.GetUtcNow();
        await AdvanceUntilAsync(() => read.IsCompleted, TimeSpan.FromSeconds(0.5));
        Assert.True(_time.GetUtcNow() - started < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Stopping_sends_DISCONNECT_so_that_no_will_is_published()
    {
        var client = Start(V5 with { Will = new MqttApplicationMessage { Topic = "gone" } });
        var server = await AcceptAsync();
        await client.WaitConnectedAsync(CancellationToken.None);
        await _stop.CancelAsync();

        var left = Assert.IsType<MqttPacket.Disconnect>(Assert.Single(await server.ReadToEndAsync()));
        Assert.Equal(MqttReasonCode.Success, left.Reason);
    }

    [Fact]
    public async Task Will_and_birth_are_as_the_options_say()
    {
        Start(V5 with
        {
            Will = new MqttApplicationMessage { Topic = "state", Payload = "gone"u8.ToArray(), Retain = true },
            WillDelaySeconds = 5,
            Birth = () => new MqttApplicationMessage { Topic = "state", Payload = "here"u8.ToArray() },
        });
        var connection = await _connector.NextAsync();
        var server = new RawPeer(connection.Transport, MqttProtocolVersion.V500);
        var connect = await server.ReadAsync<MqttPacket.Connect>();
        Assert.Equal("gone"u8.ToArray(), connect.Will!.Payload.ToArray());
        Assert.Equal(5u, connect.Will.Properties.FindNumber(MqttPropertyId.WillDelayInterval));
        await server.SendAsync(new MqttPacket.ConnAck(false, 0));
        Assert.Equal("here"u8.ToArray(), (await server.ReadAsync<MqttPacket.Publish>()).Payload.ToArray());
    }

    [Fact]
    public async Task Reconnections_back_off_with_jitter_up_to_the_bound()
    {
        _connector.Failures = 8;
        var client = Start(V5 with { BackOffSeconds = 1, BackOffSecondsMax = 8 });
        var started = _time.GetUtcNow();
        await AdvanceUntilAsync(() => _connector.Attempts == 9, TimeSpan.FromSeconds(0.25));
        Assert.InRange((_time.GetUtcNow() - started).TotalSeconds, 2, 60);
        await AcceptAsync(cleanStart: false);
        await client.WaitConnectedAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_queue_outwards_is_bounded()
    {
        var client = Start(V5 with { OutboundMessagesMax = 2 });
        await AcceptAsync();
        _ = PublishAsync(client, 1);
        _ = PublishAsync(client, 1);
        Assert.Equal(MqttPublishOutcome.Overloaded, (await PublishAsync(client, 1)).Outcome);
    }

    [Fact]
    public async Task What_the_server_cannot_take_is_not_sent()
    {
        var client = Start(V5);
        var server = await AcceptAsync(properties: new MqttProperties()
            .Number(MqttPropertyId.MaximumPacketSize, 100)
            .Number(MqttPropertyId.MaximumQoS, 1)
            .Number(MqttPropertyId.RetainAvailable, 0));
        await client.WaitConnectedAsync(CancellationToken.None);
        var large = new MqttApplicationMessage { Topic = Topic, Payload = new byte[200] };
        var least = MqttQualityOfServiceLevel.AtLeastOnce;
        Assert.Equal(MqttPublishOutcome.TooLarge, await OutcomeAsync(large));
        Assert.Equal(MqttPublishOutcome.TooLarge, await OutcomeAsync(large with { QualityOfServiceLevel = least }));
        Assert.Equal(MqttPublishOutcome.Refused, (await PublishAsync(client, 2)).Outcome);
        Assert.Equal(
            MqttPublishOutcome.Refused, await OutcomeAsync(new MqttApplicationMessage { Topic = Topic, Retain = true }));
        await RoundTripAsync(client, server);

        async Task<MqttPublishOutcome> OutcomeAsync(MqttApplicationMessage message) =>
            (await client.PublishAsync(message, CancellationToken.None)).Outcome;
    }

    [Fact]
    public async Task Authentication_the_client_did_not_ask_for_ends_the_connection()
    {
        Start(V5);
        var server = await AcceptAsync();
        await server.SendAsync(new MqttPacket.Auth(MqttReasonCode.ReAuthenticate));
        var left = Assert.IsType<MqttPacket.Disconnect>(Assert.Single(await server.ReadToEndAsync()));
        Assert.Equal(MqttReasonCode.ProtocolError, left.Reason);
    }

    [Fact]
    public async Task Messages_and_subscriptions_go_through_our_own_listener_across_lost_connections()
    {
        await using var harness = new ListenerHarness();
        _connector.Serve = connection => _ = harness.Listener.OnConnectedAsync(connection);
        var client = Start(V5 with
        {
            BackOffSeconds = 0.01,
            Subscriptions = [new MqttTopicFilter("oms/v1/commands/#", MqttQualityOfServiceLevel.ExactlyOnce)],
        });
        await client.WaitConnectedAsync(TestContext.Current.CancellationToken);
        var results = new List<Task<MqttPublishResult>>();
        for (var i = 0; i < 200; i++)
        {
            results.Add(PublishAsync(client, 1 + (i % 2)));
            if (i % 50 == 25)
            {
                // Only the connection goes; what was in flight is sent again on the next one.
                _connector.CloseAll();
            }
        }

        var all = Task.WhenAll(results);
        await AdvanceUntilAsync(() => all.IsCompleted, TimeSpan.FromSeconds(0.1));
        Assert.All(await all, r => Assert.Equal(MqttPublishOutcome.Acknowledged, r.Outcome));
        Assert.True(harness.Ingest.Messages.Count >= 200);

        await AdvanceUntilAsync(() => client.State == MqttClientState.Connected, TimeSpan.FromSeconds(0.1));
        var command = harness.Listener.PublishAsync(
            "gateway",
            new MqttApplicationMessage
            {
                Topic = "oms/v1/commands/defrost",
                QualityOfServiceLevel = MqttQualityOfServiceLevel.ExactlyOnce,
            },
            CancellationToken.None);
        var received = await client.Received.ReadAsync(TestContext.Current.CancellationToken);
        received.Acknowledge();
        Assert.Equal(Oms.Mqtt.Ingest.MqttDelivery.Acknowledged, await command);
    }

    private static MqttPacket.Publish Publish(ushort id, int qos) => ListenerHarness.Publish(id, qos);

    private static MqttPacket.Acknowledge Acknowledge(MqttPacketType type, ushort id) =>
        new(type, id, MqttReasonCode.Success);

    private static Task<MqttPublishResult> PublishAsync(MqttClient client, int qos) => client.PublishAsync(
        new MqttApplicationMessage { Topic = Topic, QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos },
        CancellationToken.None);

    private static async Task<List<MqttReceivedMessage>> TakeAsync(MqttClient client, int count)
    {
        var messages = new List<MqttReceivedMessage>();
        while (messages.Count < count)
        {
            messages.Add(await client.Received.ReadAsync().AsTask().WaitAsync(RawPeer.Patience));
        }

        return messages;
    }

    private static async Task<List<T>> ReadManyAsync<T>(RawPeer peer, int count)
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
    private static async Task RoundTripAsync(MqttClient client, RawPeer server)
    {
        Assert.Equal(MqttPublishOutcome.Sent, (await PublishAsync(client, 0)).Outcome);
        Assert.Equal(MqttQualityOfServiceLevel.AtMostOnce, (await server.ReadAsync<MqttPacket.Publish>()).QoS);
    }

    private MqttClient Start(MqttClientOptions options)
    {
        var client = new MqttClient(options, _connector, _time, new Random(7), NullLogger<MqttClient>.Instance);
        _running = client.RunAsync(_stop.Token);
        return client;
    }

    private async Task<RawPeer> AcceptAsync(
        bool sessionPresent = false, MqttProperties? properties = null, bool? cleanStart = null)
    {
        var server = new RawPeer((await _connector.NextAsync()).Transport, MqttProtocolVersion.V500);
        var connect = await server.ReadAsync<MqttPacket.Connect>();
        if (cleanStart is { } expected)
        {
            Assert.Equal(expected, connect.CleanStart);
        }

        await server.SendAsync(
            new MqttPacket.ConnAck(sessionPresent, 0) { Properties = properties ?? MqttProperties.Empty });
        return server;
    }

    private async Task<RawPeer> ReconnectAsync(bool sessionPresent, bool cleanStart = false, Action? before = null)
    {
        var attempts = _connector.Attempts;
        await AdvanceUntilAsync(() => _connector.Attempts > attempts, TimeSpan.FromSeconds(0.1));
        before?.Invoke();
        return await AcceptAsync(sessionPresent, cleanStart: cleanStart);
    }

    private async Task AdvanceUntilAsync(Func<bool> holds, TimeSpan step)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 20_000, "the fact never held");
            _time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}

using Oms.Mqtt.Ingest;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Ingest;

public sealed class SessionTests
{
    private const string Command = "oms/v1/depot/reefer/7/command";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly MqttPacket.WillMessage Will =
        new("oms/v1/depot/reefer/7/state", "gone"u8.ToArray()) { QoS = MqttQualityOfServiceLevel.AtLeastOnce };

    [Fact]
    public async Task A_second_connection_with_the_same_client_identifier_takes_over()
    {
        await using var harness = new ListenerHarness();
        var first = await harness.ConnectAsync();
        var second = await harness.ConnectAsync();

        var left = Assert.IsType<MqttPacket.Disconnect>(Assert.Single(await first.ReadToEndAsync()));
        Assert.Equal(MqttReasonCode.SessionTakenOver, left.Reason);
        await second.PingAsync();
    }

    [Fact]
    public async Task Another_device_cannot_take_a_client_identifier_over()
    {
        await using var harness = new ListenerHarness();
        var first = await harness.ConnectAsync();
        harness.Device = harness.Device with { Identity = "stranger" };
        var second = harness.Open(MqttProtocolVersion.V500);
        await second.SendAsync(new MqttPacket.Connect(MqttProtocolVersion.V500, "device", true));

        var answer = await second.ReadAsync<MqttPacket.ConnAck>();
        Assert.Equal((byte)MqttReasonCode.ClientIdentifierNotValid, answer.Reason);
        await first.PingAsync();
    }

    [Fact]
    public async Task A_will_is_published_when_the_device_is_lost()
    {
        await using var harness = new ListenerHarness();
        var peer = await harness.ConnectAsync(adjust: c => c with { Will = Will });
        await peer.CloseAsync();

        var handled = await harness.Ingest.NextAsync();
        Assert.True(handled.Message.IsWill);
        Assert.Equal(Will.Topic, handled.Message.Message.Topic);
        Assert.Equal(Will.Payload.ToArray(), handled.Payload);
    }

    [Fact]
    public async Task A_will_is_dropped_when_the_device_leaves_and_kept_when_it_asks_for_it()
    {
        await using var harness = new ListenerHarness();
        var leaving = await harness.ConnectAsync(clientId: "a", adjust: c => c with { Will = Will });
        await leaving.SendAsync(new MqttPacket.Disconnect(MqttReasonCode.Success));
        await leaving.ReadToEndAsync();
        var asking = await harness.ConnectAsync(clientId: "b", adjust: c => c with { Will = Will });
        await asking.SendAsync(new MqttPacket.Disconnect(MqttReasonCode.DisconnectWithWillMessage));

        Assert.Equal("b", (await harness.Ingest.NextAsync()).Message.ClientId);
        Assert.Single(harness.Ingest.Messages);
    }

    [Fact]
    public async Task A_will_waits_for_its_delay_and_is_dropped_when_the_device_resumes_first()
    {
        await using var harness = new ListenerHarness();
        var delayed = Will with { Properties = new MqttProperties().Number(MqttPropertyId.WillDelayInterval, 20) };
        MqttPacket.Connect Persistent(MqttPacket.Connect c) => c with
        {
            Will = delayed,
            CleanStart = false,
            Properties = new MqttProperties().Number(MqttPropertyId.SessionExpiryInterval, 100),
        };

        var first = await harness.ConnectAsync(adjust: Persistent);
        await first.CloseAsync();
        await harness.UntilAsync(() => harness.Listener.ConnectionCount == 0, secondsAStep: 0);
        harness.Time.Advance(TimeSpan.FromSeconds(19));
        var second = await harness.ConnectAsync(adjust: Persistent);
        harness.Time.Advance(TimeSpan.FromSeconds(10));
        await second.PingAsync();
        Assert.Empty(harness.Ingest.Messages);

        await second.CloseAsync();
        await harness.UntilAsync(() => harness.Listener.ConnectionCount == 0, secondsAStep: 0);
        harness.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.True((await harness.Ingest.NextAsync()).Message.IsWill);
    }

    [Fact]
    public async Task A_will_outside_the_permissions_refuses_the_connection()
    {
        await using var harness = new ListenerHarness();
        harness.Device = harness.Device with { PublishFilters = ["elsewhere/#"] };
        var peer = harness.Open(MqttProtocolVersion.V311);
        await peer.SendAsync(new MqttPacket.Connect(MqttProtocolVersion.V311, "device", true) { Will = Will });

        Assert.Equal(5, (await peer.ReadAsync<MqttPacket.ConnAck>()).Reason);
        Assert.Empty(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_will_the_host_could_not_keep_is_tried_again()
    {
        await using var harness = new ListenerHarness();
        harness.Ingest.Failure = new MqttNotDurableException("busy");
        var peer = await harness.ConnectAsync(adjust: c => c with { Will = Will });
        await peer.CloseAsync();
        await harness.Ingest.NextAsync();
        harness.Ingest.Failure = null;

        await harness.UntilAsync(() => harness.Count("oms.mqtt.ingest.wills") == 1);
        Assert.Equal(2, harness.Ingest.Messages.Count);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    public async Task A_device_has_one_and_a_half_keep_alives_to_be_heard(int seconds, bool lives)
    {
        await using var harness = new ListenerHarness();
        var peer = await harness.ConnectAsync(adjust: c => c with { KeepAliveSeconds = 10 });
        harness.Time.Advance(TimeSpan.FromSeconds(seconds));

        if (lives)
        {
            await peer.PingAsync();
            return;
        }

        var left = Assert.IsType<MqttPacket.Disconnect>(Assert.Single(await peer.ReadToEndAsync()));
        Assert.Equal(MqttReasonCode.KeepAliveTimeout, left.Reason);
    }

    [Fact]
    public async Task A_device_without_a_keep_alive_is_told_the_longest()
    {
        await using var harness = new ListenerHarness(o => o.KeepAliveSecondsMax = 300);
        var peer = harness.Open(MqttProtocolVersion.V500);
        var answer = await ListenerHarness.ConnectAsync(peer, "device", c => c with { KeepAliveSeconds = 0 });

        Assert.Equal(300u, answer.Properties.FindNumber(MqttPropertyId.ServerKeepAlive));
    }

    [Fact]
    public async Task A_connection_that_never_says_CONNECT_is_closed_in_time()
    {
        await using var harness = new ListenerHarness();
        var peer = harness.Open(MqttProtocolVersion.V500);
        harness.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Empty(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_device_without_a_client_identifier_is_given_one()
    {
        await using var harness = new ListenerHarness();
        var peer = harness.Open(MqttProtocolVersion.V500);
        var answer = await ListenerHarness.ConnectAsync(peer, "");

        Assert.StartsWith(
            "auto-", answer.Properties.FindText(MqttPropertyId.AssignedClientIdentifier), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_with_its_expiry()
    {
        await using var harness = new ListenerHarness(o => o.SessionExpirySecondsMax = 60);
        static MqttPacket.Connect Persistent(MqttPacket.Connect c) => c with { CleanStart = false };
        var peer = await harness.ConnectAsync(MqttProtocolVersion.V311, adjust: Persistent);
        await peer.CloseAsync();
        await harness.UntilAsync(() => harness.Listener.ConnectionCount == 0, secondsAStep: 0);
        harness.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, harness.Listener.SessionCount);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, harness.Listener.SessionCount);

        var again = harness.Open(MqttProtocolVersion.V311);
        Assert.False((await ListenerHarness.ConnectAsync(again, "device", Persistent)).SessionPresent);
    }

    [Fact]
    public async Task A_device_may_subscribe_to_its_command_topics_alone()
    {
        await using var harness = new ListenerHarness();
        harness.Device = harness.Device with { SubscribeFilters = ["oms/v1/depot/reefer/7/command"] };
        var peer = await harness.ConnectAsync();
        await peer.SendAsync(new MqttPacket.Subscribe(5,
        [
            new MqttSubscription(Command, MqttQualityOfServiceLevel.AtLeastOnce),
            new MqttSubscription("#", MqttQualityOfServiceLevel.AtLeastOnce),
            new MqttSubscription("$share/g/" + Command, MqttQualityOfServiceLevel.AtLeastOnce),
        ]));

        var answer = await peer.ReadAsync<MqttPacket.SubAck>();
        Assert.Equal(
            [MqttReasonCode.GrantedQoS1, MqttReasonCode.NotAuthorized, MqttReasonCode.SharedSubscriptionsNotSupported],
            answer.Reasons);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_command_is_delivered_and_confirmed_once_the_device_acknowledged(int qos)
    {
        await using var harness = new ListenerHarness();
        var peer = await harness.ConnectAsync();
        await SubscribeAsync(peer, qos);
        var delivery = PublishAsync(harness, qos);
        var publish = await peer.ReadAsync<MqttPacket.Publish>();
        Assert.False(delivery.IsCompleted);
        if (qos == 2)
        {
            await peer.SendAsync(new MqttPacket.Acknowledge(
                MqttPacketType.PubRec, publish.PacketId, MqttReasonCode.Success));
            Assert.Equal(MqttPacketType.PubRel, (await peer.ReadAsync<MqttPacket.Acknowledge>()).Type);
        }

        await peer.SendAsync(new MqttPacket.Acknowledge(
            qos == 2 ? MqttPacketType.PubComp : MqttPacketType.PubAck, publish.PacketId, MqttReasonCode.Success));
        Assert.Equal(MqttDelivery.Acknowledged, await delivery.WaitAsync(RawPeer.Patience, Stop));
    }

    [Fact]
    public async Task A_command_for_an_absent_device_waits_and_is_sent_again_with_its_identifier()
    {
        await using var harness = new ListenerHarness();
        static MqttPacket.Connect Persistent(MqttPacket.Connect c) => c with { CleanStart = false };
        var peer = await harness.ConnectAsync(MqttProtocolVersion.V311, adjust: Persistent);
        await SubscribeAsync(peer, 1);
        var delivery = PublishAsync(harness, 1);
        var first = await peer.ReadAsync<MqttPacket.Publish>();
        await peer.CloseAsync();
        await harness.UntilAsync(() => harness.Listener.ConnectionCount == 0, secondsAStep: 0);
        var queued = PublishAsync(harness, 1);

        var again = await harness.ConnectAsync(MqttProtocolVersion.V311, adjust: Persistent);
        var resent = await again.ReadAsync<MqttPacket.Publish>();
        Assert.True(resent.Duplicate);
        Assert.Equal(first.PacketId, resent.PacketId);
        var second = await again.ReadAsync<MqttPacket.Publish>();
        Assert.False(second.Duplicate);
        foreach (var id in new[] { resent.PacketId, second.PacketId })
        {
            await again.SendAsync(new MqttPacket.Acknowledge(MqttPacketType.PubAck, id, MqttReasonCode.Success));
        }

        Assert.Equal(MqttDelivery.Acknowledged, await delivery.WaitAsync(RawPeer.Patience, Stop));
        Assert.Equal(MqttDelivery.Acknowledged, await queued.WaitAsync(RawPeer.Patience, Stop));
    }

    [Fact]
    public async Task Commands_respect_the_Receive_Maximum_of_the_device()
    {
        await using var harness = new ListenerHarness();
        var peer = await harness.ConnectAsync(adjust: c => c with
        {
            Properties = new MqttProperties().Number(MqttPropertyId.ReceiveMaximum, 2),
        });
        await SubscribeAsync(peer, 1);
        var deliveries = Enumerable.Range(0, 5).Select(_ => PublishAsync(harness, 1)).ToList();
        var ids = new Queue<ushort>();
        ids.Enqueue((await peer.ReadAsync<MqttPacket.Publish>()).PacketId);
        ids.Enqueue((await peer.ReadAsync<MqttPacket.Publish>()).PacketId);
        for (var i = 2; i < 5; i++)
        {
            // Nothing but the answer to the ping comes: the two are all the device allows.
            await peer.PingAsync();
            await peer.SendAsync(new MqttPacket.Acknowledge(
                MqttPacketType.PubAck, ids.Dequeue(), MqttReasonCode.Success));
            ids.Enqueue((await peer.ReadAsync<MqttPacket.Publish>()).PacketId);
        }

        foreach (var id in ids)
        {
            await peer.SendAsync(new MqttPacket.Acknowledge(MqttPacketType.PubAck, id, MqttReasonCode.Success));
        }

        var outcomes = await Task.WhenAll(deliveries).WaitAsync(RawPeer.Patience, Stop);
        Assert.All(outcomes, outcome => Assert.Equal(MqttDelivery.Acknowledged, outcome));
    }

    [Fact]
    public async Task The_queue_of_commands_for_one_device_is_bounded()
    {
        await using var harness = new ListenerHarness(o => o.OutboundMessagesMax = 3);
        var peer = await harness.ConnectAsync();
        await SubscribeAsync(peer, 1);
        _ = Enumerable.Range(0, 3).Select(_ => PublishAsync(harness, 1)).ToList();

        Assert.Equal(MqttDelivery.Overloaded, await PublishAsync(harness, 1));
    }

    [Fact]
    public async Task A_device_that_does_not_read_is_disconnected()
    {
        await using var harness = new ListenerHarness(o => o.WaitingBytesMax = 4_096);
        var peer = harness.Open(MqttProtocolVersion.V500, out var connection, bufferBytes: 4_096);
        await ListenerHarness.ConnectAsync(peer, "device");
        await SubscribeAsync(peer, 0);
        for (var i = 0; i < 100 && !connection.IsAborted; i++)
        {
            await harness.Listener.PublishAsync(
                "device",
                new MqttApplicationMessage { Topic = Command, Payload = new byte[1_000] },
                CancellationToken.None);
        }

        Assert.True(connection.IsAborted);
        await harness.UntilAsync(() => harness.Listener.ConnectionCount == 0);
    }

    [Fact]
    public async Task A_flush_that_never_ends_disconnects_the_device()
    {
        await using var harness = new ListenerHarness(o => o.SlowReaderSeconds = 5);
        var peer = harness.Open(MqttProtocolVersion.V500, out var connection, bufferBytes: 4_096);
        await ListenerHarness.ConnectAsync(peer, "device");
        await SubscribeAsync(peer, 0);
        await harness.Listener.PublishAsync(
            "device",
            new MqttApplicationMessage { Topic = Command, Payload = new byte[10_000] },
            CancellationToken.None);

        await harness.UntilAsync(() => harness.Listener.ConnectionCount == 0);
        Assert.True(connection.IsAborted);
    }

    private static Task<MqttDelivery> PublishAsync(ListenerHarness harness, int qos) =>
        harness.Listener.PublishAsync(
            "device",
            new MqttApplicationMessage { Topic = Command, QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos },
            CancellationToken.None);

    private static async Task SubscribeAsync(RawPeer peer, int qos)
    {
        await peer.SendAsync(new MqttPacket.Subscribe(
            1, [new MqttSubscription(Command, (MqttQualityOfServiceLevel)qos)]));
        await peer.ReadAsync<MqttPacket.SubAck>();
    }
}

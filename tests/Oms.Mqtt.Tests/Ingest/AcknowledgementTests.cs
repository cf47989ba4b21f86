using Oms.Mqtt.Ingest;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Ingest;

public sealed class AcknowledgementTests
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Acknowledgements_leave_in_receive_order_however_the_host_finishes(MqttProtocolVersion version)
    {
        await using var harness = new ListenerHarness();
        harness.Ingest.HoldsBack = true;
        var peer = await harness.ConnectAsync(version);
        for (ushort id = 1; id <= 5; id++)
        {
            await peer.SendAsync(ListenerHarness.Publish(id, qos: id % 2 == 0 ? 2 : 1));
        }

        var held = new List<RecordingIngest.Handled>();
        for (var i = 0; i < 5; i++)
        {
            held.Add(await harness.Ingest.NextAsync());
        }

        foreach (var last in new[] { 4, 2, 1, 3 })
        {
            held[last].Durable.SetResult(MqttReasonCode.Success);
        }

        // The first is not durable yet, so that nothing may have left.
        await peer.PingAsync();
        held[0].Durable.SetResult(MqttReasonCode.Success);
        for (ushort id = 1; id <= 5; id++)
        {
            var acknowledge = await peer.ReadAsync<MqttPacket.Acknowledge>();
            Assert.Equal(id % 2 == 0 ? MqttPacketType.PubRec : MqttPacketType.PubAck, acknowledge.Type);
            Assert.Equal(id, acknowledge.PacketId);
        }
    }

    [Fact]
    public async Task A_message_that_is_not_durable_is_never_acknowledged_and_ends_the_connection()
    {
        await using var harness = new ListenerHarness();
        harness.Ingest.HoldsBack = true;
        var peer = await harness.ConnectAsync();
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1));
        await peer.SendAsync(ListenerHarness.Publish(2, qos: 1));
        await peer.SendAsync(ListenerHarness.Publish(3, qos: 1));
        var (first, second, third) =
            (await harness.Ingest.NextAsync(), await harness.Ingest.NextAsync(), await harness.Ingest.NextAsync());

        third.Durable.SetResult(MqttReasonCode.Success);
        second.Durable.SetException(new MqttNotDurableException("the disk is full"));
        await peer.PingAsync();
        first.Durable.SetResult(MqttReasonCode.Success);

        var acknowledge = await peer.ReadAsync<MqttPacket.Acknowledge>();
        Assert.Equal(1, acknowledge.PacketId);
        var rest = await peer.ReadToEndAsync();
        var left = Assert.IsType<MqttPacket.Disconnect>(Assert.Single(rest));
        Assert.Equal(MqttReasonCode.ServerBusy, left.Reason);
    }

    [Fact]
    public async Task Whatever_the_host_throws_counts_as_not_durable()
    {
        await using var harness = new ListenerHarness();
        harness.Ingest.Failure = new InvalidOperationException("a bug");
        var peer = await harness.ConnectAsync(MqttProtocolVersion.V311);
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1));

        Assert.Empty(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_message_refused_for_good_is_answered_with_the_reason()
    {
        await using var harness = new ListenerHarness();
        harness.Ingest.Answer = MqttReasonCode.PayloadFormatInvalid;
        var peer = await harness.ConnectAsync();
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1));

        Assert.Equal(MqttReasonCode.PayloadFormatInvalid, (await peer.ReadAsync<MqttPacket.Acknowledge>()).Reason);
    }

    [Fact]
    public async Task A_refused_message_of_an_older_device_is_acknowledged_so_that_it_stops_sending_it()
    {
        await using var harness = new ListenerHarness();
        harness.Ingest.Answer = MqttReasonCode.PayloadFormatInvalid;
        var peer = await harness.ConnectAsync(MqttProtocolVersion.V311);
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1));

        Assert.Equal(MqttPacketType.PubAck, (await peer.ReadAsync<MqttPacket.Acknowledge>()).Type);
    }

    [Fact]
    public async Task A_QoS_2_message_sent_again_before_its_release_is_delivered_once()
    {
        await using var harness = new ListenerHarness();
        var peer = await harness.ConnectAsync();
        await peer.SendAsync(ListenerHarness.Publish(7, qos: 2));
        await peer.ReadAsync<MqttPacket.Acknowledge>();
        await peer.SendAsync(ListenerHarness.Publish(7, qos: 2) with { Duplicate = true });
        Assert.Equal(MqttPacketType.PubRec, (await peer.ReadAsync<MqttPacket.Acknowledge>()).Type);
        await peer.SendAsync(new MqttPacket.Acknowledge(MqttPacketType.PubRel, 7, MqttReasonCode.Success));
        Assert.Equal(MqttReasonCode.Success, (await peer.ReadAsync<MqttPacket.Acknowledge>()).Reason);
        Assert.Single(harness.Ingest.Messages);

        await peer.SendAsync(ListenerHarness.Publish(7, qos: 2));
        await peer.ReadAsync<MqttPacket.Acknowledge>();
        Assert.Equal(2, harness.Ingest.Messages.Count);
    }

    [Fact]
    public async Task A_QoS_2_message_durable_after_its_connection_was_lost_is_known_in_the_next()
    {
        await using var harness = new ListenerHarness();
        harness.Ingest.HoldsBack = true;
        var peer = await harness.ConnectAsync(MqttProtocolVersion.V311, adjust: c => c with { CleanStart = false });
        await peer.SendAsync(ListenerHarness.Publish(7, qos: 2));
        var held = await harness.Ingest.NextAsync();
        await peer.CloseAsync();
        await harness.UntilAsync(() => harness.Listener.ConnectionCount == 0);
        held.Durable.SetResult(MqttReasonCode.Success);
        await harness.UntilAsync(() => harness.Count("oms.mqtt.ingest.handled") == 1);

        var again = harness.Open(MqttProtocolVersion.V311);
        var answer = await ListenerHarness.ConnectAsync(again, "device", c => c with { CleanStart = false });
        Assert.True(answer.SessionPresent);
        await again.SendAsync(ListenerHarness.Publish(7, qos: 2) with { Duplicate = true });
        Assert.Equal(MqttPacketType.PubRec, (await again.ReadAsync<MqttPacket.Acknowledge>()).Type);
        Assert.Single(harness.Ingest.Messages);
    }

    [Fact]
    public async Task PUBREL_for_an_unknown_identifier_is_answered_with_its_reason()
    {
        await using var harness = new ListenerHarness();
        var peer = await harness.ConnectAsync();
        await peer.SendAsync(new MqttPacket.Acknowledge(MqttPacketType.PubRel, 9, MqttReasonCode.Success));

        var acknowledge = await peer.ReadAsync<MqttPacket.Acknowledge>();
        Assert.Equal(
            new MqttPacket.Acknowledge(MqttPacketType.PubComp, 9, MqttReasonCode.PacketIdentifierNotFound),
            acknowledge);
    }

    [Fact]
    public async Task One_more_unacknowledged_message_than_the_Receive_Maximum_ends_the_connection()
    {
        await using var harness = new ListenerHarness(o => o.ReceiveMaximum = 2);
        harness.Ingest.HoldsBack = true;
        var peer = await harness.ConnectAsync();
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1));
        await peer.SendAsync(ListenerHarness.Publish(2, qos: 2));
        await peer.PingAsync();
        await peer.SendAsync(ListenerHarness.Publish(3, qos: 1));

        var left = Assert.IsType<MqttPacket.Disconnect>(Assert.Single(await peer.ReadToEndAsync()));
        Assert.Equal(MqttReasonCode.ReceiveMaximumExceeded, left.Reason);
    }

    [Fact]
    public async Task A_QoS_2_message_counts_against_the_Receive_Maximum_until_its_PUBCOMP()
    {
        await using var harness = new ListenerHarness(o => o.ReceiveMaximum = 1);
        var peer = await harness.ConnectAsync();
        for (ushort id = 1; id <= 3; id++)
        {
            await peer.SendAsync(ListenerHarness.Publish(id, qos: 2));
            await peer.ReadAsync<MqttPacket.Acknowledge>();
            await peer.SendAsync(new MqttPacket.Acknowledge(MqttPacketType.PubRel, id, MqttReasonCode.Success));
            await peer.ReadAsync<MqttPacket.Acknowledge>();
        }

        await peer.SendAsync(ListenerHarness.Publish(4, qos: 2));
        await peer.ReadAsync<MqttPacket.Acknowledge>();
        await peer.SendAsync(ListenerHarness.Publish(5, qos: 1));
        Assert.IsType<MqttPacket.Disconnect>(Assert.Single(await peer.ReadToEndAsync()));
    }

    [Fact]
    public async Task An_older_device_that_sends_more_than_the_bound_is_held_back_and_loses_nothing()
    {
        await using var harness = new ListenerHarness(o => o.InFlightMessagesMax = 4);
        harness.Ingest.HoldsBack = true;
        var peer = await harness.ConnectAsync(MqttProtocolVersion.V311);
        for (ushort id = 1; id <= 50; id++)
        {
            await peer.SendAsync(ListenerHarness.Publish(id, qos: 1));
        }

        for (ushort id = 1; id <= 50; id++)
        {
            var held = await harness.Ingest.NextAsync();
            Assert.InRange(harness.Ingest.Messages.Count - id + 1, 1, 4);
            held.Durable.SetResult(MqttReasonCode.Success);
            Assert.Equal(id, (await peer.ReadAsync<MqttPacket.Acknowledge>()).PacketId);
        }
    }

    [Fact]
    public async Task An_older_device_that_never_releases_its_QoS_2_messages_is_disconnected()
    {
        await using var harness = new ListenerHarness(o => o.InFlightMessagesMax = 4);
        var peer = await harness.ConnectAsync(MqttProtocolVersion.V311);
        for (ushort id = 1; id <= 4; id++)
        {
            await peer.SendAsync(ListenerHarness.Publish(id, qos: 2));
            await peer.ReadAsync<MqttPacket.Acknowledge>();
        }

        await peer.SendAsync(ListenerHarness.Publish(5, qos: 2));
        Assert.Empty(await peer.ReadToEndAsync());
        Assert.Equal(4, harness.Ingest.Messages.Count);
    }

    [Fact]
    public async Task What_a_device_sent_before_it_left_is_delivered()
    {
        await using var harness = new ListenerHarness();
        var peer = await harness.ConnectAsync();
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 0));
        await peer.SendAsync(ListenerHarness.Publish(2, qos: 1));
        await peer.SendAsync(new MqttPacket.Disconnect(MqttReasonCode.Success));
        await peer.ReadToEndAsync();

        Assert.Equal(2, harness.Ingest.Messages.Count);
    }
}

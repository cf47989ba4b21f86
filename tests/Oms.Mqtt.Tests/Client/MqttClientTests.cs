using Oms.Mqtt.Client;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Client;

/// <summary>What a client promises about messages.</summary>
public sealed class MqttClientTests : ClientScene
{
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
        var client = Start(V5 with
        {
            Subscriptions = [new MqttTopicFilter("#", MqttQualityOfServiceLevel.AtLeastOnce)],
        });
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
}

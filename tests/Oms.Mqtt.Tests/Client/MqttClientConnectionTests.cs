using Oms.Mqtt.Client;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Client;

/// <summary>What a client promises about connections and bounds.</summary>
public sealed class MqttClientConnectionTests : ClientScene
{
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
        var started = Time.GetUtcNow();
        await AdvanceUntilAsync(() => read.IsCompleted, TimeSpan.FromSeconds(0.5));
        Assert.True(Time.GetUtcNow() - started < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Stopping_sends_DISCONNECT_so_that_no_will_is_published()
    {
        var client = Start(V5 with { Will = new MqttApplicationMessage { Topic = "gone" } });
        var server = await AcceptAsync();
        await client.WaitConnectedAsync(CancellationToken.None);
        await StopAsync();

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
        var connection = await Connector.NextAsync();
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
        Connector.Failures = 8;
        var client = Start(V5 with { BackOffSeconds = 1, BackOffSecondsMax = 8 });
        var started = Time.GetUtcNow();
        await AdvanceUntilAsync(() => Connector.Attempts == 9, TimeSpan.FromSeconds(0.25));
        Assert.InRange((Time.GetUtcNow() - started).TotalSeconds, 2, 60);
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
            MqttPublishOutcome.Refused,
            await OutcomeAsync(new MqttApplicationMessage { Topic = Topic, Retain = true }));
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
        Connector.Serve = connection => _ = harness.Listener.OnConnectedAsync(connection);
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
                Connector.CloseAll();
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
}

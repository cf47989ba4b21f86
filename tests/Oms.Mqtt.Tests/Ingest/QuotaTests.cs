using Oms.Mqtt.Ingest;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Ingest;

public sealed class QuotaTests
{
    [Fact]
    public async Task A_device_above_its_rate_is_held_back_and_loses_nothing()
    {
        await using var harness = new ListenerHarness();
        harness.Device = harness.Device with { Quotas = new MqttQuotas(10, double.PositiveInfinity, 1) };
        var peer = await harness.ConnectAsync();
        for (ushort id = 1; id <= 30; id++)
        {
            await peer.SendAsync(ListenerHarness.Publish(id, qos: 1));
        }

        await harness.UntilAsync(() => harness.Ingest.Messages.Count >= 11, secondsAStep: 0);
        Assert.Equal(11, harness.Ingest.Messages.Count);
        var started = harness.Time.GetTimestamp();
        await harness.UntilAsync(() => harness.Ingest.Messages.Count == 30, secondsAStep: 0.05);

        Assert.InRange(harness.Time.GetElapsedTime(started).TotalSeconds, 1.5, 60);
        Assert.True(harness.Count("oms.mqtt.ingest.throttled") >= 10);
    }

    [Fact]
    public async Task A_flood_that_goes_on_past_the_tolerance_ends_the_connection()
    {
        await using var harness = new ListenerHarness(o => o.FloodToleranceSeconds = 5);
        harness.Device = harness.Device with { Quotas = new MqttQuotas(10, double.PositiveInfinity, 1) };
        var peer = await harness.ConnectAsync();
        var flood = FloodAsync(peer);
        await harness.UntilAsync(() => harness.Listener.ConnectionCount == 0, secondsAStep: 0.1);
        await flood;

        var left = Assert.IsType<MqttPacket.Disconnect>((await peer.ReadToEndAsync())[^1]);
        Assert.Equal(MqttReasonCode.QuotaExceeded, left.Reason);
        Assert.InRange(harness.Ingest.Messages.Count, 50, 100);
    }

    [Fact]
    public async Task The_rate_of_bytes_holds_back_too()
    {
        await using var harness = new ListenerHarness();
        harness.Device = harness.Device with { Quotas = new MqttQuotas(double.PositiveInfinity, 1_000, 1) };
        var peer = await harness.ConnectAsync();
        var large = ListenerHarness.Publish(0, qos: 0) with { Payload = new byte[900] };
        await peer.SendAsync(large);
        await peer.SendAsync(large);
        await peer.SendAsync(large);
        await harness.UntilAsync(() => harness.Ingest.Messages.Count == 2, secondsAStep: 0);
        harness.Time.Advance(TimeSpan.FromSeconds(0.7));
        Assert.Equal(2, harness.Ingest.Messages.Count);
        await harness.UntilAsync(() => harness.Ingest.Messages.Count == 3);
    }

    [Fact]
    public async Task A_device_held_back_is_not_taken_for_silent()
    {
        await using var harness = new ListenerHarness();
        harness.Ingest.HoldsBack = true;
        harness.Options.InFlightMessagesMax = 1;
        var peer = await harness.ConnectAsync(adjust: c => c with { KeepAliveSeconds = 10 });
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1));
        var held = await harness.Ingest.NextAsync();
        await harness.UntilAsync(() => harness.Time.GetUtcNow().Minute > 0, secondsAStep: 5);
        held.Durable.SetResult(MqttReasonCode.Success);

        Assert.Equal(1, (await peer.ReadAsync<MqttPacket.Acknowledge>()).PacketId);
        await peer.PingAsync();
    }

    [Fact]
    public async Task A_topic_outside_the_permissions_is_refused_and_the_connection_goes_on()
    {
        await using var harness = new ListenerHarness();
        harness.Device = harness.Device with { PublishFilters = ["oms/v1/depot/reefer/7/#"] };
        var peer = await harness.ConnectAsync();
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1, topic: "oms/v1/depot/reefer/8/temperature"));
        Assert.Equal(MqttReasonCode.NotAuthorized, (await peer.ReadAsync<MqttPacket.Acknowledge>()).Reason);
        await peer.SendAsync(ListenerHarness.Publish(0, qos: 0, topic: "oms/v1/depot/reefer/8/temperature"));
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1));
        Assert.Equal(MqttReasonCode.Success, (await peer.ReadAsync<MqttPacket.Acknowledge>()).Reason);

        Assert.Single(harness.Ingest.Messages);
        Assert.Equal(2, harness.Count("oms.mqtt.ingest.denied"));
    }

    [Fact]
    public async Task An_older_device_that_publishes_outside_its_permissions_is_disconnected()
    {
        await using var harness = new ListenerHarness();
        harness.Device = harness.Device with { PublishFilters = ["a/#"] };
        var peer = await harness.ConnectAsync(MqttProtocolVersion.V311);
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1, topic: "b"));

        Assert.Empty(await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_packet_larger_than_the_bound_ends_the_connection()
    {
        await using var harness = new ListenerHarness(o => o.PacketBytesMax = 1_000);
        var peer = await harness.ConnectAsync();
        await peer.TrySendAsync(RawPeer.Bytes(
            ListenerHarness.Publish(1, qos: 1) with { Payload = new byte[1_000] }, MqttProtocolVersion.V500));

        var left = Assert.IsType<MqttPacket.Disconnect>(Assert.Single(await peer.ReadToEndAsync()));
        Assert.Equal(MqttReasonCode.PacketTooLarge, left.Reason);
    }

    [Fact]
    public async Task One_connection_more_than_the_bound_is_closed_at_once()
    {
        await using var harness = new ListenerHarness(o => o.ConnectionsMax = 1);
        var first = await harness.ConnectAsync();
        harness.Open(MqttProtocolVersion.V500, out var second);

        Assert.True(second.IsAborted);
        await first.PingAsync();
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311, 4)]
    [InlineData(MqttProtocolVersion.V500, 0x86)]
    public async Task A_refusal_is_told_in_the_words_of_the_version(MqttProtocolVersion version, byte reason)
    {
        await using var harness = new ListenerHarness();
        harness.Verdict = _ => new MqttAuthentication.Refused(MqttReasonCode.BadUserNameOrPassword);
        var peer = harness.Open(version);
        await peer.SendAsync(new MqttPacket.Connect(version, "device", true)
        {
            UserName = "reefer",
            Password = "wrong"u8.ToArray(),
        });

        Assert.Equal(reason, (await peer.ReadAsync<MqttPacket.ConnAck>()).Reason);
        Assert.Empty(await peer.ReadToEndAsync());
        Assert.Equal("reefer", harness.LastRequest!.UserName);
    }

    [Fact]
    public async Task A_topic_alias_stands_for_the_topic_it_was_set_with()
    {
        await using var harness = new ListenerHarness();
        var peer = await harness.ConnectAsync();
        var alias = new MqttProperties().Number(MqttPropertyId.TopicAlias, 3);
        await peer.SendAsync(ListenerHarness.Publish(1, qos: 1) with { Properties = alias });
        await peer.SendAsync(ListenerHarness.Publish(2, qos: 1, topic: "") with { Properties = alias });
        await peer.PingAsyncAfter(2);

        Assert.Equal(2, harness.Ingest.Messages.Count);
        Assert.Single(harness.Ingest.Messages.Select(m => m.Message.Message.Topic).Distinct());
    }

    private static async Task FloodAsync(RawPeer peer)
    {
        // Far more than the buffers between the two ends hold, so that the sender feels the back-pressure.
        for (var i = 0; i < 20_000; i++)
        {
            try
            {
                await peer.SendAsync(ListenerHarness.Publish(0, qos: 0));
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                return;
            }
        }
    }
}

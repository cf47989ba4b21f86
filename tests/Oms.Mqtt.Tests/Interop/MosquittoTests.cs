using Oms.Mqtt.Client;

namespace Oms.Mqtt.Tests.Interop;

/// <summary>Our client against a broker of others.</summary>
public sealed class MosquittoTests
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Messages_of_every_quality_of_service_go_out_and_come_in(MqttProtocolVersion version)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var sender = await LiveClient.StartAsync(Options(version, "sender"), broker.Port);
        await using var receiver = await LiveClient.StartAsync(Options(version, "receiver"), broker.Port);
        Assert.Equal([MqttReasonCode.GrantedQoS2], await receiver.SubscribeAsync("oms/#", 2));
        for (var i = 0; i < 300; i++)
        {
            var result = await sender.PublishAsync($"oms/{i}", $"text {i}", i % 3);
            Assert.Equal(i % 3 == 0 ? MqttPublishOutcome.Sent : MqttPublishOutcome.Acknowledged, result.Outcome);
        }

        var received = new List<(string Text, MqttApplicationMessage Message)>();
        while (received.Count < 300)
        {
            received.Add(await receiver.NextAsync());
        }

        // 4.6.0-5: the order holds for one topic and one quality of service, so QoS 0 may overtake.
        for (var qos = 0; qos < 3; qos++)
        {
            Assert.Equal(
                Enumerable.Range(0, 300).Where(i => i % 3 == qos).Select(i => $"text {i}"),
                received.Where(r => (int)r.Message.QualityOfServiceLevel == qos).Select(r => r.Text));
        }
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_persistent_session_keeps_what_came_while_the_client_was_away(MqttProtocolVersion version)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var sender = await LiveClient.StartAsync(Options(version, "sender"), broker.Port);
        await using (var first = await LiveClient.StartAsync(Options(version, "gateway"), broker.Port))
        {
            await first.SubscribeAsync("oms/#", 1);
        }

        for (var i = 0; i < 50; i++)
        {
            await sender.PublishAsync("oms/a", $"text {i}", 1);
        }

        await using var second = await LiveClient.StartAsync(
            Options(version, "gateway") with { ResumesUnknownSession = true }, broker.Port);
        Assert.True(second.Client.SessionPresent);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal($"text {i}", (await second.NextAsync()).Text);
        }
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Messages_not_acknowledged_before_the_cut_come_again(MqttProtocolVersion version)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var sender = await LiveClient.StartAsync(Options(version, "sender"), broker.Port);
        await using var receiver = await LiveClient.StartAsync(Options(version, "receiver"), broker.Port);
        await receiver.SubscribeAsync("oms/#", 2);
        await sender.PublishAsync("oms/a", "one", 1);
        await sender.PublishAsync("oms/a", "two", 2);
        var one = await receiver.Client.Received.ReadAsync(TestContext.Current.CancellationToken);
        await receiver.Client.Received.ReadAsync(TestContext.Current.CancellationToken);
        await receiver.CutAsync();

        var again = await receiver.Client.Received.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(again.IsDuplicate);
        Assert.Equal(one.Message.Payload.ToArray(), again.Message.Payload.ToArray());
        again.Acknowledge();
        Assert.Equal("two", (await receiver.NextAsync()).Text);
        await sender.PublishAsync("oms/a", "three", 1);
        Assert.Equal("three", (await receiver.NextAsync()).Text);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Retained_messages_and_wills_are_understood(MqttProtocolVersion version)
    {
        await using var broker = await Mosquitto.StartAsync();
        var will = new MqttApplicationMessage
        {
            Topic = "oms/state",
            Payload = "gone"u8.ToArray(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        await using var sender = await LiveClient.StartAsync(
            Options(version, "sender") with
            {
                Will = will,
                Birth = () => will with { Payload = "here"u8.ToArray(), Retain = true },
            },
            broker.Port);
        await sender.PublishAsync("oms/kept", "kept", 1, retain: true);
        await using var receiver = await LiveClient.StartAsync(Options(version, "receiver"), broker.Port);
        await receiver.SubscribeAsync("oms/#", 1);
        var retained = new[] { await receiver.NextAsync(), await receiver.NextAsync() };
        Assert.All(retained, r => Assert.True(r.Message.Retain));
        Assert.Equal(["here", "kept"], retained.Select(r => r.Text).Order());

        await sender.CutAsync();
        Assert.Equal("gone", (await receiver.NextAsync()).Text);
        Assert.Equal("here", (await receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task An_unknown_session_of_MQTT_3_is_cleared_and_a_lasting_one_begun()
    {
        await using var broker = await Mosquitto.StartAsync();
        var options = Options(MqttProtocolVersion.V311, "gateway");
        await using (var first = await LiveClient.StartAsync(options, broker.Port))
        {
            await first.SubscribeAsync("stale/#", 1);
        }

        await using var second = await LiveClient.StartAsync(options, broker.Port);
        Assert.False(second.Client.SessionPresent);
        await second.SubscribeAsync("oms/#", 1);
        await second.CutAsync();
        await using var sender = await LiveClient.StartAsync(Options(MqttProtocolVersion.V311, "sender"), broker.Port);
        await sender.PublishAsync("stale/a", "stale", 1);
        await sender.PublishAsync("oms/a", "fresh", 1);
        Assert.Equal("fresh", (await second.NextAsync()).Text);
        Assert.True(second.Client.SessionPresent);
    }

    [Fact]
    public async Task Properties_of_MQTT_5_survive_the_way_through_a_broker()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var client = await LiveClient.StartAsync(Options(MqttProtocolVersion.V500, "both"), broker.Port);
        await client.SubscribeAsync("oms/#", 1);
        var sent = new MqttApplicationMessage
        {
            Topic = "oms/a",
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            PayloadIsText = true,
            ContentType = "application/json",
            ResponseTopic = "oms/b",
            CorrelationData = new byte[] { 1, 2, 3 },
            UserProperties = [new MqttUserProperty("a", "1"), new MqttUserProperty("a", "2")],
        };
        await client.Client.PublishAsync(sent, CancellationToken.None);
        var (_, message) = await client.NextAsync();
        Assert.True(message.PayloadIsText);
        Assert.Equal(sent.ContentType, message.ContentType);
        Assert.Equal(sent.ResponseTopic, message.ResponseTopic);
        Assert.Equal(sent.CorrelationData.Value.ToArray(), message.CorrelationData!.Value.ToArray());
        Assert.Equal(sent.UserProperties, message.UserProperties);
    }

    private static MqttClientOptions Options(MqttProtocolVersion version, string clientId) =>
        new() { Version = version, ClientId = clientId };
}

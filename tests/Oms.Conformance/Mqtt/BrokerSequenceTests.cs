using System.Text;
using Oms.Mqtt;
using Oms.Mqtt.Tests.Support;

namespace Oms.Conformance.Mqtt;

public sealed class BrokerSequenceTests
{
    [Fact]
    public Task The_listener_answers_packet_sequences_as_the_standards_ask() =>
        SequenceRun.PlayAllAsync("broker", BrokerDeviations.All, PlayAsync);

    private static async Task<string?> PlayAsync(PacketSequence sequence, TimeSpan patience)
    {
        await using var harness = new ListenerHarness(o => o.TopicAliasMaximum = 10);
        var version = SequenceRun.Version(sequence.Version);
        var peer = harness.Open(version);
        if (sequence.Connects)
        {
            await ListenerHarness.ConnectAsync(peer, "sequence");
        }

        foreach (var step in sequence.Steps)
        {
            try
            {
                if (await StepAsync(harness, peer, step, patience) is { } problem)
                {
                    return problem;
                }
            }
            catch (TimeoutException)
            {
                return $"nothing came instead of {Convert.ToHexString(step.Bytes)}";
            }
        }

        if (sequence.ExpectsDisconnect)
        {
            return await SequenceRun.ExpectCloseAsync(peer, patience);
        }

        await peer.TrySendAsync(new byte[] { 0xC0, 0x00 });
        return SequenceRun.Compare([0xD0, 0x00], await peer.ReadFrameAsync(patience));
    }

    private static async Task<string?> StepAsync(
        ListenerHarness harness, RawPeer peer, PacketStep step, TimeSpan patience)
    {
        switch (step.Type)
        {
            case "send":
                await peer.TrySendAsync(step.Bytes);
                return null;
            case "recv":
                return SequenceRun.Compare(step.Bytes, await peer.ReadFrameAsync(patience));
            default:
                _ = harness.Listener.PublishAsync(
                    "sequence",
                    new MqttApplicationMessage
                    {
                        Topic = step.Topic,
                        Payload = Encoding.UTF8.GetBytes(step.Payload),
                        QualityOfServiceLevel = (MqttQualityOfServiceLevel)step.QoS,
                    },
                    CancellationToken.None);
                return null;
        }
    }
}

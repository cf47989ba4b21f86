using Microsoft.Extensions.Logging.Abstractions;
using Oms.Mqtt;
using Oms.Mqtt.Client;
using Oms.Mqtt.Tests.Support;

namespace Oms.Conformance.Mqtt;

public sealed class ClientSequenceTests
{
    [Fact]
    public Task The_client_answers_packet_sequences_as_the_standards_ask() =>
        SequenceRun.PlayAllAsync("lib", ClientDeviations.All, PlayAsync);

    private static async Task<string?> PlayAsync(PacketSequence sequence, TimeSpan patience)
    {
        var version = SequenceRun.Version(sequence.Version);
        var connector = new MemoryConnector();
        // Manual time that never moves: the client connects once and never again.
        var client = new MqttClient(
            new MqttClientOptions
            {
                ClientId = "sequence",
                Version = version,
                CleanStart = true,
                TopicAliasMaximum = 0,
            },
            connector,
            new ManualTime(),
            new Random(1),
            NullLogger<MqttClient>.Instance);
        using var stop = new CancellationTokenSource();
        var running = client.RunAsync(stop.Token);
        var acknowledging = AcknowledgeAllAsync(client);
        try
        {
            var server = new RawPeer((await connector.NextAsync()).Transport, version);
            return await PlayAsync(sequence, server, patience);
        }
        finally
        {
            await stop.CancelAsync();
            connector.CloseAll();
            await running.WaitAsync(RawPeer.Patience);
            await acknowledging.WaitAsync(RawPeer.Patience);
        }
    }

    private static async Task<string?> PlayAsync(PacketSequence sequence, RawPeer server, TimeSpan patience)
    {
        await server.ReadFrameAsync(patience);
        if (sequence.Accepts)
        {
            await server.SendAsync(server.Version == MqttProtocolVersion.V500
                ? new byte[] { 0x20, 0x06, 0x00, 0x00, 0x03, 0x21, 0x00, 0x14 }
                : new byte[] { 0x20, 0x02, 0x00, 0x00 });
        }

        foreach (var step in sequence.Steps)
        {
            if (step.Type == "send")
            {
                await server.TrySendAsync(step.Bytes);
                continue;
            }

            try
            {
                if (SequenceRun.Compare(step.Bytes, await server.ReadFrameAsync(patience)) is { } problem)
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
            return await SequenceRun.ExpectCloseAsync(server, patience);
        }

        await server.TrySendAsync(SequenceRun.AliveCheck(server.Version));
        return SequenceRun.Compare([0x40, 0x02, 0xFF, 0xFF], await server.ReadFrameAsync(patience));
    }

    private static async Task AcknowledgeAllAsync(MqttClient client)
    {
        await foreach (var message in client.Received.ReadAllAsync())
        {
            message.Acknowledge();
        }
    }
}

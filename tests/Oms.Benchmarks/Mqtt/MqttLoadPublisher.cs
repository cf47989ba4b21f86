using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Oms.Mqtt;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Benchmarks.Mqtt;

/// <summary>What a load run saw: PUBACKs in the measured time, and how long each message waited for its own.</summary>
internal sealed record MqttLoadResult(long Acknowledged, TimeSpan Elapsed, IReadOnlyList<TimeSpan> Latencies)
{
    public double PerSecond => Acknowledged / Elapsed.TotalSeconds;

    public TimeSpan Percentile(double share) =>
        Latencies.Count == 0 ? TimeSpan.Zero : Latencies[(int)Math.Min(Latencies.Count - 1, Latencies.Count * share)];
}

/// <summary>
/// Publishes at QoS 1 over many connections, each with a window of unacknowledged messages that is kept full, and
/// checks that the PUBACKs come in order.
/// </summary>
/// <param name="endPoint">The listener or broker.</param>
/// <param name="connections">Connections at a time.</param>
/// <param name="window">Unacknowledged messages of a connection, from 1 to 65 535.</param>
/// <param name="payloadBytes">Payload of a message, at least 8: a running number goes in front.</param>
internal sealed class MqttLoadPublisher(IPEndPoint endPoint, int connections, int window, int payloadBytes)
{
    /// <summary>The topic of a connection's messages.</summary>
    public Func<int, string> Topic { get; init; } = i => $"oms/v1/depot/reefer/{i}/temperature";

    /// <summary>A message's payload, by connection and running number; that number and zeros when left out.</summary>
    public Func<int, long, ReadOnlyMemory<byte>>? Payload { get; init; }

    /// <summary>User name and password of a connection; none when left out.</summary>
    public Func<int, (string User, string Password)>? Credentials { get; init; }

    /// <summary>Runs until it is over and everything sent is acknowledged.</summary>
    public async Task<MqttLoadResult> RunAsync(CancellationToken over)
    {
        var started = Stopwatch.GetTimestamp();
        var runs = Enumerable.Range(0, connections).Select(i => RunOneAsync(i, over)).ToList();
        var latencies = (await Task.WhenAll(runs)).SelectMany(l => l).ToList();
        var elapsed = Stopwatch.GetElapsedTime(started);
        latencies.Sort();
        return new MqttLoadResult(latencies.Count, elapsed, latencies);
    }

    private async Task<List<TimeSpan>> RunOneAsync(int index, CancellationToken over)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        var buffer = new PacketBuffer();
        var credentials = Credentials?.Invoke(index);
        PacketEncoder.Write(
            buffer,
            new MqttPacket.Connect(MqttProtocolVersion.V311, $"load-{index}", true)
            {
                UserName = credentials?.User,
                Password = credentials is { } given ? Encoding.UTF8.GetBytes(given.Password) : null,
            },
            MqttProtocolVersion.V311);
        await SendAsync(socket, buffer);
        var received = new byte[64 * 1024];
        await ReceiveAsync(socket, received, 4);

        var sentAt = new long[ushort.MaxValue + 1];
        var latencies = new List<TimeSpan>();
        var (topic, payload) = (Topic(index), new byte[payloadBytes]);
        var (sent, acknowledged, rest) = (0L, 0L, 0);
        while (true)
        {
            var isOver = over.IsCancellationRequested;
            while (!isOver && sent - acknowledged < window)
            {
                var id = (ushort)(1 + (sent % ushort.MaxValue));
                if (Payload is null)
                {
                    BinaryPrimitives.WriteInt64BigEndian(payload, sent);
                }

                PacketEncoder.Write(
                    buffer,
                    new MqttPacket.Publish(topic, Payload?.Invoke(index, sent) ?? payload)
                    {
                        QoS = MqttQualityOfServiceLevel.AtLeastOnce,
                        PacketId = id,
                    },
                    MqttProtocolVersion.V311);
                sentAt[id] = Stopwatch.GetTimestamp();
                sent++;
            }

            if (buffer.Length > 0)
            {
                await SendAsync(socket, buffer);
            }

            if (isOver && sent == acknowledged)
            {
                return latencies;
            }

            var count = rest + await ReceiveAsync(socket, received.AsMemory(rest), 1);
            rest = Take(received.AsSpan(0, count), sentAt, latencies, ref acknowledged);
            received.AsSpan(count - rest, rest).CopyTo(received);
        }
    }

    /// <returns>How many bytes of an incomplete PUBACK are left.</returns>
    private static int Take(ReadOnlySpan<byte> bytes, long[] sentAt, List<TimeSpan> latencies, ref long acknowledged)
    {
        while (bytes.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            var expected = (ushort)(1 + (acknowledged % ushort.MaxValue));
            if (bytes[0] != 0x40 || bytes[1] != 2 || id != expected)
            {
                throw new InvalidDataException($"PUBACK {expected} was due, {Convert.ToHexString(bytes[..4])} came.");
            }

            latencies.Add(Stopwatch.GetElapsedTime(sentAt[id]));
            acknowledged++;
            bytes = bytes[4..];
        }

        return bytes.Length;
    }

    private static async Task SendAsync(Socket socket, PacketBuffer buffer)
    {
        for (var rest = buffer.Written; !rest.IsEmpty;)
        {
            rest = rest[await socket.SendAsync(rest)..];
        }

        buffer.Clear();
    }

    private static async Task<int> ReceiveAsync(Socket socket, Memory<byte> into, int atLeast)
    {
        var count = 0;
        do
        {
            var more = await socket.ReceiveAsync(into[count..]);
            count += more > 0 ? more : throw new IOException("The server closed the connection.");
        }
        while (count < atLeast);

        return count;
    }
}

using System.Buffers;
using System.Diagnostics;
using Oms.Mqtt;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Benchmarks.Mqtt;

/// <summary>How many PUBLISH packets one core cuts out of a stream and reads in a second.</summary>
/// <remarks>Its limit: one pass over the same bytes, that reads each packet's length and copies the packet.</remarks>
internal static class MqttParseBenchmark
{
    private const int PacketsInBuffer = 10_000;
    private const int Passes = 200;
    private const int Topics = 16;
    private const int PayloadBytes = 100;

    public static async Task RunAsync()
    {
        foreach (var version in new[] { MqttProtocolVersion.V311, MqttProtocolVersion.V500 })
        {
            var stream = Stream(version);
            var runs = await Report.InTurnsAsync(
                () => Task.FromResult(Rate(() => Parse(stream, version))),
                () => Task.FromResult(Rate(() => Copy(stream))));
            Report.Answer(
                "mqtt-parse", "packet/s", runs[0], $"version={version}", $"payload={PayloadBytes}", $"topics={Topics}",
                "in_flight=1", "threads=1", "journal=none", "file_system=none");
            Report.Limit("lengths-read-and-bytes-copied", runs[0], runs[1], "threads=1");
        }
    }

    private static double Rate(Func<long> pass)
    {
        var started = Stopwatch.GetTimestamp();
        return pass() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static byte[] Stream(MqttProtocolVersion version)
    {
        var buffer = new PacketBuffer();
        var payload = new byte[PayloadBytes];
        for (var i = 0; i < PacketsInBuffer; i++)
        {
            PacketEncoder.Write(
                buffer,
                new MqttPacket.Publish($"oms/v1/depot-17/reefer/{i % Topics}/temperature", payload)
                {
                    QoS = MqttQualityOfServiceLevel.AtLeastOnce,
                    PacketId = (ushort)(1 + (i % 60_000)),
                },
                version);
        }

        return buffer.Written.ToArray();
    }

    private static long Parse(byte[] stream, MqttProtocolVersion version)
    {
        var topics = new TopicCache();
        var (count, bytes) = (0L, 0L);
        for (var pass = 0; pass < Passes; pass++)
        {
            var buffer = new ReadOnlySequence<byte>(stream);
            while (FrameReader.TryRead(ref buffer, 1_048_576, out var header, out var body))
            {
                var span = body.FirstSpan;
                var head = PublishHead.Read(header, span, version, topics);
                bytes += span.Length - head.PayloadOffset + head.Topic!.Name.Length;
                count++;
            }
        }

        return bytes > 0 ? count : 0;
    }

    /// <summary>Touches every byte once: reads each packet's length, and copies the packet.</summary>
    private static long Copy(byte[] stream)
    {
        var packet = new byte[1_024];
        var count = 0L;
        for (var pass = 0; pass < Passes; pass++)
        {
            for (ReadOnlySpan<byte> rest = stream; !rest.IsEmpty; count++)
            {
                var (length, used) = (0, 1);
                for (var shift = 0; ; shift += 7)
                {
                    var digit = rest[used++];
                    length |= (digit & 0x7F) << shift;
                    if (digit < 0x80)
                    {
                        break;
                    }
                }

                rest[..(used + length)].CopyTo(packet);
                rest = rest[(used + length)..];
            }
        }

        return count;
    }
}

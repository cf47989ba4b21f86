using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Oms.Mqtt;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Benchmarks.Mqtt;

/// <summary>How many PUBLISH packets one core cuts out of a stream and reads in a second.</summary>
internal static class MqttParseBenchmark
{
    private const int PacketsInBuffer = 10_000;
    private const int Passes = 200;
    private const int Topics = 16;

    /// <param name="args">The payload in bytes; 100 when left out.</param>
    public static int Run(string[] args)
    {
        var payloadBytes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
        foreach (var version in new[] { MqttProtocolVersion.V311, MqttProtocolVersion.V500 })
        {
            var stream = Stream(version, payloadBytes);
            var rates = new List<double>();
            for (var run = 0; run < 6; run++)
            {
                var started = Stopwatch.GetTimestamp();
                var parsed = Parse(stream, version);
                var rate = parsed / Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (run > 0)
                {
                    // The first run only warms up.
                    rates.Add(rate);
                }
            }

            rates.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"parse PUBLISH {version}, {payloadBytes} B payload, {Topics} topics: median of 5 {rates[2]:N0}/s "
                + $"(min {rates[0]:N0}, max {rates[^1]:N0})"));
        }

        return 0;
    }

    private static byte[] Stream(MqttProtocolVersion version, int payloadBytes)
    {
        var buffer = new PacketBuffer();
        var payload = new byte[payloadBytes];
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
}

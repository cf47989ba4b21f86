using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Codec;

public sealed class PacketRoundTripProperties
{
    [Fact]
    public void Every_packet_of_both_versions_reads_back_as_it_was_written() =>
        Prop.ForAll(PacketGen.All, made =>
        {
            var bytes = RawPeer.Bytes(made.Packet, made.Version);
            var read = Read(new ReadOnlySequence<byte>(bytes), made.Version);
            Assert.Equal(PacketGen.Describe(made.Packet), PacketGen.Describe(read));
            Assert.Equal(bytes, RawPeer.Bytes(read, made.Version));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void A_packet_cut_into_any_segments_reads_the_same() =>
        Prop.ForAll(PacketGen.All, ArbMap.Default.ArbFor<int>(), (made, seed) =>
        {
            var bytes = RawPeer.Bytes(made.Packet, made.Version);
            var read = Read(Segments.Cut(bytes, new Random(seed)), made.Version);
            Assert.Equal(PacketGen.Describe(made.Packet), PacketGen.Describe(read));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_packet_that_has_not_wholly_arrived_is_waited_for() =>
        Prop.ForAll(PacketGen.All, made =>
        {
            var bytes = RawPeer.Bytes(made.Packet, made.Version);
            var step = Math.Max(1, bytes.Length / 50);
            for (var length = 0; length < bytes.Length; length += step)
            {
                var part = new ReadOnlySequence<byte>(bytes, 0, length);
                Assert.False(FrameReader.TryRead(ref part, uint.MaxValue, out _, out _));
                Assert.Equal(length, part.Length);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void The_short_form_of_an_acknowledgement_says_the_same_as_the_packet() =>
        Prop.ForAll(PacketGen.All, made =>
        {
            if (made.Packet is MqttPacket.Acknowledge { Properties.Items.Count: 0 } packet)
            {
                var buffer = new PacketBuffer();
                PacketEncoder.WriteAcknowledge(buffer, packet.Type, packet.PacketId, packet.Reason, made.Version);
                Assert.Equal(RawPeer.Bytes(packet, made.Version), buffer.Written.ToArray());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static MqttPacket Read(ReadOnlySequence<byte> bytes, MqttProtocolVersion version)
    {
        Assert.True(FrameReader.TryRead(ref bytes, uint.MaxValue, out var header, out var body));
        Assert.True(bytes.IsEmpty);
        return PacketDecoder.Read(header, body.ToArray(), version, new TopicCache());
    }

    private sealed class Segments : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Cut(byte[] bytes, Random random)
        {
            var first = new Segments { Memory = ReadOnlyMemory<byte>.Empty };
            var last = first;
            for (var at = 0; at < bytes.Length;)
            {
                var most = random.Next(1, 4) == 1 ? 5_000 : 8;
                var count = Math.Min(bytes.Length - at, random.Next(1, most));
                var next = new Segments
                {
                    Memory = bytes.AsMemory(at, count),
                    RunningIndex = last.RunningIndex + last.Memory.Length,
                };
                last.Next = next;
                last = next;
                at += count;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}

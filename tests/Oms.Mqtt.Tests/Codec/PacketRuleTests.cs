using System.Buffers;
using Oms.Mqtt.Codec;

namespace Oms.Mqtt.Tests.Codec;

/// <summary>One row a rule of the standards: the bytes that break it, and the reason code it asks for.</summary>
public sealed class PacketRuleTests
{
    private const int Malformed = 0x81;
    private const int ProtocolError = 0x82;
    private const int V3 = 4;
    private const int V5 = 5;

    [Theory]
    // The fixed header.
    [InlineData("C0 80 80 80 80 01", V5, Malformed, "2.1.4")]
    [InlineData("C0 80 00", V5, Malformed, "1.5.5-1")]
    [InlineData("C1 00", V3, Malformed, "2.1.3-1")]
    [InlineData("60 02 00 01", V3, Malformed, "2.1.3-1")]
    [InlineData("80 06 00 01 00 01 61 00", V3, Malformed, "2.1.3-1")]
    [InlineData("A0 05 00 01 00 01 61", V3, Malformed, "2.1.3-1")]
    [InlineData("00 00", V5, Malformed, "2.1.2")]
    [InlineData("F0 00", V3, Malformed, "2.1.2")]
    [InlineData("C0 01 00", V5, Malformed, "2.1.4")]
    // CONNECT.
    [InlineData("10 0C 00 04 4D 51 54 54 04 03 00 0A 00 00", V3, Malformed, "3.1.2-3")]
    [InlineData("10 0C 00 04 4D 51 54 55 04 02 00 0A 00 00", V3, Malformed, "3.1.2-1")]
    [InlineData("10 0C 00 04 4D 51 54 54 07 02 00 0A 00 00", V3, 0x84, "3.1.2-2")]
    [InlineData("10 0C 00 04 4D 51 54 54 04 0A 00 0A 00 00", V3, Malformed, "3.1.2-11")]
    [InlineData("10 0C 00 04 4D 51 54 54 04 1E 00 0A 00 00", V3, Malformed, "3.1.2-12")]
    [InlineData("10 0C 00 04 4D 51 54 54 04 42 00 0A 00 00", V3, Malformed, "3.1.2-22")]
    [InlineData("10 0D 00 04 4D 51 54 54 04 02 00 0A 00 00 00", V3, Malformed, "2.1.4")]
    [InlineData("10 0F 00 04 4D 51 54 54 05 02 00 0A 02 17 02 00 00", V5, ProtocolError, "3.x.2.3")]
    [InlineData("10 11 00 04 4D 51 54 54 05 02 00 0A 04 16 00 01 61 00 00", V5, ProtocolError, "3.1.2.11.10")]
    [InlineData("10 10 00 04 4D 51 54 54 05 02 00 0A 03 21 00 00 00 00", V5, ProtocolError, "3.x.2.3")]
    [InlineData("10 13 00 04 4D 51 54 54 05 02 00 0A 06 21 00 01 21 00 01 00 00", V5, ProtocolError, "3.x.2.3")]
    [InlineData("10 10 00 04 4D 51 54 54 05 02 00 0A 03 23 00 01 00 00", V5, Malformed, "2.2.2.2")]
    [InlineData("10 0E 00 04 4D 51 54 54 04 02 00 0A 00 02 C3 28", V3, 0x85, "3.1.3-4")]
    // CONNACK.
    [InlineData("20 02 02 00", V3, Malformed, "3.2.2-1")]
    [InlineData("20 02 01 05", V3, ProtocolError, "3.2.2-6")]
    [InlineData("20 02 00 06", V3, ProtocolError, "3.2.2.3")]
    [InlineData("20 03 00 01 00", V5, ProtocolError, "2.4")]
    // PUBLISH.
    [InlineData("36 05 00 01 61 00 01", V3, Malformed, "3.3.1-4")]
    [InlineData("38 04 00 01 61 00", V5, Malformed, "3.3.1-2")]
    [InlineData("32 05 00 01 61 00 00", V3, ProtocolError, "2.2.1-4")]
    [InlineData("30 03 00 01 2B", V3, Malformed, "3.3.2-2")]
    [InlineData("30 02 00 00", V3, Malformed, "4.7.3-1")]
    [InlineData("30 03 00 00 00", V5, ProtocolError, "3.3.2.1")]
    [InlineData("30 05 00 03 ED A0 80", V3, Malformed, "3.3.2-1")]
    [InlineData("30 03 00 01 00", V3, Malformed, "3.3.2-1")]
    [InlineData("30 07 00 01 61 03 23 00 00", V5, 0x94, "3.3.2-8")]
    [InlineData("30 08 00 01 61 04 08 00 01 23", V5, ProtocolError, "3.3.2-14")]
    [InlineData("30 06 00 01 61 02 0B 00", V5, ProtocolError, "3.x.2.3")]
    [InlineData("30 06 00 01 61 05 01 00", V5, Malformed, "2.2.2.1")]
    [InlineData("30 08 00 01 61 04 03 00 01 00", V5, Malformed, "1.5.4-1")]
    // Acknowledgements.
    [InlineData("40 02 00 00", V5, ProtocolError, "2.2.1-3")]
    [InlineData("40 03 00 01 92", V5, ProtocolError, "2.4")]
    [InlineData("62 03 00 01 80", V5, ProtocolError, "2.4")]
    [InlineData("40 03 00 01 00", V3, Malformed, "2.1.4")]
    // SUBSCRIBE and UNSUBSCRIBE and their answers.
    [InlineData("82 02 00 01", V3, Malformed, "4.13")]
    [InlineData("82 06 00 01 00 01 61 03", V3, Malformed, "3.8.3.1")]
    [InlineData("82 07 00 01 00 00 01 61 03", V5, ProtocolError, "3.8.3.1")]
    [InlineData("82 07 00 01 00 00 01 61 40", V5, Malformed, "3.8.3-5")]
    [InlineData("82 06 00 01 00 01 61 04", V3, Malformed, "3.8.3-5")]
    [InlineData("82 07 00 01 00 03 61 2F 2B", V3, Malformed, "4.13")]
    [InlineData("82 08 00 01 00 03 23 2F 61 00", V3, Malformed, "4.7.1")]
    [InlineData("A2 02 00 01", V3, Malformed, "4.13")]
    [InlineData("90 03 00 01 03", V3, ProtocolError, "3.9.3-2")]
    [InlineData("90 02 00 01", V3, Malformed, "3.9.3")]
    [InlineData("B0 03 00 01 00", V5, Malformed, "3.11.3")]
    // DISCONNECT and AUTH.
    [InlineData("E0 01 01", V5, ProtocolError, "2.4")]
    [InlineData("E0 01 00", V3, Malformed, "2.1.4")]
    [InlineData("F0 01 81", V5, ProtocolError, "2.4")]
    public void A_broken_rule_is_named_with_its_reason_code(string hex, int level, int reason, string rule)
    {
        var broken = Assert.Throws<MqttProtocolException>(() => Read(hex, (MqttProtocolVersion)level));
        Assert.Equal((MqttReasonCode)reason, broken.ReasonCode);
        Assert.StartsWith(rule, broken.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10 0C 00 04 4D 51 54 54 04 02 00 0A 00 00", V3)]
    [InlineData("10 0E 00 06 4D 51 49 73 64 70 03 03 00 0A 00 00", V3)]
    [InlineData("30 03 00 01 61", V3)]
    [InlineData("38 03 00 01 61", V3)]
    [InlineData("30 06 00 04 F0 AA 9B 94", V3)]
    [InlineData("30 06 00 00 03 23 00 01", V5)]
    [InlineData("30 09 00 01 61 05 0B FF FF FF 7F", V5)]
    [InlineData("40 02 00 01", V5)]
    [InlineData("40 03 00 01 10", V5)]
    [InlineData("40 04 00 01 10 00", V5)]
    [InlineData("82 07 00 01 00 00 01 61 2E", V5)]
    [InlineData("E0 00", V5)]
    [InlineData("E0 02 04 00", V5)]
    public void A_packet_at_the_edge_of_a_rule_is_read(string hex, int level) =>
        Read(hex, (MqttProtocolVersion)level);

    [Fact]
    public void A_packet_one_byte_above_the_bound_is_refused_before_its_body_is_there()
    {
        var exact = new ReadOnlySequence<byte>(Convert.FromHexString("300A"));
        Assert.False(FrameReader.TryRead(ref exact, 12, out _, out _));
        var above = new ReadOnlySequence<byte>(Convert.FromHexString("300B"));
        var broken = Assert.Throws<MqttProtocolException>(() => FrameReader.TryRead(ref above, 12, out _, out _));
        Assert.Equal(MqttReasonCode.PacketTooLarge, broken.ReasonCode);
    }

    private static void Read(string hex, MqttProtocolVersion version)
    {
        var bytes = new ReadOnlySequence<byte>(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.True(FrameReader.TryRead(ref bytes, 1_000_000, out var header, out var body), "the frame is not whole");
        PacketDecoder.Read(header, body.ToArray(), version, new TopicCache());
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Tests.Codec;

/// <summary>Makes every packet the standards allow, from a seed.</summary>
internal static class PacketGen
{
    private static readonly string[] Texts = ["", "a", "tab\tbed", "grüße", "𪛔", "日本", new string('x', 300)];
    private static readonly string[] Names = ["a", "a/b", "/", "oms/v1/depot/reefer/7", "grüße/𪛔", "$SYS/x"];
    private static readonly string[] Filters = ["a", "#", "+", "a/+/b", "a/#", "$share/g/a/+", "+/+"];

    public static Arbitrary<(MqttPacket Packet, MqttProtocolVersion Version)> All { get; } =
        ArbMap.Default.GeneratorFor<int>().Select(Make).ToArbitrary();

    /// <summary>A packet of every type and both versions comes about once in thirty seeds.</summary>
    public static (MqttPacket Packet, MqttProtocolVersion Version) Make(int seed)
    {
        var random = new Random(seed);
        var version = random.Next(2) == 0 ? MqttProtocolVersion.V311 : MqttProtocolVersion.V500;
        return (Packet(random, version), version);
    }

    public static MqttPacket Packet(Random random, MqttProtocolVersion version)
    {
        var isV5 = version == MqttProtocolVersion.V500;
        var type = (MqttPacketType)random.Next(1, isV5 ? 16 : 15);
        var packet = Body(random, type, version);
        return isV5 ? packet with { Properties = Properties(random, type, packet) } : packet;
    }

    private static MqttPacket Body(Random random, MqttPacketType type, MqttProtocolVersion version)
    {
        var isV5 = version == MqttProtocolVersion.V500;
        return type switch
        {
            MqttPacketType.Connect => Connect(random, version),
            MqttPacketType.ConnAck when isV5 && random.Next(2) == 0 => new MqttPacket.ConnAck(random.Next(2) == 0, 0),
            MqttPacketType.ConnAck => new MqttPacket.ConnAck(
                false, isV5 ? (byte)Reason(random, type) : (byte)random.Next(6)),
            MqttPacketType.Publish => Publish(random),
            MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp =>
                new MqttPacket.Acknowledge(
                    type, Id(random), isV5 ? Reason(random, type) : MqttReasonCode.Success),
            MqttPacketType.Subscribe => new MqttPacket.Subscribe(
                Id(random), Many(random, () => Subscription(random, isV5))),
            MqttPacketType.SubAck => new MqttPacket.SubAck(
                Id(random),
                Many(random, () => isV5
                    ? Reason(random, type)
                    : Pick(random, [MqttReasonCode.Success, MqttReasonCode.GrantedQoS1, MqttReasonCode.GrantedQoS2,
                        MqttReasonCode.UnspecifiedError]))),
            MqttPacketType.Unsubscribe => new MqttPacket.Unsubscribe(
                Id(random), Many(random, () => Pick(random, Filters))),
            MqttPacketType.UnsubAck => new MqttPacket.UnsubAck(
                Id(random), isV5 ? Many(random, () => Reason(random, type)) : []),
            MqttPacketType.PingReq => new MqttPacket.PingReq(),
            MqttPacketType.PingResp => new MqttPacket.PingResp(),
            MqttPacketType.Disconnect => new MqttPacket.Disconnect(
                isV5 ? Reason(random, type) : MqttReasonCode.Success),
            _ => new MqttPacket.Auth(Reason(random, MqttPacketType.Auth)),
        };
    }

    private static MqttPacket.Publish Publish(Random random)
    {
        var qos = (MqttQualityOfServiceLevel)random.Next(3);
        return new MqttPacket.Publish(Pick(random, Names), Blob(random))
        {
            QoS = qos,
            Retain = random.Next(2) == 0,
            Duplicate = qos > 0 && random.Next(2) == 0,
            PacketId = qos > 0 ? Id(random) : (ushort)0,
        };
    }

    private static MqttPacket.Connect Connect(Random random, MqttProtocolVersion version)
    {
        var isV5 = version == MqttProtocolVersion.V500;
        var userName = random.Next(2) == 0 ? Pick(random, ["", "reefer", "grüße"]) : null;
        return new MqttPacket.Connect(version, Pick(random, ["", "client", "grüße"]), random.Next(2) == 0)
        {
            KeepAliveSeconds = (ushort)random.Next(65_536),
            UserName = userName,
            Password = (isV5 || userName is not null) && random.Next(2) == 0 ? Blob(random) : null,
            Will = random.Next(2) == 0
                ? null
                : new MqttPacket.WillMessage(Pick(random, Names), Blob(random))
                {
                    QoS = (MqttQualityOfServiceLevel)random.Next(3),
                    Retain = random.Next(2) == 0,
                    Properties = isV5 ? Properties(random, MqttPacketType.Will, null) : MqttProperties.Empty,
                },
        };
    }

    private static MqttSubscription Subscription(Random random, bool isV5)
    {
        var filter = Pick(random, Filters);
        var subscription = new MqttSubscription(filter, (MqttQualityOfServiceLevel)random.Next(3));
        return isV5
            ? subscription with
            {
                NoLocal = !MqttTopic.IsShared(filter) && random.Next(2) == 0,
                RetainAsPublished = random.Next(2) == 0,
                RetainHandling = (byte)random.Next(3),
            }
            : subscription;
    }

    private static MqttProperties Properties(Random random, MqttPacketType place, MqttPacket? packet)
    {
        var properties = new MqttProperties();
        if (random.Next(3) == 0 || packet is MqttPacket.PingReq or MqttPacket.PingResp)
        {
            return properties;
        }

        var hasMethod = random.Next(2) == 0;
        foreach (var id in PropertyRules.AllowedIn(place))
        {
            var isAuthentication = id is MqttPropertyId.AuthenticationMethod or MqttPropertyId.AuthenticationData;
            if (isAuthentication ? !hasMethod : random.Next(2) == 0)
            {
                continue;
            }

            var repeats = PropertyRules.MayRepeat(id, place) ? random.Next(1, 4) : 1;
            for (var i = 0; i < repeats; i++)
            {
                properties.Add(Property(random, id));
            }
        }

        return properties;
    }

    private static MqttProperty Property(Random random, MqttPropertyId id)
    {
        var property = new MqttProperty(id);
        return PropertyRules.FormatOf((uint)id) switch
        {
            PropertyFormat.Byte => property with { Number = (uint)random.Next(2) },
            PropertyFormat.UInt16 => property with { Number = (uint)random.Next(1, 65_536) },
            PropertyFormat.UInt32 => property with { Number = (uint)random.NextInt64(1, 1L << 32) },
            PropertyFormat.VariableInteger => property with { Number = (uint)random.Next(1, 268_435_456) },
            PropertyFormat.Text when id == MqttPropertyId.ResponseTopic => property with { Text = Pick(random, Names) },
            PropertyFormat.Text => property with { Text = Pick(random, Texts) },
            PropertyFormat.Binary => property with { Data = Blob(random) },
            _ => property with { Text = Pick(random, Texts), Value = Pick(random, Texts) },
        };
    }

    private static byte[] Blob(Random random)
    {
        var bytes = new byte[random.Next(4) switch { 0 => 0, 1 => 1, 2 => random.Next(200), _ => random.Next(20_000) }];
        random.NextBytes(bytes);
        return bytes;
    }

    private static List<T> Many<T>(Random random, Func<T> make) =>
        [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => make())];

    private static ushort Id(Random random) => (ushort)random.Next(1, 65_536);

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];

    private static MqttReasonCode Reason(Random random, MqttPacketType type) =>
        Pick(random, [.. ReasonRules.AllowedIn(type).Order()]);

    /// <summary>A packet in words, so that two are equal when everything they say is.</summary>
    public static string Describe(MqttPacket packet)
    {
        var text = new StringBuilder();
        text.Append(packet switch
        {
            MqttPacket.Connect p => $"Connect {p.Version} {p.ClientId} {p.CleanStart} {p.KeepAliveSeconds} "
                + $"{p.UserName ?? "-"} {Hex(p.Password)} {Describe(p.Will)}",
            MqttPacket.Publish p => $"Publish {p.Topic} {Hex(p.Payload)} {p.QoS} {p.Retain} {p.Duplicate} {p.PacketId}",
            MqttPacket.Subscribe p => $"Subscribe {p.PacketId} {string.Join(' ', p.Subscriptions)}",
            MqttPacket.SubAck p => $"SubAck {p.PacketId} {string.Join(' ', p.Reasons)}",
            MqttPacket.Unsubscribe p => $"Unsubscribe {p.PacketId} {string.Join(' ', p.Filters)}",
            MqttPacket.UnsubAck p => $"UnsubAck {p.PacketId} {string.Join(' ', p.Reasons)}",
            _ => (packet with { Properties = MqttProperties.Empty }).ToString(),
        });
        return text.Append(Describe(packet.Properties)).ToString();
    }

    private static string Describe(MqttPacket.WillMessage? will) => will is null
        ? "-"
        : $"{will.Topic} {Hex(will.Payload)} {will.QoS} {will.Retain}{Describe(will.Properties)}";

    private static string Describe(MqttProperties properties) => string.Concat(
        properties.Items.Select(p => $"; {p.Id} {p.Number} {p.Text} {p.Value} {Hex(p.Data)}"));

    private static string Hex(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } given ? Convert.ToHexString(given.Span) : "-";
}

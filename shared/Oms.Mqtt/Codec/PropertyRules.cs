using Oms.Mqtt.Packets;
using Type = Oms.Mqtt.Packets.MqttPacketType;

namespace Oms.Mqtt.Codec;

internal enum PropertyFormat
{
    Unknown,
    Byte,
    UInt16,
    UInt32,
    VariableInteger,
    Text,
    Binary,
    Pair,
}

/// <summary>Table 2-4 of MQTT 5.0 section 2.2.2.2: the format of each property, and where it may stand.</summary>
internal static class PropertyRules
{
    private const int IdMax = 0x2A;

    private static readonly PropertyFormat[] Formats = new PropertyFormat[IdMax + 1];
    private static readonly int[] Places = new int[IdMax + 1];

    static PropertyRules()
    {
        Type[] reasons =
        [
            Type.ConnAck, Type.PubAck, Type.PubRec, Type.PubRel, Type.PubComp, Type.SubAck, Type.UnsubAck,
            Type.Disconnect, Type.Auth,
        ];
        Set(MqttPropertyId.PayloadFormatIndicator, PropertyFormat.Byte, Type.Publish, Type.Will);
        Set(MqttPropertyId.MessageExpiryInterval, PropertyFormat.UInt32, Type.Publish, Type.Will);
        Set(MqttPropertyId.ContentType, PropertyFormat.Text, Type.Publish, Type.Will);
        Set(MqttPropertyId.ResponseTopic, PropertyFormat.Text, Type.Publish, Type.Will);
        Set(MqttPropertyId.CorrelationData, PropertyFormat.Binary, Type.Publish, Type.Will);
        Set(MqttPropertyId.SubscriptionIdentifier, PropertyFormat.VariableInteger, Type.Publish, Type.Subscribe);
        Set(MqttPropertyId.SessionExpiryInterval, PropertyFormat.UInt32, Type.Connect, Type.ConnAck, Type.Disconnect);
        Set(MqttPropertyId.AssignedClientIdentifier, PropertyFormat.Text, Type.ConnAck);
        Set(MqttPropertyId.ServerKeepAlive, PropertyFormat.UInt16, Type.ConnAck);
        Set(MqttPropertyId.AuthenticationMethod, PropertyFormat.Text, Type.Connect, Type.ConnAck, Type.Auth);
        Set(MqttPropertyId.AuthenticationData, PropertyFormat.Binary, Type.Connect, Type.ConnAck, Type.Auth);
        Set(MqttPropertyId.RequestProblemInformation, PropertyFormat.Byte, Type.Connect);
        Set(MqttPropertyId.WillDelayInterval, PropertyFormat.UInt32, Type.Will);
        Set(MqttPropertyId.RequestResponseInformation, PropertyFormat.Byte, Type.Connect);
        Set(MqttPropertyId.ResponseInformation, PropertyFormat.Text, Type.ConnAck);
        Set(MqttPropertyId.ServerReference, PropertyFormat.Text, Type.ConnAck, Type.Disconnect);
        Set(MqttPropertyId.ReasonString, PropertyFormat.Text, reasons);
        Set(MqttPropertyId.ReceiveMaximum, PropertyFormat.UInt16, Type.Connect, Type.ConnAck);
        Set(MqttPropertyId.TopicAliasMaximum, PropertyFormat.UInt16, Type.Connect, Type.ConnAck);
        Set(MqttPropertyId.TopicAlias, PropertyFormat.UInt16, Type.Publish);
        Set(MqttPropertyId.MaximumQoS, PropertyFormat.Byte, Type.ConnAck);
        Set(MqttPropertyId.RetainAvailable, PropertyFormat.Byte, Type.ConnAck);
        Set(
            MqttPropertyId.UserProperty,
            PropertyFormat.Pair,
            [.. reasons, Type.Connect, Type.Publish, Type.Will, Type.Subscribe, Type.Unsubscribe]);
        Set(MqttPropertyId.MaximumPacketSize, PropertyFormat.UInt32, Type.Connect, Type.ConnAck);
        Set(MqttPropertyId.WildcardSubscriptionAvailable, PropertyFormat.Byte, Type.ConnAck);
        Set(MqttPropertyId.SubscriptionIdentifierAvailable, PropertyFormat.Byte, Type.ConnAck);
        Set(MqttPropertyId.SharedSubscriptionAvailable, PropertyFormat.Byte, Type.ConnAck);
    }

    public static IEnumerable<MqttPropertyId> AllowedIn(MqttPacketType place) =>
        Enum.GetValues<MqttPropertyId>().Where(id => IsAllowed(id, place));

    public static PropertyFormat FormatOf(uint id) => id <= IdMax ? Formats[id] : PropertyFormat.Unknown;

    public static bool IsAllowed(MqttPropertyId id, MqttPacketType place) => (Places[(int)id] & (1 << (int)place)) != 0;

    /// <summary>Only user properties repeat, and subscription identifiers in a PUBLISH (3.3.2.3.8).</summary>
    public static bool MayRepeat(MqttPropertyId id, MqttPacketType place) =>
        id == MqttPropertyId.UserProperty
        || (id == MqttPropertyId.SubscriptionIdentifier && place == MqttPacketType.Publish);

    /// <summary>The value rules that need no context. Throws on the first that is broken.</summary>
    public static void CheckValue(in MqttProperty property)
    {
        switch (property.Id)
        {
            case MqttPropertyId.PayloadFormatIndicator or MqttPropertyId.RequestProblemInformation
                or MqttPropertyId.RequestResponseInformation or MqttPropertyId.MaximumQoS
                or MqttPropertyId.RetainAvailable or MqttPropertyId.WildcardSubscriptionAvailable
                or MqttPropertyId.SubscriptionIdentifierAvailable or MqttPropertyId.SharedSubscriptionAvailable
                when property.Number > 1:
                PacketReader.ThrowProtocolError($"3.x.2.3: {property.Id} is neither 0 nor 1");
                break;
            case MqttPropertyId.ReceiveMaximum or MqttPropertyId.MaximumPacketSize
                or MqttPropertyId.SubscriptionIdentifier when property.Number == 0:
                PacketReader.ThrowProtocolError($"3.x.2.3: {property.Id} is 0");
                break;
            case MqttPropertyId.TopicAlias when property.Number == 0:
                throw new MqttProtocolException(
                    MqttReasonCode.TopicAliasInvalid, "3.3.2-8: a topic alias of 0 is not permitted");
            case MqttPropertyId.ResponseTopic when !MqttTopic.IsValidName(property.Text):
                PacketReader.ThrowProtocolError("3.3.2-14: the response topic is no topic name");
                break;
            default:
                break;
        }
    }

    private static void Set(MqttPropertyId id, PropertyFormat format, params Type[] places)
    {
        Formats[(int)id] = format;
        foreach (var place in places)
        {
            Places[(int)id] |= 1 << (int)place;
        }
    }
}

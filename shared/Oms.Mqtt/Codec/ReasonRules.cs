using Oms.Mqtt.Packets;
using Code = Oms.Mqtt.MqttReasonCode;

namespace Oms.Mqtt.Codec;

/// <summary>Which reason codes a packet may carry: the tables of MQTT 5.0 sections 3.2.2.2 to 3.15.2.1.</summary>
internal static class ReasonRules
{
    private static readonly HashSet<Code> ConnAck =
    [
        Code.Success, Code.UnspecifiedError, Code.MalformedPacket, Code.ProtocolError,
        Code.ImplementationSpecificError, Code.UnsupportedProtocolVersion, Code.ClientIdentifierNotValid,
        Code.BadUserNameOrPassword, Code.NotAuthorized, Code.ServerUnavailable, Code.ServerBusy, Code.Banned,
        Code.BadAuthenticationMethod, Code.TopicNameInvalid, Code.PacketTooLarge, Code.QuotaExceeded,
        Code.PayloadFormatInvalid, Code.RetainNotSupported, Code.QoSNotSupported, Code.UseAnotherServer,
        Code.ServerMoved, Code.ConnectionRateExceeded,
    ];

    private static readonly HashSet<Code> Publish =
    [
        Code.Success, Code.NoMatchingSubscribers, Code.UnspecifiedError, Code.ImplementationSpecificError,
        Code.NotAuthorized, Code.TopicNameInvalid, Code.PacketIdentifierInUse, Code.QuotaExceeded,
        Code.PayloadFormatInvalid,
    ];

    private static readonly HashSet<Code> Release = [Code.Success, Code.PacketIdentifierNotFound];

    private static readonly HashSet<Code> SubAck =
    [
        Code.Success, Code.GrantedQoS1, Code.GrantedQoS2, Code.UnspecifiedError, Code.ImplementationSpecificError,
        Code.NotAuthorized, Code.TopicFilterInvalid, Code.PacketIdentifierInUse, Code.QuotaExceeded,
        Code.SharedSubscriptionsNotSupported, Code.SubscriptionIdentifiersNotSupported,
        Code.WildcardSubscriptionsNotSupported,
    ];

    private static readonly HashSet<Code> UnsubAck =
    [
        Code.Success, Code.NoSubscriptionExisted, Code.UnspecifiedError, Code.ImplementationSpecificError,
        Code.NotAuthorized, Code.TopicFilterInvalid, Code.PacketIdentifierInUse,
    ];

    private static readonly HashSet<Code> Disconnect =
    [
        Code.Success, Code.DisconnectWithWillMessage, Code.UnspecifiedError, Code.MalformedPacket,
        Code.ProtocolError, Code.ImplementationSpecificError, Code.NotAuthorized, Code.ServerBusy,
        Code.ServerShuttingDown, Code.KeepAliveTimeout, Code.SessionTakenOver, Code.TopicFilterInvalid,
        Code.TopicNameInvalid, Code.ReceiveMaximumExceeded, Code.TopicAliasInvalid, Code.PacketTooLarge,
        Code.MessageRateTooHigh, Code.QuotaExceeded, Code.AdministrativeAction, Code.PayloadFormatInvalid,
        Code.RetainNotSupported, Code.QoSNotSupported, Code.UseAnotherServer, Code.ServerMoved,
        Code.SharedSubscriptionsNotSupported, Code.ConnectionRateExceeded, Code.MaximumConnectTime,
        Code.SubscriptionIdentifiersNotSupported, Code.WildcardSubscriptionsNotSupported,
    ];

    private static readonly HashSet<Code> Auth = [Code.Success, Code.ContinueAuthentication, Code.ReAuthenticate];

    public static IReadOnlyCollection<Code> AllowedIn(MqttPacketType type) => For(type);

    public static MqttReasonCode Check(MqttPacketType type, byte reason)
    {
        if (!For(type).Contains((Code)reason))
        {
            PacketReader.ThrowProtocolError($"2.4: the reason code is not one a {type} may carry");
        }

        return (Code)reason;
    }

    private static HashSet<Code> For(MqttPacketType type) => type switch
    {
        MqttPacketType.ConnAck => ConnAck,
        MqttPacketType.PubAck or MqttPacketType.PubRec => Publish,
        MqttPacketType.PubRel or MqttPacketType.PubComp => Release,
        MqttPacketType.SubAck => SubAck,
        MqttPacketType.UnsubAck => UnsubAck,
        MqttPacketType.Disconnect => Disconnect,
        _ => Auth,
    };
}

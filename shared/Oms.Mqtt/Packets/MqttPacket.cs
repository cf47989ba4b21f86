namespace Oms.Mqtt.Packets;

/// <summary>A control packet (MQTT 5.0 chapter 3). Byte fields are slices of what was read, not copies.</summary>
internal abstract record MqttPacket
{
    private MqttPacket()
    {
    }

    public MqttProperties Properties { get; init; } = MqttProperties.Empty;

    public sealed record Connect(MqttProtocolVersion Version, string ClientId, bool CleanStart) : MqttPacket
    {
        public ushort KeepAliveSeconds { get; init; }

        public WillMessage? Will { get; init; }

        public string? UserName { get; init; }

        public ReadOnlyMemory<byte>? Password { get; init; }
    }

    /// <summary>The reason is kept raw: before MQTT 5.0 it is a return code of 0 to 5.</summary>
    public sealed record ConnAck(bool SessionPresent, byte Reason) : MqttPacket;

    public sealed record Publish(string Topic, ReadOnlyMemory<byte> Payload) : MqttPacket
    {
        public MqttQualityOfServiceLevel QoS { get; init; }

        public bool Retain { get; init; }

        public bool Duplicate { get; init; }

        /// <summary>Zero at QoS 0, where there is none.</summary>
        public ushort PacketId { get; init; }
    }

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
    public sealed record Acknowledge(MqttPacketType Type, ushort PacketId, MqttReasonCode Reason) : MqttPacket;

    public sealed record Subscribe(ushort PacketId, IReadOnlyList<MqttSubscription> Subscriptions) : MqttPacket;

    public sealed record SubAck(ushort PacketId, IReadOnlyList<MqttReasonCode> Reasons) : MqttPacket;

    public sealed record Unsubscribe(ushort PacketId, IReadOnlyList<string> Filters) : MqttPacket;

    /// <summary>Before MQTT 5.0 there are no reasons.</summary>
    public sealed record UnsubAck(ushort PacketId, IReadOnlyList<MqttReasonCode> Reasons) : MqttPacket;

    public sealed record PingReq : MqttPacket;

    public sealed record PingResp : MqttPacket;

    public sealed record Disconnect(MqttReasonCode Reason) : MqttPacket;

    public sealed record Auth(MqttReasonCode Reason) : MqttPacket;

    public sealed record WillMessage(string Topic, ReadOnlyMemory<byte> Payload)
    {
        public MqttQualityOfServiceLevel QoS { get; init; }

        public bool Retain { get; init; }

        public MqttProperties Properties { get; init; } = MqttProperties.Empty;
    }
}

namespace Oms.Mqtt.Session;

internal enum InboundState
{
    Pending,
    Done,
    Failed,
}

/// <summary>One received PUBLISH on its way to its acknowledgement.</summary>
internal class InboundSlot(ushort packetId, MqttQualityOfServiceLevel qos)
{
    public ushort PacketId { get; } = packetId;

    public MqttQualityOfServiceLevel QoS { get; } = qos;

    /// <summary>Only under the gate of the connection.</summary>
    public InboundState State { get; set; }

    public MqttReasonCode Reason { get; set; }
}

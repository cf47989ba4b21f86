using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Session;

/// <summary>
/// The receiving half of QoS 1 and 2 on one connection: acknowledgements leave in the order the messages came
/// (4.6.0-2, 4.6.0-3), each only after its message was completed.
/// </summary>
/// <param name="received">The QoS 2 identifiers of the session that await PUBREL (4.3.3-10).</param>
/// <remarks>Not thread-safe: used under the gate of its connection. Bounded by whoever adds.</remarks>
internal sealed class InboundFlow(HashSet<ushort> received)
{
    private readonly Queue<InboundSlot> _order = new();
    private readonly HashSet<ushort> _pendingExactlyOnce = [];
    private readonly HashSet<ushort> _awaitingRelease = [];

    /// <summary>All messages whose acknowledgement has not been written, QoS 0 included.</summary>
    public int Count => _order.Count;

    /// <summary>What counts against our Receive Maximum (4.9): up to PUBACK, PUBCOMP or a failing PUBREC.</summary>
    public int Unacknowledged { get; private set; }

    /// <summary>Whether a QoS 2 message came before in this session and was not released (4.3.3-10).</summary>
    public bool IsDuplicate(ushort packetId) =>
        received.Contains(packetId) || _pendingExactlyOnce.Contains(packetId);

    public void Add(InboundSlot slot)
    {
        _order.Enqueue(slot);
        if (slot.QoS == MqttQualityOfServiceLevel.ExactlyOnce)
        {
            _pendingExactlyOnce.Add(slot.PacketId);
            if (_awaitingRelease.Add(slot.PacketId))
            {
                Unacknowledged++;
            }
        }
        else if (slot.QoS == MqttQualityOfServiceLevel.AtLeastOnce)
        {
            Unacknowledged++;
        }
    }

    /// <summary>Writes the acknowledgements that are due: the completed run at the head of the order.</summary>
    /// <returns>The head, when it failed: nothing from it on may ever be acknowledged on this connection.</returns>
    public InboundSlot? Drain(PacketBuffer buffer, MqttProtocolVersion version)
    {
        while (_order.TryPeek(out var head) && head.State != InboundState.Pending)
        {
            if (head.State == InboundState.Failed)
            {
                return head;
            }

            _order.Dequeue();
            Acknowledge(head, buffer, version);
        }

        return null;
    }

    /// <summary>PUBREL: forgets the identifier, so that it may be used again.</summary>
    /// <returns>Whether the identifier was known.</returns>
    public bool Release(ushort packetId)
    {
        if (_awaitingRelease.Remove(packetId))
        {
            Unacknowledged--;
        }

        return received.Remove(packetId);
    }

    private void Acknowledge(InboundSlot slot, PacketBuffer buffer, MqttProtocolVersion version)
    {
        var isRefused = (int)slot.Reason >= 0x80;
        switch (slot.QoS)
        {
            case MqttQualityOfServiceLevel.AtLeastOnce:
                Unacknowledged--;
                PacketEncoder.WriteAcknowledge(buffer, MqttPacketType.PubAck, slot.PacketId, slot.Reason, version);
                break;
            case MqttQualityOfServiceLevel.ExactlyOnce:
                _pendingExactlyOnce.Remove(slot.PacketId);
                if (isRefused && version == MqttProtocolVersion.V500)
                {
                    // 4.3.3: a PUBREC of 0x80 or above ends the exchange, no PUBREL follows.
                    Release(slot.PacketId);
                }
                else
                {
                    received.Add(slot.PacketId);
                }

                PacketEncoder.WriteAcknowledge(buffer, MqttPacketType.PubRec, slot.PacketId, slot.Reason, version);
                break;
            case MqttQualityOfServiceLevel.AtMostOnce:
            default:
                break;
        }
    }
}

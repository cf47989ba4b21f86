using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Session;

internal enum AcknowledgeResult
{
    Expected,

    /// <summary>No message has that identifier.</summary>
    Unknown,

    /// <summary>The message with that identifier awaits something else.</summary>
    OutOfOrder,
}

/// <summary>
/// The sending half of QoS 1 and 2 over the life of a session: a bounded queue, the peer's Receive Maximum (4.9),
/// and the unacknowledged messages, which a reconnection sends again in order with their identifiers (4.4.0-1).
/// </summary>
/// <remarks>Not thread-safe: used under the gate of the connection that owns the session.</remarks>
internal sealed class OutboundFlow(int messagesMax, long bytesMax, TimeProvider time)
{
    private readonly LinkedList<OutboundItem> _waiting = new();
    private readonly LinkedList<OutboundItem> _sent = new();
    private readonly Dictionary<ushort, LinkedListNode<OutboundItem>> _byId = [];
    private readonly HashSet<ushort> _reserved = [];
    private long _bytes;
    private ushort _lastId;
    private int _quota;
    private uint _packetBytesMax;
    private MqttProtocolVersion _version;
    private MqttQualityOfServiceLevel _qosMax;
    private bool _retainAvailable;
    private bool _attached;

    public int Count => _waiting.Count + _sent.Count;

    /// <returns>False when the bound on messages or bytes is reached; the item was not taken.</returns>
    public bool TryEnqueue(OutboundItem item)
    {
        if (Count >= messagesMax || (Count > 0 && _bytes + item.Message.Payload.Length > bytesMax))
        {
            return false;
        }

        _bytes += item.Message.Payload.Length;
        _waiting.AddLast(item);
        return true;
    }

    /// <summary>A connection took the session up: sends again what the peer has not acknowledged (4.4.0-1).</summary>
    /// <param name="version">The version of the connection.</param>
    /// <param name="receiveMaximum">The peer's Receive Maximum: our send quota.</param>
    /// <param name="packetBytesMax">The peer's Maximum Packet Size.</param>
    /// <param name="hasPeerSession">Whether the peer still knows the session; if not, nothing is in flight.</param>
    /// <param name="buffer">Where the packets go.</param>
    /// <param name="qosMax">The highest quality of service the peer takes (3.2.2-11).</param>
    /// <param name="retainAvailable">Whether the peer takes retained messages (3.2.2-14).</param>
    public void Attach(
        MqttProtocolVersion version,
        int receiveMaximum,
        uint packetBytesMax,
        bool hasPeerSession,
        PacketBuffer buffer,
        MqttQualityOfServiceLevel qosMax = MqttQualityOfServiceLevel.ExactlyOnce,
        bool retainAvailable = true)
    {
        (_qosMax, _retainAvailable) = (qosMax, retainAvailable);
        (_version, _quota, _packetBytesMax) = (version, receiveMaximum, packetBytesMax);
        _attached = true;
        _reserved.Clear();
        if (!hasPeerSession)
        {
            Forget();
        }

        // Messages still to be published again go back to the head of the queue and keep their identifiers.
        for (var node = _sent.Last; node is not null;)
        {
            var previous = node.Previous;
            if (node.Value.Stage == OutboundStage.Published)
            {
                _sent.Remove(node);
                _waiting.AddFirst(node);
                node.Value.Stage = OutboundStage.Waiting;
            }

            node = previous;
        }

        foreach (var released in _sent)
        {
            released.IsCharged = false;
            PacketEncoder.WriteAcknowledge(
                buffer, MqttPacketType.PubRel, released.PacketId, MqttReasonCode.Success, version);
        }

        Pump(buffer);
    }

    public void Detach() => _attached = false;

    /// <summary>Sends from the queue while the quota lasts.</summary>
    public void Pump(PacketBuffer buffer)
    {
        while (_attached && _quota > 0 && _waiting.First is { } node)
        {
            _waiting.RemoveFirst();
            if (!TrySend(node, buffer))
            {
                Remove(node.Value);
            }
        }
    }

    public AcknowledgeResult PubAck(ushort packetId, MqttReasonCode reason) =>
        Settle(packetId, MqttQualityOfServiceLevel.AtLeastOnce, OutboundStage.Published, reason);

    public AcknowledgeResult PubComp(ushort packetId, MqttReasonCode reason) =>
        Settle(packetId, MqttQualityOfServiceLevel.ExactlyOnce, OutboundStage.Released, reason);

    /// <summary>PUBREC: answers with PUBREL, or ends the exchange when the peer refused (4.3.3-4, 4.4.0-2).</summary>
    public AcknowledgeResult PubRec(ushort packetId, MqttReasonCode reason, PacketBuffer buffer)
    {
        if (!_byId.TryGetValue(packetId, out var node))
        {
            return AcknowledgeResult.Unknown;
        }

        var item = node.Value;
        if (item.QoS != MqttQualityOfServiceLevel.ExactlyOnce || item.Stage == OutboundStage.Waiting)
        {
            return AcknowledgeResult.OutOfOrder;
        }

        if ((int)reason >= 0x80)
        {
            return Settle(packetId, item.QoS, item.Stage, reason);
        }

        item.Stage = OutboundStage.Released;
        PacketEncoder.WriteAcknowledge(buffer, MqttPacketType.PubRel, packetId, MqttReasonCode.Success, _version);
        return AcknowledgeResult.Expected;
    }

    /// <summary>Takes an identifier for a SUBSCRIBE or UNSUBSCRIBE, which share the space (2.2.1-3).</summary>
    public ushort Reserve()
    {
        var id = NextId();
        _reserved.Add(id);
        return id;
    }

    public void Return(ushort packetId) => _reserved.Remove(packetId);

    /// <summary>Ends every message that is queued or in flight; their outcome is not known.</summary>
    public void Abandon()
    {
        foreach (var item in _sent.Concat(_waiting))
        {
            item.Finish(OutboundOutcome.Abandoned, MqttReasonCode.UnspecifiedError);
        }

        _sent.Clear();
        _waiting.Clear();
        _byId.Clear();
        _bytes = 0;
    }

    private AcknowledgeResult Settle(
        ushort packetId, MqttQualityOfServiceLevel qos, OutboundStage stage, MqttReasonCode reason)
    {
        if (!_byId.TryGetValue(packetId, out var node))
        {
            return AcknowledgeResult.Unknown;
        }

        var item = node.Value;
        if (item.QoS != qos || item.Stage != stage)
        {
            return AcknowledgeResult.OutOfOrder;
        }

        _sent.Remove(node);
        Remove(item);
        if (item.IsCharged)
        {
            // Not for a PUBREL of an earlier connection: that would let one message too many go (3.3.4-9).
            _quota++;
        }

        item.Finish((int)reason >= 0x80 ? OutboundOutcome.Refused : OutboundOutcome.Acknowledged, reason);
        return AcknowledgeResult.Expected;
    }

    private bool TrySend(LinkedListNode<OutboundItem> node, PacketBuffer buffer)
    {
        var item = node.Value;
        if (item.QoS > _qosMax || (item.Retain && !_retainAvailable))
        {
            item.Finish(
                OutboundOutcome.Refused,
                item.QoS > _qosMax ? MqttReasonCode.QoSNotSupported : MqttReasonCode.RetainNotSupported);
            return false;
        }

        var expiry = item.Message.MessageExpiryIntervalSeconds;
        // 3.3.2-5 and 3.3.2-6: what is sent on is shortened by the wait, and not sent at all once it has passed. A
        // message that was sent before goes again whatever its age: the peer may have it already.
        if (expiry is { } seconds)
        {
            var waited = (long)time.GetElapsedTime(item.Enqueued).TotalSeconds;
            if (waited >= seconds && item.PacketId == 0)
            {
                item.Finish(OutboundOutcome.Expired);
                return false;
            }

            expiry = (uint)Math.Max(1, seconds - waited);
        }

        var isResend = item.PacketId != 0;
        var start = buffer.Length;
        if (!isResend)
        {
            item.PacketId = NextId();
        }

        PacketEncoder.Write(buffer, ToPublish(item, isResend, expiry), _version);
        if (buffer.Length - start > _packetBytesMax)
        {
            // 3.1.2-25, 3.2.2-15: never send what the peer said it cannot take.
            buffer.Truncate(start);
            item.Finish(OutboundOutcome.TooLarge, MqttReasonCode.PacketTooLarge);
            return false;
        }

        (item.Stage, item.IsCharged) = (OutboundStage.Published, true);
        _quota--;
        _sent.AddLast(node);
        _byId[item.PacketId] = node;
        return true;
    }

    private static MqttPacket.Publish ToPublish(OutboundItem item, bool isResend, uint? expirySeconds)
    {
        var properties = MessageCodec.PropertiesOf(item.Message, expirySeconds);
        if (item.SubscriptionIdentifier is { } identifier)
        {
            properties.Number(MqttPropertyId.SubscriptionIdentifier, identifier);
        }

        return new MqttPacket.Publish(item.Message.Topic, item.Message.Payload)
        {
            QoS = item.QoS,
            Retain = item.Retain,
            Duplicate = isResend,
            PacketId = item.PacketId,
            Properties = properties,
        };
    }

    /// <summary>The peer lost the session (3.2.2-5): what it did not take over begins anew, as new messages.</summary>
    private void Forget()
    {
        for (var node = _sent.Last; node is not null;)
        {
            var previous = node.Previous;
            var item = node.Value;
            _sent.Remove(node);
            if (item.Stage == OutboundStage.Released)
            {
                // PUBREC had said that the peer owns the message.
                Remove(item);
                item.Finish(OutboundOutcome.Acknowledged);
            }
            else
            {
                _waiting.AddFirst(node);
            }

            node = previous;
        }

        foreach (var item in _waiting)
        {
            (item.Stage, item.PacketId) = (OutboundStage.Waiting, 0);
        }

        _byId.Clear();
    }

    private void Remove(OutboundItem item)
    {
        _bytes -= item.Message.Payload.Length;
        _byId.Remove(item.PacketId);
    }

    private ushort NextId()
    {
        // The bound on messages is far below 65 535, so that a free identifier is always near.
        do
        {
            _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        }
        while (_byId.ContainsKey(_lastId) || _reserved.Contains(_lastId));

        return _lastId;
    }
}

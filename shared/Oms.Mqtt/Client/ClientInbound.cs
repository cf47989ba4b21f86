using System.Threading.Channels;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Client;

/// <summary>PUBLISH from the server: to the caller's queue, and back as acknowledgements in receive order.</summary>
internal sealed class ClientInbound(
    MqttClientOptions options,
    ClientSession session,
    ClientConnection connection,
    ChannelWriter<MqttReceivedMessage> queue)
{
    private readonly InboundFlow _flow = new(session.Received);
    private readonly Signal _room = new();
    private readonly string?[] _aliases = new string?[options.TopicAliasMaximum + 1];
    private int _epoch = session.Epoch;

    private PacketOutput Output => connection.Output;

    /// <summary>Hands the message over, waiting while the caller has as many as it wanted.</summary>
    public async ValueTask PublishAsync(MqttPacket.Publish packet, CancellationToken cancellationToken)
    {
        var topic = Resolve(packet);
        var message = MessageCodec.MessageOf(
            topic, packet.Payload.ToArray(), packet.QoS, packet.Retain, packet.Properties);
        if (packet.QoS == MqttQualityOfServiceLevel.AtMostOnce)
        {
            await queue.WriteAsync(new MqttReceivedMessage(message, packet.Duplicate, null), cancellationToken);
            return;
        }

        if (Output.Version != MqttProtocolVersion.V500)
        {
            while (_flow.Count >= options.ReceiveMaximum && !cancellationToken.IsCancellationRequested)
            {
                await _room.WaitAsync();
            }
        }

        if (Enqueue(packet) is { } slot)
        {
            var received = new MqttReceivedMessage(message, packet.Duplicate, reason => Complete(slot, reason));
            await queue.WriteAsync(received, cancellationToken);
        }
    }

    public void Release(ushort packetId)
    {
        lock (session.Gate)
        {
            lock (Output.Gate)
            {
                var reason = _flow.Release(packetId)
                    ? MqttReasonCode.Success
                    : MqttReasonCode.PacketIdentifierNotFound;
                PacketEncoder.WriteAcknowledge(
                    Output.Buffer, MqttPacketType.PubComp, packetId, reason, Output.Version);
            }
        }

        Output.Flush();
        _room.Set();
    }

    /// <summary>The server has no session: what this connection receives belongs to a new one.</summary>
    public void BeginEpoch(int epoch) => _epoch = epoch;

    public void Wake() => _room.Set();

    private string Resolve(MqttPacket.Publish packet)
    {
        if (packet.Properties.FindNumber(MqttPropertyId.TopicAlias) is not { } alias)
        {
            return packet.Topic;
        }

        if (alias >= _aliases.Length)
        {
            throw new MqttProtocolException(
                MqttReasonCode.TopicAliasInvalid, "3.3.2-10: a topic alias above the Topic Alias Maximum");
        }

        if (packet.Topic.Length > 0)
        {
            _aliases[alias] = packet.Topic;
        }

        return _aliases[alias] ?? throw new MqttProtocolException("3.3.2-12: a topic alias that was never set");
    }

    /// <returns>The slot to complete, or null for a QoS 2 message that came before.</returns>
    private InboundSlot? Enqueue(MqttPacket.Publish packet)
    {
        var slot = new InboundSlot(packet.PacketId, packet.QoS);
        lock (session.Gate)
        {
            if (Output.Version == MqttProtocolVersion.V500 && _flow.Unacknowledged >= options.ReceiveMaximum)
            {
                throw new MqttProtocolException(
                    MqttReasonCode.ReceiveMaximumExceeded, "3.3.4-9: the server exceeded our Receive Maximum");
            }

            var isRepeated = packet.QoS == MqttQualityOfServiceLevel.ExactlyOnce && _flow.IsDuplicate(packet.PacketId);
            _flow.Add(slot);
            if (!isRepeated)
            {
                return slot;
            }

            slot.State = InboundState.Done;
        }

        Drain();
        return null;
    }

    private void Complete(InboundSlot slot, MqttReasonCode reason)
    {
        lock (session.Gate)
        {
            (slot.State, slot.Reason) = (InboundState.Done, reason);
            if (session.Current != connection)
            {
                if (session.Epoch == _epoch && slot.QoS == MqttQualityOfServiceLevel.ExactlyOnce)
                {
                    // Dealt with after the connection was lost: the server's repeat is known then.
                    session.Received.Add(slot.PacketId);
                }

                return;
            }
        }

        Drain();
    }

    private void Drain()
    {
        lock (session.Gate)
        {
            if (session.Current != connection)
            {
                return;
            }

            lock (Output.Gate)
            {
                if (!Output.IsCompleted)
                {
                    _flow.Drain(Output.Buffer, Output.Version);
                }
            }
        }

        Output.Flush();
        _room.Set();
    }
}

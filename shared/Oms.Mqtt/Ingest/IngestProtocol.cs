using System.Buffers;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Ingest;

/// <summary>What an accepted connection does with each packet but PUBLISH.</summary>
/// <remarks>Called by the read loop of the connection alone.</remarks>
internal sealed class IngestProtocol
{
    private readonly IngestServices _services;
    private readonly IngestConnection _connection;
    private readonly IngestSession _session;
    private readonly InboundFlow _inbound;
    private readonly TopicCache _topics = new();

    public IngestProtocol(IngestServices services, IngestConnection connection, IngestSession session)
    {
        (_services, _connection, _session) = (services, connection, session);
        _inbound = new InboundFlow(session.Received);
        Publishing = new IngestPublishing(services, connection, session, _inbound, _topics);
    }

    public IngestPublishing Publishing { get; }

    public IngestSession Session => _session;

    private PacketOutput Output => _connection.Output;

    private MqttProtocolVersion Version => Output.Version;

    private bool IsV5 => Version == MqttProtocolVersion.V500;

    /// <returns>Whether the read loop must wait for room before the next packet.</returns>
    /// <exception cref="MqttProtocolException">A rule is broken.</exception>
    public bool Handle(byte header, in ReadOnlySequence<byte> body)
    {
        var type = (MqttPacketType)(header >> 4);
        switch (type)
        {
            case MqttPacketType.Publish:
                return Publishing.Publish(header, body);
            case MqttPacketType.Auth when IsV5:
                PacketReader.ThrowProtocolError("4.12.0-1: AUTH without an authentication method in CONNECT");
                break;
            default:
                break;
        }

        var memory = body.IsSingleSegment ? body.First : body.ToArray();
        switch (PacketDecoder.Read(header, memory, Version, _topics))
        {
            case MqttPacket.Acknowledge packet:
                Acknowledged(packet);
                break;
            case MqttPacket.Subscribe packet:
                Subscribe(packet);
                break;
            case MqttPacket.Unsubscribe packet:
                Unsubscribe(packet);
                break;
            case MqttPacket.PingReq:
                Output.Write(new MqttPacket.PingResp());
                break;
            case MqttPacket.Disconnect packet:
                Disconnect(packet);
                break;
            case MqttPacket.Connect:
                PacketReader.ThrowProtocolError("3.1.0-2: a second CONNECT");
                break;
            default:
                PacketReader.ThrowProtocolError($"2.1.2: a client never sends {type}");
                break;
        }

        return false;
    }

    private void Acknowledged(MqttPacket.Acknowledge packet)
    {
        lock (_session.Gate)
        {
            if (_session.Owner != _connection)
            {
                return;
            }

            lock (Output.Gate)
            {
                if (packet.Type == MqttPacketType.PubRel)
                {
                    var known = _inbound.Release(packet.PacketId);
                    var reason = known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound;
                    PacketEncoder.WriteAcknowledge(
                        Output.Buffer, MqttPacketType.PubComp, packet.PacketId, reason, Version);
                }
                else
                {
                    AcknowledgedCommand(packet);
                }
            }
        }

        Output.Flush();
    }

    private void AcknowledgedCommand(MqttPacket.Acknowledge packet)
    {
        var outbound = _session.Outbound;
        var result = packet.Type switch
        {
            MqttPacketType.PubAck => outbound.PubAck(packet.PacketId, packet.Reason),
            MqttPacketType.PubRec => outbound.PubRec(packet.PacketId, packet.Reason, Output.Buffer),
            _ => outbound.PubComp(packet.PacketId, packet.Reason),
        };
        if (result == AcknowledgeResult.OutOfOrder)
        {
            PacketReader.ThrowProtocolError($"4.3: {packet.Type} for a message that awaits something else");
        }

        if (result == AcknowledgeResult.Unknown
            && packet.Type == MqttPacketType.PubRec
            && (int)packet.Reason < 0x80)
        {
            // The device may hold a message of a session this side lost: let it go on to PUBCOMP (3.6.2.1).
            PacketEncoder.WriteAcknowledge(
                Output.Buffer,
                MqttPacketType.PubRel,
                packet.PacketId,
                MqttReasonCode.PacketIdentifierNotFound,
                Version);
        }

        outbound.Pump(Output.Buffer);
    }

    private void Subscribe(MqttPacket.Subscribe packet)
    {
        var identifier = packet.Properties.FindNumber(MqttPropertyId.SubscriptionIdentifier);
        var reasons = new List<MqttReasonCode>(packet.Subscriptions.Count);
        lock (_session.Gate)
        {
            foreach (var subscription in packet.Subscriptions)
            {
                reasons.Add(Subscribe(subscription, identifier));
            }
        }

        Output.Write(new MqttPacket.SubAck(packet.PacketId, reasons));
    }

    private MqttReasonCode Subscribe(in MqttSubscription subscription, uint? identifier)
    {
        var filter = subscription.Filter;
        var refusal = MqttReasonCode.Success;
        if (MqttTopic.IsShared(filter))
        {
            refusal = MqttReasonCode.SharedSubscriptionsNotSupported;
        }
        else if (!_session.Device.SubscribeFilters.Any(granted => MqttTopic.Includes(granted, filter)))
        {
            refusal = MqttReasonCode.NotAuthorized;
        }
        else if (_session.Subscriptions.Count >= _services.Options.SubscriptionsMax
            && !_session.Subscriptions.ContainsKey(filter))
        {
            refusal = MqttReasonCode.QuotaExceeded;
        }

        if (refusal != MqttReasonCode.Success)
        {
            return IsV5 ? refusal : MqttReasonCode.UnspecifiedError;
        }

        if (_session.Owner == _connection)
        {
            _session.Subscriptions[filter] = new IngestSubscription(
                filter, subscription.QoS, subscription.RetainAsPublished, identifier);
        }

        return (MqttReasonCode)(int)subscription.QoS;
    }

    private void Unsubscribe(MqttPacket.Unsubscribe packet)
    {
        var reasons = new List<MqttReasonCode>(packet.Filters.Count);
        lock (_session.Gate)
        {
            foreach (var filter in packet.Filters)
            {
                reasons.Add(_session.Subscriptions.Remove(filter)
                    ? MqttReasonCode.Success
                    : MqttReasonCode.NoSubscriptionExisted);
            }
        }

        Output.Write(new MqttPacket.UnsubAck(packet.PacketId, reasons));
    }

    private void Disconnect(MqttPacket.Disconnect packet)
    {
        if (packet.Properties.FindNumber(MqttPropertyId.SessionExpiryInterval) is { } seconds)
        {
            if (_session.ExpirySeconds == 0 && seconds > 0)
            {
                PacketReader.ThrowProtocolError("3.14.2.2.2: DISCONNECT sets an expiry where CONNECT had set none");
            }

            lock (_session.Gate)
            {
                if (_session.Owner == _connection)
                {
                    _session.ExpirySeconds = Math.Min(seconds, (uint)_services.Options.SessionExpirySecondsMax);
                }
            }
        }

        _connection.Leave(keepsWill: packet.Reason != MqttReasonCode.Success);
    }
}

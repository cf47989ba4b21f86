using System.Buffers;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Ingest;

/// <summary>
/// PUBLISH from a device: permissions, quotas, the hand-over to the host, and the acknowledgement once the host says
/// that the effect is durable.
/// </summary>
internal sealed class IngestPublishing(
    IngestServices services, IngestConnection connection, IngestSession session, InboundFlow inbound, TopicCache topics)
{
    private readonly Signal _room = new();
    private readonly TopicEntry?[] _aliases = new TopicEntry?[services.Options.TopicAliasMaximum + 1];
    private readonly TokenBucket _messages =
        new(session.Device.Quotas.MessagesPerSecond, session.Device.Quotas.BurstSeconds, services.Time);
    private readonly TokenBucket _bytes =
        new(session.Device.Quotas.BytesPerSecond, session.Device.Quotas.BurstSeconds, services.Time);
    private int _inFlightBytes;
    private TimeSpan _throttle;
    private long? _throttledSince;

    private PacketOutput Output => connection.Output;

    private bool HasRoom =>
        inbound.Count < services.Options.InFlightMessagesMax
        && Volatile.Read(ref _inFlightBytes) < services.Options.InFlightBytesMax
        && !services.Memory.IsFull;

    /// <returns>Whether the read loop must wait before it takes the next packet.</returns>
    public bool Publish(byte header, in ReadOnlySequence<byte> body)
    {
        byte[]? rented = null;
        try
        {
            ReadOnlyMemory<byte> memory;
            if (body.IsSingleSegment)
            {
                memory = body.First;
            }
            else
            {
                rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
                body.CopyTo(rented);
                memory = rented.AsMemory(0, (int)body.Length);
            }

            return Publish(header, memory, ref rented);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Waits until the device's rates and the bounds on what is with the host allow the next packet.</summary>
    /// <exception cref="MqttProtocolException">The device has flooded for too long.</exception>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        if (_throttle > TimeSpan.Zero)
        {
            services.Metrics.Throttled();
            var now = services.Time.GetTimestamp();
            _throttledSince ??= now;
            var flooded = services.Time.GetElapsedTime(_throttledSince.Value, now).TotalSeconds;
            if (flooded > services.Options.FloodToleranceSeconds)
            {
                throw new MqttProtocolException(
                    MqttReasonCode.QuotaExceeded, "the device went on past its message or byte rate");
            }

            await Task.Delay(_throttle, services.Time, cancellationToken);
        }

        while (!HasRoom && !cancellationToken.IsCancellationRequested)
        {
            await _room.WaitAsync();
        }
    }

    /// <summary>Lets a waiting read loop look again.</summary>
    public void Wake() => _room.Set();

    private bool Publish(byte header, ReadOnlyMemory<byte> body, ref byte[]? rented)
    {
        var head = PublishHead.Read(header, body.Span, Output.Version, topics);
        var topic = Resolve(head);
        if (head.Properties.Has(MqttPropertyId.SubscriptionIdentifier))
        {
            PacketReader.ThrowProtocolError("3.3.4-6: a client publishes with a subscription identifier");
        }

        var payload = body[head.PayloadOffset..];
        services.Metrics.Received(payload.Length);
        Charge(payload.Length);
        if (!(topic.Permitted ??= IsPermitted(topic.Name)))
        {
            Deny(head);
        }
        else if (!IsRepeated(head))
        {
            if (rented is null)
            {
                rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, payload.Length));
                payload.CopyTo(rented);
                payload = rented.AsMemory(0, payload.Length);
            }

            var slot = new IngestSlot(head.PacketId, head.QoS, rented, payload.Length);
            rented = null;
            HandOver(slot, head, topic, payload);
        }

        return _throttle > TimeSpan.Zero || !HasRoom;
    }

    private TopicEntry Resolve(in PublishHead head)
    {
        if (head.Properties.FindNumber(MqttPropertyId.TopicAlias) is not { } alias)
        {
            return head.Topic!;
        }

        if (alias >= _aliases.Length)
        {
            throw new MqttProtocolException(
                MqttReasonCode.TopicAliasInvalid, "3.3.2-9: a topic alias above the Topic Alias Maximum");
        }

        if (head.Topic is not null)
        {
            _aliases[alias] = head.Topic;
        }

        return _aliases[alias] ?? throw new MqttProtocolException("3.3.2-12: a topic alias that was never set");
    }

    private bool IsPermitted(string topic) =>
        session.Device.PublishFilters.Any(filter => MqttTopic.Matches(filter, topic));

    private void Charge(int payloadBytes)
    {
        var (wait, waitForBytes) = (_messages.Take(1), _bytes.Take(payloadBytes));
        _throttle = wait > waitForBytes ? wait : waitForBytes;
        if (_throttle == TimeSpan.Zero)
        {
            _throttledSince = null;
        }
    }

    /// <summary>Not permitted: QoS 0 vanishes, MQTT 5.0 is told, older versions are disconnected (3.3.5-2).</summary>
    private void Deny(in PublishHead head)
    {
        services.Metrics.Denied();
        if (head.QoS == MqttQualityOfServiceLevel.AtMostOnce)
        {
            return;
        }

        if (Output.Version != MqttProtocolVersion.V500)
        {
            throw new MqttProtocolException(MqttReasonCode.NotAuthorized, "3.3.5-2: the topic is not permitted");
        }

        Enqueue(new InboundSlot(head.PacketId, head.QoS)
        {
            State = InboundState.Done,
            Reason = MqttReasonCode.NotAuthorized,
        });
    }

    /// <summary>4.3.3-10: a QoS 2 message whose identifier awaits release is only acknowledged.</summary>
    private bool IsRepeated(in PublishHead head)
    {
        if (head.QoS != MqttQualityOfServiceLevel.ExactlyOnce)
        {
            return false;
        }

        lock (session.Gate)
        {
            if (!inbound.IsDuplicate(head.PacketId))
            {
                return false;
            }
        }

        services.Metrics.Duplicate();
        // Behind the first one in the order, so that it is acknowledged only if the first one was.
        Enqueue(new InboundSlot(head.PacketId, head.QoS) { State = InboundState.Done });
        return true;
    }

    private void HandOver(IngestSlot slot, in PublishHead head, TopicEntry topic, ReadOnlyMemory<byte> payload)
    {
        services.Memory.Take(slot.PayloadBytes);
        Interlocked.Add(ref _inFlightBytes, slot.PayloadBytes);
        try
        {
            Enqueue(slot);
        }
        catch (MqttProtocolException)
        {
            Return(slot);
            throw;
        }

        var message = MessageCodec.MessageOf(topic.Name, payload, head.QoS, head.Retain, head.Properties);
        _ = HandleAsync(slot, new MqttIngestMessage(
            session.Device,
            connection.ClientId,
            services.Clock.GetCurrentInstant(),
            message,
            head.Duplicate,
            IsWill: false));
    }

    private void Enqueue(InboundSlot slot)
    {
        lock (session.Gate)
        {
            if (Output.Version == MqttProtocolVersion.V500
                && slot.QoS != MqttQualityOfServiceLevel.AtMostOnce
                && inbound.Unacknowledged >= services.Options.ReceiveMaximum)
            {
                throw new MqttProtocolException(
                    MqttReasonCode.ReceiveMaximumExceeded, "3.3.4-9: more unacknowledged messages than allowed");
            }

            if (slot.QoS == MqttQualityOfServiceLevel.ExactlyOnce
                && session.Received.Count >= services.Options.InFlightMessagesMax)
            {
                // MQTT 3.1.1 knows no Receive Maximum, and memory must have a bound.
                throw new MqttProtocolException(
                    MqttReasonCode.QuotaExceeded, "the device leaves too many QoS 2 messages unreleased");
            }

            inbound.Add(slot);
        }

        if (slot.State != InboundState.Pending)
        {
            Acknowledge();
        }
    }

    private async Task HandleAsync(IngestSlot slot, MqttIngestMessage message)
    {
        var (state, reason) = (InboundState.Failed, MqttReasonCode.ServerBusy);
        try
        {
            reason = await services.Sink.HandleAsync(message);
            state = InboundState.Done;
        }
        catch (MqttNotDurableException failure)
        {
            (slot.Failure, reason) = (failure, failure.ReasonCode);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A host that throws anything has not said "durable", and this connection stops here.
            (slot.Failure, reason) = (failure, MqttReasonCode.ImplementationSpecificError);
        }

        Return(slot);
        services.Metrics.Handled(state == InboundState.Done);
        lock (session.Gate)
        {
            (slot.State, slot.Reason) = (state, reason);
            if (session.Owner != connection
                && state == InboundState.Done
                && slot.QoS == MqttQualityOfServiceLevel.ExactlyOnce
                && (int)reason < 0x80)
            {
                // The connection went first: when the device sends it again, it is known.
                session.Received.Add(slot.PacketId);
            }
        }

        Acknowledge();
        Wake();
    }

    private void Return(IngestSlot slot)
    {
        slot.ReturnBuffer();
        services.Memory.Return(slot.PayloadBytes);
        Interlocked.Add(ref _inFlightBytes, -slot.PayloadBytes);
    }

    private void Acknowledge()
    {
        InboundSlot? failed;
        lock (session.Gate)
        {
            if (session.Owner != connection)
            {
                return;
            }

            lock (Output.Gate)
            {
                if (Output.IsCompleted)
                {
                    return;
                }

                failed = inbound.Drain(Output.Buffer, Output.Version);
            }
        }

        Output.Flush();
        if (failed is IngestSlot { Failure: { } failure })
        {
            connection.NotDurable(failure, failed.Reason);
        }
    }
}

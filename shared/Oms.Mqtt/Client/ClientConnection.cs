using System.Buffers;
using System.Threading.Channels;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Client;

/// <summary>One connection of a client, from CONNECT to its end.</summary>
internal sealed class ClientConnection : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly ClientSession _session;
    private readonly MqttTransport _transport;
    private readonly TimeProvider _time;
    private readonly ClientInbound _inbound;
    private readonly TopicCache _topics = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _cleanStart;
    private readonly Dictionary<ushort, Request> _asked = [];
    private long _lastReceived;
    private volatile bool _isHandingOver;
    private bool _isAccepted;

    public ClientConnection(
        MqttClientOptions options,
        ClientSession session,
        MqttTransport transport,
        ChannelWriter<MqttReceivedMessage> queue,
        TimeProvider time)
    {
        (_options, _session, _transport, _time) = (options, session, transport, time);
        _cleanStart = session.BeginsAnew;
        _lastReceived = time.GetTimestamp();
        Output = new PacketOutput(transport.Output, time) { Version = options.Version };
        _inbound = new ClientInbound(options, session, this, queue);
    }

    public PacketOutput Output { get; }

    /// <summary>What the server said in CONNACK; null until it accepted.</summary>
    public ServerFacts? Server { get; private set; }

    /// <summary>Why the connection ended.</summary>
    public MqttProtocolException? Failure { get; private set; }

    /// <summary>Serves the connection until it ends; <paramref name="accepted"/> runs once CONNACK said yes.</summary>
    public async Task RunAsync(Action<ServerFacts> accepted, CancellationToken cancellationToken)
    {
        using var stopping = cancellationToken.UnsafeRegister(
            static connection => ((ClientConnection)connection!).Leave(), this);
        Output.Write(ClientHandshake.ToConnect(_options, _cleanStart));
        var writing = Output.RunAsync();
        var watching = WatchAsync();
        try
        {
            await ReadAsync(accepted);
        }
        catch (MqttProtocolException broken)
        {
            Fail(broken);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or ObjectDisposedException)
        {
            Failure ??= new MqttProtocolException(MqttReasonCode.ServerUnavailable, "the connection was lost");
        }

        Detach();
        Output.Complete();
        await _closing.CancelAsync();
        await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(2), _time, CancellationToken.None));
        await _transport.DisposeAsync();
        await writing;
        await watching;
    }

    /// <summary>Sends SUBSCRIBE or UNSUBSCRIBE and waits for the answer.</summary>
    /// <exception cref="IOException">The connection was lost first.</exception>
    public Task<IReadOnlyList<MqttReasonCode>> AskAsync(Func<ushort, MqttPacket> request, int count)
    {
        var answer = new TaskCompletionSource<IReadOnlyList<MqttReasonCode>>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_session.Gate)
        {
            if (_session.Current != this || Output.IsCompleted)
            {
                throw new IOException("There is no connection.");
            }

            var packetId = _session.Outbound.Reserve();
            _asked[packetId] = new Request(count, answer);
            if (!Output.Write(request(packetId)))
            {
                _asked.Remove(packetId);
                _session.Outbound.Return(packetId);
                throw new IOException("The request is larger than the server accepts.");
            }
        }

        return answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _closing.Dispose();
    }

    private async Task ReadAsync(Action<ServerFacts> accepted)
    {
        while (!Output.IsCompleted)
        {
            var result = await _transport.Input.ReadAsync(_closing.Token);
            var buffer = result.Buffer;
            try
            {
                while (!Output.IsCompleted
                    && FrameReader.TryRead(ref buffer, (uint)_options.PacketBytesMax, out var header, out var body))
                {
                    Interlocked.Exchange(ref _lastReceived, _time.GetTimestamp());
                    var memory = body.IsSingleSegment ? body.First : body.ToArray();
                    if (header >> 4 == (int)MqttPacketType.Auth && Output.Version == MqttProtocolVersion.V500)
                    {
                        PacketReader.ThrowProtocolError("4.12.0-1: AUTH, and this client named no method");
                    }

                    await HandleAsync(PacketDecoder.Read(header, memory, Output.Version, _topics), accepted);
                }
            }
            finally
            {
                _transport.Input.AdvanceTo(buffer.Start, buffer.End);
            }

            if (result.IsCompleted)
            {
                Failure ??= new MqttProtocolException(MqttReasonCode.ServerUnavailable, "the server closed");
                return;
            }
        }
    }

    private async ValueTask HandleAsync(MqttPacket packet, Action<ServerFacts> accepted)
    {
        if (!_isAccepted)
        {
            if (packet is not MqttPacket.ConnAck answer)
            {
                throw new MqttProtocolException("3.2.0-1: the first packet from the server is not CONNACK");
            }

            if (Accept(answer))
            {
                accepted(Server!);
            }

            return;
        }

        switch (packet)
        {
            case MqttPacket.Publish publish:
                _isHandingOver = true;
                await _inbound.PublishAsync(publish, _closing.Token);
                _isHandingOver = false;
                break;
            case MqttPacket.Acknowledge { Type: MqttPacketType.PubRel } release:
                _inbound.Release(release.PacketId);
                break;
            case MqttPacket.Acknowledge acknowledge:
                Acknowledged(acknowledge);
                break;
            case MqttPacket.SubAck subAck:
                Answered(subAck.PacketId, subAck.Reasons, "3.8.4-6: SUBACK does not match its SUBSCRIBE");
                break;
            case MqttPacket.UnsubAck unsubAck:
                Answered(unsubAck.PacketId, unsubAck.Reasons, "3.11.3-1: UNSUBACK does not match its UNSUBSCRIBE");
                break;
            case MqttPacket.PingResp:
                break;
            case MqttPacket.Disconnect left when Output.Version == MqttProtocolVersion.V500:
                Disconnected(left);
                break;
            default:
                PacketReader.ThrowProtocolError("2.1.2: a server never sends this packet here");
                break;
        }
    }

    /// <returns>False when the connection had no other purpose than to end a session.</returns>
    private bool Accept(MqttPacket.ConnAck answer)
    {
        if (answer.Reason != 0)
        {
            var reason = ClientHandshake.ReasonOf(answer.Reason, Output.Version);
            Failure = new MqttProtocolException(reason, "the server refused the connection");
            throw Failure;
        }

        lock (_session.Gate)
        {
            if (answer.SessionPresent && (_cleanStart || !_session.IsKnown))
            {
                // 3.2.2-4: a session that this client knows nothing of; close, and begin anew next time.
                _session.BeginsAnew = true;
                PacketReader.ThrowProtocolError("3.2.2-4: session present, but this client has no session state");
            }

            if (_cleanStart && !_options.CleanStart && Output.Version != MqttProtocolVersion.V500)
            {
                // Before MQTT 5.0 a clean session ends with its connection, so one connection clears the unknown
                // session and the next begins the lasting one (MQTT 3.1.1 section 3.1.2.4).
                (_session.BeginsAnew, _session.IsKnown) = (false, true);
                Failure = new MqttProtocolException(MqttReasonCode.Success, "cleared a session of an earlier process");
                Output.Complete(new MqttPacket.Disconnect(MqttReasonCode.Success));
                return false;
            }

            Server = ServerFacts.Read(answer, _options);
            Output.PacketBytesMax = Server.PacketBytesMax;
            _isAccepted = true;
            if (!answer.SessionPresent)
            {
                // 3.2.2-5: the server has no session, so neither has this client.
                _session.Received.Clear();
                _session.Epoch++;
                _inbound.BeginEpoch(_session.Epoch);
            }

            _session.IsKnown = true;
            _session.BeginsAnew = _options.CleanStart && Output.Version != MqttProtocolVersion.V500;
            _session.Current = this;
            lock (Output.Gate)
            {
                _session.Outbound.Attach(
                    Output.Version,
                    Server.ReceiveMaximum,
                    Server.PacketBytesMax,
                    answer.SessionPresent,
                    Output.Buffer,
                    Server.QoSMax,
                    Server.RetainAvailable);
            }
        }

        Output.Flush();
        return true;
    }

    private void Acknowledged(MqttPacket.Acknowledge packet)
    {
        lock (_session.Gate)
        {
            lock (Output.Gate)
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
                    PacketEncoder.WriteAcknowledge(
                        Output.Buffer,
                        MqttPacketType.PubRel,
                        packet.PacketId,
                        MqttReasonCode.PacketIdentifierNotFound,
                        Output.Version);
                }

                outbound.Pump(Output.Buffer);
            }
        }

        Output.Flush();
    }

    private void Answered(ushort packetId, IReadOnlyList<MqttReasonCode> reasons, string rule)
    {
        lock (_session.Gate)
        {
            if (!_asked.Remove(packetId, out var asked)
                || (reasons.Count != asked.Count && (reasons.Count > 0 || Output.Version == MqttProtocolVersion.V500)))
            {
                PacketReader.ThrowProtocolError(rule);
            }

            _session.Outbound.Return(packetId);
            asked.Answer.TrySetResult(
                reasons.Count > 0 ? reasons : [.. Enumerable.Repeat(MqttReasonCode.Success, asked.Count)]);
        }
    }

    private void Disconnected(MqttPacket.Disconnect packet)
    {
        if (packet.Properties.Has(MqttPropertyId.SessionExpiryInterval))
        {
            PacketReader.ThrowProtocolError("3.14.2-2: a server never sets the session expiry in DISCONNECT");
        }

        Failure = new MqttProtocolException(packet.Reason, "the server disconnected");
        Output.Complete();
    }

    private readonly record struct Request(int Count, TaskCompletionSource<IReadOnlyList<MqttReasonCode>> Answer);

    /// <summary>Ends the connection because of the server; MQTT 5.0 tells it why (4.13.1).</summary>
    private void Fail(MqttProtocolException broken)
    {
        Failure ??= broken;
        Output.Complete(_isAccepted && Output.Version == MqttProtocolVersion.V500
            ? new MqttPacket.Disconnect(broken.ReasonCode)
            : null);
    }

    private void Leave()
    {
        Output.Complete(_isAccepted ? new MqttPacket.Disconnect(MqttReasonCode.Success) : null);
        _ = _closing.CancelAsync();
        _inbound.Wake();
    }

    private void Detach()
    {
        lock (_session.Gate)
        {
            if (_session.Current == this)
            {
                _session.Current = null;
                _session.Outbound.Detach();
            }

            foreach (var (_, asked) in _asked)
            {
                asked.Answer.TrySetException(new IOException("The connection was lost."));
            }

            _asked.Clear();
        }
    }

    /// <summary>Sends PINGREQ in silence (3.1.2-20) and gives a silent or stuck server up.</summary>
    private async Task WatchAsync()
    {
        var started = _time.GetTimestamp();
        try
        {
            while (true)
            {
                var keepAlive = _isAccepted ? Server!.KeepAliveSeconds : _options.ConnectTimeoutSeconds;
                await Task.Delay(
                    TimeSpan.FromSeconds(keepAlive > 0 ? Math.Min(keepAlive / 4.0, 5) : 5), _time, _closing.Token);
                var silence = _time.GetElapsedTime(Interlocked.Read(ref _lastReceived)).TotalSeconds;
                if (!_isAccepted)
                {
                    if (_time.GetElapsedTime(started).TotalSeconds >= _options.ConnectTimeoutSeconds)
                    {
                        await GiveUpAsync("no CONNACK in time");
                        return;
                    }
                }
                else if (keepAlive > 0)
                {
                    // While the caller holds the queue full we do not read, so that silence is ours.
                    if ((silence > keepAlive * 1.5 && !_isHandingOver) || Output.Stalled.TotalSeconds > keepAlive * 1.5)
                    {
                        await GiveUpAsync("the server is silent");
                        return;
                    }

                    if (Output.SinceLastSent.TotalSeconds >= keepAlive / 2.0 || silence >= keepAlive * 0.75)
                    {
                        Output.Write(new MqttPacket.PingReq());
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended, and this watch with it.
        }
    }

    private async Task GiveUpAsync(string rule)
    {
        Failure ??= new MqttProtocolException(MqttReasonCode.KeepAliveTimeout, rule);
        Output.Complete();
        await _transport.DisposeAsync();
        await _closing.CancelAsync();
    }
}

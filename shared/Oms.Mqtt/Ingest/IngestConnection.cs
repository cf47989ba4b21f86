using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Ingest;

/// <summary>One network connection of a device: reads packets, watches its deadlines, and ends with a reason.</summary>
internal sealed class IngestConnection : IDisposable
{
    private const double ClosingSeconds = 5;
    private const int PacketsAtOnce = 64;

    private readonly ConnectionContext _transport;
    private readonly IngestServices _services;
    private readonly CancellationTokenSource _closing = new();
    private readonly long _opened;
    private IngestProtocol? _protocol;
    private IngestWill? _will;
    private long _lastPacket;
    private long _closedAt;
    private double _keepAliveSeconds;
    private volatile bool _isWaiting;
    private volatile bool _isTakenOver;
    private volatile bool _isResumedElsewhere;
    private volatile bool _isShutdown;

    public IngestConnection(ConnectionContext transport, IngestServices services)
    {
        (_transport, _services) = (transport, services);
        Output = new PacketOutput(transport.Transport.Output, services.Time);
        _opened = _lastPacket = services.Time.GetTimestamp();
    }

    public PacketOutput Output { get; }

    public string ClientId { get; private set; } = "";

    /// <summary>True once CONNACK was written. Only under the gate of the session.</summary>
    public bool IsReady { get; set; }

    /// <summary>Serves the connection until it ends. Never throws.</summary>
    public async Task RunAsync()
    {
        using var stopping = _transport.Features.Get<IConnectionLifetimeNotificationFeature>()
            ?.ConnectionClosedRequested.UnsafeRegister(static c => ((IngestConnection)c!).Shutdown(), this);
        var writing = WriteAsync();
        try
        {
            await ReadAsync();
            Close(MqttReasonCode.Success, "the device closed the connection", log: false);
        }
        catch (MqttProtocolException broken)
        {
            Close(broken.ReasonCode, broken.Rule);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            Close(MqttReasonCode.Success, "the connection was lost", log: false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A fault of this side ends this connection; the device sends again, the others never notice.
            _services.Log.ConnectionFailed(failure, ClientId);
            Close(MqttReasonCode.ImplementationSpecificError, "a fault of the listener");
        }

        await writing;
        await _transport.Transport.Output.CompleteAsync();
        await _transport.Transport.Input.CompleteAsync();
        End();
    }

    /// <summary>DISCONNECT from the device: what is due is still sent, then the connection ends.</summary>
    public void Leave(bool keepsWill)
    {
        if (!keepsWill)
        {
            _will = null;
        }

        Close(MqttReasonCode.Success, "the device left", log: false);
    }

    /// <summary>Another connection took the client identifier (3.1.4-3).</summary>
    public void TakenOver(bool isResumed)
    {
        (_isTakenOver, _isResumedElsewhere) = (true, isResumed);
        Close(MqttReasonCode.SessionTakenOver, "3.1.4-3: another connection took the client identifier");
    }

    /// <summary>The host could not keep a message: it must never be acknowledged, so this connection ends.</summary>
    public void NotDurable(Exception failure, MqttReasonCode reason)
    {
        if (!Output.IsCompleted)
        {
            _services.Log.NotDurable(failure, ClientId);
        }

        Close(reason, "a message could not be made durable");
    }

    /// <summary>The listener stops; wills stay unpublished, for no device failed.</summary>
    public void Shutdown()
    {
        _isShutdown = true;
        Close(MqttReasonCode.ServerShuttingDown, "the listener stops", log: false);
    }

    /// <summary>Something of the connection's outbound queue grew: ends a device that does not read.</summary>
    public void CheckOutput()
    {
        if (Output.WaitingBytes > _services.Options.WaitingBytesMax)
        {
            Close(MqttReasonCode.QuotaExceeded, "the device does not read what is sent to it");
            _transport.Abort();
        }
    }

    /// <summary>Looks at every deadline of the connection.</summary>
    public void Tick()
    {
        var (time, options) = (_services.Time, _services.Options);
        if (Output.IsCompleted)
        {
            if (time.GetElapsedTime(Interlocked.Read(ref _closedAt)).TotalSeconds > ClosingSeconds)
            {
                _transport.Abort();
            }

            return;
        }

        if (_protocol is null)
        {
            if (time.GetElapsedTime(_opened).TotalSeconds > options.ConnectTimeoutSeconds)
            {
                Close(MqttReasonCode.MaximumConnectTime, "no CONNECT was accepted in time");
            }

            return;
        }

        if (Output.Stalled.TotalSeconds > options.SlowReaderSeconds)
        {
            Close(MqttReasonCode.QuotaExceeded, "the device does not read what is sent to it");
            _transport.Abort();
        }

        var silence = time.GetElapsedTime(Interlocked.Read(ref _lastPacket)).TotalSeconds;
        // A device that we hold back cannot be heard, so its silence is ours.
        if (_keepAliveSeconds > 0 && !_isWaiting && silence > _keepAliveSeconds * 1.5)
        {
            Close(MqttReasonCode.KeepAliveTimeout, "3.1.2-22: no packet within one and a half keep-alives");
        }

        _protocol.Publishing.Wake();
        CheckOutput();
    }

    public void Dispose() => _closing.Dispose();

    private async Task WriteAsync()
    {
        await Output.RunAsync();
        // The peer may have gone while the read loop waits for room or for bytes: let it see that.
        await _closing.CancelAsync();
        _protocol?.Publishing.Wake();
        _transport.Transport.Input.CancelPendingRead();
    }

    private async Task ReadAsync()
    {
        var input = _transport.Transport.Input;
        var bytesMax = (uint)_services.Options.PacketBytesMax;
        var packets = 0;
        while (!Output.IsCompleted)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            try
            {
                while (!Output.IsCompleted && FrameReader.TryRead(ref buffer, bytesMax, out var header, out var body))
                {
                    Interlocked.Exchange(ref _lastPacket, _services.Time.GetTimestamp());
                    if (_protocol is null)
                    {
                        await ConnectAsync(header, body.ToArray());
                    }
                    else if (_protocol.Handle(header, body))
                    {
                        await WaitForRoomAsync(_protocol.Publishing);
                    }
                    else if (++packets % PacketsAtOnce == 0)
                    {
                        // A full buffer holds hundreds, and others wait for a thread as well.
                        await Task.Yield();
                    }
                }
            }
            finally
            {
                input.AdvanceTo(buffer.Start, buffer.End);
            }

            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private async ValueTask WaitForRoomAsync(IngestPublishing publishing)
    {
        _isWaiting = true;
        try
        {
            await publishing.WaitForRoomAsync(_closing.Token);
        }
        finally
        {
            Interlocked.Exchange(ref _lastPacket, _services.Time.GetTimestamp());
            _isWaiting = false;
        }
    }

    private async ValueTask ConnectAsync(byte header, byte[] body)
    {
        if (header >> 4 != (int)MqttPacketType.Connect)
        {
            PacketReader.ThrowProtocolError("3.1.0-1: the first packet is not CONNECT");
        }

        var version = MqttProtocolVersion.V311;
        MqttPacket.Connect connect;
        try
        {
            connect = ConnectDecoder.Read(header, body, ref version);
        }
        catch (MqttProtocolException broken)
        {
            Output.Version = version;
            Refuse(broken.ReasonCode, isMalformed: broken.ReasonCode != MqttReasonCode.UnsupportedProtocolVersion);
            throw;
        }

        Output.Version = version;
        var handshake = new IngestHandshake(_services, this, connect, _transport);
        var accepted = await handshake.AcceptAsync(_closing.Token);
        ClientId = accepted.ClientId;
        if (accepted.Session is null)
        {
            Refuse(accepted.Reason, isMalformed: false);
            _services.Log.Refused(ClientId, accepted.Reason);
            throw new MqttProtocolException(accepted.Reason, "the connection was refused");
        }

        (_will, _keepAliveSeconds) = (accepted.Will, accepted.KeepAliveSeconds);
        _protocol = new IngestProtocol(_services, this, accepted.Session);
        handshake.Welcome(accepted);
    }

    /// <summary>Answers CONNECT with a failure; before MQTT 5.0 a malformed one gets no answer (3.1.4-1).</summary>
    private void Refuse(MqttReasonCode reason, bool isMalformed)
    {
        _services.Metrics.Refused(reason);
        var isV5 = Output.Version == MqttProtocolVersion.V500;
        if (!isV5 && isMalformed)
        {
            return;
        }

        Output.Complete(new MqttPacket.ConnAck(false, isV5 ? (byte)reason : IngestHandshake.ReturnCode(reason)));
    }

    private void Close(MqttReasonCode reason, string rule, bool log = true)
    {
        var isAccepted = _protocol is not null;
        var says = isAccepted && Output.Version == MqttProtocolVersion.V500 && reason != MqttReasonCode.Success;
        Interlocked.CompareExchange(ref _closedAt, _services.Time.GetTimestamp(), 0);
        if (!Output.Complete(says ? new MqttPacket.Disconnect(reason) : null))
        {
            return;
        }

        _services.Metrics.Closed(reason);
        if (log)
        {
            _services.Log.Closed(ClientId, reason, rule);
        }

        // Not Cancel: callers hold gates, and whoever waits must not run on under them.
        _ = _closing.CancelAsync();
        _protocol?.Publishing.Wake();
        _transport.Transport.Input.CancelPendingRead();
    }

    private void End()
    {
        if (_protocol is not { } protocol)
        {
            return;
        }

        var livesOn = _services.Sessions.Release(protocol.Session, this);
        if (_will is not { } will || _isShutdown)
        {
            return;
        }

        var delay = Math.Min(will.DelaySeconds, protocol.Session.ExpirySeconds);
        if (delay > 0 && _isTakenOver && _isResumedElsewhere)
        {
            return;
        }

        if (delay > 0 && livesOn)
        {
            _services.Wills.Delay(will, delay);
        }
        else
        {
            _ = _services.Wills.DeliverAsync(will);
        }
    }
}

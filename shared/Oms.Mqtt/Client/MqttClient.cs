using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Client;

/// <summary>A client that stays connected to one server: MQTT 3.1.1 and 5.0, QoS 0, 1 and 2, both ways.</summary>
/// <remarks>
/// Run <see cref="RunAsync"/> for as long as the client should live. Messages come in <see cref="Received"/> and are
/// acknowledged by the caller. Messages handed to <see cref="PublishAsync"/> at QoS 1 and 2 are queued in a bounded
/// queue, sent as the server's Receive Maximum allows, and sent again with their identifiers after a reconnection.
/// </remarks>
/// <threadsafety>Any thread may publish, subscribe and acknowledge.</threadsafety>
public sealed class MqttClient
{
    private readonly MqttClientOptions _options;
    private readonly IMqttConnector _connector;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _log;
    private readonly ClientSession _session;
    private readonly Channel<MqttReceivedMessage> _received;
    private readonly Lock _watchGate = new();
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile MqttClientState _state;
    private volatile bool _isSubscribed;

    /// <param name="options">How to connect, and the bounds.</param>
    /// <param name="connector">Opens the byte streams.</param>
    /// <param name="time">Drives keep-alive, timeouts and back-off.</param>
    /// <param name="random">Spreads the reconnections of many clients.</param>
    /// <param name="log">Where connections and refusals are told.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public MqttClient(
        MqttClientOptions options, IMqttConnector connector, TimeProvider time, Random random, ILogger<MqttClient> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            options.Version is MqttProtocolVersion.V311 or MqttProtocolVersion.V500, true, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            options.ReceiveMaximum is >= 1 and <= 65_535, true, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            options.OutboundMessagesMax is >= 1 and <= 65_000, true, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            options.TopicAliasMaximum is >= 0 and <= 1_024, true, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            options.KeepAliveSeconds is >= 0 and <= 65_535, true, nameof(options));
        ClientHandshake.Check(options);
        (_options, _connector, _time, _random, _log) = (options, connector, time, random, log);
        _session = new ClientSession(options, time);
        _received = Channel.CreateBounded<MqttReceivedMessage>(
            new BoundedChannelOptions(options.ReceiveMaximum) { SingleWriter = true });
    }

    /// <summary>Messages in the order they came; completed when the client has stopped.</summary>
    public ChannelReader<MqttReceivedMessage> Received => _received.Reader;

    /// <summary>Where the client is in its life.</summary>
    public MqttClientState State => _state;

    /// <summary>Whether the server still had the session at the last connection (3.2.2.1.1).</summary>
    public bool SessionPresent { get; private set; }

    /// <summary>Why the last connection ended; null while none has.</summary>
    public MqttProtocolException? LastFailure { get; private set; }

    /// <summary>Connects and reconnects until cancelled; then leaves with DISCONNECT: no will goes out.</summary>
    /// <remarks>Runs once in the life of a client. Returns normally when cancelled.</remarks>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                _state = MqttClientState.Connecting;
                failures = await ConnectOnceAsync(cancellationToken) ? 1 : failures + 1;
                _state = MqttClientState.Disconnected;
                if (cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                var wait = BackOff(failures);
                _log.Lost(_options.ClientId, LastFailure?.Message ?? "unreachable", wait.TotalSeconds);
                await Task.Delay(wait, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping is how this method ends.
        }
        finally
        {
            _state = MqttClientState.Stopped;
            _received.Writer.TryComplete();
            lock (_session.Gate)
            {
                _session.Outbound.Abandon();
            }
        }
    }

    /// <summary>Waits until a connection is accepted.</summary>
    public Task WaitConnectedAsync(CancellationToken cancellationToken)
    {
        lock (_watchGate)
        {
            return _connected.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Sends a message; at QoS 1 and 2 it is queued while there is no connection.</summary>
    /// <param name="message">Its payload is not copied: leave it alone until the result is in.</param>
    /// <param name="cancellationToken">Stops the wait, not the delivery.</param>
    /// <exception cref="ArgumentException">The topic is no topic name.</exception>
    public async Task<MqttPublishResult> PublishAsync(
        MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        MessageCodec.Check(message);
        if (message.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            return SendOnce(message);
        }

        var item = new OutboundItem(message, message.QualityOfServiceLevel, _time.GetTimestamp())
        {
            Retain = message.Retain,
        };
        if (!Enqueue(item))
        {
            return new MqttPublishResult(
                _state == MqttClientState.Stopped ? MqttPublishOutcome.Unknown : MqttPublishOutcome.Overloaded,
                MqttReasonCode.QuotaExceeded);
        }

        var result = await item.Done.WaitAsync(cancellationToken);
        return new MqttPublishResult(
            result.Outcome switch
            {
                OutboundOutcome.Acknowledged => MqttPublishOutcome.Acknowledged,
                OutboundOutcome.Refused => MqttPublishOutcome.Refused,
                OutboundOutcome.Expired => MqttPublishOutcome.Expired,
                OutboundOutcome.TooLarge => MqttPublishOutcome.TooLarge,
                _ => MqttPublishOutcome.Unknown,
            },
            result.Reason);
    }

    /// <summary>Subscribes now, and again whenever the server has lost the session.</summary>
    /// <returns>The reason code of each filter.</returns>
    /// <exception cref="ArgumentException">A filter is no topic filter.</exception>
    /// <exception cref="IOException">There is no connection, or it was lost before the answer came.</exception>
    public async Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(
        IReadOnlyList<MqttTopicFilter> filters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filters);
        if (filters.Count == 0 || filters.Any(f => !MqttTopic.IsValidFilter(f.Topic)))
        {
            throw new ArgumentException("No filter, or one that is no topic filter (4.7).", nameof(filters));
        }

        var reasons = await AskSubscribeAsync(filters).WaitAsync(cancellationToken);
        lock (_session.Gate)
        {
            for (var i = 0; i < filters.Count; i++)
            {
                if ((int)reasons[i] < 0x80)
                {
                    _session.Filters[filters[i].Topic] = filters[i];
                }
            }
        }

        return reasons;
    }

    /// <summary>Ends subscriptions.</summary>
    /// <returns>The reason code of each filter; success before MQTT 5.0.</returns>
    /// <exception cref="ArgumentException">A filter is no topic filter.</exception>
    /// <exception cref="IOException">There is no connection, or it was lost before the answer came.</exception>
    public async Task<IReadOnlyList<MqttReasonCode>> UnsubscribeAsync(
        IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filters);
        if (filters.Count == 0 || filters.Any(f => !MqttTopic.IsValidFilter(f)))
        {
            throw new ArgumentException("No filter, or one that is no topic filter (4.7).", nameof(filters));
        }

        var asked = Current().AskAsync(id => new MqttPacket.Unsubscribe(id, filters), filters.Count);
        lock (_session.Gate)
        {
            foreach (var filter in filters)
            {
                _session.Filters.Remove(filter);
            }
        }

        return await asked.WaitAsync(cancellationToken);
    }

    private async Task<bool> ConnectOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = new CancellationTokenSource(
                TimeSpan.FromSeconds(_options.ConnectTimeoutSeconds), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var transport = await _connector.ConnectAsync(either.Token);
            await using var connection = new ClientConnection(_options, _session, transport, _received.Writer, _time);
            await connection.RunAsync(Accepted, cancellationToken);
            LastFailure = connection.Failure;
            lock (_watchGate)
            {
                if (_connected.Task.IsCompleted)
                {
                    _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            return connection.Server is not null;
        }
        catch (Exception failure) when (failure is IOException or SocketException or AuthenticationException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LastFailure = new MqttProtocolException(MqttReasonCode.ServerUnavailable, failure.Message);
            return false;
        }
    }

    private void Accepted(ServerFacts server)
    {
        SessionPresent = server.SessionPresent;
        _state = MqttClientState.Connected;
        _log.Connected(_options.ClientId, server.SessionPresent);
        if (!server.SessionPresent || !_isSubscribed)
        {
            _isSubscribed = false;
            _ = SubscribeAgainAsync();
        }

        if (_options.Birth is { } birth)
        {
            // Queued like any other, so that it is sent again if this connection is lost before the server has it.
            _ = PublishAsync(birth(), CancellationToken.None);
        }

        lock (_watchGate)
        {
            _connected.TrySetResult();
        }
    }

    private async Task SubscribeAgainAsync()
    {
        MqttTopicFilter[] filters;
        lock (_session.Gate)
        {
            filters = [.. _session.Filters.Values];
        }

        if (filters.Length == 0)
        {
            return;
        }

        try
        {
            var reasons = await AskSubscribeAsync(filters);
            _isSubscribed = true;
            for (var i = 0; i < filters.Length; i++)
            {
                if ((int)reasons[i] >= 0x80)
                {
                    _log.SubscriptionRefused(_options.ClientId, filters[i].Topic, reasons[i]);
                }
            }
        }
        catch (IOException)
        {
            // The connection went first; the next one asks again.
        }
    }

    private Task<IReadOnlyList<MqttReasonCode>> AskSubscribeAsync(IReadOnlyList<MqttTopicFilter> filters) =>
        Current().AskAsync(
            id => new MqttPacket.Subscribe(id, [.. filters.Select(ToSubscription)]), filters.Count);

    private static MqttSubscription ToSubscription(MqttTopicFilter filter) =>
        new(filter.Topic, filter.QualityOfServiceLevel)
        {
            NoLocal = filter.NoLocal,
            RetainAsPublished = filter.RetainAsPublished,
            RetainHandling = (byte)filter.RetainHandling,
        };

    private ClientConnection Current()
    {
        lock (_session.Gate)
        {
            return _session.Current ?? throw new IOException("There is no connection.");
        }
    }

    private bool Enqueue(OutboundItem item)
    {
        ClientConnection? current;
        lock (_session.Gate)
        {
            if (_state == MqttClientState.Stopped || !_session.Outbound.TryEnqueue(item))
            {
                return false;
            }

            current = _session.Current;
            if (current is not null)
            {
                lock (current.Output.Gate)
                {
                    if (!current.Output.IsCompleted)
                    {
                        _session.Outbound.Pump(current.Output.Buffer);
                    }
                }
            }
        }

        current?.Output.Flush();
        return true;
    }

    private MqttPublishResult SendOnce(MqttApplicationMessage message)
    {
        ClientConnection? current;
        lock (_session.Gate)
        {
            current = _session.Current;
        }

        if (current is null || current.Output.IsCompleted)
        {
            return new MqttPublishResult(MqttPublishOutcome.NotConnected, MqttReasonCode.ServerUnavailable);
        }

        if (message.Retain && !current.Server!.RetainAvailable)
        {
            return new MqttPublishResult(MqttPublishOutcome.Refused, MqttReasonCode.RetainNotSupported);
        }

        if (current.Output.WaitingBytes > _options.OutboundBytesMax)
        {
            return new MqttPublishResult(MqttPublishOutcome.Overloaded, MqttReasonCode.QuotaExceeded);
        }

        var packet = new MqttPacket.Publish(message.Topic, message.Payload)
        {
            Retain = message.Retain,
            Properties = MessageCodec.PropertiesOf(message, message.MessageExpiryIntervalSeconds),
        };
        return current.Output.Write(packet)
            ? new MqttPublishResult(MqttPublishOutcome.Sent, MqttReasonCode.Success)
            : new MqttPublishResult(MqttPublishOutcome.TooLarge, MqttReasonCode.PacketTooLarge);
    }

    /// <summary>Full jitter: anywhere up to a bound that doubles with each failure.</summary>
    private TimeSpan BackOff(int failures)
    {
        var bound = Math.Min(
            _options.BackOffSecondsMax, _options.BackOffSeconds * Math.Pow(2, Math.Min(failures - 1, 20)));
        return TimeSpan.FromSeconds(bound * Sample());
    }

    private double Sample()
    {
        lock (_watchGate)
        {
            return _random.NextDouble();
        }
    }
}

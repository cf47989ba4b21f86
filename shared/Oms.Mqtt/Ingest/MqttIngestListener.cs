using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime.Extensions;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Session;

namespace Oms.Mqtt.Ingest;

/// <summary>Lets devices publish straight to the gateway over MQTT 3.1.1 and 5.0, without a broker.</summary>
/// <remarks>
/// A Kestrel connection handler (<c>listen.UseConnectionHandler&lt;MqttIngestListener&gt;()</c>, after
/// <c>UseHttps</c> for TLS); register it as a singleton. Not a broker: messages go to <see cref="IMqttIngest"/> and to
/// nobody else, and a device may subscribe only to its own command topics. PUBACK and PUBREC leave in the order the
/// messages came, each after the host said that its effect is durable. Session state lives in memory; that is enough
/// because messages carry their own identity for the host, and QoS 2 removes duplicates within a session.
/// </remarks>
/// <threadsafety>Safe; any number of connections run at a time.</threadsafety>
public sealed class MqttIngestListener : ConnectionHandler, IAsyncDisposable
{
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(250);

    private readonly IngestServices _services;
    private readonly ConcurrentDictionary<IngestConnection, Task> _connections = new();
    private readonly ITimer _timer;
    private int _count;
    private volatile bool _stopped;

    public MqttIngestListener(
        IOptions<MqttIngestOptions> options,
        IMqttAuthenticator authenticator,
        IMqttIngest sink,
        TimeProvider time,
        MqttIngestMetrics metrics,
        ILogger<MqttIngestListener> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var clock = time.ToClock();
        _services = new IngestServices(
            options.Value,
            authenticator,
            sink,
            time,
            clock,
            log,
            metrics,
            new IngestMemory(options.Value.InFlightBytesTotalMax),
            new IngestSessions(options.Value, time),
            new IngestWills(sink, clock, time, metrics, log));
        _timer = time.CreateTimer(
            static listener => ((MqttIngestListener)listener!).Tick(), this, TickPeriod, TickPeriod);
    }

    /// <summary>Connections that are open now.</summary>
    public int ConnectionCount => Volatile.Read(ref _count);

    /// <summary>Sessions that are kept now, connected or not.</summary>
    public int SessionCount => _services.Sessions.Count;

    /// <summary>Serves one connection until it ends.</summary>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var count = Interlocked.Increment(ref _count);
        _services.Metrics.Opened();
        try
        {
            if (_stopped || count > _services.Options.ConnectionsMax)
            {
                _services.Log.TooManyConnections(count - 1);
                _services.Metrics.Refused(MqttReasonCode.ServerBusy);
                connection.Abort();
                return;
            }

            using var served = new IngestConnection(connection, _services);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _connections[served] = done.Task;
            try
            {
                await served.RunAsync();
            }
            finally
            {
                _connections.TryRemove(served, out _);
                done.SetResult();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _count);
            _services.Metrics.Ended();
        }
    }

    /// <summary>Sends a command to a device that subscribes to its topic, or queues it while it is away.</summary>
    /// <param name="clientId">The client identifier of the device's session.</param>
    /// <param name="message">The command; its quality of service is lowered to what the device subscribed with.</param>
    /// <param name="cancellationToken">Stops the wait for the acknowledgement, not the delivery.</param>
    /// <returns>What became of it; at QoS 1 and 2 once the device acknowledged.</returns>
    /// <exception cref="ArgumentException">The topic is no topic name.</exception>
    public async Task<MqttDelivery> PublishAsync(
        string clientId, MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        MessageCodec.Check(message);
        var outcome = await DeliverAsync(clientId, message, cancellationToken);
        _services.Metrics.Command(outcome);
        return outcome;
    }

    /// <summary>Ends every connection, telling devices of MQTT 5.0 that the server shuts down.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        foreach (var (connection, _) in _connections)
        {
            connection.Shutdown();
        }

        await Task.WhenAll(_connections.Values);
        await _timer.DisposeAsync();
    }

    private async Task<MqttDelivery> DeliverAsync(
        string clientId, MqttApplicationMessage message, CancellationToken cancellationToken)
    {
        if (_services.Sessions.Find(clientId) is not { } session)
        {
            return MqttDelivery.NotSubscribed;
        }

        OutboundItem item;
        lock (session.Gate)
        {
            var subscription = session.Find(message.Topic);
            if (subscription is not { } found)
            {
                return MqttDelivery.NotSubscribed;
            }

            var qos = message.QualityOfServiceLevel < found.QoS ? message.QualityOfServiceLevel : found.QoS;
            var retain = found.RetainAsPublished && message.Retain;
            if (qos == MqttQualityOfServiceLevel.AtMostOnce)
            {
                return SendOnce(session, message, found, retain);
            }

            item = new OutboundItem(message, qos, _services.Time.GetTimestamp())
            {
                SubscriptionIdentifier = found.Identifier,
                Retain = retain,
            };
            if (!session.Outbound.TryEnqueue(item))
            {
                return MqttDelivery.Overloaded;
            }

            if (session.Owner is { } owner)
            {
                lock (owner.Output.Gate)
                {
                    session.Outbound.Pump(owner.Output.Buffer);
                }

                owner.Output.Flush();
            }
        }

        var result = await item.Done.WaitAsync(cancellationToken);
        return result.Outcome switch
        {
            OutboundOutcome.Acknowledged => MqttDelivery.Acknowledged,
            OutboundOutcome.Refused => MqttDelivery.Refused,
            OutboundOutcome.Expired => MqttDelivery.Expired,
            OutboundOutcome.TooLarge => MqttDelivery.TooLarge,
            _ => MqttDelivery.SessionEnded,
        };
    }

    private static MqttDelivery SendOnce(
        IngestSession session, MqttApplicationMessage message, in IngestSubscription subscription, bool retain)
    {
        if (session.Owner is not { IsReady: true } owner || owner.Output.IsCompleted)
        {
            return MqttDelivery.NotSubscribed;
        }

        var properties = MessageCodec.PropertiesOf(message, message.MessageExpiryIntervalSeconds);
        if (subscription.Identifier is { } identifier)
        {
            properties.Number(MqttPropertyId.SubscriptionIdentifier, identifier);
        }

        var packet = new MqttPacket.Publish(message.Topic, message.Payload)
        {
            Retain = retain,
            Properties = properties,
        };
        if (!owner.Output.Write(packet))
        {
            return MqttDelivery.TooLarge;
        }

        owner.CheckOutput();
        return MqttDelivery.Sent;
    }

    private void Tick()
    {
        foreach (var (connection, _) in _connections)
        {
            connection.Tick();
        }

        _services.Sessions.Expire();
        _services.Wills.Tick();
    }
}

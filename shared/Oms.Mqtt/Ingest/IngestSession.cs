using Oms.Mqtt.Session;

namespace Oms.Mqtt.Ingest;

internal readonly record struct IngestSubscription(
    string Filter, MqttQualityOfServiceLevel QoS, bool RetainAsPublished, uint? Identifier);

/// <summary>What outlives a connection (MQTT 5.0 section 4.1): subscriptions, QoS 2 identifiers, commands.</summary>
/// <remarks>
/// Held in memory only. That is enough: acknowledged messages are durable with the host, which recognises a message
/// that comes twice by the identity in it, and a command is not confirmed to its sender before the device took it.
/// </remarks>
/// <threadsafety>Everything under <see cref="Gate"/>; the gate of an output is taken inside it.</threadsafety>
internal sealed class IngestSession(string clientId, MqttDevice device, MqttIngestOptions options, TimeProvider time)
{
    public Lock Gate { get; } = new();

    public string ClientId { get; } = clientId;

    public MqttDevice Device { get; set; } = device;

    /// <summary>The connection that may act on the session; null while the device is away.</summary>
    public IngestConnection? Owner { get; set; }

    public uint ExpirySeconds { get; set; }

    /// <summary>When the device went away, in timestamps; meaningless while it is connected.</summary>
    public long DisconnectedAt { get; set; }

    /// <summary>QoS 2 identifiers that were acknowledged by PUBREC and await PUBREL.</summary>
    public HashSet<ushort> Received { get; } = [];

    public Dictionary<string, IngestSubscription> Subscriptions { get; } = [];

    public OutboundFlow Outbound { get; } = new(options.OutboundMessagesMax, options.OutboundBytesMax, time);

    /// <summary>The subscription that a command falls under with the highest quality of service, if any.</summary>
    public IngestSubscription? Find(string topic)
    {
        IngestSubscription? best = null;
        foreach (var subscription in Subscriptions.Values)
        {
            if (MqttTopic.Matches(subscription.Filter, topic) && (best is null || subscription.QoS > best.Value.QoS))
            {
                best = subscription;
            }
        }

        return best;
    }
}

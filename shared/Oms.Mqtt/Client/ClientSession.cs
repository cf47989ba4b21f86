using Oms.Mqtt.Session;

namespace Oms.Mqtt.Client;

/// <summary>What a client keeps from one connection to the next (MQTT 5.0 section 4.1).</summary>
/// <threadsafety>Everything under <see cref="Gate"/>; the gate of an output is taken inside it.</threadsafety>
internal sealed class ClientSession(MqttClientOptions options, TimeProvider time)
{
    public Lock Gate { get; } = new();

    public OutboundFlow Outbound { get; } = new(options.OutboundMessagesMax, options.OutboundBytesMax, time);

    /// <summary>QoS 2 identifiers acknowledged by PUBREC that await PUBREL.</summary>
    public HashSet<ushort> Received { get; } = [];

    public ClientConnection? Current { get; set; }

    /// <summary>Grows when the session begins anew, so that nothing late of the old one leaks in.</summary>
    public int Epoch { get; set; }

    /// <summary>Whether this client has state that a session at the server would match (3.2.2-4).</summary>
    public bool IsKnown { get; set; } = options.ResumesUnknownSession;

    /// <summary>The next connection begins a new session.</summary>
    public bool BeginsAnew { get; set; } = options.CleanStart;

    /// <summary>Filters subscribed to at run time, kept to subscribe again when the server lost the session.</summary>
    public Dictionary<string, MqttTopicFilter> Filters { get; } =
        options.Subscriptions.ToDictionary(f => f.Topic, StringComparer.Ordinal);
}

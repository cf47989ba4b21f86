using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Oms.Mqtt.Ingest;

/// <summary>The counters of the ingest listener, under the meter <see cref="MeterName"/>.</summary>
public sealed class MqttIngestMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Oms.Mqtt.Ingest";

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _acknowledged;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _denied;
    private readonly Counter<long> _throttled;
    private readonly Counter<long> _wills;
    private readonly Counter<long> _commands;

    public MqttIngestMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(MeterName);
        _connections = _meter.CreateUpDownCounter<long>("oms.mqtt.ingest.connections", "{connection}");
        _accepted = _meter.CreateCounter<long>("oms.mqtt.ingest.accepted", "{connection}");
        _refused = _meter.CreateCounter<long>("oms.mqtt.ingest.refused", "{connection}");
        _closed = _meter.CreateCounter<long>(
            "oms.mqtt.ingest.closed", "{connection}", "Connections the listener ended, by reason.");
        _messages = _meter.CreateCounter<long>("oms.mqtt.ingest.messages", "{message}");
        _bytes = _meter.CreateCounter<long>("oms.mqtt.ingest.payload", "By");
        _acknowledged = _meter.CreateCounter<long>("oms.mqtt.ingest.handled", "{message}", "Durable or refused.");
        _duplicates = _meter.CreateCounter<long>("oms.mqtt.ingest.duplicates", "{message}");
        _denied = _meter.CreateCounter<long>("oms.mqtt.ingest.denied", "{message}", "Outside the permissions.");
        _throttled = _meter.CreateCounter<long>("oms.mqtt.ingest.throttled", "{wait}");
        _wills = _meter.CreateCounter<long>("oms.mqtt.ingest.wills", "{message}");
        _commands = _meter.CreateCounter<long>("oms.mqtt.ingest.commands", "{message}");
    }

    public void Dispose() => _meter.Dispose();

    internal void Opened() => _connections.Add(1);

    internal void Ended() => _connections.Add(-1);

    internal void Accepted() => _accepted.Add(1);

    internal void Refused(MqttReasonCode reason) => _refused.Add(1, Reason(reason));

    internal void Closed(MqttReasonCode reason) => _closed.Add(1, Reason(reason));

    internal void Received(int payloadBytes)
    {
        _messages.Add(1);
        _bytes.Add(payloadBytes);
    }

    internal void Handled(bool isDurable) =>
        _acknowledged.Add(1, new KeyValuePair<string, object?>("oms.mqtt.durable", isDurable));

    internal void Duplicate() => _duplicates.Add(1);

    internal void Denied() => _denied.Add(1);

    internal void Throttled() => _throttled.Add(1);

    internal void Will(bool isDurable) =>
        _wills.Add(1, new KeyValuePair<string, object?>("oms.mqtt.durable", isDurable));

    internal void Command(MqttDelivery outcome) =>
        _commands.Add(1, new KeyValuePair<string, object?>("oms.mqtt.outcome", outcome));

    private static TagList Reason(MqttReasonCode reason) => new() { { "oms.mqtt.reason", reason } };
}

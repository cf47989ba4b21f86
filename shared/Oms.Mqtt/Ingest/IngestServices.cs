using Microsoft.Extensions.Logging;
using NodaTime;

namespace Oms.Mqtt.Ingest;

/// <summary>What every connection of a listener shares.</summary>
internal sealed record IngestServices(
    MqttIngestOptions Options,
    IMqttAuthenticator Authenticator,
    IMqttIngest Sink,
    TimeProvider Time,
    IClock Clock,
    ILogger Log,
    MqttIngestMetrics Metrics,
    IngestMemory Memory,
    IngestSessions Sessions,
    IngestWills Wills);

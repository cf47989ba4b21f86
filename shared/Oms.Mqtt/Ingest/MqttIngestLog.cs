using Microsoft.Extensions.Logging;

namespace Oms.Mqtt.Ingest;

/// <summary>Messages 3100 to 3199. Client identifiers are named; payloads, passwords and topics are not.</summary>
internal static partial class MqttIngestLog
{
    [LoggerMessage(3100, LogLevel.Debug, "Accepted {ClientId} of {Device}, protocol {Version}")]
    public static partial void Accepted(
        this ILogger log, string clientId, string device, MqttProtocolVersion version);

    [LoggerMessage(3101, LogLevel.Information, "Refused a connection of {ClientId}: {Reason}")]
    public static partial void Refused(this ILogger log, string clientId, MqttReasonCode reason);

    [LoggerMessage(3102, LogLevel.Warning, "Closed the connection of {ClientId}: {Reason}, {Rule}")]
    public static partial void Closed(this ILogger log, string clientId, MqttReasonCode reason, string rule);

    [LoggerMessage(3103, LogLevel.Error, "A message of {ClientId} is not durable; closed its connection")]
    public static partial void NotDurable(this ILogger log, Exception failure, string clientId);

    [LoggerMessage(3104, LogLevel.Error, "The will of {ClientId} is not durable after {Attempts} attempts; gave up")]
    public static partial void WillLost(this ILogger log, Exception failure, string clientId, int attempts);

    [LoggerMessage(3105, LogLevel.Error, "The connection of {ClientId} failed; closed it, the others go on")]
    public static partial void ConnectionFailed(this ILogger log, Exception failure, string clientId);

    [LoggerMessage(3106, LogLevel.Warning, "Closed a new connection: {Count} connections are open, which is the bound")]
    public static partial void TooManyConnections(this ILogger log, int count);
}

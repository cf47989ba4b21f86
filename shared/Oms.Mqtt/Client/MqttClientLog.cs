using Microsoft.Extensions.Logging;

namespace Oms.Mqtt.Client;

/// <summary>Messages 3200 to 3299.</summary>
internal static partial class MqttClientLog
{
    [LoggerMessage(3200, LogLevel.Information, "Connected {ClientId}; session present: {IsPresent}")]
    public static partial void Connected(this ILogger log, string clientId, bool isPresent);

    [LoggerMessage(3201, LogLevel.Warning, "Lost the connection of {ClientId}: {Reason}; tries again in {Seconds} s")]
    public static partial void Lost(this ILogger log, string clientId, string reason, double seconds);

    [LoggerMessage(3202, LogLevel.Warning, "Closed the connection of {ClientId}: {Reason}, {Rule}")]
    public static partial void Closed(this ILogger log, string clientId, MqttReasonCode reason, string rule);

    [LoggerMessage(3203, LogLevel.Error, "The server refused the subscription of {ClientId} to {Filter}: {Reason}")]
    public static partial void SubscriptionRefused(
        this ILogger log, string clientId, string filter, MqttReasonCode reason);
}

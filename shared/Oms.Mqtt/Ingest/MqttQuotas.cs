namespace Oms.Mqtt.Ingest;

/// <summary>How much one device may publish. Past it the listener stops reading: back-pressure, not loss.</summary>
/// <param name="MessagesPerSecond">Sustained rate of messages; above 0.</param>
/// <param name="BytesPerSecond">Sustained rate of payload bytes; above 0.</param>
/// <param name="BurstSeconds">How many seconds' worth may come at once; from 0.1.</param>
public sealed record MqttQuotas(double MessagesPerSecond, double BytesPerSecond, double BurstSeconds)
{
    /// <summary>No limit but the bounds of the connection.</summary>
    public static MqttQuotas Unlimited { get; } =
        new(double.PositiveInfinity, double.PositiveInfinity, BurstSeconds: 1);
}

using NodaTime;

namespace Oms.Mqtt.Ingest;

/// <summary>A message from a device, handed to the host.</summary>
/// <remarks>
/// <see cref="Message"/> is valid until the task that <see cref="IMqttIngest.HandleAsync"/> returned completes: its
/// payload lies in a pooled buffer that then goes to another message. A host that keeps it longer copies it.
/// </remarks>
/// <param name="Device">Who sent it.</param>
/// <param name="ClientId">The client identifier of the connection.</param>
/// <param name="ReceivedAt">When it was taken off the wire, by the listener's clock.</param>
/// <param name="Message">Topic, payload, quality of service and properties.</param>
/// <param name="IsDuplicate">The sender marked it as sent before (3.3.1.1).</param>
/// <param name="IsWill">The device left this message for the case that it is lost (3.1.2.5).</param>
public sealed record MqttIngestMessage(
    MqttDevice Device,
    string ClientId,
    Instant ReceivedAt,
    MqttApplicationMessage Message,
    bool IsDuplicate,
    bool IsWill);

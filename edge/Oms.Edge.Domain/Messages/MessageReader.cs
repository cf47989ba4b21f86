using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Oms.Edge.Messages;

/// <summary>Turns a payload into a message, or into the reason why it cannot be one. Never throws on bad
/// input.</summary>
public static class MessageReader
{
    /// <summary>The largest payload of a device, bytes.</summary>
    public const int PayloadBytesMax = 64 * 1024;

    /// <summary>Reads the payload of a message of a kind of device.</summary>
    /// <returns>The message, or the fault; exactly one of them.</returns>
    public static (DeviceMessage? Message, MessageFault? Fault) Read(
        string kind, string message, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > PayloadBytesMax)
        {
            return Bad(MessageFault.TooLarge, "", $"{payload.Length} bytes; at most {PayloadBytesMax}.");
        }

        if (!Utf8.IsValid(payload))
        {
            return Bad(MessageFault.Malformed, "", "It is not UTF-8.");
        }

        return (kind, message) switch
        {
            ("reefer", "reading") => Read(payload, DeviceJson.Default.ReeferReading, MessageRules.Check),
            ("eld", "reading") => Read(payload, DeviceJson.Default.EldReading, MessageRules.Check),
            ("eld", "events") => Read(payload, DeviceJson.Default.EldEvents, EldMessageRules.Check),
            ("eld", "profile") => Read(payload, DeviceJson.Default.EldProfile, EldMessageRules.Check),
            ("scanner", "scan") => Read(payload, DeviceJson.Default.Scan, MessageRules.Check),
            ("badge", "swipe") => Read(payload, DeviceJson.Default.BadgeSwipe, MessageRules.Check),
            ("dock-door", "state") => Read(payload, DeviceJson.Default.DockDoorState, MessageRules.Check),
            ("seal", "circuit") => Read(payload, DeviceJson.Default.SealCircuit, MessageRules.Check),
            _ => Bad(MessageFault.UnknownTopic, "", $"A {kind} sends no '{message}'."),
        };
    }

    private static (DeviceMessage?, MessageFault?) Read<TMessage>(
        ReadOnlySpan<byte> payload, JsonTypeInfo<TMessage> form, Func<TMessage, MessageFault?> check)
        where TMessage : DeviceMessage
    {
        try
        {
            var message = JsonSerializer.Deserialize(payload, form);
            return message is null
                ? Bad(MessageFault.Malformed, "", "It is null.")
                : (MessageRules.CheckHead(message) ?? check(message)) is { } fault
                    ? (null, fault)
                    : (message, null);
        }
        catch (JsonException failure)
        {
            return Bad(MessageFault.Malformed, FieldOf(failure), failure.Message);
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException or OverflowException)
        {
            // A converter met a token of another kind; the serializer does not wrap all of these.
            return Bad(MessageFault.Malformed, "", failure.Message);
        }
    }

    // "$.zones[0].mode" is "zones[0].mode" to whoever reads the dead letter.
    private static string FieldOf(JsonException failure) =>
        failure.Path is { Length: > 1 } path ? path.TrimStart('$').TrimStart('.') : "";

    private static (DeviceMessage?, MessageFault?) Bad(string reason, string field, string detail) =>
        (null, new MessageFault(reason, field, detail));
}

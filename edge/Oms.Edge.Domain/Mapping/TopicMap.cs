using System.Text.Json;
using System.Text.Unicode;
using Oms.Edge.Devices;
using Oms.Edge.Messages;

namespace Oms.Edge.Mapping;

/// <summary>Turns foreign topics and payloads into the messages of this product. Immutable.</summary>
public sealed class TopicMap
{
    private readonly IReadOnlyList<TopicRule> _rules;

    private TopicMap(IReadOnlyList<TopicRule> rules) => _rules = rules;

    public static TopicMap Empty { get; } = new([]);

    /// <summary>The topic filters (MQTT) that a device may publish to by these rules.</summary>
    public IEnumerable<string> FiltersOf(Device device) =>
        _rules.Where(rule => rule.Kind == device.Kind)
            .Select(rule => rule.Topic.Replace("{id}", device.Id, StringComparison.Ordinal));

    /// <summary>Builds a map.</summary>
    /// <returns>The map, or what is wrong with the rules; exactly one of them.</returns>
    public static (TopicMap? Map, string? Fault) Of(IReadOnlyList<TopicRule> rules)
    {
        foreach (var rule in rules)
        {
            if (MappingRules.Check(rule) is { } fault)
            {
                return (null, fault);
            }
        }

        return (new TopicMap(rules), null);
    }

    /// <summary>Reads a foreign payload.</summary>
    /// <returns>The message, or the fault; exactly one of them.</returns>
    public (DeviceMessage? Message, MessageFault? Fault) Read(string topic, Device device, ReadOnlyMemory<byte> payload)
    {
        var rule = _rules.FirstOrDefault(one =>
            one.Kind == device.Kind
            && one.Topic.Replace("{id}", device.Id, StringComparison.Ordinal) == topic);
        if (rule is null)
        {
            return (null,
                new MessageFault(MessageFault.UnknownTopic, "", $"No rule takes '{topic}' from a {device.Kind}."));
        }

        if (payload.Length > MessageReader.PayloadBytesMax)
        {
            return (null, new MessageFault(MessageFault.TooLarge, "", $"{payload.Length} bytes."));
        }

        if (!Utf8.IsValid(payload.Span))
        {
            return (null, new MessageFault(MessageFault.Malformed, "", "It is not UTF-8."));
        }

        try
        {
            using var document = JsonDocument.Parse(
                payload, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            var (native, fault) = MappingRules.Translate(rule, document.RootElement);
            return native is null ? (null, fault) : MessageReader.Read(rule.Kind, rule.Message, native);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return (null, new MessageFault(MessageFault.Malformed, "", failure.Message));
        }
    }
}

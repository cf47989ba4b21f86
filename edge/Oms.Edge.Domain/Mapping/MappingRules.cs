using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Oms.Edge.Devices;
using Oms.Edge.Messages;

namespace Oms.Edge.Mapping;

/// <summary>Carries out a mapping rule.</summary>
internal static class MappingRules
{
    private const int FieldsMax = 100;
    private const int IndexMax = 15;

    /// <summary>What is wrong with a rule; null when nothing is.</summary>
    public static string? Check(TopicRule rule)
    {
        if (!DeviceKind.All.Contains(rule.Kind, StringComparer.Ordinal))
        {
            return $"The rule for '{rule.Topic}' has the unknown kind '{rule.Kind}'.";
        }

        if (!rule.Topic.Contains("{id}", StringComparison.Ordinal) || rule.Topic.AsSpan().ContainsAny('#', '+'))
        {
            return $"The topic '{rule.Topic}' must hold {{id}} and no wildcards.";
        }

        if (rule.Fields.Count is 0 or > FieldsMax)
        {
            return $"The rule for '{rule.Topic}' must have 1 to {FieldsMax} fields.";
        }

        foreach (var field in rule.Fields)
        {
            if (field.Unit is { } unit && !Units.Times.Contains(unit, StringComparer.Ordinal)
                && !(Units.All.TryGetValue(unit, out var known)
                    && field.To.EndsWith(known.Native, StringComparison.Ordinal)))
            {
                return $"Field '{field.To}' of the rule for '{rule.Topic}' cannot have the unit '{unit}'.";
            }

            if (field.To.Split('.').Any(part => int.TryParse(part, out var index) && index is < 0 or > IndexMax))
            {
                return $"Field '{field.To}' of the rule for '{rule.Topic}' has an index above {IndexMax}.";
            }
        }

        return null;
    }

    /// <summary>Builds the native payload.</summary>
    public static (byte[]? Native, MessageFault? Fault) Translate(TopicRule rule, JsonElement foreign)
    {
        var native = new JsonObject();
        foreach (var field in rule.Fields)
        {
            var found = Find(foreign, field.From);
            if (found is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value)
            {
                if (field.Required)
                {
                    return (null, new MessageFault(MessageFault.Malformed, field.From, "It is missing."));
                }

                continue;
            }

            var (converted, fault) = Convert(field, value);
            if (fault is not null)
            {
                return (null, fault);
            }

            Put(native, field.To, converted!);
        }

        return (JsonSerializer.SerializeToUtf8Bytes(native, NodeJson.Default.JsonObject), null);
    }

    private static (JsonNode? Value, MessageFault? Fault) Convert(FieldRule field, JsonElement value)
    {
        if (field.Values is { } words)
        {
            var word = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            return words.TryGetValue(word, out var stands)
                ? (JsonNode.Parse(stands.GetRawText()), null)
                : (null, new MessageFault(MessageFault.OutOfRange, field.From, $"The mapping does not know '{word}'."));
        }

        if (field.Unit is null)
        {
            return (JsonNode.Parse(value.GetRawText()), null);
        }

        if (field.Unit == "rfc3339")
        {
            var parsed = value.ValueKind == JsonValueKind.String
                ? OffsetDateTimePattern.ExtendedIso.Parse(value.GetString()!)
                : null;
            return parsed is { Success: true }
                ? (InstantPattern.ExtendedIso.Format(parsed.Value.ToInstant()), null)
                : Wrong(field, "It is not an RFC 3339 time.");
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number))
        {
            return Wrong(field, "It is not a number.");
        }

        if (Units.Times.Contains(field.Unit, StringComparer.Ordinal))
        {
            var milliseconds = field.Unit == "unix-seconds" && Math.Abs(number) < 253_402_300_800m ? number * 1_000
                : number;
            return Math.Abs(milliseconds) < 62_135_596_800_000m
                ? (InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds((long)milliseconds)), null)
                : Wrong(field, "It is no time.");
        }

        var (_, factor, offset) = Units.All[field.Unit];
        return Math.Abs(number) > 1_000_000_000_000m
            ? Wrong(field, "It is too large.")
            : ((JsonNode)(long)Math.Round((number * factor) + offset, MidpointRounding.AwayFromZero), null);
    }

    private static (JsonNode?, MessageFault?) Wrong(FieldRule field, string detail) =>
        (null, new MessageFault(MessageFault.Malformed, field.From, detail));

    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(part, out var member))
            {
                element = member;
            }
            else if (element.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else
            {
                return null;
            }
        }

        return element;
    }

    // Containers on the way are made: an array where the next part is an index, else an object.
    private static void Put(JsonObject root, string path, JsonNode value)
    {
        var parts = path.Split('.');
        JsonNode at = root;
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            JsonNode next = isLast ? value
                : int.TryParse(parts[i + 1], out _) ? new JsonArray()
                : new JsonObject();
            at = at is JsonArray array
                ? PutAt(array, int.Parse(parts[i], CultureInfo.InvariantCulture), next, isLast)
                : PutAt((JsonObject)at, parts[i], next, isLast);
        }
    }

    private static JsonNode PutAt(JsonArray array, int index, JsonNode next, bool replaces)
    {
        while (array.Count <= index)
        {
            array.Add(null);
        }

        if (replaces || array[index] is null)
        {
            array[index] = next;
        }

        return array[index]!;
    }

    private static JsonNode PutAt(JsonObject owner, string name, JsonNode next, bool replaces)
    {
        if (replaces || owner[name] is null)
        {
            owner[name] = next;
        }

        return owner[name]!;
    }
}

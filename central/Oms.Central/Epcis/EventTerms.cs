using System.Text.Json;
using Oms.Epcis;

namespace Oms.Central.Epcis;

/// <summary>What events are found by: each of their facts under a name, in its canonical spelling.</summary>
internal static class EventTerms
{
    private static readonly string[] EpcLists = ["epcList", "childEPCs", "inputEPCList", "outputEPCList"];

    private static readonly string[] QuantityLists =
        ["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"];

    private static readonly string[] SensorTexts =
    [
        "deviceID", "dataProcessingMethod", "microorganism", "chemicalSubstance", "bizRules", "stringValue",
        "hexBinaryValue", "uriValue", "booleanValue",
    ];

    private static readonly string[] SensorNumbers =
        ["value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"];

    /// <summary>All terms of an event, each once.</summary>
    public static IReadOnlySet<EventTerm> Of(EpcisEvent happened)
    {
        var terms = new HashSet<EventTerm>();
        Add(terms, "eventType", happened.Type);
        Add(terms, "action", happened.Text("action"));
        Add(terms, "bizStep", Vocabulary(happened, "bizStep", CbvTerm.BizStep));
        Add(terms, "disposition", Vocabulary(happened, "disposition", CbvTerm.Disposition));
        Add(terms, "readPoint", PlaceOf(happened, "readPoint"));
        Add(terms, "bizLocation", PlaceOf(happened, "bizLocation"));
        Add(terms, "transformationID", Identifier(happened.Text("transformationID")));
        Add(terms, "parentID", Identifier(happened.Text("parentID")));
        AddEpcs(terms, happened);
        AddQuantities(terms, happened);
        AddPairs(terms, happened, "bizTransactionList", "bizTransaction", CbvTerm.BizTransactionType);
        AddPairs(terms, happened, "sourceList", "source", CbvTerm.SourceDestType);
        AddPairs(terms, happened, "destinationList", "destination", CbvTerm.SourceDestType);
        AddDispositions(terms, happened);
        AddError(terms, happened);
        AddSensors(terms, happened);
        EventExtensions.Add(terms, happened);
        return terms;
    }

    private static void AddEpcs(HashSet<EventTerm> terms, EpcisEvent happened)
    {
        foreach (var name in EpcLists)
        {
            foreach (var epc in Items(happened.Body, name).Select(Text))
            {
                Add(terms, name, Identifier(epc));
            }
        }
    }

    private static void AddQuantities(HashSet<EventTerm> terms, EpcisEvent happened)
    {
        foreach (var name in QuantityLists)
        {
            foreach (var quantity in Items(happened.Body, name))
            {
                Add(terms, name, Identifier(Text(quantity, "epcClass")));
                AddNumber(terms, "quantity", quantity, "quantity");
            }
        }
    }

    private static void AddPairs(
        HashSet<EventTerm> terms, EpcisEvent happened, string list, string member, CbvVocabulary types)
    {
        foreach (var pair in Items(happened.Body, list))
        {
            var type = Text(pair, "type") is { } text ? types.Expand(happened.Context.ExpandValue(text)) : "";
            Add(terms, $"{member} {type}", Identifier(Text(pair, member)));
        }
    }

    private static void AddDispositions(HashSet<EventTerm> terms, EpcisEvent happened)
    {
        if (happened.Member("persistentDisposition") is not { } persistent)
        {
            return;
        }

        foreach (var name in new[] { "set", "unset" })
        {
            foreach (var term in Items(persistent, name).Select(Text).OfType<string>())
            {
                Add(
                    terms,
                    $"persistentDisposition_{name}",
                    CbvTerm.Disposition.Expand(happened.Context.ExpandValue(term)));
            }
        }
    }

    private static void AddError(HashSet<EventTerm> terms, EpcisEvent happened)
    {
        if (happened.Member("errorDeclaration") is not { ValueKind: JsonValueKind.Object } error)
        {
            return;
        }

        AddTime(terms, "errorDeclaration_Time", error, "declarationTime");
        if (Text(error, "reason") is { } reason)
        {
            Add(terms, "errorReason", CbvTerm.ErrorReason.Expand(happened.Context.ExpandValue(reason)));
        }

        foreach (var id in Items(error, "correctiveEventIDs").Select(Text))
        {
            Add(terms, "correctiveEventID", id);
        }
    }

    private static void AddSensors(HashSet<EventTerm> terms, EpcisEvent happened)
    {
        foreach (var element in Items(happened.Body, "sensorElementList"))
        {
            Add(terms, "sensorElementList", "1");
            IEnumerable<JsonElement> parts = Items(element, "sensorReport");
            if (element.TryGetProperty("sensorMetadata", out var metadata))
            {
                parts = parts.Append(metadata);
            }

            foreach (var part in parts.Where(part => part.ValueKind == JsonValueKind.Object))
            {
                AddSensor(terms, happened, part);
            }
        }
    }

    private static void AddSensor(HashSet<EventTerm> terms, EpcisEvent happened, JsonElement part)
    {
        if (Text(part, "type") is { } type)
        {
            Add(terms, "type", CbvTerm.MeasurementType.Expand(happened.Context.ExpandValue(type)));
        }

        foreach (var name in SensorTexts.Where(name => part.TryGetProperty(name, out _)))
        {
            var value = part.GetProperty(name);
            Add(terms, name, Identifier(Text(value) ?? value.GetRawText()));
        }

        foreach (var name in SensorNumbers)
        {
            AddNumber(terms, name, part, name);
        }

        foreach (var name in new[] { "time", "startTime", "endTime" })
        {
            AddTime(terms, name, part, name);
        }
    }

    private static void AddTime(HashSet<EventTerm> terms, string name, JsonElement from, string member)
    {
        if (Text(from, member) is { } text && EpcisTime.Read(text) is { } instant)
        {
            _ = terms.Add(new EventTerm(name, EpcisTime.ToMilliseconds(instant), instant.ToUnixTimeTicks(), null));
        }
    }

    private static void AddNumber(HashSet<EventTerm> terms, string name, JsonElement from, string member)
    {
        if (from.ValueKind == JsonValueKind.Object && from.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number))
        {
            _ = terms.Add(new EventTerm(name, value.GetRawText(), null, number));
        }
    }

    private static string? PlaceOf(EpcisEvent happened, string name) =>
        happened.Member(name) is { ValueKind: JsonValueKind.Object } place ? Identifier(Text(place, "id")) : null;

    private static string? Vocabulary(EpcisEvent happened, string name, CbvVocabulary vocabulary) =>
        happened.Text(name) is { } text ? vocabulary.Expand(happened.Context.ExpandValue(text)) : null;

    private static string? Identifier(string? text) => text is null ? null : EventIdentifiers.Canonical(text);

    private static IEnumerable<JsonElement> Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var list)
            && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : Enumerable.Empty<JsonElement>();

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? Text(value) : null;

    private static void Add(HashSet<EventTerm> terms, string name, string? value)
    {
        if (value is not null)
        {
            _ = terms.Add(new EventTerm(name, value, null, null));
        }
    }
}

/// <summary>One fact that an event is found by.</summary>
/// <param name="Value">In its canonical spelling.</param>
/// <param name="Ticks">The same as Unix ticks, where it is a time.</param>
/// <param name="Number">The same as a number, where it is one.</param>
internal readonly record struct EventTerm(string Name, string Value, long? Ticks, double? Number);

using System.Buffers;
using System.Text.Json;
using NodaTime;

namespace Oms.Epcis.Mapping;

/// <summary>Writes drafts as EPCIS 2.0 in JSON, each under its hash id.</summary>
internal static class EventDraftWriter
{
    private const string Prefix = "oms";

    /// <summary>The context in which the house's events are written.</summary>
    public const string ContextJson =
        $$"""["{{EpcisContext.StandardUri}}",{"{{Prefix}}":"{{Gs1Names.Namespace}}"}]""";

    // Every time is told in UTC; where the depot stands says its GLN.
    private const string Offset = "+00:00";

    /// <summary>Writes an event, with the hash of what it says as its id.</summary>
    /// <param name="declaredAt">When it was declared to be in error; null for an event that stands.</param>
    /// <param name="correctedBy">The id of the event that is right, where there is one.</param>
    public static EpcisEvent Write(EventDraft draft, Instant? declaredAt = null, string? correctedBy = null)
    {
        var unnamed = EpcisReader.ReadEvent(Encode(draft, null, null, null), ContextJson);
        var id = EventHash.Of(unnamed);
        return EpcisReader.ReadEvent(Encode(draft, id, declaredAt, correctedBy), ContextJson);
    }

    private static ReadOnlyMemory<byte> Encode(
        EventDraft draft, string? id, Instant? declaredAt, string? correctedBy)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, EpcisNames.EventId, id);
            json.WriteString(EpcisNames.Type, draft.Type);
            json.WriteString(EpcisNames.EventTime, EpcisTime.ToMilliseconds(draft.At));
            json.WriteString("eventTimeZoneOffset", Offset);
            if (declaredAt is { } at)
            {
                WriteError(json, at, correctedBy);
            }

            WriteTexts(json, "certificationInfo", draft.Certification);
            Write(json, "parentID", draft.Parent);
            WriteTexts(json, EpcisNames.EpcList, draft.Epcs);
            WriteTexts(json, "childEPCs", draft.Children);
            WriteQuantities(json, draft.Quantities);
            json.WriteString("action", draft.Action);
            Write(json, "bizStep", draft.BizStep);
            Write(json, "disposition", draft.Disposition);
            WritePlace(json, EpcisNames.ReadPoint, draft.ReadPoint);
            WritePlace(json, EpcisNames.BizLocation, draft.BizLocation);
            WritePairs(json, EpcisNames.BizTransactionList, EpcisNames.BizTransaction, draft.Transactions);
            WritePairs(json, EpcisNames.SourceList, EpcisNames.Source, draft.Sources);
            WritePairs(json, EpcisNames.DestinationList, EpcisNames.Destination, draft.Destinations);
            WriteSensor(json, draft.Sensor);
            foreach (var (name, value) in draft.Extensions)
            {
                json.WriteString($"{Prefix}:{name}", value);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteError(Utf8JsonWriter json, Instant at, string? correctedBy)
    {
        json.WriteStartObject("errorDeclaration");
        json.WriteString("declarationTime", EpcisTime.ToMilliseconds(at));
        json.WriteString("reason", correctedBy is null ? "did_not_occur" : "incorrect_data");
        WriteTexts(json, "correctiveEventIDs", correctedBy is null ? [] : [correctedBy]);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteQuantities(Utf8JsonWriter json, IReadOnlyList<DraftQuantity> quantities)
    {
        if (quantities.Count == 0)
        {
            return;
        }

        json.WriteStartArray("quantityList");
        foreach (var quantity in quantities)
        {
            json.WriteStartObject();
            json.WriteString("epcClass", quantity.EpcClass);
            json.WriteNumber("quantity", quantity.Quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, string name, string? id)
    {
        if (id is not null)
        {
            json.WriteStartObject(name);
            json.WriteString("id", id);
            json.WriteEndObject();
        }
    }

    private static void WritePairs(Utf8JsonWriter json, string list, string member, IReadOnlyList<DraftPair> pairs)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        json.WriteStartArray(list);
        foreach (var pair in pairs)
        {
            json.WriteStartObject();
            json.WriteString(EpcisNames.Type, pair.Type);
            json.WriteString(member, pair.Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSensor(Utf8JsonWriter json, DraftSensor? sensor)
    {
        if (sensor is null)
        {
            return;
        }

        json.WriteStartArray(EpcisNames.SensorElementList);
        json.WriteStartObject();
        json.WriteStartObject("sensorMetadata");
        json.WriteString("startTime", EpcisTime.ToMilliseconds(sensor.From));
        json.WriteString("endTime", EpcisTime.ToMilliseconds(sensor.To));
        json.WriteString("deviceID", sensor.Device);
        json.WriteString("rawData", sensor.RawData);
        json.WriteEndObject();
        json.WriteStartArray(EpcisNames.SensorReport);
        json.WriteStartObject();
        json.WriteString(EpcisNames.Type, "Temperature");
        if (sensor.Alarm)
        {
            json.WriteString("exception", "ALARM_CONDITION");
        }

        WriteCelsius(json, "minValue", sensor.MinMilliC);
        WriteCelsius(json, "maxValue", sensor.MaxMilliC);
        json.WriteString("uom", "CEL");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteCelsius(Utf8JsonWriter json, string name, int? milliC)
    {
        if (milliC is { } value)
        {
            json.WriteNumber(name, value / 1000m);
        }
    }
}

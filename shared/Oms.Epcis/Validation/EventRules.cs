using System.Text.Json;

namespace Oms.Epcis;

/// <summary>The rules of an event that bind several of its members.</summary>
internal static class EventRules
{
    /// <summary>Checks an event of a type of the standard.</summary>
    public static void Check(EpcisEvent happened, Checking checking)
    {
        CheckWhat(happened, checking);
        var action = happened.Text("action");
        if (happened.Type == EventTypes.Object && happened.Member(EpcisNames.Ilmd) is not null && action != "ADD")
        {
            checking.Add(
                "ilmd",
                JsonPath.Member(happened.Path, EpcisNames.Ilmd),
                "Master data belongs to the making of a thing: the action must be ADD, or the member left out.");
        }

        if (happened.Type == EventTypes.Aggregation && (action is "ADD" or "DELETE")
            && happened.Member("parentID") is null)
        {
            checking.Add(
                "missing",
                JsonPath.Member(happened.Path, "parentID"),
                $"An aggregation with {action} names its parent.");
        }

        if (happened.Member(EpcisNames.PersistentDisposition) is { ValueKind: JsonValueKind.Object } persistent
            && !persistent.TryGetProperty("set", out _) && !persistent.TryGetProperty("unset", out _))
        {
            checking.Add(
                "missing",
                JsonPath.Member(happened.Path, EpcisNames.PersistentDisposition),
                "A persistent disposition must have the member set, unset, or both.");
        }

        CheckQuantities(happened, checking);
        CheckSensorTimes(happened, checking);
    }

    private static void CheckWhat(EpcisEvent happened, Checking checking)
    {
        var named = happened.Type switch
        {
            EventTypes.Object => Has(happened, EpcisNames.EpcList, 0) || Has(happened, "quantityList", 1)
                || (Has(happened, EpcisNames.SensorElementList, 1)
                    && (happened.Member(EpcisNames.ReadPoint) ?? happened.Member(EpcisNames.BizLocation)) is not null),
            EventTypes.Aggregation or EventTypes.Association =>
                happened.Text("action") == "DELETE" || Has(happened, "childEPCs", 1)
                || Has(happened, "childQuantityList", 1),
            EventTypes.Transaction =>
                happened.Text("action") == "DELETE" || Has(happened, EpcisNames.EpcList, 0)
                || Has(happened, "quantityList", 1),
            _ => IsTransformation(happened),
        };
        if (!named)
        {
            checking.Add("what", happened.Path, happened.Type switch
            {
                EventTypes.Object =>
                    "It must say what it is about: an epcList, a quantityList, or a sensorElementList with a readPoint"
                    + " or bizLocation.",
                EventTypes.Transformation =>
                    "It must name inputs and outputs, or a transformationID with one of them.",
                EventTypes.Transaction =>
                    "It must say what it is about: an epcList or a quantityList; only DELETE may leave out both.",
                _ => "It must name children: childEPCs or childQuantityList; only DELETE may leave out both.",
            });
        }
    }

    private static bool IsTransformation(EpcisEvent happened)
    {
        var inputs = Has(happened, "inputEPCList", 1) || Has(happened, "inputQuantityList", 1);
        var outputs = Has(happened, "outputEPCList", 1) || Has(happened, "outputQuantityList", 1);
        return (inputs && outputs) || ((inputs || outputs) && happened.Member("transformationID") is not null);
    }

    private static bool Has(EpcisEvent happened, string name, int lengthMin) =>
        happened.Member(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() >= lengthMin;

    // EPCIS 2.0, section 7.3.3.3: a unit says of what the quantity is, so it cannot stand alone.
    private static void CheckQuantities(EpcisEvent happened, Checking checking)
    {
        foreach (var member in happened.Body.EnumerateObject()
            .Where(member => member.Name.EndsWith("uantityList", StringComparison.Ordinal)
                && member.Value.ValueKind == JsonValueKind.Array))
        {
            var path = JsonPath.Member(happened.Path, member.Name);
            var index = 0;
            foreach (var element in member.Value.EnumerateArray())
            {
                if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("uom", out _)
                    && !element.TryGetProperty("quantity", out _))
                {
                    checking.Add(
                        "missing",
                        JsonPath.Member(JsonPath.Item(path, index), "quantity"),
                        "A unit without a quantity says nothing; give the quantity, or leave the unit out.");
                }

                index++;
            }
        }
    }

    private static void CheckSensorTimes(EpcisEvent happened, Checking checking)
    {
        if (happened.Member(EpcisNames.SensorElementList) is not { ValueKind: JsonValueKind.Array } list)
        {
            return;
        }

        var path = JsonPath.Member(happened.Path, EpcisNames.SensorElementList);
        var index = 0;
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Object
                && element.TryGetProperty("sensorMetadata", out var metadata)
                && metadata.ValueKind == JsonValueKind.Object
                && Time(metadata, "startTime") > Time(metadata, "endTime"))
            {
                checking.Add(
                    "period",
                    JsonPath.Member(JsonPath.Member(JsonPath.Item(path, index), "sensorMetadata"), "endTime"),
                    "It must not be before startTime.");
            }

            index++;
        }
    }

    private static NodaTime.Instant? Time(JsonElement metadata, string name) =>
        metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? EpcisTime.Read(value.GetString()!)
            : null;
}

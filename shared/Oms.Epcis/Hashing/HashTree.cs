using System.Text.Json;

namespace Oms.Epcis;

/// <summary>Turns an event's JSON into the tree that its hash is made of, with every value in canonical form.</summary>
internal sealed class HashTree(EpcisContext context)
{
    private const string Comment = "{http://www.w3.org/2000/01/rdf-schema#}comment";

    /// <summary>The members of an event that take part in its hash.</summary>
    public static HashNode Of(EpcisEvent happened)
    {
        var tree = new HashTree(happened.Context);
        var children = new List<HashNode>();
        foreach (var member in happened.Body.EnumerateObject())
        {
            // What is known only after the event, or says nothing about it, is no part of its identity.
            if (member.Name is not (EpcisNames.Type or EpcisNames.Context or EpcisNames.EventId or "id"
                or "recordTime" or "errorDeclaration" or "comment"))
            {
                tree.Add(children, member);
            }
        }

        return new HashNode("", "", children);
    }

    private void Add(List<HashNode> children, JsonProperty member)
    {
        switch (member.Name)
        {
            case "epcList" or "childEPCs" or "inputEPCList" or "outputEPCList":
                children.Add(List(member, "epc"));
                break;
            case "quantityList" or "childQuantityList" or "inputQuantityList" or "outputQuantityList":
                children.Add(List(member, "quantityElement"));
                break;
            case EpcisNames.SensorElementList:
                children.Add(List(member, "sensorElement"));
                break;
            case EpcisNames.BizTransactionList or EpcisNames.SourceList or EpcisNames.DestinationList:
                children.Add(List(member, ""));
                break;
            default:
                AddValues(children, member);
                break;
        }
    }

    private HashNode List(JsonProperty member, string itemName)
    {
        var items = new List<HashNode>();
        AddValue(items, itemName, member.Name, member.Value);
        return new HashNode(member.Name, "", items);
    }

    private void AddValues(List<HashNode> children, JsonProperty member)
    {
        var name = context.ExpandName(member.Name);
        if (name != Comment)
        {
            AddValue(children, name, member.Name, member.Value);
        }
    }

    // An array is the element repeated, as in XML.
    private void AddValue(List<HashNode> children, string name, string member, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    AddValue(children, name, member, item);
                }

                break;
            case JsonValueKind.Object:
                var below = new List<HashNode>();
                foreach (var child in value.EnumerateObject())
                {
                    AddChild(below, member, child);
                }

                children.Add(new HashNode(name, "", below));
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            default:
                children.Add(new HashNode(name, Canonical(member, Text(value)), []));
                break;
        }
    }

    private void AddChild(List<HashNode> children, string parent, JsonProperty child)
    {
        // A type says different things below different members.
        var role = (parent, child.Name) switch
        {
            (EpcisNames.BizTransactionList, EpcisNames.Type) => "bizTransaction type",
            (EpcisNames.SourceList or EpcisNames.DestinationList, EpcisNames.Type) => "source type",
            (EpcisNames.SensorReport, EpcisNames.Type) => "measurement type",
            (EpcisNames.PersistentDisposition, "set" or "unset") => "disposition",
            _ => child.Name,
        };
        var name = context.ExpandName(child.Name);
        if (name != Comment)
        {
            AddValue(children, name, role, child.Value);
        }
    }

    private string Canonical(string member, string text)
    {
        if (member is "eventTime" or "time" or "startTime" or "endTime" && EpcisTime.Read(text) is { } instant)
        {
            return EpcisTime.ToMilliseconds(instant);
        }

        var vocabulary = member switch
        {
            "bizStep" => CbvTerm.BizStep,
            "disposition" => CbvTerm.Disposition,
            "bizTransaction type" => CbvTerm.BizTransactionType,
            "source type" => CbvTerm.SourceDestType,
            "measurement type" => CbvTerm.MeasurementType,
            "exception" => CbvTerm.SensorAlert,
            "component" => CbvTerm.Component,
            _ => null,
        };
        var value = CbvTerm.Modernize(context.ExpandValue(vocabulary?.Expand(text) ?? text));
        return HashNumber.Reduce(value) ?? EventIdentifiers.Canonical(value);
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
}

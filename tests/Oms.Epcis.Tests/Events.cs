using System.Text;

namespace Oms.Epcis.Tests;

/// <summary>Events and documents that tests start from.</summary>
internal static class Events
{
    /// <summary>An object event of its own, with everything that most tests need.</summary>
    public const string Arriving =
        """
        {
          "@context": [
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ex": "https://ns.example.com/"}],
          "type": "ObjectEvent",
          "eventID": "urn:uuid:00000000-0000-4000-8000-000000000001",
          "eventTime": "2026-07-01T08:00:00.000+02:00",
          "eventTimeZoneOffset": "+02:00",
          "action": "OBSERVE",
          "bizStep": "arriving",
          "disposition": "in_progress",
          "epcList": ["https://id.gs1.org/8004/9521321TRUCK7"],
          "readPoint": {"id": "https://id.gs1.org/414/9521321000018"}
        }
        """;

    /// <summary>Wraps events in a document with the standard context.</summary>
    public static string Document(params ReadOnlySpan<string> events) =>
        $$$"""
        {"@context": ["{{{EpcisContext.StandardUri}}}", {"ex": "https://ns.example.com/"}], "type": "EPCISDocument",
         "schemaVersion": "2.0", "creationDate": "2026-07-01T08:00:00Z",
         "epcisBody": {"eventList": [{{{string.Join(",", events!)}}}]}}
        """;

    public static EpcisEvent Read(string json) => EpcisReader.Read(Encoding.UTF8.GetBytes(json)).Document!.Events[0];

    public static IReadOnlyList<EpcisFinding> Check(string json) =>
        EpcisValidator.Check(Encoding.UTF8.GetBytes(json)).Findings;

    /// <summary><see cref="Arriving"/> with one member more, or another value for one it has.</summary>
    public static string With(string member, string value)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(Arriving)!.AsObject();
        node[member] = System.Text.Json.Nodes.JsonNode.Parse(value);
        return node.ToJsonString();
    }

    /// <summary><see cref="Arriving"/> without some members.</summary>
    public static string Without(params ReadOnlySpan<string> members)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(Arriving)!.AsObject();
        foreach (var member in members)
        {
            _ = node.Remove(member);
        }

        return node.ToJsonString();
    }
}

using System.Text.Json;
using Oms.Json;

namespace Oms.Epcis;

/// <summary>Reads EPCIS 2.0 in JSON and JSON-LD. Never throws for bad input.</summary>
public static class EpcisReader
{
    /// <summary>Reads a document or a single event.</summary>
    /// <param name="utf8">The text. No name may stand twice in one object.</param>
    /// <returns>The document with its events, or what stands in the way. Whether it keeps the rules of the standard
    /// is another question: <see cref="EpcisValidator"/>.</returns>
    public static EpcisReading Read(ReadOnlyMemory<byte> utf8)
    {
        if (StrictJson.Check(utf8.Span) is { } fault)
        {
            return Unreadable("json", JsonPath.Root, $"It is not JSON that can be read one way only: {fault}");
        }

        using var text = JsonDocument.Parse(utf8);
        return Read(text.RootElement.Clone());
    }

    /// <summary>Reads one event as it is stored: the event's own object, and the context it was written in.</summary>
    /// <exception cref="JsonException">One of the texts is not JSON.</exception>
    public static EpcisEvent ReadEvent(ReadOnlyMemory<byte> body, string contextJson)
    {
        using var context = JsonDocument.Parse(contextJson);
        using var text = JsonDocument.Parse(body);
        return new EpcisEvent(
            text.RootElement.Clone(), EpcisContext.Read(context.RootElement, JsonPath.Root, []), JsonPath.Root);
    }

    private static EpcisReading Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Unreadable("wrong-type", JsonPath.Root, "It must be a JSON object: a document or one event.");
        }

        if (Text(root, EpcisNames.Type) is not { } type)
        {
            return Unreadable(
                "missing",
                JsonPath.Member(JsonPath.Root, EpcisNames.Type),
                $"It must be {EpcisDocument.CaptureType}, {EpcisDocument.QueryType} or the type of an event.");
        }

        var findings = new List<EpcisFinding>();
        var context = root.TryGetProperty(EpcisNames.Context, out var given)
            ? EpcisContext.Read(given, JsonPath.Member(JsonPath.Root, EpcisNames.Context), findings)
            : EpcisContext.Standard;
        string[]? way = type switch
        {
            EpcisDocument.CaptureType => ["epcisBody", "eventList"],
            EpcisDocument.QueryType => ["epcisBody", "queryResults", "resultsBody", "eventList"],
            _ => null,
        };
        if (way is null)
        {
            var single = new EpcisEvent(root, context, JsonPath.Root);
            return new EpcisReading(new EpcisDocument(type, root, context, [single]), findings);
        }

        var (list, path) = (root, JsonPath.Root);
        foreach (var name in way)
        {
            path = JsonPath.Member(path, name);
            if (list.ValueKind != JsonValueKind.Object || !list.TryGetProperty(name, out list))
            {
                return Unreadable("missing", path, $"A {type} holds its events in {string.Join('.', way)}.");
            }
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            return Unreadable("wrong-type", path, "It must be an array of events.");
        }

        var events = ReadList(list, path, context, findings);
        return findings.Exists(finding => finding.Code == "wrong-type" && finding.Path.StartsWith(
                path, StringComparison.Ordinal))
            ? new EpcisReading(null, findings)
            : new EpcisReading(new EpcisDocument(type, root, context, events), findings);
    }

    private static List<EpcisEvent> ReadList(
        JsonElement list, string path, EpcisContext context, List<EpcisFinding> findings)
    {
        var events = new List<EpcisEvent>(list.GetArrayLength());
        foreach (var body in list.EnumerateArray())
        {
            var place = JsonPath.Item(path, events.Count);
            if (body.ValueKind != JsonValueKind.Object)
            {
                findings.Add(new EpcisFinding("wrong-type", place, "An event must be an object."));
            }

            var own = body.ValueKind == JsonValueKind.Object && body.TryGetProperty(EpcisNames.Context, out var given)
                ? context.With(given, JsonPath.Member(place, EpcisNames.Context), findings)
                : context;
            events.Add(new EpcisEvent(body, own, place));
        }

        return events;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static EpcisReading Unreadable(string code, string path, string message) =>
        new(null, [new EpcisFinding(code, path, message)]);
}

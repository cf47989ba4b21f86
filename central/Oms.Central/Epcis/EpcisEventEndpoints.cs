using System.Text.Json;
using NodaTime;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Epcis;

namespace Oms.Central.Epcis;

/// <summary>Single events in, and events out (EPCIS 2.0, sections 12.7 and 12.8).</summary>
internal static class EpcisEventEndpoints
{
    /// <summary>The name of a query that has none of its own.</summary>
    private const string SimpleQuery = "SimpleEventQuery";

    /// <summary>Takes one event: durable when this returns.</summary>
    public static async Task<IResult> PostAsync(HttpContext context, CentralNode node)
    {
        var (body, unread) = await EpcisRequests.ReadAsync(context);
        if (unread is not null)
        {
            return unread;
        }

        var reading = EpcisValidator.Check(body);
        if (reading.Findings.Count > 0 || reading.Document is not { } document
            || document.Type is EpcisDocument.CaptureType or EpcisDocument.QueryType)
        {
            return EpcisErrors.Of(
                400,
                EpcisErrors.Validation,
                "The body must be one event of EPCIS 2.0, with its context.",
                [.. reading.Findings.Select(EpcisRequests.ErrorOf)]);
        }

        var (command, refused) = await EpcisRequests.CommandOfAsync(context, node, body!);
        if (command is null)
        {
            return refused!;
        }

        var content = EpcisRequests.ContentOf(document.Events[0]);
        var reply = await node.CapturedEvents.AskAsync(
            CentralNode.Address(CapturedEvent.Kind, EventKey.Of(content.EventId)),
            new CapturedEventCommand.Capture(content, null, 0, Pending: false),
            command);
        return reply.Outcome switch
        {
            ReplyOutcome.Accepted => new Answer(201, [], Answer.Json)
            {
                Location = $"{EpcisEndpoints.Root}/events/{Uri.EscapeDataString(content.EventId)}",
                Position = reply.Position.ToString(),
                Replayed = reply.Repeated,
            },
            ReplyOutcome.Rejected => EpcisErrors.Of(
                409,
                EpcisErrors.ResourceAlreadyExists,
                $"An event with the id {content.EventId} is there; only an error declaration may take up its id."),
            ReplyOutcome.IdReused => EpcisRequests.Reused(),
            _ => Problems.Retry(reply),
        };
    }

    /// <summary>One event by its id.</summary>
    public static async Task<IResult> GetAsync(HttpContext context, CentralNode node)
    {
        var id = Uri.UnescapeDataString($"{context.Request.RouteValues["id"]}");
        if (await node.Model.FindAsync(id) is not { } row)
        {
            return EpcisErrors.Of(404, EpcisErrors.NoSuchResource, "There is no such event.");
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            row.Write(json, alone: true);
        }

        return new Answer(200, stream.ToArray(), Answer.Json);
    }

    /// <summary>The events that the request's parameters ask for.</summary>
    public static Task<IResult> QueryAsync(HttpContext context, CentralNode node) =>
        AnswerAsync(
            context, node, SimpleQuery, Parameters(context), [],
            EventExtensions.ContextOf(EpcisRequests.Extensions(context)));

    /// <summary>Answers a query: a page of events in a query document.</summary>
    /// <param name="name">The query's name.</param>
    /// <param name="more">Conditions that the path adds.</param>
    /// <param name="prefixes">What prefixes in names of parameters mean; null for the house's own.</param>
    public static async Task<IResult> AnswerAsync(
        HttpContext context,
        CentralNode node,
        string name,
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters,
        IReadOnlyList<QueryCondition> more,
        EpcisContext? prefixes = null)
    {
        var (page, unpaged) = EpcisPage.Read(context);
        var (read, unread) = EventQueryReader.Read(parameters, prefixes ?? EventExtensions.ContextOf(null));
        if ((unpaged ?? unread) is { } problem)
        {
            return problem;
        }

        var query = read! with { Conditions = [.. read.Conditions, .. more] };
        var after = page!.Token is { } token ? EventCursor.Decode(token) : null;
        if (page.Token is not null && after is null)
        {
            return EpcisErrors.Parameter(EpcisPage.TokenName, "It is not a token of this repository.");
        }

        if (query.CountMax is { } max && await node.Model.CountAsync(query, max + 1) > max)
        {
            return EpcisErrors.Of(413, EpcisErrors.QueryTooLarge, $"The query finds more than {max} events.");
        }

        var left = after is null ? query.CountLimit : after.Left;
        var size = Math.Min(page.Size, left ?? page.Size);
        var rows = await node.Model.PageAsync(query, after, size + 1);
        var shown = rows.Take(size).ToList();
        var goesOn = rows.Count > size && (left is null || left > size);
        var next = goesOn ? shown[^1].CursorWith(left - size).Encode() : null;
        return new Answer(200, Write(shown, name, node.Clock.GetCurrentInstant()), Answer.Json)
        {
            Link = next is null ? null : Lists.NextLink(context, next, EpcisPage.TokenName),
        };
    }

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Parameters(HttpContext context) =>
        context.Request.Query.Select(pair => KeyValuePair.Create<string, IReadOnlyList<string>>(
            pair.Key, [.. pair.Value.Select(value => value ?? "")]));

    /// <summary>Events as a query document.</summary>
    /// <param name="subscription">The subscription that they are told to; null for an answer.</param>
    public static byte[] Write(IReadOnlyList<EventRow> rows, string name, Instant now, string? subscription = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("@context", EpcisContext.StandardUri);
            json.WriteString("type", EpcisDocument.QueryType);
            json.WriteString("schemaVersion", EpcisDocument.SchemaVersion);
            json.WriteString("creationDate", EpcisTime.ToMilliseconds(now));
            json.WriteStartObject("epcisBody");
            json.WriteStartObject("queryResults");
            if (subscription is not null)
            {
                json.WriteString("subscriptionID", subscription);
            }

            json.WriteString("queryName", name);
            json.WriteStartObject("resultsBody");
            json.WriteStartArray("eventList");
            foreach (var row in rows)
            {
                row.Write(json, alone: false);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}

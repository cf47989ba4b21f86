using System.Text.Json;
using System.Text.RegularExpressions;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;
using Oms.Epcis;

namespace Oms.Central.Epcis;

/// <summary>Queries with a name (EPCIS 2.0, section 12.9).</summary>
internal static partial class NamedQueryEndpoints
{
    /// <summary>Gives a query a name.</summary>
    public static async Task<IResult> PostAsync(HttpContext context, CentralNode node)
    {
        var (body, unread) = await EpcisRequests.ReadAsync(context);
        if (unread is not null)
        {
            return unread;
        }

        var root = JsonElement.Parse(body!);
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("name", out var named) || named.ValueKind != JsonValueKind.String
            || !NameForm().IsMatch(named.GetString()!)
            || !root.TryGetProperty("query", out var query) || query.ValueKind != JsonValueKind.Object)
        {
            return EpcisErrors.Of(
                400,
                EpcisErrors.Validation,
                "Give {\"name\": ..., \"query\": {...}}; a name is 1 to 64 letters, digits, '-', '_' or '.'.");
        }

        if (Read(query).Problem is { } invalid)
        {
            return invalid;
        }

        var (command, refused) = await EpcisRequests.CommandOfAsync(context, node, body!);
        if (command is null)
        {
            return refused!;
        }

        var name = named.GetString()!;
        var reply = await node.NamedQueries.AskAsync(
            CentralNode.Address(NamedQuery.Kind, name),
            new NamedQueryCommand.Define(query),
            command);
        return reply.Outcome switch
        {
            ReplyOutcome.Accepted => new Answer(201, [], Answer.Json)
            {
                Location = $"{EpcisEndpoints.Root}/queries/{name}",
                Position = reply.Position.ToString(),
                Replayed = reply.Repeated,
            },
            ReplyOutcome.Rejected => EpcisErrors.Of(
                409, EpcisErrors.DuplicateName, $"There is a query {name}; delete it first, or take another name."),
            ReplyOutcome.IdReused => EpcisRequests.Reused(),
            _ => Problems.Retry(reply),
        };
    }

    /// <summary>All queries.</summary>
    public static async Task<IResult> ListAsync(CentralNode node)
    {
        var rows = await node.Model.AllAsync(NamedQuery.Kind);
        var queries = rows
            .Select(row => (row.Id, State: JsonSerializer.Deserialize(row.Doc, EpcisJson.Default.NamedQuery)!))
            .Where(row => row.State.Query is not null)
            .ToList();
        return new Answer(
            200,
            Written(json =>
            {
                json.WriteStartArray();
                queries.ForEach(row => Write(json, row.Id, row.State));
                json.WriteEndArray();
            }),
            Answer.Json);
    }

    /// <summary>One query.</summary>
    public static async Task<IResult> GetAsync(HttpContext context, CentralNode node) =>
        await FindAsync(context, node) is var (name, query)
            ? new Answer(200, Written(json => Write(json, name, query)), Answer.Json)
            : NotFound();

    /// <summary>The events that a query finds now.</summary>
    public static async Task<IResult> EventsAsync(HttpContext context, CentralNode node) =>
        context.Request.Headers.Upgrade.Count > 0 ? SubscriptionEndpoints.NoWebSocket()
        : await FindAsync(context, node) is var (name, query)
            ? await EpcisEventEndpoints.AnswerAsync(
                context, node, name, Parameters(query.Query!.Value), [], ContextOf(query.Query.Value))
            : NotFound();

    /// <summary>Forgets a query.</summary>
    public static async Task<IResult> DeleteAsync(HttpContext context, CentralNode node)
    {
        var name = $"{context.Request.RouteValues["name"]}";
        if (!NameForm().IsMatch(name))
        {
            return NotFound();
        }

        var reply = await node.NamedQueries.AskAsync(
            CentralNode.Address(NamedQuery.Kind, name),
            new NamedQueryCommand.Delete(),
            new CommandContext(node.NewCommandId(), Caller.Of(context).Principal));
        return reply.Outcome switch
        {
            ReplyOutcome.Accepted => await ForgottenAsync(context, node, name),
            ReplyOutcome.Rejected => NotFound(),
            _ => Problems.Retry(reply),
        };
    }

    /// <summary>Reads a query's parameters.</summary>
    public static (EventQuery? Query, Answer? Problem) Read(JsonElement query) =>
        EventQueryReader.Read(Parameters(query), ContextOf(query));

    private static async Task<IResult> ForgottenAsync(HttpContext context, CentralNode node, string name)
    {
        await SubscriptionEndpoints.CloseAllAsync(context, node, name);
        return Results.NoContent();
    }

    /// <summary>The query that the path names; null where there is none.</summary>
    public static async Task<(string Name, NamedQuery Query)?> FindAsync(HttpContext context, CentralNode node)
    {
        var name = $"{context.Request.RouteValues["name"]}";
        if (!NameForm().IsMatch(name))
        {
            return null;
        }

        var view = await node.NamedQueries.ReadAsync(
            CentralNode.Address(NamedQuery.Kind, name), Consistency.Of(context), context.RequestAborted);
        return view.State.Query is null ? null : (name, view.State);
    }

    private static EpcisContext ContextOf(JsonElement query) => EventExtensions.ContextOf(
        query.TryGetProperty("@context", out var context) ? context : null);

    // A member may be a text, a number, a flag or a list of those.
    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Parameters(JsonElement query) =>
        query.EnumerateObject()
            .Where(member => member.Name != "@context")
            .Select(member => KeyValuePair.Create<string, IReadOnlyList<string>>(
                member.Name,
                member.Value.ValueKind == JsonValueKind.Array
                    ? [.. member.Value.EnumerateArray().Select(Text)]
                    : [Text(member.Value)]));

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            _ => value.GetRawText(),
        };

    private static void Write(Utf8JsonWriter json, string name, NamedQuery query)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("createdAt", NodaTime.Text.InstantPattern.ExtendedIso.Format(query.CreatedAt!.Value));
        json.WritePropertyName("query");
        query.Query!.Value.WriteTo(json);
        json.WriteEndObject();
    }

    /// <summary>What a writer writes, as bytes.</summary>
    public static byte[] Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        return stream.ToArray();
    }

    public static Answer NotFound() => EpcisErrors.Of(404, EpcisErrors.NoSuchName, "There is no such query.");

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex NameForm();
}

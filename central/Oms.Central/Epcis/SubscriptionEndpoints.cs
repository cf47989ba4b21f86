using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;
using Oms.Epcis;

namespace Oms.Central.Epcis;

/// <summary>Subscriptions to named queries (EPCIS 2.0, section 12.9).</summary>
internal static class SubscriptionEndpoints
{
    private const int TextCharsMax = 2_000;

    /// <summary>Subscriptions of one query.</summary>
    private const int PerQueryMax = 100;

    private static readonly string[] Members =
        ["dest", "signatureToken", "stream", "schedule", "reportIfEmpty", "initialRecordTime"];

    private static readonly string[] Fields = ["second", "minute", "hour", "dayOfMonth", "month", "dayOfWeek"];

    /// <summary>Opens a subscription.</summary>
    public static async Task<IResult> PostAsync(HttpContext context, CentralNode node)
    {
        var (body, unread) = await EpcisRequests.ReadAsync(context);
        if (unread is not null)
        {
            return unread;
        }

        if (await NamedQueryEndpoints.FindAsync(context, node) is not var (name, query))
        {
            return NamedQueryEndpoints.NotFound();
        }

        var (terms, problem) = Read(JsonElement.Parse(body!), name, query.Query!.Value);
        if (terms is null)
        {
            return problem!;
        }

        var (command, refused) = await EpcisRequests.CommandOfAsync(context, node, body!);
        if (command is null)
        {
            return refused!;
        }

        var id = command.Id.ToString();
        if (await OpenOfAsync(node, name) is { Count: >= PerQueryMax } open && open.All(one => one.Id != id))
        {
            return EpcisErrors.Of(
                409, EpcisErrors.SubscribeNotPermitted, $"The query has {PerQueryMax} subscriptions; close one first.");
        }

        var reply = await node.Subscriptions.AskAsync(
            CentralNode.Address(Subscription.Kind, id), new SubscriptionCommand.Open(terms), command);
        return reply.Outcome switch
        {
            ReplyOutcome.Accepted => new Answer(201, [], Answer.Json)
            {
                Location = $"{EpcisEndpoints.Root}/queries/{name}/subscriptions/{id}",
                Position = reply.Position.ToString(),
                Replayed = reply.Repeated,
            },
            ReplyOutcome.IdReused => EpcisRequests.Reused(),
            _ => Problems.Retry(reply),
        };
    }

    /// <summary>The open subscriptions of a query.</summary>
    public static async Task<IResult> ListAsync(HttpContext context, CentralNode node)
    {
        if (await NamedQueryEndpoints.FindAsync(context, node) is not var (name, _))
        {
            return NamedQueryEndpoints.NotFound();
        }

        var open = await OpenOfAsync(node, name);
        return new Answer(
            200,
            NamedQueryEndpoints.Written(json =>
            {
                json.WriteStartArray();
                open.ForEach(one => Write(json, one.Id, one.State));
                json.WriteEndArray();
            }),
            Answer.Json);
    }

    /// <summary>One subscription.</summary>
    public static async Task<IResult> GetAsync(HttpContext context, CentralNode node) =>
        await FindAsync(context, node) is var (id, state)
            ? new Answer(200, NamedQueryEndpoints.Written(json => Write(json, id, state)), Answer.Json)
            : NotFound();

    /// <summary>Closes a subscription.</summary>
    public static async Task<IResult> DeleteAsync(HttpContext context, CentralNode node)
    {
        if (await FindAsync(context, node) is not var (id, _))
        {
            return NotFound();
        }

        var reply = await CloseAsync(context, node, id);
        return reply.Outcome switch
        {
            ReplyOutcome.Accepted => Results.NoContent(),
            ReplyOutcome.Rejected => NotFound(),
            _ => Problems.Retry(reply),
        };
    }

    /// <summary>Closes the subscriptions of a query that is forgotten.</summary>
    public static async Task CloseAllAsync(HttpContext context, CentralNode node, string query)
    {
        foreach (var (id, _) in await OpenOfAsync(node, query))
        {
            _ = await CloseAsync(context, node, id);
        }
    }

    /// <summary>WebSockets, which the standard leaves to the repository.</summary>
    public static Answer NoWebSocket() => EpcisErrors.Of(
        501, EpcisErrors.Implementation, "There are no WebSockets here: subscribe with a webhook.");

    private static ValueTask<Reply<SubscriptionEvent, SubscriptionRejection>> CloseAsync(
        HttpContext context, CentralNode node, string id) => node.Subscriptions.AskAsync(
            CentralNode.Address(Subscription.Kind, id),
            new SubscriptionCommand.Close(),
            new CommandContext(node.NewCommandId(), Caller.Of(context).Principal));

    private static async Task<(string Id, Subscription State)?> FindAsync(HttpContext context, CentralNode node)
    {
        var id = $"{context.Request.RouteValues["subscription"]}";
        if (!Guid.TryParseExact(id, "D", out _))
        {
            return null;
        }

        var view = await node.Subscriptions.ReadAsync(
            CentralNode.Address(Subscription.Kind, id), Consistency.Of(context), context.RequestAborted);
        return view.State is { IsOpen: true, Terms: { } terms }
            && terms.Query == $"{context.Request.RouteValues["name"]}"
            ? (id, view.State)
            : null;
    }

    private static async Task<List<(string Id, Subscription State)>> OpenOfAsync(CentralNode node, string query) =>
        [.. (await node.Model.AllAsync(Subscription.Kind))
            .Select(row => (row.Id, State: JsonSerializer.Deserialize(row.Doc, EpcisJson.Default.Subscription)!))
            .Where(row => row.State.IsOpen && row.State.Terms!.Query == query)];

    private static (SubscriptionTerms? Terms, Answer? Problem) Read(JsonElement root, string name, JsonElement query)
    {
        if (root.ValueKind != JsonValueKind.Object
            || root.EnumerateObject().Any(member => !Members.Contains(member.Name)))
        {
            return (null, EpcisErrors.Of(
                400, EpcisErrors.Validation, $"Give an object with {string.Join(", ", Members)} and nothing else."));
        }

        var dest = Text(root, "dest");
        if (dest is null || dest.Length > TextCharsMax || !Uri.TryCreate(dest, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http"))
        {
            return (null, EpcisErrors.Of(
                400, EpcisErrors.InvalidUri, "dest: It must be an absolute http or https URI."));
        }

        var isStream = root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        var (schedule, wrong) = Schedule(root);
        if (wrong is not null || isStream == schedule is not null)
        {
            return (null, EpcisErrors.Of(
                400, EpcisErrors.SubscriptionControls, wrong ?? "Give either stream: true or a schedule."));
        }

        var since = Text(root, "initialRecordTime");
        if (Faulty(root, "signatureToken", JsonValueKind.String)
            || Text(root, "signatureToken") is { Length: 0 or > TextCharsMax }
            || Faulty(root, "initialRecordTime", JsonValueKind.String)
            || (since is not null && EpcisTime.Read(since) is null)
            || Faulty(root, "stream", JsonValueKind.True, JsonValueKind.False)
            || Faulty(root, "reportIfEmpty", JsonValueKind.True, JsonValueKind.False))
        {
            return (null, EpcisErrors.Of(
                400, EpcisErrors.Validation,
                "signatureToken must be a text, initialRecordTime a time with offset, stream and reportIfEmpty true or "
                + "false."));
        }

        return (
            new SubscriptionTerms(
                name, query, dest, Text(root, "signatureToken"), schedule,
                root.TryGetProperty("reportIfEmpty", out var empty) && empty.ValueKind == JsonValueKind.True,
                since is null ? null : EpcisTime.Read(since)),
            null);
    }

    private static (QuerySchedule? Schedule, string? Problem) Schedule(JsonElement root)
    {
        if (!root.TryGetProperty("schedule", out var given))
        {
            return (null, null);
        }

        if (given.ValueKind != JsonValueKind.Object
            || given.EnumerateObject().Any(member =>
                !Fields.Contains(member.Name) || member.Value.ValueKind != JsonValueKind.String))
        {
            return (null, $"schedule: It is an object of texts: {string.Join(", ", Fields)}.");
        }

        var schedule = new QuerySchedule(
            Text(given, "second"), Text(given, "minute"), Text(given, "hour"), Text(given, "dayOfMonth"),
            Text(given, "month"), Text(given, "dayOfWeek"));
        return schedule.Fault is { } fault
            ? (null, $"schedule.{fault}: It is numbers and ranges with commas between, such as 0,30 or [8-17].")
            : schedule.Next(Instant.FromUtc(2026, 1, 1, 0, 0)) is null ? (null, "schedule: There is no such day.")
            : (schedule, null);
    }

    private static bool Faulty(JsonElement root, string name, params ReadOnlySpan<JsonValueKind> kinds) =>
        root.TryGetProperty(name, out var value) && !kinds.Contains(value.ValueKind);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Write(Utf8JsonWriter json, string id, Subscription state)
    {
        var terms = state.Terms!;
        json.WriteStartObject();
        json.WriteString("subscriptionID", id);
        json.WriteString("createdAt", InstantPattern.ExtendedIso.Format(state.OpenedAt!.Value));
        if (state.DeliveredAt is { } delivered)
        {
            json.WriteString("lastNotifiedAt", InstantPattern.ExtendedIso.Format(delivered));
        }

        json.WriteString("dest", terms.Dest);
        json.WriteBoolean("stream", terms.Schedule is null);
        if (terms.Schedule is { } schedule)
        {
            json.WriteStartObject("schedule");
            string?[] values =
            [
                schedule.Second, schedule.Minute, schedule.Hour,
                schedule.DayOfMonth, schedule.Month, schedule.DayOfWeek,
            ];
            foreach (var (field, value) in Fields.Zip(values))
            {
                if (value is not null)
                {
                    json.WriteString(field, value);
                }
            }

            json.WriteEndObject();
        }

        json.WriteBoolean("reportIfEmpty", terms.ReportIfEmpty);
        if (terms.InitialRecordTime is { } since)
        {
            json.WriteString("initialRecordTime", InstantPattern.ExtendedIso.Format(since));
        }

        if (state.Problem is { } problem)
        {
            json.WriteString("oms:problem", problem);
        }

        json.WriteEndObject();
    }

    private static Answer NotFound() =>
        EpcisErrors.Of(404, EpcisErrors.NoSuchSubscription, "There is no such subscription.");
}

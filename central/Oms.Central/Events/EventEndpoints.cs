using System.Text;
using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;

namespace Oms.Central.Events;

/// <summary>All events, as pages and as a stream.</summary>
internal static class EventEndpoints
{
    private const int LimitDefault = 100;
    private const int LimitMax = 200;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<ListBody<EventView>>("/events", ApiScope.Read, "Events after a cursor", context =>
            PageAsync(context, node));
        _ = routes.Get<EventView>("/events/stream", ApiScope.Read, "Events as they happen (server-sent events)",
            context =>
            StreamAsync(context, node));
    }

    private static async Task<IResult> PageAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var after = query["after"].ToString();
        var (positions, problem) = after.Length == 0
            ? (new long[node.Journal.ShardCount], null)
            : PositionsOf(after, "after", node);
        if (positions is null)
        {
            return problem!;
        }

        var (heads, _) = node.Feed.Look();
        var items = await new EventReader(node.Journal.ReadShardAsync, node.Journal.Life, KindOf(context))
            .PageAsync(heads, positions, limit, context.RequestAborted);
        var next = FeedCursor.Encode(node.Journal.Life, positions);
        return Lists.Ok(new ListBody<EventView>(items, next), CentralJson.Default.ListBodyEventView)
            with
        { Link = Lists.NextLink(context, next, "after") };
    }

    private static async Task<IResult> StreamAsync(HttpContext context, CentralNode node)
    {
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        last = last.Length > 0 ? last : context.Request.Query["after"].ToString();
        var (positions, problem) = last.Length == 0
            ? (node.Feed.Look().Heads, null)
            : PositionsOf(last, "Last-Event-ID", node);
        if (positions is null)
        {
            return problem!;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";

        // A cursor at once: a client that loses the connection before the first event misses none either.
        await context.Response.WriteAsync(
            $": connected\nid: {FeedCursor.Encode(node.Journal.Life, positions)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            while (true)
            {
                var (heads, moved) = node.Feed.Look();
                var wrote = await CatchUpAsync(context, node, positions, heads, stopping.Token);
                if (!wrote && !await HappensAsync(moved, node.Time, stopping.Token))
                {
                    await context.Response.WriteAsync(
                        $": still here\nid: {FeedCursor.Encode(node.Journal.Life, positions)}\n\n", stopping.Token);
                }

                await context.Response.Body.FlushAsync(stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return Results.Empty;
        }
    }

    // Offsets of a time that was lost name other events now: who went on from there would miss some and never know.
    private static (long[]? Positions, Answer? Problem) PositionsOf(string cursor, string field, CentralNode node) =>
        FeedCursor.Decode(cursor, node.Journal.ShardCount) switch
        {
            null => (null, Problems.Invalid(field, "It is not a cursor of this API.")),
            var (life, _) when life != node.Journal.Life => (null, Problems.Of(
                StatusCodes.Status410Gone,
                "cursor-lost",
                "The centre was restored from a backup after this cursor was given. What you have may hold events that "
                    + "are lost here; begin anew without a cursor.")),
            var (_, positions) => (positions, null),
        };

    private static async Task<bool> CatchUpAsync(
        HttpContext context, CentralNode node, long[] positions, long[] heads, CancellationToken cancellationToken)
    {
        var reader = new EventReader(node.Journal.ReadShardAsync, node.Journal.Life, KindOf(context));
        var wrote = false;
        await foreach (var item in reader.CatchUpAsync(heads, positions, cancellationToken))
        {
            var data = JsonSerializer.Serialize(item, CentralJson.Default.EventView);
            await context.Response.WriteAsync(
                $"id: {item.Cursor}\nevent: {item.Type}\ndata: {data}\n\n", Encoding.UTF8, cancellationToken);
            wrote = true;
        }

        return wrote;
    }

    private static async Task<bool> HappensAsync(Task moved, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await moved.WaitAsync(Heartbeat, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static string? KindOf(HttpContext context) =>
        context.Request.Query["kind"].ToString() is { Length: > 0 } kind ? kind : null;
}

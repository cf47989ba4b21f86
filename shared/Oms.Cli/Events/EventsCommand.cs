using System.CommandLine;
using System.Text.Json;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Events;

/// <summary><c>oms events</c>: what happened at the centre, as a list or as it happens.</summary>
internal static class EventsCommand
{
    private const int LimitDefault = 200;
    private const int LimitMax = 100_000_000;

    public static Command Create(ApiOptions options)
    {
        var follow = new Option<bool>("--follow", "-f")
        {
            Description = "Go on as events happen, over broken connections, until Ctrl-C. Begins now without --after.",
        };
        var after = new Option<string?>("--after")
        {
            Description = "Only what follows this cursor.",
            HelpName = "CURSOR",
        };
        var kind = new Option<string?>("--kind")
        {
            Description = "Only events of entities of this kind, such as order.",
        };
        var limit = ApiOptions.Number(
            "--limit", "How many at most; --follow has no bound unless it is given.", LimitDefault, 1, LimitMax);
        return options.Read(
            "events",
            "Prints events: one a line; with --json one JSON document a line.",
            async (call, cancellationToken) =>
            {
                var isBounded = !call.Parsed.GetValue(follow) || call.Parsed.GetResult(limit) is { Implicit: false };
                var max = isBounded ? call.Parsed.GetValue(limit) : int.MaxValue;
                var (from, only) = (call.Parsed.GetValue(after), call.Parsed.GetValue(kind));
                return call.Parsed.GetValue(follow)
                    ? await FollowAsync(call, from, only, max, cancellationToken)
                    : await ListAsync(call, from, only, max, cancellationToken);
            },
            follow,
            after,
            kind,
            limit);
    }

    private static async Task<int> ListAsync(
        ApiCall call, string? after, string? kind, int max, CancellationToken cancellationToken)
    {
        var query = new ListQuery("events") { Filters = [("kind", kind)], CursorNames = ["after"] };
        var (left, cursor) = (max, after);
        while (left > 0)
        {
            // Page by page, so that no more than one is in memory.
            var size = int.Min(left, Pages.PageMax);
            var page = await Pages.ReadAsync(call, query with { After = cursor }, size, cancellationToken);
            foreach (var item in page.Items)
            {
                await PrintAsync(call, item);
            }

            left -= page.Items.Count;
            cursor = page.Items.Count > 0 ? Cell.At(page.Items[^1], "cursor") : cursor;
            if (page.Next is null)
            {
                break;
            }
        }

        if (cursor is not null)
        {
            await call.Error.WriteLineAsync(Terminal.Clean($"To go on from here: --after {cursor}"));
        }

        return ExitCode.Ok;
    }

    private static async Task<int> FollowAsync(
        ApiCall call, string? after, string? kind, int max, CancellationToken cancellationToken)
    {
        var path = kind is null ? "events/stream" : $"events/stream?kind={Uri.EscapeDataString(kind)}";
        var follower = new EventFollower(call, path, after, max);
        try
        {
            await follower.RunAsync(data => PrintAsync(call, Parse(data)), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }
        finally
        {
            if (follower.Cursor is { } cursor)
            {
                await call.Error.WriteLineAsync(Terminal.Clean($"To go on from here: --follow --after {cursor}"));
            }
        }

        return ExitCode.Ok;
    }

    private static JsonElement Parse(string data)
    {
        try
        {
            return JsonElement.Parse(data);
        }
        catch (JsonException failure)
        {
            throw new NoApiException("An event is not JSON: this is no Oms.Edge API.", failure);
        }
    }

    private static Task PrintAsync(ApiCall call, JsonElement item) =>
        call.Output.WriteLineAsync(call.Json
            ? item.GetRawText()
            : Terminal.Clean(string.Join(
                "  ",
                Cell.At(item, "recorded_at"),
                Cell.At(item, "type"),
                $"{Cell.At(item, "kind")}/{Cell.At(item, "id")}#{Cell.At(item, "seq")}",
                Cell.At(item, "principal"),
                Cell.At(item, "data"))));
}

using Microsoft.AspNetCore.Http;
using Oms.Cli.Events;
using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.Events;

public sealed class EventsTests
{
    private readonly Terminal _terminal = new();

    [Fact]
    public async Task Events_are_listed_page_by_page_until_there_are_no_more()
    {
        var full = string.Join(',', Enumerable.Range(1, 200).Select(Event));
        await using var server = await StandIn.StartAsync(
            Canned.Ok($$"""{"items":[{{full}}],"next":"c200"}"""),
            Canned.Ok($$"""{"items":[{{Event(201)}}],"next":"c201"}"""),
            Canned.Ok("""{"items":[],"next":"c201"}"""));
        var ran = await _terminal.RunAsync("events", "--kind", "order", "--limit", "500", "--url", server.Url);
        Assert.Equal(
            [
                "GET /events?kind=order&limit=200",
                "GET /events?kind=order&after=c200&limit=200",
                "GET /events?kind=order&after=c201&limit=199",
            ],
            server.Lines);
        Assert.Equal(201, ran.Output.Split('\n').Length - 1);
        Assert.Contains(
            "2026-11-21T10:00:00Z  order.placed  order/o#201  apikey:a  {\"n\":201}\n",
            ran.Output,
            StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "To go on from here: --after c201\n"), (ran.Code, ran.Error));
    }

    [Fact]
    public async Task Following_goes_on_after_a_broken_connection_with_each_event_once()
    {
        await using var server = await StandIn.StartAsync(async (context, before) =>
        {
            context.Response.ContentType = "text/event-stream";
            var text = before switch
            {
                0 => $": connected\n\n{Sent(1)}{Sent(2)}id: c3\ndata: cut off",
                1 => ": connected\n\n",
                _ => Sent(3) + Sent(4) + Sent(5),
            };
            await context.Response.WriteAsync(text, context.RequestAborted);
        });
        var ran = await _terminal.RunAsync(
            "events", "--follow", "--after", "c0", "--limit", "4", "--json", "--url", server.Url);
        Assert.Equal(ExitCode.Ok, ran.Code);
        Assert.Equal(Enumerable.Range(1, 4).Select(n => Event(n) + "\n"), Lines(ran.Output));
        Assert.Equal(["c0", "c2", "c2"], server.Asked.Select(asked => asked.LastEventId));
        Assert.Equal(["GET /events/stream"], server.Lines.Distinct());
        Assert.EndsWith("To go on from here: --follow --after c4\n", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_waits_for_a_system_that_starts_and_ends_with_a_no()
    {
        await using var server = await StandIn.StartAsync(
            new Canned(200, Sent(1), "text/event-stream"),
            Canned.Problem(503, "unavailable", retryAfter: "7"),
            Canned.Problem(401, "unauthorised"));
        var ran = await _terminal.RunAsync("events", "--follow", "--kind", "a b", "--url", server.Url);
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains(TimeSpan.FromSeconds(7), _terminal.Time.Waits);
        Assert.Equal(["GET /events/stream?kind=a%20b"], server.Lines.Distinct().Select(Escaped));
        Assert.Contains("unauthorised title (401)", ran.Error, StringComparison.Ordinal);
        Assert.Contains("--follow --after c1", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_says_when_events_may_be_missing()
    {
        await using var server = await StandIn.StartAsync(
            new Canned(200, ": connected\n\n", "text/event-stream"), new Canned(200, Sent(1), "text/event-stream"));
        var ran = await _terminal.RunAsync("events", "--follow", "--limit", "1", "--url", server.Url);
        Assert.Equal(ExitCode.Ok, ran.Code);
        Assert.Contains("may be missing", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_goes_on_from_where_the_stream_began_when_it_breaks_before_the_first_event()
    {
        await using var server = await StandIn.StartAsync(
            new Canned(200, ": connected\nid: c7\n\nid: c8\n", "text/event-stream"),
            new Canned(200, Sent(9), "text/event-stream"));
        var ran = await _terminal.RunAsync("events", "--follow", "--limit", "1", "--json", "--url", server.Url);
        Assert.Equal((ExitCode.Ok, Event(9) + "\n"), (ran.Code, ran.Output));
        Assert.Equal([null, "c7"], server.Asked.Select(asked => asked.LastEventId));
        Assert.DoesNotContain("may be missing", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_gives_up_after_so_many_connections_without_an_event()
    {
        await using var server = await StandIn.StartAsync(new Canned(200, ": connected\n\n", "text/event-stream"));
        var ran = await _terminal.RunAsync("events", "--follow", "--url", server.Url);
        Assert.Equal(ExitCode.Unreachable, ran.Code);
        Assert.Equal(EventFollower.FailuresMax + 1, server.Asked.Count);
        var pauses = _terminal.Time.Waits.Where(wait => wait < SseReader.SilenceMax && wait > TimeSpan.Zero);
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], pauses.Take(7).Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Following_nothing_gives_4_at_once() =>
        Assert.Equal(
            ExitCode.Unreachable, (await _terminal.RunAsync("events", "--follow", "--url", "http://127.0.0.1:9")).Code);

    [Fact]
    public async Task Ctrl_C_ends_following_with_0_and_the_cursor()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await StandIn.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Sent(1), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        var ran = await _terminal.RunAsync(stop.Token, "events", "--follow", "--after", "c0", "--url", server.Url);
        Assert.Equal(ExitCode.Ok, ran.Code);
        Assert.Contains("--follow --after c", ran.Error, StringComparison.Ordinal);
    }

    private static string Event(int number) =>
        $$"""{"cursor":"c{{number}}","type":"order.placed","kind":"order","id":"o","seq":{{number}},"""
        + "\"" + $$"""recorded_at":"2026-11-21T10:00:00Z","principal":"apikey:a","data":{"n":{{number}}""" + "}}";

    private static string Sent(int number) => $"id: c{number}\nevent: order.placed\ndata: {Event(number)}\n\n";

    private static string Escaped(string line) => line.Replace("a b", "a%20b", StringComparison.Ordinal);

    private static IEnumerable<string> Lines(string text) => text.Split('\n')[..^1].Select(line => line + "\n");
}

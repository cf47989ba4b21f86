using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Oms.Epcis;
using Xunit;

namespace Oms.Central.Tests.Epcis;

/// <summary>Subscriptions over HTTP: what is told to a real webhook.</summary>
public sealed class SubscriptionEndpointTests : IAsyncLifetime
{
    private CentralServer _server = null!;
    private Webhook _webhook = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        _webhook = await Webhook.StartAsync();
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(
            HttpMethod.Post, "/epcis/queries", """{"name":"out","query":{"EQ_bizStep":["shipping"]}}""")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _webhook.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_tells_each_event_that_the_query_finds_once_signed_with_the_token()
    {
        var (_, at) = await SubscribeAsync("""{"dest":"DEST","signatureToken":"secret","stream":true}""");
        await CaptureAsync("1", "shipping");
        await CaptureAsync("2", "receiving");
        var first = await _webhook.TakenAsync(1);

        Assert.Equal(["urn:e:1"], first.SelectMany(Ids));
        Assert.Empty(EpcisValidator.Check(first[0].Body).Findings);
        Assert.Equal(
            Convert.ToBase64String(HMACSHA256.HashData("secret"u8, first[0].Body)), first[0].Signature);
        var results = JsonDocument.Parse(first[0].Body).RootElement
            .GetProperty("epcisBody").GetProperty("queryResults");
        Assert.Equal("out", results.GetProperty("queryName").GetString());
        Assert.EndsWith(results.GetProperty("subscriptionID").GetString()!, at, StringComparison.Ordinal);

        await CaptureAsync("3", "shipping");
        var all = await _webhook.TakenAsync(2);
        Assert.Equal(["urn:e:1", "urn:e:3"], all.SelectMany(Ids));
        Assert.Distinct(all.Select(call => call.Key));
        var shown = (await _server.GetAsync(at)).Json;
        Assert.True(shown.TryGetProperty("lastNotifiedAt", out _));
        Assert.False(shown.TryGetProperty("signatureToken", out _));
    }

    [Fact]
    public async Task What_was_not_taken_is_told_again_as_the_same_run_and_then_it_goes_on()
    {
        _webhook.Refuse = 1;
        var (_, at) = await SubscribeAsync("""{"dest":"DEST","stream":true}""");
        await CaptureAsync("1", "shipping");
        var refused = Assert.Single(await _webhook.CallsAsync(1));
        _ = await _server.UntilAsync(at, one => one.TryGetProperty("oms:problem", out _));
        await CaptureAsync("2", "shipping");
        var taken = await _webhook.TakenAsync(2);

        Assert.Equal((refused.Key, "urn:e:1"), (taken[0].Key, Assert.Single(Ids(taken[0]))));
        Assert.Equal(["urn:e:2"], Ids(taken[1]));
        Assert.Null(refused.Signature);
    }

    [Fact]
    public async Task A_subscription_from_a_time_on_tells_what_was_recorded_since_and_ends_when_it_is_closed()
    {
        await CaptureAsync("1", "shipping");
        var (_, at) = await SubscribeAsync(
            """{"dest":"DEST","stream":true,"initialRecordTime":"2020-01-01T00:00:00Z"}""");
        Assert.Equal(["urn:e:1"], (await _webhook.TakenAsync(1)).SelectMany(Ids));
        Assert.Equal(1, (await _server.GetAsync("/epcis/queries/out/subscriptions")).Json.GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, at)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync(at)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, at)).Status);
    }

    [Fact]
    public async Task A_schedule_that_finds_nothing_says_so_where_that_was_asked_for()
    {
        _ = await SubscribeAsync(
            """{"dest":"DEST","schedule":{"second":"[0-59]"},"reportIfEmpty":true}""");
        Assert.Empty(Ids((await _webhook.TakenAsync(1))[0]));
    }

    [Theory]
    [InlineData("""{"dest":"ftp://x","stream":true}""", "InvalidURIException")]
    [InlineData("""{"stream":true}""", "InvalidURIException")]
    [InlineData("""{"dest":"https://x.example"}""", "SubscriptionControlsException")]
    [InlineData("""{"dest":"https://x.example","stream":true,"schedule":{"second":"0"}}""",
        "SubscriptionControlsException")]
    [InlineData("""{"dest":"https://x.example","schedule":{"second":"60"}}""", "SubscriptionControlsException")]
    [InlineData("""{"dest":"https://x.example","schedule":{"dayOfMonth":"30","month":"2"}}""",
        "SubscriptionControlsException")]
    [InlineData("""{"dest":"https://x.example","stream":true,"initialRecordTime":"noon"}""", "ValidationException")]
    [InlineData("""{"dest":"https://x.example","stream":true,"colour":"red"}""", "ValidationException")]
    public async Task What_is_no_subscription_is_refused_in_the_words_of_the_standard(string body, string name)
    {
        var reply = await SendAsync(HttpMethod.Post, "/epcis/queries/out/subscriptions", body);
        Assert.Equal(
            (HttpStatusCode.BadRequest, $"epcisException:{name}"),
            (reply.Status, reply.Json.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_query_that_is_forgotten_takes_its_subscriptions_with_it_and_WebSockets_are_refused()
    {
        var (_, at) = await SubscribeAsync("""{"dest":"DEST","stream":true}""");
        using var upgrade = new HttpRequestMessage(HttpMethod.Get, "/epcis/queries/out/events");
        upgrade.Headers.Add("Upgrade", "websocket");
        Assert.Equal(HttpStatusCode.NotImplemented, (await _server.SendAsync(upgrade)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, "/epcis/queries/out")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync(at)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(
            HttpMethod.Post, "/epcis/queries/out/subscriptions", """{"dest":"https://x.example","stream":true}"""))
            .Status);
    }

    private async Task<(Reply Reply, string At)> SubscribeAsync(string body)
    {
        var reply = await SendAsync(
            HttpMethod.Post, "/epcis/queries/out/subscriptions",
            body.Replace("DEST", _webhook.Url, StringComparison.Ordinal));
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        await _server.SettleAsync();
        return (reply, reply.Header("Location")!);
    }

    private async Task CaptureAsync(string id, string bizStep)
    {
        var reply = await SendAsync(HttpMethod.Post, "/epcis/events", $$"""
            {"@context":["{{EpcisContext.StandardUri}}"],"eventID":"urn:e:{{id}}","type":"ObjectEvent",
             "eventTime":"2026-07-01T08:00:00.000Z","eventTimeZoneOffset":"+00:00","action":"OBSERVE",
             "bizStep":"{{bizStep}}","epcList":["https://id.gs1.org/8004/9521321T-12"]}
            """);
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        await _server.SettleAsync();
    }

    private async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _server.SendAsync(request);
    }

    private static IEnumerable<string> Ids(Call call) =>
        JsonDocument.Parse(call.Body).RootElement.GetProperty("epcisBody").GetProperty("queryResults")
            .GetProperty("resultsBody").GetProperty("eventList").EnumerateArray()
            .Select(one => one.GetProperty("eventID").GetString()!);

    private sealed record Call(byte[] Body, string Key, string? Signature, bool Taken);

    /// <summary>A subscriber's side.</summary>
    private sealed class Webhook(WebApplication application) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<Call> _calls = new();

        /// <summary>How many calls it refuses yet.</summary>
        public int Refuse { get; set; }

        public string Url => $"{application.Address()}in";

        public static async Task<Webhook> StartAsync()
        {
            var application = LoopbackApi.Create();
            var webhook = new Webhook(application);
            _ = application.MapPost("/in", webhook.TakeAsync);
            await application.ServeAsync();
            return webhook;
        }

        public async Task<IReadOnlyList<Call>> TakenAsync(int count) =>
            [.. (await UntilAsync(calls => calls.Count(call => call.Taken) >= count)).Where(call => call.Taken)];

        public Task<IReadOnlyList<Call>> CallsAsync(int count) => UntilAsync(calls => calls.Count >= count);

        public ValueTask DisposeAsync() => application.DisposeAsync();

        private async Task<IReadOnlyList<Call>> UntilAsync(Func<IReadOnlyCollection<Call>, bool> holds)
        {
            using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            while (!holds(_calls))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, guard.Token);
            }

            return [.. _calls];
        }

        private async Task<IResult> TakeAsync(HttpRequest request)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var isTaken = Refuse-- <= 0;
            _calls.Enqueue(new Call(
                body.ToArray(),
                request.Headers["Idempotency-Key"].ToString(),
                request.Headers["GS1-Signature"] is [{ } signature] ? signature : null,
                isTaken));
            return isTaken ? Results.NoContent() : Results.StatusCode(503);
        }
    }
}

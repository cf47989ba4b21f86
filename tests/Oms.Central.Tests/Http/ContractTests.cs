using System.Net;
using System.Text;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>What every client may rely on: keys, preconditions, strict bodies, pages, positions.</summary>
public sealed class ContractTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_write_without_a_key_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        Assert.Equal("idempotency-key-missing", (await _server.SendAsync(request)).Code);
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = new StringContent("{}") };
        request.Headers.Add("Idempotency-Key", "k");
        Assert.Equal("unsupported-media-type", (await _server.SendAsync(request)).Code);
    }

    [Fact]
    public async Task The_same_key_and_body_get_the_same_answer_and_have_one_effect_even_after_a_restart()
    {
        await _server.ReceiveAsync("MILK@dc-1", 100);
        var body = """{"lot":"L1","delta":-5,"reason":"broken"}""";
        var first = await _server.PostAsync("/stock-items/MILK@dc-1/adjustments", body, "key-1");
        var again = await _server.PostAsync("/stock-items/MILK@dc-1/adjustments", body, "key-1");
        await _server.RestartAsync();
        var later = await _server.PostAsync("/stock-items/MILK@dc-1/adjustments", body, "key-1");
        Assert.Equal((first.Status, first.Text), (again.Status, again.Text));
        Assert.Equal((first.Status, first.Text), (later.Status, later.Text));
        Assert.Null(first.Header("Idempotent-Replayed"));
        Assert.Equal(("true", "true"), (again.Header("Idempotent-Replayed"), later.Header("Idempotent-Replayed")));
        Assert.Equal(95, (await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32());
    }

    [Fact]
    public async Task A_key_survives_the_loss_of_the_stored_answers_because_the_journal_knows_it()
    {
        await _server.ReceiveAsync("MILK@dc-1", 100);
        var body = """{"lot":"L1","delta":-5,"reason":"broken"}""";
        var first = await _server.PostAsync("/stock-items/MILK@dc-1/adjustments", body, "key-1");
        await ForgetAnswersAsync();
        var again = await _server.PostAsync("/stock-items/MILK@dc-1/adjustments", body, "key-1");
        Assert.Equal((first.Status, first.Text, "true"),
            (again.Status, again.Text, again.Header("Idempotent-Replayed")));
        await ForgetAnswersAsync();
        var other = await _server.PostAsync(
            "/stock-items/MILK@dc-1/adjustments", """{"lot":"L1","delta":-6,"reason":"broken"}""", "key-1");
        Assert.Equal("idempotency-key-reused", other.Code);

        // Whoever used the key for something else has not taken it over.
        var once = await _server.PostAsync("/stock-items/MILK@dc-1/adjustments", body, "key-1");
        Assert.Equal((first.Status, first.Text), (once.Status, once.Text));
        Assert.Equal(95, (await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        _ = await _server.PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 1)), "key-1");
        var reply = await _server.PostAsync("/orders", Shop.OrderJson("SO-2", ("MILK", 1)), "key-1");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency-key-reused"), (reply.Status, reply.Code));
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync(
            $"/orders/{Oms.Central.Orders.OrderId.Of("main", "web", "SO-2")}")).Status);
    }

    [Fact]
    public async Task A_rejection_is_remembered_too()
    {
        await _server.ReceiveAsync("MILK@dc-1", 1);
        var body = """{"lot":"L1","delta":-5,"reason":"broken"}""";
        Assert.Equal(HttpStatusCode.BadRequest,
            (await _server.PostAsync("/stock-items/MILK@dc-1/adjustments", body, "k")).Status);
        await _server.ReceiveAsync("MILK@dc-1", 100);
        await _server.RestartAsync();
        var again = await _server.PostAsync("/stock-items/MILK@dc-1/adjustments", body, "k");
        Assert.Equal((HttpStatusCode.BadRequest, "true"), (again.Status, again.Header("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Many_requests_with_one_key_at_once_have_one_effect()
    {
        await _server.ReceiveAsync("MILK@dc-1", 100);
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _server.PostAsync(
            "/stock-items/MILK@dc-1/adjustments", """{"lot":"L1","delta":-1,"reason":"broken"}""", "one")));
        Assert.All(replies, reply => Assert.True(
            reply.Status == HttpStatusCode.Created || reply.Code == "idempotency-in-flight", reply.Text));
        Assert.All(replies.Where(r => r.Code is not null), reply => Assert.NotNull(reply.Header("Retry-After")));
        Assert.Equal(99, (await _server.GetAsync("/stock-items/MILK@dc-1")).Json.GetProperty("on_hand").GetInt32());
    }

    [Fact]
    public async Task An_order_is_placed_once_for_a_channel_and_reference()
    {
        var first = await _server.PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 1)));
        var same = await _server.PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 1)));
        var other = await _server.PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 2)));
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(HttpStatusCode.OK, same.Status);
        Assert.Equal((HttpStatusCode.Conflict, "duplicate-order"), (other.Status, other.Code));
        Assert.Equal(first.Json.GetProperty("id").GetString(), other.Json.GetProperty("order").GetString());
    }

    [Fact]
    public async Task A_command_needs_the_version_that_its_caller_saw()
    {
        var id = await _server.PlaceAsync("SO-1", ("MILK", 1));
        await _server.SettleAsync();
        var read = await _server.GetAsync($"/orders/{id}");
        var path = $"/orders/{id}/holds";
        var body = """{"type":"MANUAL","reason":"call"}""";
        Assert.Equal("precondition-required", (await _server.PostAsync(path, body)).Code);
        var stale = await _server.PostAsync(path, body, ifMatch: "\"1\"");
        Assert.Equal((HttpStatusCode.PreconditionFailed, "precondition-failed"), (stale.Status, stale.Code));
        Assert.Equal(read.Json.GetProperty("version").GetInt64(), stale.Json.GetProperty("current_version").GetInt64());
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync(path, body, ifMatch: read.Header("ETag"))).Status);
    }

    [Theory]
    [InlineData("""{"channel":"web","external_ref":"A","x":1}""", "/x")]
    [InlineData("""{"channel":"web","channel":"web"}""", "/channel")]
    [InlineData("""{"channel":"web","lines":[{"sku":"A","quantity":"many"}]}""", "/lines/0/quantity")]
    [InlineData("""{"channel":"web" """, "")]
    [InlineData("""{} {}""", "")]
    [InlineData("[]", "")]
    public async Task A_body_that_is_not_of_its_form_is_refused_with_the_field(string body, string field)
    {
        var reply = await _server.PostAsync("/orders", body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (reply.Status, reply.Code));
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_too_deep_or_too_many_are_refused()
    {
        Assert.Equal("invalid-request",
            (await PostBytesAsync([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)'}'])).Code);
        Assert.Equal("invalid-request", (await PostBytesAsync(Encoding.UTF8.GetBytes(new string('[', 100)))).Code);
        var large = await PostBytesAsync(new byte[(4 << 20) + 1]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (large.Status, large.Code));
    }

    [Fact]
    public async Task Pages_show_every_order_once_newest_first()
    {
        for (var i = 0; i < 7; i++)
        {
            _ = await _server.PlaceAsync($"SO-{i}", ("MILK", 1));
        }

        await _server.SettleAsync();
        var seen = new List<string?>();
        for (string? path = "/orders?limit=3"; path is not null;)
        {
            var page = await _server.GetAsync(path);
            seen.AddRange(page.Json.GetProperty("items").EnumerateArray()
                .Select(o => o.GetProperty("external_ref").GetString()));
            var link = page.Header("Link");
            path = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(i => $"SO-{i}"), seen);
        Assert.Equal("invalid-request", (await _server.GetAsync("/orders?limit=201")).Code);
        Assert.Equal("invalid-request", (await _server.GetAsync("/orders?cursor=%%%")).Code);
        Assert.Single((await _server.GetAsync("/orders?q=so-3")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_read_that_names_a_position_sees_that_write()
    {
        for (var i = 0; i < 10; i++)
        {
            var placed = await _server.PostAsync("/orders", Shop.OrderJson($"SO-{i}", ("MILK", 1)));
            var list = await _server.GetAsync($"/orders?minPosition={placed.Header("X-OMS-Position")}");
            Assert.Equal(i + 1, list.Json.GetProperty("items").GetArrayLength());
        }

        Assert.Equal("read-behind", (await _server.GetAsync("/orders?minPosition=0-99999")).Code);
    }

    [Fact]
    public async Task Keys_are_checked_and_may_do_only_what_their_scope_says()
    {
        var made = await _server.PostAsync("/api-keys", """{"name":"shop","scope":"read"}""", "make");
        var again = await _server.PostAsync("/api-keys", """{"name":"shop","scope":"read"}""", "make");
        Assert.Equal(made.Text, again.Text);
        var admin = _server.Client.DefaultRequestHeaders.Authorization;
        _server.Client.DefaultRequestHeaders.Authorization = new("Bearer", made.Json.GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/orders")).Status);
        Assert.Equal("forbidden", (await _server.PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 1)))).Code);
        Assert.Equal("forbidden", (await _server.GetAsync("/ops/projections")).Code);
        _server.Client.DefaultRequestHeaders.Authorization = admin;
        var revoked = await _server.PostAsync($"/api-keys/{made.Json.GetProperty("id").GetString()}/revoke", "{}");
        Assert.Equal(HttpStatusCode.OK, revoked.Status);
        _server.Client.DefaultRequestHeaders.Authorization = new("Bearer", made.Json.GetProperty("key").GetString());
        Assert.Equal("unauthorised", (await _server.GetAsync("/orders")).Code);
        _server.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal("unauthorised", (await _server.GetAsync("/orders")).Code);
    }

    [Fact]
    public async Task Unknown_paths_and_methods_are_problems()
    {
        Assert.Equal("not-found", (await _server.GetAsync("/nothing/here")).Code);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/orders");
        Assert.Equal("method-not-allowed", (await _server.SendAsync(request)).Code);
    }

    private Task ForgetAnswersAsync() => _server.RestartAsync(without: "requests.db");

    private async Task<Reply> PostBytesAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return await _server.SendAsync(request);
    }
}

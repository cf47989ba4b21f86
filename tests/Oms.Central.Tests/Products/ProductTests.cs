using System.Net;
using Xunit;

namespace Oms.Central.Tests.Products;

/// <summary>Products over HTTP.</summary>
public sealed class ProductTests : IAsyncLifetime
{
    private const string Milk =
        """
        {"sku":"MILK","terms":{"name":"Milk","unit":"EA","gtins":[{"level":"each","gtin":"4006381333931","units":1},
          {"level":"case","gtin":"14006381333938","units":12}],"band":{"min_milli_c":2000,"max_milli_c":8000},
          "shelf_life_days":21,"min_remaining_days":7,"lot_tracked":true,"segments":["dairy"]}}
        """;

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_product_is_defined_read_found_and_kept_through_a_restart()
    {
        var defined = await _server.PostAsync("/products", Milk, "k");
        Assert.True(defined.Status == HttpStatusCode.Created, defined.Text);
        Assert.Equal("/products/MILK", defined.Header("Location"));
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/products", Milk, "k")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync("/products", Milk)).Status);
        await _server.RestartAsync();
        var read = await _server.GetAsync("/products/MILK?consistency=strict");
        Assert.Equal("\"1\"", read.Header("ETag"));
        Assert.Equal("active", read.Json.GetProperty("status").GetString());
        Assert.Equal("MILK", (await _server.GetAsync("/gtins/14006381333938")).Json.GetProperty("sku").GetString());
        foreach (var found in new[] { "q=dairy", "q=4006381333931", "q=04006381333931", "q=milk", "status=active" })
        {
            var list = await _server.GetAsync($"/products?{found}&minPosition={defined.Header("X-OMS-Position")}");
            Assert.Equal("MILK", Assert.Single(list.Json.GetProperty("items").EnumerateArray())
                .GetProperty("sku").GetString());
        }

        Assert.Empty((await _server.GetAsync("/products?status=discontinued")).Json.GetProperty("items")
            .EnumerateArray());
    }

    [Fact]
    public async Task A_gtin_of_another_product_is_refused_and_free_once_that_one_drops_it()
    {
        _ = await _server.PostAsync("/products", Milk);
        var other = WithGtin("OAT");
        var refused = await _server.PostAsync("/products", other);
        Assert.Equal((HttpStatusCode.Conflict, "gtin-taken"), (refused.Status, refused.Code));
        Assert.Equal("MILK", refused.Json.GetProperty("sku").GetString());

        var revised = await _server.PostAsync(
            "/products/MILK/revise", """{"terms":{"name":"Milk","unit":"EA"}}""", ifMatch: "\"1\"");
        Assert.True(revised.Status == HttpStatusCode.OK, revised.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("/gtins/4006381333931")).Status);
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/products", other)).Status);
    }

    [Fact]
    public async Task Of_many_products_that_want_one_gtin_at_once_one_gets_it()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => _server.PostAsync(
            "/products", WithGtin($"S-{n}"))));
        _ = Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(15, replies.Count(reply => reply.Code == "gtin-taken"));
    }

    [Fact]
    public async Task A_kit_needs_components_that_there_are()
    {
        var kit = """{"sku":"SET","terms":{"name":"Set","unit":"EA","kit":[{"sku":"MILK","quantity":2}]}}""";
        var refused = await _server.PostAsync("/products", kit);
        Assert.Equal("/terms/kit/0/sku", refused.Json.GetProperty("errors")[0].GetProperty("field").GetString());
        _ = await _server.PostAsync("/products", Milk);
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync("/products", kit)).Status);
        var turned = await _server.PostAsync(
            "/products/MILK/revise",
            """{"terms":{"name":"Milk","unit":"EA","kit":[{"sku":"SET","quantity":1}]}}""",
            ifMatch: "*");
        Assert.Equal("invalid-request", turned.Code);
    }

    [Fact]
    public async Task Changes_need_what_was_seen()
    {
        _ = await _server.PostAsync("/products", Milk);
        var body = """{"reason":"replaced"}""";
        Assert.Equal("precondition-required", (await _server.PostAsync("/products/MILK/discontinue", body)).Code);
        Assert.Equal("precondition-failed",
            (await _server.PostAsync("/products/MILK/discontinue", body, ifMatch: "\"9\"")).Code);
        Assert.Equal(HttpStatusCode.OK,
            (await _server.PostAsync("/products/MILK/discontinue", body, ifMatch: "\"1\"")).Status);
        Assert.Equal("illegal-transition", (await _server.PostAsync(
            "/products/MILK/revise", """{"terms":{"name":"M","unit":"EA"}}""", ifMatch: "*")).Code);
        Assert.Equal(HttpStatusCode.OK,
            (await _server.PostAsync("/products/MILK/reactivate", "{}", ifMatch: "\"2\"")).Status);
        Assert.Equal("not-found",
            (await _server.PostAsync("/products/OAT/reactivate", "{}", ifMatch: "*")).Code);
    }

    [Theory]
    [InlineData("""{"sku":"","terms":{"name":"M","unit":"EA"}}""", "/sku")]
    [InlineData("""{"sku":"M","terms":{"unit":"EA"}}""", "/terms")]
    [InlineData("""{"sku":"M","terms":{"name":"M","unit":"EA","colour":"red"}}""", "/terms/colour")]
    [InlineData("""{"sku":"M","terms":{"name":"M","unit":"EA","weight_grams":1.5}}""", "/terms/weight_grams")]
    [InlineData("""{"sku":"M","terms":{"name":"M","unit":"EA","gtins":[{"level":"each","gtin":"1","units":1}]}}""",
        "/terms/gtins/0/gtin")]
    public async Task Bad_input_names_its_member(string body, string field)
    {
        var reply = await _server.PostAsync("/products", body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (reply.Status, reply.Code));
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private static string WithGtin(string sku) =>
        $$$"""
        {"sku":"{{{sku}}}","terms":{"name":"Same","unit":"EA",
          "gtins":[{"level":"each","gtin":"4006381333931","units":1}]}}
        """;
}

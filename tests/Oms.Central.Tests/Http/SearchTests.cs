using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>Lists by words, filters and pages.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Orders_are_found_by_every_key_and_word_of_theirs_and_by_no_part_of_one()
    {
        var first = await _server.PlaceAsync("SO-10", ("MILK", 1));
        var second = await _server.PlaceAsync("SO-11", ("MILK", 1));
        await _server.SettleAsync();

        Assert.Equal([first], await FindAsync("so-10"));
        Assert.Equal([second, first], await FindAsync("corner"));
        Assert.Equal([second, first], await FindAsync("shop corner"));
        Assert.Equal([second], await FindAsync("shop so-11"));
        Assert.Equal([first], await FindAsync(first));
        Assert.Equal([], await FindAsync("so-1"));
        Assert.Equal([], await FindAsync("shop so-12"));
        Assert.Equal([second, first], await FindAsync("shop&channel=web"));
        Assert.Equal([], await FindAsync("shop&channel=edi"));
        Assert.Equal("invalid-request", (await _server.GetAsync("/orders?q=a+b+c+d+e+f+g+h+i")).Code);
    }

    [Fact]
    public async Task What_a_thing_is_no_longer_called_finds_it_no_longer()
    {
        Assert.Equal(HttpStatusCode.Created, (await _server.PostAsync(
            "/products", """{"sku":"A","terms":{"name":"Fresh milk","unit":"EA"}}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync(
            "/products/A/revise", """{"terms":{"name":"Sour milk","unit":"EA"}}""", ifMatch: "*")).Status);
        await _server.SettleAsync();

        Assert.Equal(1, await CountAsync("/products?q=milk"));
        Assert.Equal(1, await CountAsync("/products?q=sour"));
        Assert.Equal(0, await CountAsync("/products?q=fresh"));

        // Built again, it is the same.
        await _server.RestartAsync(without: "views.db");
        await _server.SettleAsync();
        Assert.Equal((1, 0), (await CountAsync("/products?q=sour"), await CountAsync("/products?q=fresh")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&q=shop")]
    [InlineData("&status=placed")]
    [InlineData("&channel=web")]
    [InlineData("&status=placed&channel=web&q=shop")]
    public async Task Pages_show_each_order_once_newest_first(string filter)
    {
        var placed = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            placed.Insert(0, await _server.PlaceAsync($"SO-{i}", ("MILK", 1)));
        }

        await _server.SettleAsync();
        var seen = new List<string>();
        for (var path = $"/orders?limit=3{filter}"; path.Length > 0;)
        {
            var page = (await _server.GetAsync(path)).Json;
            seen.AddRange(IdsOf(page));
            path = page.GetProperty("next") is { ValueKind: JsonValueKind.String } next
                ? $"/orders?limit=3{filter}&cursor={next.GetString()}"
                : string.Empty;
        }

        Assert.Equal(placed, seen);
    }

    private async Task<List<string>> FindAsync(string query) =>
        [.. IdsOf((await _server.GetAsync($"/orders?q={query}")).Json)];

    private static IEnumerable<string> IdsOf(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!);

    private async Task<int> CountAsync(string path) =>
        (await _server.GetAsync(path)).Json.GetProperty("items").GetArrayLength();
}

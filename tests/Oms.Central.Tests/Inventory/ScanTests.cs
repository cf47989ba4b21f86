using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Inventory;

/// <summary>What scanned codes are, and how much safety stock would do, over HTTP.</summary>
public sealed class ScanTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        var defined = await _server.PostAsync(
            "/products",
            """
            {"sku":"MILK","terms":{"name":"Milk","unit":"EA",
              "gtins":[{"level":"each","gtin":"9506000134352","units":1}]}}
            """);
        Assert.True(defined.Status == HttpStatusCode.Created, defined.Text);
        await _server.ReceiveAsync("MILK@dc-1", 100, expires: "2027-01-31");
        await _server.ReceiveAsync("MILK@dc-1", 7, lot: "L2");
        await _server.ReceiveAsync("MILK@dc-2", 50);
        await _server.SettleAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("(01)09506000134352(10)L1", null, "dc-1 L1 100,dc-2 L1 50")]
    [InlineData("]C1010950600013435210L1", "dc-1", "dc-1 L1 100")]
    [InlineData("9506000134352", "dc-1", "dc-1 L1 100,dc-1 L2 7")]
    public async Task A_scanned_label_names_the_product_and_what_is_there_of_it(string data, string? at, string stock)
    {
        var read = await ScanAsync(data, at);

        Assert.Equal("MILK", read.GetProperty("sku").GetString());
        Assert.Equal(1, read.GetProperty("pack_units").GetInt32());
        Assert.Empty(read.GetProperty("findings").EnumerateArray());
        Assert.Equal(stock, string.Join(',', read.GetProperty("stock").EnumerateArray().Select(each =>
            $"{each.GetProperty("location").GetString()} {each.GetProperty("lot").GetString()} "
            + $"{each.GetProperty("quantity").GetInt32()}")));
    }

    [Fact]
    public async Task A_code_of_an_unknown_product_or_none_at_all_is_told_apart()
    {
        var unknown = await ScanAsync("4006381333931", null);
        Assert.Equal("04006381333931", unknown.GetProperty("gtin").GetString());
        Assert.Equal(JsonValueKind.Null, unknown.GetProperty("sku").ValueKind);

        var none = await ScanAsync("hello", null);
        Assert.Empty(none.GetProperty("elements").EnumerateArray());
        Assert.NotEmpty(none.GetProperty("findings").EnumerateArray());
    }

    [Fact]
    public async Task Safety_stock_is_suggested_from_what_was_shipped()
    {
        var read = await _server.GetAsync("/stock-items/MILK@dc-1/safety-stock?days=30&lead_days=4");
        Assert.True(read.Status == HttpStatusCode.OK, read.Text);
        Assert.Equal((30, 0, 0), (
            read.Json.GetProperty("days").GetInt32(), read.Json.GetProperty("suggested").GetInt32(),
            read.Json.GetProperty("mean_milli_units").GetInt32()));
        Assert.Equal("invalid-request", (await _server.GetAsync(
            "/stock-items/MILK@dc-1/safety-stock?service_permille=1000")).Code);
        Assert.Equal("not-found", (await _server.GetAsync("/stock-items/TEA@dc-1/safety-stock")).Code);
    }

    private async Task<JsonElement> ScanAsync(string data, string? location)
    {
        var where = location is null ? "null" : $"\"{location}\"";
        var reply = await _server.PostAsync("/scans", $$"""{"data":"{{data}}","location":{{where}} }""");
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return reply.Json;
    }
}

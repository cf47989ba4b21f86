using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Inventory;

/// <summary>Where in a location units lie, over a live centre.</summary>
public sealed class BinApiTests : IAsyncLifetime
{
    private CentralServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        var made = await _server.PostAsync(
            "/locations", """{"id":"dc-1","terms":{"name":"DC","kind":"warehouse","time_zone":"UTC"}}""");
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        foreach (var bin in (string[])
            ["""{"code":"A-01","units":10}""", """{"code":"A-02","units":4}""", """{"code":"A-03","grams":2000}"""])
        {
            var set = await _server.PostAsync("/locations/dc-1/bins", bin, ifMatch: "*");
            Assert.True(set.Status == HttpStatusCode.OK, set.Text);
        }

        _ = await _server.UntilAsync("/locations/dc-1/bins/A-03", json => json.GetProperty("version").GetInt32() == 1);
        await _server.ReceiveAsync("MILK@dc-1", 20);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Units_are_put_away_moved_picked_and_leave_and_no_bin_takes_more_than_fits()
    {
        await MovedAsync("""{"ref":"P-1","lot":"L1","quantity":10,"to":"A-01"}""");
        _ = await HeldAsync("A-01", 10);
        var full = await MoveAsync("""{"ref":"P-2","lot":"L1","quantity":1,"to":"A-01"}""");
        Assert.Equal((HttpStatusCode.Conflict, "capacity-exhausted"), (full.Status, full.Code));

        await MovedAsync("""{"ref":"P-3","lot":"L1","quantity":3,"from":"A-01","to":"A-02"}""");
        _ = await HeldAsync("A-02", 3);
        _ = await HeldAsync("A-01", 7);
        await MovedAsync("""{"ref":"P-4","lot":"L1","quantity":2,"from":"A-02","to":null}""");
        var rest = await HeldAsync("A-02", 1);
        Assert.Equal("MILK", rest.GetProperty("contents")[0].GetProperty("sku").GetString());

        // Twelve lie in no bin: thirteen that are lost are one of a bin too.
        var scrapped = await _server.PostAsync(
            "/stock-items/MILK@dc-1/scraps", """{"ref":"S-1","lot":"L1","quantity":13,"reason":"leaks"}""");
        Assert.Equal(HttpStatusCode.Created, scrapped.Status);
        _ = await HeldAsync("A-01", 6);
        var item = (await _server.GetAsync("/stock-items/MILK@dc-1")).Json;
        Assert.Equal(
            [("A-01", 6), ("A-02", 1)],
            item.GetProperty("lots")[0].GetProperty("bins").EnumerateArray().Select(bin =>
                (bin.GetProperty("bin").GetString(), bin.GetProperty("quantity").GetInt32())));

        await _server.SettleAsync();
        var moves = (await _server.GetAsync("/stock-items/MILK@dc-1/movements")).Json.GetProperty("items")
            .EnumerateArray().Where(move => move.GetProperty("kind").GetString() == "bin_move")
            .Select(move => move.GetProperty("reason").GetString());
        Assert.Equal(
            ["from A-01 to no bin", "from A-02 to no bin", "from A-01 to A-02", "from no bin to A-01"], moves);
        var audit = await _server.GetAsync("/audit/invariants");
        Assert.True(audit.Json.GetProperty("healthy").GetBoolean(), audit.Text);
    }

    [Fact]
    public async Task A_move_of_units_that_are_not_there_is_refused_and_the_bin_gives_its_room_back()
    {
        var missing = await MoveAsync("""{"ref":"P-1","lot":"L1","quantity":3,"from":"A-01","to":"A-02"}""");
        Assert.Equal((HttpStatusCode.Conflict, "quantity-exceeded"), (missing.Status, missing.Code));

        // Two people put the same units away at once: one move finds none, and its room is free again.
        await MovedAsync("""{"ref":"P-2","lot":"L1","quantity":10,"to":"A-01"}""");
        await MovedAsync("""{"ref":"P-3","lot":"L1","quantity":4,"to":"A-02"}""");
        _ = await HeldAsync("A-02", 4);
        var lost = await _server.PostAsync(
            "/stock-items/MILK@dc-1/adjustments", """{"lot":"L1","delta":-18,"reason":"count"}""");
        Assert.Equal(HttpStatusCode.Created, lost.Status);
        _ = await HeldAsync("A-01", 0);
        _ = await HeldAsync("A-02", 2);
    }

    [Fact]
    public async Task A_receipt_may_name_the_bin_and_weight_counts()
    {
        var product = await _server.PostAsync(
            "/products", """{"sku":"ANVIL","terms":{"name":"Anvil","unit":"EA","weight_grams":900}}""");
        Assert.True(product.Status == HttpStatusCode.Created, product.Text);
        const string Receipt = """{"receipt":"R-9","lot":"L9","quantity":2,"bin":"A-03"}""";
        var received = await _server.PostAsync("/stock-items/ANVIL@dc-1/receipts", Receipt, key: "r-9");
        Assert.Equal(HttpStatusCode.Created, received.Status);
        var bin = await HeldAsync("A-03", 2);
        Assert.Equal(1_800, bin.GetProperty("used").GetProperty("grams").GetInt64());
        var again = await _server.PostAsync("/stock-items/ANVIL@dc-1/receipts", Receipt, key: "r-9");
        Assert.Equal(HttpStatusCode.Created, again.Status);

        // One more does not fit: it is received, and lies in no bin.
        var more = await _server.PostAsync(
            "/stock-items/ANVIL@dc-1/receipts", """{"receipt":"R-10","lot":"L9","quantity":1,"bin":"A-03"}""");
        Assert.Equal(HttpStatusCode.Created, more.Status);
        _ = await HeldAsync("A-03", 2);
        var item = (await _server.GetAsync("/stock-items/ANVIL@dc-1")).Json;
        Assert.Equal(3, item.GetProperty("on_hand").GetInt32());
    }

    private Task<Reply> MoveAsync(string body) => _server.PostAsync("/stock-items/MILK@dc-1/bin-moves", body);

    private async Task MovedAsync(string body)
    {
        var reply = await MoveAsync(body);
        Assert.True(reply.Status == HttpStatusCode.Accepted, $"{body}: {reply.Text}");
    }

    private Task<JsonElement> HeldAsync(string bin, int units) => _server.UntilAsync(
        $"/locations/dc-1/bins/{bin}",
        json => json.GetProperty("contents").EnumerateArray().Sum(held => held.GetProperty("quantity").GetInt32())
            == units && json.GetProperty("coming").GetArrayLength() == 0);
}

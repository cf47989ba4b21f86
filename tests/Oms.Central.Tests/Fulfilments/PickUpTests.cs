using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Fulfilments;

/// <summary>Orders that a customer picks up in a store, over a live centre.</summary>
public sealed class PickUpTests : IAsyncLifetime
{
    private PackingShop _shop = null!;

    private CentralServer Server => _shop.Server;

    public async ValueTask InitializeAsync()
    {
        _shop = await PackingShop.OpenAsync();
        await _shop.DoneAsync(
            "/locations/dc-1/revise",
            """
            {"terms":{"name":"Store","kind":"store","time_zone":"UTC",
             "fulfilment":{"mode":"pick_and_pack","company_prefix":"9521234"} } }
            """,
            ifMatch: "*");
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Who_has_the_code_gets_the_goods_and_the_order_is_delivered()
    {
        await Server.ReceiveAsync("MILK@dc-1", 5);
        var (order, work) = await _shop.SellAsync("SO-1", 3);
        PackingShop.Refused("illegal-transition", await IssueAsync(work));
        _ = await _shop.MakeReadyAsync(work, "L1", 3);
        var issued = await IssueAsync(work, "k-1");
        PackingShop.Made(issued);
        var code = issued.Json.GetProperty("code").GetString()!;
        Assert.Matches("^[0-9]{8}$", code);
        Assert.Equal(code, (await IssueAsync(work, "k-1")).Json.GetProperty("code").GetString());
        var shown = (await Server.GetAsync($"/fulfilment-orders/{work}")).Text;
        Assert.DoesNotContain(code, shown, StringComparison.Ordinal);
        PackingShop.Refused("pick-up-code-wrong", await CollectAsync(work, Wrong(code)));
        Assert.Equal(4, (await PickUpAsync(work)).GetProperty("attempts_left").GetInt32());

        PackingShop.Done(await CollectAsync(work, code));
        _ = await _shop.WorkAsync(work, "closed");
        var delivered = await Server.StatusAsync(order, "closed");
        Assert.Equal(3, delivered.Units("delivered"));
        PackingShop.Refused(
            "illegal-transition",
            await Server.PostAsync($"/fulfilment-orders/{work}/reopen", """{"reason":"again"}"""));
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_does_not_count_and_a_new_one_does()
    {
        await Server.ReceiveAsync("MILK@dc-1", 5);
        var (_, work) = await _shop.SellAsync("SO-1", 1);
        _ = await _shop.MakeReadyAsync(work, "L1", 1);
        var code = (await IssueAsync(work)).Json.GetProperty("code").GetString()!;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            PackingShop.Refused("pick-up-code-wrong", await CollectAsync(work, Wrong(code)));
        }

        PackingShop.Refused("pick-up-code-over", await CollectAsync(work, code));
        var other = (await IssueAsync(work)).Json.GetProperty("code").GetString()!;
        PackingShop.Refused("pick-up-code-wrong", await CollectAsync(work, code == other ? Wrong(code) : code));
        PackingShop.Done(await CollectAsync(work, other));
        _ = await _shop.WorkAsync(work, "closed");
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task The_first_codes_request_is_answered_with_its_own_time_after_another_was_issued()
    {
        await Server.ReceiveAsync("MILK@dc-1", 5);
        var (_, work) = await _shop.SellAsync("SO-1", 1);
        _ = await _shop.MakeReadyAsync(work, "L1", 1);
        var first = await IssueAsync(work, "k-1");
        PackingShop.Made(await IssueAsync(work, "k-2"));
        Assert.Equal(first.Text, (await IssueAsync(work, "k-1")).Text);
    }

    [Fact]
    public async Task What_may_not_leave_is_not_handed_out()
    {
        await Server.ReceiveAsync("MILK@dc-1", 5);
        var (_, work) = await _shop.SellAsync("SO-1", 1);
        _ = await _shop.MakeReadyAsync(work, "L1", 1);
        var code = (await IssueAsync(work)).Json.GetProperty("code").GetString()!;
        await _shop.DoneAsync("/stock-items/MILK@dc-1/lots/L1/quarantine", """{"cause":"recall"}""");
        PackingShop.Done(await CollectAsync(work, code));
        var refused = await Server.UntilAsync(
            $"/fulfilment-orders/{work}",
            json => json.GetProperty("pick_up").GetProperty("refused").ValueKind == JsonValueKind.String);
        Assert.Equal("LotIsBlocked", refused.GetProperty("pick_up").GetProperty("refused").GetString());
        Assert.Equal(1, PackingShop.Units(refused, "packed"));
        await _shop.IsSoundAsync();
    }

    private static string Wrong(string code) => code[0] == '0' ? $"1{code[1..]}" : $"0{code[1..]}";

    private Task<Reply> IssueAsync(string id, string? key = null) =>
        Server.PostAsync($"/fulfilment-orders/{id}/pick-up-codes", """{"days":3}""", key);

    private Task<Reply> CollectAsync(string id, string code) =>
        Server.PostAsync($"/fulfilment-orders/{id}/collect", $$"""{"code":"{{code}}"}""");

    private async Task<JsonElement> PickUpAsync(string id) => (await _shop.WorkAsync(id)).GetProperty("pick_up");
}

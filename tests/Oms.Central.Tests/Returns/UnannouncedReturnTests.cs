using System.Net;
using Oms.Central.Payments;
using Oms.Central.Tests.Payments;
using Xunit;

namespace Oms.Central.Tests.Returns;

/// <summary>Units that come back without paper, and with drivers.</summary>
public sealed class UnannouncedReturnTests
{
    [Fact]
    public async Task Units_without_paper_are_set_aside_until_somebody_says_whose_they_are()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        const string Blind =
            """
            {"id":"BLIND-1","location":"dc-1",
             "units":[{"ref":"BOX","sku":"MILK","lot":"L-SO-1","quantity":4,"condition":"unopened"}]}
            """;
        ReturnShop.Made(await shop.Server.PostAsync("/returns/blind", Blind));
        Assert.Equal(HttpStatusCode.OK, (await shop.Server.PostAsync("/returns/blind", Blind)).Status);
        Assert.Equal(4, await shop.OnHandAsync("MILK@dc-1", "L-SO-1~returned"));

        ReturnShop.Refused("not-found", await MatchAsync("RMA-1", 3));
        ReturnShop.Made(await shop.RequestAsync("RMA-1", order, 3));
        ReturnShop.Refused("illegal-transition", await MatchAsync("RMA-1", 3));
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));
        ReturnShop.Refused("quantity-exceeded", await MatchAsync("RMA-1", 4));
        var matched = await MatchAsync("RMA-1", 3, "m-1");
        Assert.Equal(HttpStatusCode.Accepted, matched.Status);
        await shop.Server.SettleAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await MatchAsync("RMA-1", 3, "m-1")).Status);
        var received = await shop.ReturnAsync("RMA-1", "received");
        var receipt = received.GetProperty("receipts")[0].Text("ref")!;
        Assert.Equal(4, await shop.OnHandAsync("MILK@dc-1", "L-SO-1~returned"));

        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-1", receipt, 3, "restock"));
        _ = await shop.ReturnAsync("RMA-1", "closed");
        Assert.Equal(3 * ReturnShop.Unit, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));

        // Nobody misses the fourth: it is decided about as well, and nobody is paid for it.
        ReturnShop.Made(await shop.InspectAsync("BLIND-1", "I-1", "BOX", 1, "scrap"));
        _ = await shop.ReturnAsync("BLIND-1", "closed");
        Assert.Equal(3, await shop.OnHandAsync("MILK@dc-1", "L-SO-1"));
        Assert.Equal(0, await shop.OnHandAsync("MILK@dc-1", "L-SO-1~returned"));
        await shop.Server.HealthyAsync();

        Task<Reply> MatchAsync(string to, int quantity, string? key = null) => shop.Server.PostAsync(
            "/returns/BLIND-1/matches",
            $$"""{"receipt":"BOX","return":"{{to}}","line":1,"quantity":{{quantity}}}""",
            key);
    }

    [Fact]
    public async Task What_a_driver_brings_back_opens_returns_and_a_stray_unit_waits_for_its_return()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1", refused: 2, damaged: 1, extra: 1);
        var found = await shop.Server.UntilAsync(
            "/returns", json => json.GetProperty("items").GetArrayLength() == 2);
        var known = found.GetProperty("items").EnumerateArray().Single(each => each.Text("order") == order);
        var stray = found.GetProperty("items").EnumerateArray().Single(each => each.Text("order") is null);
        Assert.Equal(("route", "received", "co-SO-1"), (
            known.Text("kind"), known.Text("status"), known.Text("from")));
        Assert.Equal(("route", "unmatched"), (stray.Text("kind"), stray.Text("status")));

        // The hand-over has restocked what was refused; somebody has to look at what is damaged.
        var damaged = known.GetProperty("receipts").EnumerateArray()
            .Single(each => each.GetProperty("open").GetInt32() == 1).Text("ref")!;
        Assert.Equal((2, 1, 1), (
            await shop.OnHandAsync("MILK@dep-1", "L-SO-1"),
            await shop.OnHandAsync("MILK@dep-1", "L-SO-1~returned"),
            await shop.OnHandAsync("MILK@dep-1", "L-STRAY~returned")));
        ReturnShop.Made(await shop.InspectAsync(known.Text("id")!, "I-1", damaged, 1, "scrap"));
        _ = await shop.ReturnAsync(known.Text("id")!, "closed");
        Assert.Equal(0, await shop.OnHandAsync("MILK@dep-1", "L-SO-1~returned"));

        // They were never delivered, so never paid for: nothing is refunded, and they may not come back once more.
        Assert.Equal(0, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));
        ReturnShop.Refused("return-exceeds-delivered", await shop.RequestAsync("RMA-1", order, 8));

        ReturnShop.Made(await shop.InspectAsync(stray.Text("id")!, "I-1", "1", 1, "restock"));
        _ = await shop.ReturnAsync(stray.Text("id")!, "closed");
        Assert.Equal(1, await shop.OnHandAsync("MILK@dep-1", "L-STRAY"));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task Units_that_a_driver_collected_match_the_return_that_waits_for_them()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var sold = await shop.DeliverAsync("STRAY");
        ReturnShop.Made(await shop.RequestAsync("RMA-1", sold, 1));
        ReturnShop.Done(await shop.ApproveAsync("RMA-1"));
        _ = await shop.DeliverAsync("SO-2", extra: 1);
        var stray = (await shop.Server.UntilAsync(
            "/returns?status=unmatched", json => json.GetProperty("items").GetArrayLength() == 1))
            .GetProperty("items")[0].Text("id")!;
        ReturnShop.Done(await shop.Server.PostAsync(
            $"/returns/{stray}/matches", """{"receipt":"1","return":"RMA-1","line":1,"quantity":1}"""));
        _ = await shop.ReturnAsync(stray, "closed");
        var received = await shop.ReturnAsync("RMA-1", "received");
        var receipt = received.GetProperty("receipts")[0];
        Assert.Equal("dep-1", receipt.Text("location"));
        ReturnShop.Made(await shop.InspectAsync("RMA-1", "I-1", receipt.Text("ref")!, 1, "restock"));
        _ = await shop.ReturnAsync("RMA-1", "closed");
        Assert.Equal(1, await shop.OnHandAsync("MILK@dep-1", "L-STRAY"));
        Assert.Equal(ReturnShop.Unit, shop.Provider.Moved($"{sold}.1", TransactionKind.Refund));
        await shop.Server.HealthyAsync();
    }
}

using Oms.Central.Payments;
using Oms.Central.Tests.Payments;
using Xunit;

namespace Oms.Central.Tests.Returns;

/// <summary>Claims from the first word to what makes them good.</summary>
public sealed class ClaimTests
{
    private static readonly string Photo = $$"""
        {"source":"photo","ref":"crate.jpg","sha256":"{{new string('a', 64)}}"}
        """;

    [Fact]
    public async Task A_customers_claim_is_proven_accepted_and_settled_once()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Made(await OpenAsync(shop, "C-1", order));
        ReturnShop.Refused("no-evidence", await DecideAsync(shop, "C-1", accepted: true));
        ReturnShop.Made(await shop.Server.PostAsync("/claims/C-1/evidence", Photo));
        Assert.Equal("evidence", (await shop.Server.GetAsync("/claims/C-1")).Json.Text("status"));
        ReturnShop.Refused("illegal-transition", await SettleAsync(shop, "C-1", Credit(220)));
        ReturnShop.Done(await DecideAsync(shop, "C-1", accepted: true));
        ReturnShop.Refused("illegal-transition", await DecideAsync(shop, "C-1", accepted: false));
        ReturnShop.Refused("invalid-request", await SettleAsync(shop, "C-1", Credit(221)));
        ReturnShop.Done(await SettleAsync(shop, "C-1", Credit(220)));
        ReturnShop.Refused("illegal-transition", await SettleAsync(shop, "C-1", Credit(100)));
        _ = await shop.Server.UntilAsync("/store-credits/K-17@EUR", json => json.Minor("balance") == 220);
        Assert.Equal("settled", (await shop.Server.GetAsync("/claims/C-1")).Json.Text("status"));
        Assert.Equal(
            "C-1",
            Assert.Single((await shop.Server.GetAsync($"/claims?status=settled&q={order}")).Json.GetProperty("items")
                .EnumerateArray()).Text("id"));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task A_refund_goes_to_the_payment_and_what_it_cannot_give_leaves_the_claim_accepted()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Made(await OpenAsync(shop, "C-1", order, claimed: 9_900));
        ReturnShop.Made(await shop.Server.PostAsync("/claims/C-1/evidence", Photo));
        ReturnShop.Done(await DecideAsync(shop, "C-1", accepted: true));
        ReturnShop.Done(await SettleAsync(shop, "C-1", Refund(9_900)));
        var failed = await shop.Server.UntilAsync("/claims/C-1", json => json.Text("fault") is not null);
        Assert.Equal("accepted", failed.Text("status"));

        ReturnShop.Done(await SettleAsync(shop, "C-1", Refund(160)));
        _ = await shop.Server.MoneyAsync(order, money => money.Minor("refunded") == 160);
        Assert.Equal(160, shop.Provider.Moved($"{order}.1", TransactionKind.Refund));
        Assert.Equal("settled", (await shop.Server.GetAsync("/claims/C-1")).Json.Text("status"));
        await shop.Server.HealthyAsync();

        string Refund(long minor) => $$"""
            {"kind":"refund","amount":{"minor":{{minor}},"currency":"EUR"},"payment":"{{order}}.1"}
            """;
    }

    [Fact]
    public async Task A_claim_out_of_a_hand_over_has_its_evidence_and_is_settled_by_a_replacement()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1", damaged: 1);
        var claim = (await shop.Server.UntilAsync(
            "/claims?kind=damage", json => json.GetProperty("items").GetArrayLength() == 1))
            .GetProperty("items")[0];
        Assert.Equal(("open", "/check-outs/co-SO-1/evidence", order), (
            claim.Text("status"), claim.Text("evidence"), claim.Text("order")));
        var id = claim.Text("id")!;
        ReturnShop.Done(await DecideAsync(shop, id, accepted: true));
        var other = await shop.Server.PlaceAsync("SO-2", ("MILK", 1));
        ReturnShop.Refused("invalid-request", await SettleAsync(shop, id, """{"kind":"replacement"}"""));
        ReturnShop.Done(await SettleAsync(shop, id, $$"""{"kind":"replacement","order":"{{other}}"}"""));
        Assert.Equal(other, (await shop.Server.GetAsync($"/claims/{id}")).Json.GetProperty("settlement").Text("order"));
        ReturnShop.Refused("illegal-transition", await shop.Server.PostAsync(
            $"/claims/{id}/resolve", """{"resolution":"credited","note":"CN-12"}"""));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task A_claim_against_a_supplier_is_theirs_to_make_good_and_may_be_refused()
    {
        await using var shop = await ReturnShop.OpenAsync();
        var order = await shop.DeliverAsync("SO-1");
        ReturnShop.Made(await OpenAsync(shop, "C-1", order, party: "supplier"));
        ReturnShop.Refused("id-taken", await OpenAsync(shop, "C-1", order, party: "carrier"));
        ReturnShop.Refused("invalid-request", await OpenAsync(shop, "C-2", "no-order"));
        ReturnShop.Made(await shop.Server.PostAsync("/claims/C-1/evidence", Photo));
        ReturnShop.Done(await DecideAsync(shop, "C-1", accepted: true));
        ReturnShop.Refused("invalid-request", await SettleAsync(shop, "C-1", Credit(100)));
        ReturnShop.Done(await SettleAsync(
            shop, "C-1", """{"kind":"credit","amount":{"minor":100,"currency":"EUR"}}"""));

        ReturnShop.Made(await OpenAsync(shop, "C-3", order, party: "supplier"));
        ReturnShop.Done(await DecideAsync(shop, "C-3", accepted: false));
        Assert.Equal("refused", (await shop.Server.GetAsync("/claims/C-3")).Json.Text("status"));
        ReturnShop.Refused("illegal-transition", await shop.Server.PostAsync("/claims/C-3/evidence", Photo));
        await shop.Server.HealthyAsync();
    }

    private static Task<Reply> OpenAsync(
        ReturnShop shop, string id, string order, string party = "customer", long claimed = 220) =>
        shop.Server.PostAsync(
            "/claims",
            $$"""
            {"id":"{{id}}","kind":"quality","party":"{{party}}","party_id":"K-17","detail":"It is sour.",
             "order":"{{order}}","line":1,"sku":"MILK","quantity":2,
             "claimed":{"minor":{{claimed}},"currency":"EUR"} }
            """);

    private static Task<Reply> DecideAsync(ReturnShop shop, string id, bool accepted) =>
        shop.Server.PostAsync(
            $"/claims/{id}/decide",
            $$"""{"accepted":{{(accepted ? "true" : "false")}},"reason":"plain to see"}""",
            ifMatch: "*");

    private static Task<Reply> SettleAsync(ReturnShop shop, string id, string body) =>
        shop.Server.PostAsync($"/claims/{id}/settle", body, ifMatch: "*");

    private static string Credit(long minor) => $$"""
        {"kind":"credit","amount":{"minor":{{minor}},"currency":"EUR"},"account":"K-17"}
        """;
}

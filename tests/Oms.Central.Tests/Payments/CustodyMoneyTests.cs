using System.Diagnostics;
using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Central.Payments;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Custody.Seals;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>What happens to goods on the road happens to their money (S157): each once, within two seconds.</summary>
public sealed class CustodyMoneyTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private static readonly ProofOfDelivery Pod = new("A. Buyer", At, new string('a', 64));
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // The goods' part of 1.00 and its tax of 0.10, and 0.50 of shipping a unit.
    private const long UnitMinor = 160;

    // A machine that is busy with other things may miss it; one that waits for a timer somewhere always does.
    [Theory]
    [InlineData("after_delivery", 10, "closed")]
    [InlineData("after_shipment", 6, "closed")]
    [InlineData("after_delivery", 0, "closed")]
    public async Task The_money_follows_the_records_within_two_seconds(string capture, int delivered, string status)
    {
        const int AttemptsMax = 3;
        var took = new List<TimeSpan>();
        while (took.Count < AttemptsMax && took.TrueForAll(each => each >= Limit))
        {
            await using var provider = await ProviderSimulator.StartAsync();
            await using var shop = await SentOutAsync(provider, capture, PricedShop.ByCard);
            shop.CheckOut(delivered, missing: 10 - delivered);
            took.Add(await shop.SendAndWaitAsync(json => json.Text("status") == status));
        }

        Assert.Contains(took, each => each < Limit);
    }

    [Fact]
    public async Task A_proof_of_delivery_captures_what_was_delivered_once()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var shop = await SentOutAsync(provider, "after_delivery", PricedShop.ByCard);
        shop.CheckOut(delivered: 10);
        _ = await shop.SendAndWaitAsync(json => json.Text("status") == "closed");
        Assert.Equal(PricedShop.Total, provider.Moved($"{shop.Order}.1", TransactionKind.Capture));

        // The depot sends it all again: nothing more happens.
        _ = await shop.Gateway.SendAsync();
        await shop.Server.HealthyAsync();
        Assert.Equal(PricedShop.Total, provider.Moved($"{shop.Order}.1", TransactionKind.Capture));
    }

    [Fact]
    public async Task What_is_short_refused_or_damaged_is_not_captured_and_its_authorisation_goes_back()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var shop = await SentOutAsync(provider, "after_delivery", PricedShop.ByCard);
        shop.CheckOut(delivered: 6, missing: 1, refused: 2, damaged: 1);
        _ = await shop.SendAndWaitAsync(json => json.Text("status") == "closed");
        Assert.Equal(6 * UnitMinor, provider.Moved($"{shop.Order}.1", TransactionKind.Capture));
        _ = await shop.Server.MoneyAsync(shop.Order, json => json.GetProperty("tenders")[0].Minor("available") == 0);
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task What_was_captured_as_it_left_and_did_not_arrive_is_refunded()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var shop = await SentOutAsync(provider, "after_shipment", PricedShop.ByCard);
        _ = await shop.Server.MoneyAsync(shop.Order, json => json.Minor("charged") == PricedShop.Total);
        shop.CheckOut(delivered: 6, missing: 1, refused: 2, damaged: 1);
        _ = await shop.SendAndWaitAsync(json => json.Text("status") == "closed");
        Assert.Equal(4 * UnitMinor, provider.Moved($"{shop.Order}.1", TransactionKind.Refund));
        await shop.Server.HealthyAsync();
    }

    [Theory]
    [InlineData("excursion", true)]
    [InlineData("seal-broken", false)]
    [InlineData("hazmat-failure", true)]
    public async Task What_was_not_kept_well_is_not_captured_until_a_person_decides(string kind, bool refund)
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var shop = await SentOutAsync(provider, "after_delivery", PricedShop.ByCard);
        shop.CheckOut(delivered: 10, trouble: kind switch
        {
            "excursion" => new CheckOutEvent.TemperatureExcursionRecorded(
                new TemperatureExcursion("RF-12", 1, At, At, 9_500, new TemperatureBand(2_000, 8_000), [])),
            "seal-broken" => new CheckOutEvent.SealHandled(
                "T-12", "rear", SealAction.Checked, "S-2", SealCondition.Damaged, null, "S-2", null, At),
            _ => new CheckOutEvent.HazmatChecked(
                new string('c', 64), ["UN1203"], [], 1, [new Finding("placard-missing", "T-12", "No placard.")]),
        });
        _ = await shop.SendAndWaitAsync(json => json.GetProperty("holds").EnumerateArray()
            .Any(hold => hold.Text("reason") == "charge-blocked"));
        Assert.Equal(0, provider.Moved($"{shop.Order}.1", TransactionKind.Capture));
        await shop.Server.HealthyAsync();

        var decision = refund ? "refund" : "release";
        var decided = await shop.Server.PostAsync(
            $"/orders/{shop.Order}/charge-decisions",
            $$"""{"line":1,"kind":"{{kind}}","evidence":"co-1","decision":"{{decision}}","reason":"looked at"}""",
            ifMatch: "*");
        Assert.True(decided.Status == HttpStatusCode.OK, decided.Text);
        _ = await shop.Server.StatusAsync(shop.Order, "closed");
        Assert.Equal(
            refund ? 0 : PricedShop.Total, provider.Moved($"{shop.Order}.1", TransactionKind.Capture));
        await shop.Server.HealthyAsync();
    }

    [Fact]
    public async Task Cash_is_captured_when_the_drivers_cash_is_counted_and_the_order_waits_for_it()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var shop = await SentOutAsync(provider, "after_delivery", """{"method":"cash_on_delivery"}""");
        shop.CheckOut(delivered: 9, missing: 1);
        _ = await shop.SendAndWaitAsync(json => json.Units("delivered") == 9);
        var payment = await shop.Server.UntilAsync(
            $"/payments/{shop.Order}.1", json => json.Minor("capture_pending") == 9 * UnitMinor);
        Assert.Equal("released", (await shop.Server.GetAsync($"/orders/{shop.Order}")).Json.Text("status"));
        var number = payment.GetProperty("transactions").EnumerateArray().Last().GetProperty("number").GetInt32();
        Assert.Equal(HttpStatusCode.OK, (await shop.Server.PostAsync(
            $"/payments/{shop.Order}.1/transactions/{number}/confirm",
            """{"succeeded":true,"proof":"count-7"}""",
            ifMatch: "*")).Status);
        var closed = await shop.Server.StatusAsync(shop.Order, "closed");
        Assert.Equal(9 * UnitMinor, closed.GetProperty("money").Minor("charged"));
        await shop.Server.HealthyAsync();
    }

    private static async Task<SentOut> SentOutAsync(ProviderSimulator provider, string capture, string tender)
    {
        var server = await PricedShop.OpenAsync(provider);
        var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        var order = await server.SellAsync("SO-1", capture, tender);
        _ = await server.StatusAsync(order, "released");
        _ = await server.SendOutAsync("R-7", order);
        return new SentOut(server, gateway, order);
    }

    private sealed record SentOut(CentralServer Server, Gateway Gateway, string Order) : IAsyncDisposable
    {
        public void CheckOut(
            int delivered, int missing = 0, int refused = 0, int damaged = 0, CheckOutEvent? trouble = null)
        {
            Gateway.Write("co-1", new CheckOutEvent.Arrived(
                Gateway.Depot, "T-12", "D-3", "R-7", null, null, At));
            if (trouble is not null)
            {
                Gateway.Write("co-1", trouble);
            }

            Gateway.Write("co-1", new CheckOutEvent.DeliveryReconciled(new StopDelivery(
                1,
                Order,
                [new DeliveredLine(1, "MILK", "L-SO-1", delivered, missing, refused, damaged, "late")],
                Pod)));
            Gateway.Write("co-1", new CheckOutEvent.CargoVerified(
                [new CargoCount("MILK", "L-SO-1", refused + damaged, refused + damaged)], "anna"));
            Gateway.Write("co-1", new CheckOutEvent.Completed("depot:dep-1"));
        }

        /// <summary>How long it takes from the ingest of the records until the order is as wanted.</summary>
        public async Task<TimeSpan> SendAndWaitAsync(Func<JsonElement, bool> wanted)
        {
            var began = Stopwatch.GetTimestamp();
            _ = await Gateway.SendAsync();
            _ = await Server.UntilAsync($"/orders/{Order}", wanted);
            return Stopwatch.GetElapsedTime(began);
        }

        public async ValueTask DisposeAsync()
        {
            Gateway.Dispose();
            await Server.DisposeAsync();
        }
    }
}

using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Central.Tests.Payments;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Central.Tests.Returns;

/// <summary>A shop whose orders are paid by card and delivered, so that they can come back: 10 milk at 1.00, 10 % tax
/// and 5.00 shipping each.</summary>
internal sealed class ReturnShop : IAsyncDisposable
{
    /// <summary>What is refunded for one unit: its price and its tax, not its part of shipping.</summary>
    public const long Unit = 110;

    private ReturnShop(CentralServer server, ProviderSimulator provider, Gateway gateway) =>
        (Server, Provider, Gateway) = (server, provider, gateway);

    public CentralServer Server { get; }

    public ProviderSimulator Provider { get; }

    public Gateway Gateway { get; }

    private Instant Now => Server.Node.Clock.GetCurrentInstant();

    public static async Task<ReturnShop> OpenAsync()
    {
        var provider = await ProviderSimulator.StartAsync();
        var server = await PricedShop.OpenAsync(provider);
        var gateway = new Gateway(server);
        _ = await gateway.EnrolAsync();
        return new ReturnShop(server, provider, gateway);
    }

    /// <summary>Sells ten, brings them out, and has the driver check out.</summary>
    /// <param name="extra">Units of another lot that the driver has on board too.</param>
    /// <returns>The order, closed and paid.</returns>
    public async Task<string> DeliverAsync(
        string reference, int refused = 0, int damaged = 0, Duration? ago = null, int extra = 0)
    {
        var order = await Server.SellAsync(reference, "after_delivery", PricedShop.ByCard);
        _ = await Server.StatusAsync(order, "released");
        await BringAsync(order, reference, 10, refused, damaged, ago, extra);
        _ = await Server.StatusAsync(order, "closed");
        return order;
    }

    /// <param name="from">The location at which alone it is loaded; null for all.</param>
    public async Task BringAsync(
        string order, string reference, int units, int refused = 0, int damaged = 0, Duration? ago = null,
        int extra = 0, string sku = "MILK", int line = 1, string? from = null)
    {
        _ = await Server.SendOutAsync($"R-{reference}", from, order);
        var (visit, back, lot) = ($"co-{reference}", refused + damaged, $"L-{reference}");
        var pod = new ProofOfDelivery("A. Buyer", Now - (ago ?? Duration.Zero), new string('a', 64));
        Gateway.Write(visit, new CheckOutEvent.Arrived(
            Gateway.Depot, "T-12", "D-3", $"R-{reference}", null, null, Now));
        Gateway.Write(visit, new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, order, [new DeliveredLine(line, sku, lot, units - back, 0, refused, damaged, "late")], pod)));
        List<CargoCount> counts = [new(sku, lot, back, back)];
        if (extra > 0)
        {
            counts.Add(new CargoCount(sku, "L-STRAY", 0, extra));
        }

        Gateway.Write(visit, new CheckOutEvent.CargoVerified(counts, "anna"));
        Gateway.Write(visit, new CheckOutEvent.Completed("depot:dep-1"));
        _ = await Gateway.SendAsync();
    }

    /// <summary>Asks to give units of line 1 back.</summary>
    public Task<Reply> RequestAsync(string id, string order, int quantity, string more = "", string? key = null) =>
        Server.PostAsync(
            "/returns",
            $$"""
            {"id":"{{id}}","order":"{{order}}",
             "lines":[{"line":1,"quantity":{{quantity}},"reason":"not-wanted"}]{{more}}}
            """,
            key);

    public Task<Reply> ReceiveAsync(string id, string reference, string lot, int quantity, string more = "") =>
        Server.PostAsync(
            $"/returns/{id}/receipts",
            $$"""{"ref":"{{reference}}","line":1,"lot":"{{lot}}","quantity":{{quantity}}{{more}}}""");

    public Task<Reply> InspectAsync(
        string id, string reference, string receipt, int quantity, string fate, string more = "") =>
        Server.PostAsync(
            $"/returns/{id}/inspections",
            $$"""
            {"ref":"{{reference}}","receipt":"{{receipt}}","quantity":{{quantity}},"fate":"{{fate}}"{{more}}}
            """);

    public Task<Reply> ApproveAsync(string id) =>
        Server.PostAsync($"/returns/{id}/approve", "{}", ifMatch: "*");

    public Task<JsonElement> ReturnAsync(string id, string status) =>
        Server.UntilAsync($"/returns/{id}", json => json.Text("status") == status);

    public async Task<int> OnHandAsync(string item, string lot)
    {
        await Server.SettleAsync();
        return (await Server.GetAsync($"/stock-items/{item}")).Json.GetProperty("lots").EnumerateArray()
            .Where(each => each.Text("lot") == lot).Sum(each => each.GetProperty("quantity").GetInt32());
    }

    public static void Made(Reply reply) => Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);

    public static void Done(Reply reply) => Assert.True((int)reply.Status is >= 200 and < 300, reply.Text);

    public static void Refused(string code, Reply reply) =>
        Assert.True(reply.Code == code, $"{code} was expected: {reply.Text}");

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

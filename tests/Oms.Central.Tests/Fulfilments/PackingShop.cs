using System.Net;
using System.Text.Json;
using Oms.Central.Hosting;
using Xunit;

namespace Oms.Central.Tests.Fulfilments;

/// <summary>A centre with one warehouse, dc-1, that picks and packs, and the steps of its people.</summary>
internal sealed class PackingShop : IAsyncDisposable
{
    /// <summary>The GTIN of one unit of MILK; a case of twelve has <see cref="Case"/>.</summary>
    public const string Each = "4006381333931";

    public const string Case = "14006381333938";

    private PackingShop(CentralServer server) => Server = server;

    public CentralServer Server { get; }

    public static async Task<PackingShop> OpenAsync(
        string? terms = null, CentralOptions? options = null)
    {
        var shop = new PackingShop(await CentralServer.StartAsync(options: options));
        await shop.DoneAsync(
            "/locations",
            $$$"""
            {"id":"dc-1","terms":{"name":"Warehouse","kind":"warehouse","time_zone":"UTC"{{{terms}}},
             "fulfilment":{"mode":"pick_and_pack","company_prefix":"9521234"} } }
            """);
        await shop.DoneAsync(
            "/products",
            $$"""
            {"sku":"MILK","terms":{"name":"Milk","unit":"EA","gtins":[{"level":"each","gtin":"{{Each}}","units":1},
             {"level":"case","gtin":"{{Case}}","units":12}]} }
            """);
        return shop;
    }

    /// <summary>The steps at a centre that is open already.</summary>
    public static PackingShop At(CentralServer server) => new(server);

    /// <summary>A label of units of MILK.</summary>
    public static string Label(string lot, string gtin = Each) => $"(01){gtin.PadLeft(14, '0')}(10){lot}";

    /// <summary>Places an order of one line, and waits for its fulfilment order.</summary>
    public async Task<(string Order, string Work)> SellAsync(string reference, int quantity, string sku = "MILK")
    {
        var order = await Server.PlaceAsync(reference, (sku, quantity));
        _ = await WorkAsync($"{order}@1", "open");
        return (order, $"{order}@1");
    }

    public Task<JsonElement> WorkAsync(string id, string status) => Server.UntilAsync(
        $"/fulfilment-orders/{id}", json => json.GetProperty("status").GetString() == status);

    public async Task<JsonElement> WorkAsync(string id) => (await Server.GetAsync($"/fulfilment-orders/{id}")).Json;

    public Task<Reply> PickAsync(string id, string lot, int quantity = 1, string? key = null, string more = "") =>
        Server.PostAsync(
            $"/fulfilment-orders/{id}/picks",
            $$"""{"data":"{{Label(lot)}}","quantity":{{quantity}}{{more}}}""", key);

    public async Task<string> PackageAsync(string id)
    {
        var reply = await Server.PostAsync($"/fulfilment-orders/{id}/packages", "{}");
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json.GetProperty("id").GetString()!;
    }

    public Task<Reply> PackAsync(string id, string sscc, string lot, int quantity) => Server.PostAsync(
        $"/fulfilment-orders/{id}/packages/{sscc}/units",
        $$"""{"data":"{{Label(lot)}}","quantity":{{quantity}}}""");

    public Task<Reply> CloseAsync(string id, string sscc, int grams = 1_000) => Server.PostAsync(
        $"/fulfilment-orders/{id}/packages/{sscc}/close", $$"""{"grams":{{grams}}}""");

    /// <summary>Picks, packs and closes all of a fulfilment order in one package.</summary>
    public async Task<string> MakeReadyAsync(string id, string lot, int quantity)
    {
        Made(await PickAsync(id, lot, quantity));
        var sscc = await PackageAsync(id);
        Made(await PackAsync(id, sscc, lot, quantity));
        Done(await CloseAsync(id, sscc));
        _ = await Server.UntilAsync($"/fulfilment-orders/{id}", json => json.GetProperty("packed").GetBoolean());
        return sscc;
    }

    public async Task DoneAsync(string path, string body, string? ifMatch = null) =>
        Done(await Server.PostAsync(path, body, ifMatch: ifMatch));

    /// <summary>What the auditor says of all of it.</summary>
    public async Task IsSoundAsync()
    {
        await Server.SettleAsync();
        var audit = await Server.GetAsync("/audit/invariants");
        Assert.True(audit.Json.GetProperty("healthy").GetBoolean(), audit.Text);
    }

    public static void Made(Reply reply) => Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);

    public static void Done(Reply reply) => Assert.True((int)reply.Status is >= 200 and < 300, reply.Text);

    public static void Refused(string code, Reply reply) =>
        Assert.True((int)reply.Status is >= 400 and < 500 && reply.Code == code, $"{code} was expected: {reply.Text}");

    public static int Units(JsonElement work, string name, int line = 0) =>
        work.GetProperty("lines")[line].GetProperty(name).GetInt32();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

using System.Net;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>What no entity would decide, put into a sound centre's journal, is reported by the rule that it
/// breaks; I11 and
/// I12 stand in <see cref="OrderMoneyAuditTests"/> and <see cref="Orders.OrderWatchTests"/>, master data in
/// <see cref="MasterDataAuditTests"/>.</summary>
public sealed class PlantedDriftTests : IAsyncLifetime
{
    private const string Item = "MILK@dc-1";
    private const string Made = """{"reservation":"basket","quantity":2,"expires_at":"2099-11-21T17:54:01.25Z"}""";
    private const string Placed =
        """
        {"id":"order-1","terms":{"channel":"web","external_ref":"SO-9","customer":{"name":"Shop","address":
        {"lines":["1 High Street"],"city":"Springfield","postal_code":"12345","country":"US"}},"ship_from":"dc-1",
        "ship_policy":"split","lines":[{"sku":"NUTS","quantity":10,"band":null}]},
        "placed_at":"2026-11-21T17:54:01.25Z"}
        """;

    private CentralServer _server = null!;
    private string _order = null!;
    private string _payment = null!;

    /// <summary>Rule, then kind, id, event and payload of each planted event; <c>ORDER</c> and <c>PAYMENT</c> stand for
    /// the ids of those that are there.</summary>
    public static TheoryData<string, string[]> Plants => new()
    {
        { "I1", ["stock-item", Item, "stock.adjusted", """{"lot":"L1","delta":-9,"reason":"count"}"""] },
        { "I2", ["stock-item", Item, "stock.adjusted", """{"lot":"L1","delta":-99,"reason":"count"}"""] },
        { "I3", ["stock-item", Item, "stock.reservation-expired", """{"reservation":"basket","quantity":1}"""] },
        { "I4", ["order", "ORDER", "order.line-cancelled", """{"line":1,"quantity":99,"reason":"customer"}"""] },
        {
            "I5", ["stock-item", Item, "stock.reservation-made",
                """{"reservation":"order-9/1/1","quantity":1,"expires_at":"2099-11-21T17:54:01.25Z"}"""]
        },
        { "I6", ["stock-item", Item, "stock.reservation-made", Made] },
        {
            "I6",
            [
                "stock-item", Item, "stock.reservation-released",
                """{"reservation":"basket","quantity":2,"remaining":0,"cause":"left"}""",
                "stock-item", Item, "stock.reservation-made", Made,
            ]
        },
        { "I7", ["order", "order-1", "order.placed", Placed] },
        { "I7", ["order", "ORDER", "order.placed", Placed] },
        { "I8", ["payment", "PAYMENT", "payment.transaction-requested", Asked(2, "capture", 1_251)] },
        {
            "I8",
            [
                "payment", "PAYMENT", "payment.authorisation-expired",
                """{"unused":{"minor":1250,"currency":"EUR"},"at":"2026-11-21T17:54:01.25Z"}""",
                "payment", "PAYMENT", "payment.transaction-requested", Asked(2, "capture", 1),
            ]
        },
        {
            "I9",
            [
                "payment", "PAYMENT", "payment.transaction-requested", Asked(2, "capture", 1_000),
                "payment", "PAYMENT", "payment.transaction-succeeded",
                """
                {"number":2,"kind":"capture","amount":{"minor":1000,"currency":"EUR"},"proof":"psp-1",
                 "expires_at":null,"at":"2026-11-21T17:54:01.25Z"}
                """,
                "payment", "PAYMENT", "payment.transaction-requested", Asked(3, "refund", 1_001),
            ]
        },
        { "I10", ["payment", "PAYMENT", "payment.transaction-requested", Asked(2, "capture", 1, "USD")] },
        {
            "I15",
            [
                "stock-item", Item, "stock.lot-quarantined",
                """{"lot":"L1","quantity":10,"cause":"recall","affected_reservations":[]}""",
                "stock-item", Item, "stock.shipped",
                """{"reservation":"basket","quantity":2,"route":"R-7","lots":[{"lot":"L1","quantity":2}]}""",
            ]
        },
        {
            "routing", ["order", "ORDER", "order.routed",
                """
                {"number":1,"decision":"order-9.1-cc","policy":"main","version":1,"inputs_sha256":"cc","units":[],
                 "unserved":[],"at":"2026-11-21T17:54:01.25Z"}
                """]
        },
        {
            "capacity", ["capacity", "dc-1", "capacity.place-held",
                """{"order":"order-9","on":"2026-11-30","kept_from":"2026-11-23"}"""]
        },
        {
            "capacity",
            ["order", "ORDER", "order.place-held", """{"location":"dc-1","on":"2026-11-30"}"""]
        },
        {
            "drop-ship", ["purchase-order", "ORDER@9", "purchase-order.drafted", Bought,
                "purchase-order", "ORDER@9", "purchase-order.sent", """{"at":"2026-11-21T17:54:01.25Z"}"""]
        },
        {
            "drop-ship",
            [
                "purchase-order", "ORDER@9", "purchase-order.drafted", Bought,
                "purchase-order", "ORDER@9", "purchase-order.units-shipped",
                """
                {"for":{"order":"ORDER","group":9},"ref":"D-1","on":"2026-11-21","parcel":null,
                 "units":[{"line":1,"for":{"line":1,"reservation":"ORDER/1/1"},"sku":"MILK","lot":"L1","quantity":1,
                 "unit_cost":{"minor":80,"currency":"EUR"} }]}
                """,
            ]
        },
        { "bins", ["bin", "dc-1@A-01", "bin.units-taken-out", """{"sku":"MILK","lot":"L1","quantity":2}"""] },
        { "bins", ["bin", "dc-1@A-01", "bin.units-taken-out", """{"sku":"MILK","lot":"L1","quantity":6}"""] },
        { "bins", ["bin", "dc-1@A-01", "bin.units-expected", Coming("P-9", 6)] },
        { "bins", ["bin", "dc-1@B-02", "bin.units-expected", Coming("P-9", 1)] },
        { "bins", ["bin", "dc-1@A-01", "bin.units-placed", """{"ref":"P-8"}"""] },
        {
            "bins", ["stock-item", Item, "stock.units-moved",
                """{"ref":"P-9","lot":"L1","quantity":1,"from":null,"to":"A-01"}"""]
        },
        {
            "bins", ["stock-item", Item, "stock.units-moved",
                """{"ref":"P-9","lot":"L1","quantity":20,"from":null,"to":"A-01"}"""]
        },
    };

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        await DoneAsync("/locations", """{"id":"dc-1","terms":{"name":"DC","kind":"warehouse","time_zone":"UTC"}}""");
        await DoneAsync("/locations/dc-1/bins", """{"code":"A-01","units":10}""");
        _ = await _server.UntilAsync(
            "/locations/dc-1/bins/A-01", json => json.GetProperty("version").GetInt32() == 1);
        await _server.ReceiveAsync(Item, 10);
        await DoneAsync($"/stock-items/{Item}/bin-moves", """{"ref":"P-1","lot":"L1","quantity":5,"to":"A-01"}""");
        _ = await _server.UntilAsync(
            "/locations/dc-1/bins/A-01", json => json.GetProperty("contents").GetArrayLength() == 1);
        await DoneAsync(
            $"/stock-items/{Item}/reservations", """{"reservation":"basket","quantity":2,"ttl_seconds":86400}""");
        await DoneAsync($"/stock-items/{Item}/reservations/basket/confirm", "{}");
        _order = await _server.PlaceAsync("SO-1", ("MILK", 1));
        _ = await _server.StatusAsync(_order, "released");
        var paid = await _server.PostAsync("/payments", $$$"""
            {"order":"{{{_order}}}","method":"invoice_terms","amount":{"minor":1250,"currency":"EUR"},
             "due_on":"2099-12-21"}
            """);
        _payment = paid.Json.GetProperty("id").GetString()!;
        await _server.SettleAsync();
        Assert.DoesNotContain(await DriftsAsync(), rule => rule.Value > 0);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Plants))]
    public async Task What_breaks_a_rule_is_reported_by_it(string rule, string[] events)
    {
        await _server.RestartWithAsync(
        [
            .. events.Chunk(4).Select(one => (
                one[0],
                one[1].Replace("ORDER", _order, StringComparison.Ordinal)
                    .Replace("PAYMENT", _payment, StringComparison.Ordinal),
                one[2],
                one[3].Replace("ORDER", _order, StringComparison.Ordinal))),
        ]);
        Assert.InRange((await DriftsAsync())[rule], 1, int.MaxValue);
    }

    [Theory]
    [InlineData("""
        UPDATE views SET doc = CAST(replace(CAST(doc AS TEXT), '"safety_stock":', '"safety_stock":1') AS BLOB)
        WHERE kind = 'stock-item'
        """)]
    [InlineData("UPDATE view_parts SET part = 'casket' WHERE part = 'basket'")]
    [InlineData("DELETE FROM view_parts WHERE part = 'basket'")]
    [InlineData("INSERT INTO view_parts SELECT kind, id, 'casket', doc FROM view_parts WHERE part = 'basket'")]
    [InlineData("""
        UPDATE view_parts SET doc = CAST(replace(CAST(doc AS TEXT), '"made":', '"made":1') AS BLOB)
        WHERE part = 'basket'
        """)]
    public async Task A_read_model_that_differs_from_the_journal_is_reported(string change)
    {
        await _server.RestartAsync(meanwhile: () =>
        {
            using var file = new SqliteConnection($"Data Source={Path.Combine(_server.DataDirectory, "views.db")}");
            file.Open();
            Assert.Equal(1, file.Run(change));
        });
        Assert.Equal(1, (await DriftsAsync())["I13"]);
    }

    [Fact]
    public async Task Books_whose_debits_are_not_their_credits_are_reported()
    {
        await _server.RestartAsync(meanwhile: () =>
        {
            using var file = new SqliteConnection($"Data Source={Path.Combine(_server.DataDirectory, "views.db")}");
            file.Open();
            Assert.Equal(1, file.Run("INSERT INTO account_days VALUES('cash', 'EUR', '2026-11-21', 0, 5, 0)"));
        });
        Assert.Equal(1, (await DriftsAsync())["books"]);
    }

    [Fact]
    public async Task The_audit_looks_at_every_shard_and_names_every_rule()
    {
        var audit = (await _server.GetAsync("/audit/invariants")).Json;
        Assert.Equal(256, audit.GetProperty("checked").GetProperty("shards").GetInt32());
        Assert.Equal(Central.Operations.AuditRules.All, (await DriftsAsync()).Keys);
    }

    private async Task<Dictionary<string, int>> DriftsAsync() =>
        (await _server.GetAsync("/audit/invariants")).Json.GetProperty("rules").EnumerateArray().ToDictionary(
            each => each.GetProperty("rule").GetString()!, each => each.GetProperty("drift").GetInt32());

    private const string Bought =
        """
        {"id":"ORDER@9","terms":{"supplier":"dairy","location":"dairy-direct","lines":[{"sku":"MILK","quantity":1,
         "unit_cost":{"minor":80,"currency":"EUR"},"expected_on":null,"for":{"line":1,"reservation":"ORDER/1/1"} }],
         "tolerance_permille":0,"drop_ship":{"order":"ORDER","group":9} } }
        """;

    private static string Asked(int number, string kind, long minor, string currency = "EUR") =>
        $$$"""
        {"number":{{{number}}},"kind":"{{{kind}}}","ref":"t-{{{number}}}",
         "amount":{"minor":{{{minor}}},"currency":"{{{currency}}}"},"reason":null,"by":"damage",
         "at":"2026-11-21T17:54:01.25Z"}
        """;

    private static string Coming(string reference, int quantity) =>
        $$$"""
        {"ref":"{{{reference}}}","arrival":{"sku":"MILK","lot":"L1","quantity":{{{quantity}}},"from":null,
         "size":{"grams":0,"millilitres":0} } }
        """;

    private async Task DoneAsync(string path, string body)
    {
        var reply = await _server.PostAsync(path, body, ifMatch: "*");
        Assert.True(
            reply.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted,
            $"{path}: {reply.Text}");
    }
}

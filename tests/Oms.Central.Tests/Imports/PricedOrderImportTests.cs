using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Oms.Central.Tests.Payments;
using Xunit;

namespace Oms.Central.Tests.Imports;

/// <summary>Orders with prices in files: tried first with what they would cost, placed and paid once.</summary>
public sealed class PricedOrderImportTests : IAsyncLifetime
{
    private const string Invoice = """{"method":"invoice_terms","due_on":"2099-01-31"}""";

    private static readonly string[] Columns =
    [
        "channel", "external_ref", "customer/name", "customer/address/lines", "customer/address/city",
        "customer/address/postal_code", "customer/address/country", "ship_from", "ship_policy", "lines/0/sku",
        "lines/0/quantity", "lines/0/price/unit/minor", "lines/0/price/unit/currency", "lines/0/price/tax_category",
        "money/currency", "money/shipping_service", "money/capture", "money/tenders/0/method",
        "money/tenders/0/due_on",
    ];

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync(options: new CentralOptions
    {
        Prices = PricedShop.Tables,
        Payments = PaymentSettings.None with
        {
            Limits = ImmutableSortedDictionary<string, long>.Empty.Add("admin:EUR", 2_000),
        },
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_dry_run_says_what_each_order_would_cost_and_places_none()
    {
        var rows = await RunAsync("orders&dry_run=true", Lines("SO-1", "SO-2"), "dry");
        Assert.All(rows[..2], row => Assert.Equal(
            ("created", PricedShop.Total, 1_000, 500, 100),
            (row.Text("outcome"), Price(row).Minor("total"), Price(row).Minor("goods"), Price(row).Minor("shipping"),
                Price(row).Minor("tax"))));
        Assert.Equal(0, await PlacedAsync());

        static JsonElement Price(JsonElement row) => row.GetProperty("price");
    }

    [Fact]
    public async Task Orders_of_a_file_that_is_sent_again_are_paid_once()
    {
        Assert.Equal(["created", "created"], Outcomes(await RunAsync("orders", Lines("SO-1", "SO-2"), "night-1")));
        await _server.RestartAsync();
        Assert.Equal(["created", "created"], Outcomes(await RunAsync("orders", Lines("SO-1", "SO-2"), "night-1")));
        Assert.Equal(
            ["unchanged", "unchanged", "created"],
            Outcomes(await RunAsync("orders", Lines("SO-1", "SO-2", "SO-3"), "night-2")));
        await _server.SettleAsync();
        Assert.Equal(3, await PlacedAsync());
        Assert.Equal(3, (await _server.GetAsync("/payments")).Json.GetProperty("items").GetArrayLength());
        await _server.HealthyAsync();
    }

    [Fact]
    public async Task Prices_and_tenders_come_in_columns_and_each_row_stands_for_itself()
    {
        var rows = await RunAsync(
            "orders",
            string.Join(
                '\n',
                string.Join(',', Columns),
                Row("SO-1", "US", "100,EUR,food,EUR,standard,after_delivery,invoice_terms,2099-01-31"),
                Row("SO-2", "US", "100,USD,food,EUR,standard,after_delivery,invoice_terms,2099-01-31"),
                Row("SO-3", "US", ",,,,,,,"),
                Row("SO-4", "FR", "100,EUR,food,EUR,standard,after_delivery,invoice_terms,2099-01-31")),
            "night-1",
            "text/csv");
        Assert.Equal(["created", "refused", "created", "refused"], Outcomes(rows));
        Assert.Equal("/lines/0/price/unit", rows[1].GetProperty("errors")[0].Text("field"));
        Assert.Equal("price-unknown", rows[3].Text("code"));
        Assert.Equal(2, await PlacedAsync());
    }

    [Fact]
    public async Task Who_leaves_a_file_grants_no_more_by_it_than_by_a_request()
    {
        var dear = PricedShop.OrderJson("SO-1", "manual", Invoice)
            .Replace("\"quantity\":10", "\"quantity\":20", StringComparison.Ordinal)
            .ReplaceLineEndings(string.Empty);
        Assert.Equal("approval-required", (await RunAsync("orders&dry_run=true", dear, "dry"))[0].Text("code"));
        Assert.Equal("approval-required", (await RunAsync("orders", dear, "night-1"))[0].Text("code"));
        var stored = await SendAsync("orders&stored=true", dear, "night-2", "application/x-ndjson");
        var path = stored.Headers.Location!.ToString();
        _ = await _server.UntilAsync(path, json => json.Text("state") == "done");
        Assert.Contains(
            "approval-required", (await _server.GetAsync($"{path}/results")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await PlacedAsync());
    }

    private static string Row(string reference, string country, string money) =>
        $"web,{reference},Shop,1 High Street,Springfield,12345,{country},dc-1,split,MILK,10,{money}";

    private static string Lines(params string[] references) => string.Join('\n', references.Select(reference =>
        PricedShop.OrderJson(reference, "after_delivery", Invoice).ReplaceLineEndings(string.Empty)));

    private static List<string?> Outcomes(List<JsonElement> lines) =>
        [.. lines.Take(lines.Count - 1).Select(line => line.Text("outcome"))];

    private async Task<int> PlacedAsync() =>
        (await _server.GetAsync("/orders")).Json.GetProperty("items").GetArrayLength();

    private async Task<List<JsonElement>> RunAsync(
        string query, string text, string key, string type = "application/x-ndjson")
    {
        var reply = await SendAsync(query, text, key, type);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return
        [
            .. reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonElement.Parse(Encoding.UTF8.GetBytes(line))),
        ];
    }

    private async Task<Reply> SendAsync(string query, string text, string key, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/imports?kind={query}")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)),
        };
        _ = request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.Add("Idempotency-Key", key);
        return await _server.SendAsync(request);
    }
}

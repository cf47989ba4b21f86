using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Imports;

/// <summary>Many products and customers at once: tried first, told row by row, resumed.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private const string Products =
        """
        {"sku":"MILK","terms":{"name":"Milk","unit":"EA","gtins":[{"level":"each","gtin":"4006381333931","units":1}]}}
        {"sku":"SET","terms":{"name":"Set","unit":"EA","kit":[{"sku":"MILK","quantity":2}]}}

        {"sku":"BAD","terms":{"name":"","unit":"EA"}}
        {"sku":"MILK","terms":{"name":"Milk again","unit":"EA"}}
        no json
        """;

    private const string Customers =
        """
        id,profile/name,profile/contacts/0/kind,profile/contacts/0/value,facts/segments,facts/invoice_days
        K-1,"Lind, Anna",email,anna@example.com,vip;north,30
        K-2,"Bert ""B"" Berg",,,,
        K-3,Cara,email,nowhere,,
        K-4,Dora,,,,soon
        """;

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_dry_run_tells_what_would_come_and_changes_nothing()
    {
        Assert.Equal(
            ["created", "created", "refused", "refused", "refused"],
            OutcomesOf(await ImportAsync("products&dry_run=true", Products)));
        Assert.Equal("not-found", (await _server.GetAsync("/products/MILK")).Code);
        Assert.Equal("not-found", (await _server.GetAsync("/gtins/4006381333931")).Code);
    }

    [Fact]
    public async Task Rows_are_told_one_by_one_and_a_repeated_file_has_no_second_effect()
    {
        var first = await ImportAsync("products", Products, "night-1");
        Assert.Equal(["created", "created", "refused", "refused", "refused"], OutcomesOf(first));
        Assert.Equal("/terms/name", first[2].GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal("import-row-twice", first[3].GetProperty("code").GetString());
        Assert.Equal((5, 2), (
            first[^1].GetProperty("rows").GetInt32(),
            first[^1].GetProperty("outcomes").GetProperty("created").GetInt32()));
        await _server.RestartAsync();
        Assert.Equal(OutcomesOf(first), OutcomesOf(await ImportAsync("products", Products, "night-1")));
        Assert.Equal(
            ["unchanged", "unchanged", "refused", "refused", "refused"],
            OutcomesOf(await ImportAsync("products", Products, "night-2")));
        Assert.Equal(1, (await _server.GetAsync("/products/MILK")).Json.GetProperty("version").GetInt64());
        Assert.Equal(["unchanged"], OutcomesOf(await ImportAsync("products&from=2", Products, "night-2"))[..1]);
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_where_that_is_asked_for()
    {
        _ = await ImportAsync("products", Products);
        var other = """{"sku":"MILK","terms":{"name":"Fresh milk","unit":"EA"}}""";
        var kept = await ImportAsync("products", other);
        Assert.Equal("sku-taken", kept[0].GetProperty("code").GetString());
        Assert.Equal(["replaced"], OutcomesOf(await ImportAsync("products&replace=true&dry_run=true", other)));
        Assert.Equal(["replaced"], OutcomesOf(await ImportAsync("products&replace=true", other)));
        Assert.Equal("not-found", (await _server.GetAsync("/gtins/4006381333931")).Code);
    }

    [Fact]
    public async Task Customers_come_as_comma_separated_values()
    {
        var rows = await ImportAsync("customers", Customers, "night-1", "text/csv; charset=utf-8");
        Assert.Equal(["created", "created", "refused", "refused"], OutcomesOf(rows));
        Assert.Equal(
            ["/profile/contacts/0/value", "/facts/invoice_days"],
            rows[2..4].Select(row => row.GetProperty("errors")[0].GetProperty("field").GetString()));
        var anna = (await _server.GetAsync("/customers/K-1")).Json;
        Assert.Equal("Lind, Anna", anna.GetProperty("profile").GetProperty("name").GetString());
        Assert.Equal("north", anna.GetProperty("facts").GetProperty("segments")[1].GetString());
        Assert.Equal("Bert \"B\" Berg", (await _server.GetAsync("/customers/K-2")).Json.GetProperty("profile")
            .GetProperty("name").GetString());
        Assert.Equal(
            ["unchanged", "unchanged", "refused", "refused"],
            OutcomesOf(await ImportAsync("customers&dry_run=true", Customers, "night-2", "text/csv")));
        var renamed = Customers.Replace("Lind, Anna", "Lund, Anna", StringComparison.Ordinal);
        Assert.Equal("id-taken",
            (await ImportAsync("customers", renamed, "night-3", "text/csv"))[0].GetProperty("code").GetString());
        Assert.Equal("replaced", OutcomesOf(
            await ImportAsync("customers&replace=true", renamed, "night-4", "text/csv"))[0]);
    }

    [Fact]
    public async Task The_same_key_with_another_row_is_refused()
    {
        _ = await ImportAsync("products", """{"sku":"A","terms":{"name":"A","unit":"EA"}}""", "k");
        var reused = await ImportAsync("products", """{"sku":"A","terms":{"name":"B","unit":"EA"}}""", "k");
        Assert.Equal("idempotency-key-reused", reused[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("tables", "text/csv", "invalid-request")]
    [InlineData("products&dry_run=maybe", "text/csv", "invalid-request")]
    [InlineData("products&from=0", "text/csv", "invalid-request")]
    [InlineData("products", "application/json", "unsupported-media-type")]
    [InlineData("products", "text/csv", "import-header-invalid")]
    public async Task A_request_that_cannot_be_says_why(string query, string type, string code)
    {
        var reply = await SendAsync(query, "sku,colour\nA,red\n", "k", type);
        Assert.Equal(code, reply.Code);
    }

    [Fact]
    public async Task A_file_with_too_many_rows_is_refused_as_a_whole()
    {
        var text = string.Join('\n', Enumerable.Range(0, 10_001).Select(n =>
            n.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal("body-too-large", (await SendAsync("products", text, "k", "application/x-ndjson")).Code);
    }

    [Fact]
    public async Task A_row_with_another_number_of_fields_or_an_open_quote_is_refused_alone()
    {
        var rows = await ImportAsync(
            "products", "sku,terms/name,terms/unit\nA,A,EA\nB,B\nC,\"C,EA\n", "k", "text/csv");
        Assert.Equal(["created", "refused", "refused"], OutcomesOf(rows));
    }

    private static List<string?> OutcomesOf(List<JsonElement> lines) =>
        [.. lines.Take(lines.Count - 1).Select(line => line.GetProperty("outcome").GetString())];

    private async Task<List<JsonElement>> ImportAsync(
        string query, string text, string? key = null, string type = "application/x-ndjson")
    {
        var reply = await SendAsync(query, text, key, type);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return
        [
            .. reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonElement.Parse(Encoding.UTF8.GetBytes(line))),
        ];
    }

    private async Task<Reply> SendAsync(string query, string text, string? key, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/imports?kind={query}")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)),
        };
        _ = request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        return await _server.SendAsync(request);
    }
}

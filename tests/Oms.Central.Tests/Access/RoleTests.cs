using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Oms.Central.Access;
using Oms.Central.Payments;
using Oms.Entities;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Access;

/// <summary>What keys of each role may do and see; keys without one keep what their scope allows.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private const string Receipt = """{"receipt":"R-1","lot":"L1","quantity":1,"expires":null}""";

    private CentralServer _server = null!;
    private AuthenticationHeaderValue _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        _admin = _server.Client.DefaultRequestHeaders.Authorization!;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("csr", "orders customers", "stock manifests")]
    [InlineData("csr_external", "orders", "stock customers manifests")]
    [InlineData("picker", "stock", "orders customers manifests")]
    [InlineData("dispatcher", "manifests", "orders customers stock")]
    [InlineData("supervisor", "orders customers stock manifests", "")]
    [InlineData("finance", "", "orders customers stock manifests")]
    [InlineData("auditor", "", "orders customers stock manifests")]
    [InlineData("integration", "orders customers stock manifests", "")]
    public async Task A_role_may_change_what_is_its_work_and_nothing_else(string role, string may, string mayNot)
    {
        await ActAsAsync($$"""{"name":"{{role}}","role":"{{role}}"}""");

        foreach (var area in Words(may))
        {
            var reply = await ChangeAsync(area);
            Assert.False(reply.Code is "forbidden", $"{role} may not change {area}: {reply.Text}");
        }

        foreach (var area in Words(mayNot))
        {
            Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), StatusOf(await ChangeAsync(area)));
        }

        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/orders")).Status);
        Assert.Equal("forbidden", (await _server.GetAsync("/ops/projections")).Code);
        Assert.Equal("forbidden", (await _server.PostAsync("/api-keys", """{"name":"x","scope":"admin"}""")).Code);
    }

    [Theory]
    [InlineData("csr", true)]
    [InlineData("supervisor", true)]
    [InlineData("dispatcher", true)]
    [InlineData("integration", true)]
    [InlineData("csr_external", false)]
    [InlineData("picker", false)]
    [InlineData("finance", false)]
    [InlineData("auditor", false)]
    public async Task What_is_personal_is_shown_to_whom_it_concerns_and_masked_for_others(string role, bool sees)
    {
        var order = await _server.PlaceAsync("SO-1", ("MILK", 1));
        var made = await _server.PostAsync("/customers", """
            {"id":"K-1","facts":{},
             "profile":{"name":"Anna Lind","contacts":[{"kind":"email","value":"anna@example.com"}],
               "addresses":[{"label":"home","address":{"lines":["2 Low Road"],"city":"Oslo","postal_code":"0150",
                 "country":"NO"}}],
               "preferences":[{"name":"leave-at","value":"back door"}],
               "references":[{"system":"shop","reference":"anna-77"}]} }
            """);
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        await _server.SettleAsync();
        await ActAsAsync($$"""{"name":"{{role}}","role":"{{role}}"}""");

        string[] personal =
            ["Corner Shop", "1 High Street", "12345", "Anna Lind", "anna@example.com", "2 Low Road", "0150",
                "back door", "anna-77"];
        var shown = (await _server.GetAsync($"/orders/{order}")).Text + (await _server.GetAsync("/orders")).Text
            + (await _server.GetAsync("/customers/K-1")).Text;
        Assert.All(personal, text => Assert.Equal(sees, shown.Contains(text, StringComparison.Ordinal)));
        Assert.Contains("Springfield", shown, StringComparison.Ordinal);
        foreach (var raw in new[] { "/events", $"/orders/{order}/timeline", "/check-outs" })
        {
            Assert.Equal(sees ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await _server.GetAsync(raw)).Status);
        }
    }

    [Fact]
    public async Task Keys_without_a_role_keep_what_their_scope_allows()
    {
        var order = await _server.PlaceAsync("SO-1", ("MILK", 1));
        await ActAsAsync("""{"name":"shop","scope":"read"}""");

        Assert.Contains("Corner Shop", (await _server.GetAsync($"/orders/{order}")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/events")).Status);
        Assert.Equal("forbidden", (await ChangeAsync("stock")).Code);

        await ActAsAsync("""{"name":"shop","scope":"integration"}""");
        Assert.Equal(HttpStatusCode.Created, (await ChangeAsync("stock")).Status);
    }

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","scope":"admin","role":"picker"}""")]
    [InlineData("""{"name":"x","scope":"integration","role":"auditor"}""")]
    [InlineData("""{"name":"x","role":"king"}""")]
    public async Task A_key_has_the_scope_of_its_role(string body) =>
        Assert.Equal("invalid-request", (await _server.PostAsync("/api-keys", body)).Code);

    [Fact]
    public void A_role_s_approval_limit_goes_before_that_of_its_scope()
    {
        var settings = PaymentSettings.From(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Payments:Approval:integration:EUR"] = "5000",
                ["Payments:Approval:csr_external:EUR"] = "1000",
            }).Build().GetSection("Payments"));
        var (euro, yen) = (Currency.Find("EUR")!, Currency.Find("JPY")!);

        Assert.Equal(5_000, LimitOf(ApiScope.Integration, null, euro));
        Assert.Equal(1_000, LimitOf(ApiScope.Integration, ApiRole.CsrExternal, euro));
        Assert.Equal(0, LimitOf(ApiScope.Integration, ApiRole.CsrExternal, yen));
        Assert.Equal(5_000, LimitOf(ApiScope.Integration, ApiRole.Csr, euro));
        Assert.Null(LimitOf(ApiScope.Admin, null, euro));

        long? LimitOf(ApiScope scope, ApiRole? role, Currency currency) => settings.LimitOf(
            new Caller(new Principal(PrincipalKind.ApiKey, "k"), scope, role), currency)?.Minor;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static (HttpStatusCode, string?) StatusOf(Reply reply) => (reply.Status, reply.Code);

    private Task<Reply> ChangeAsync(string area) =>
        area switch
        {
            "orders" => _server.PostAsync("/orders", Shop.OrderJson($"SO-{Guid.CreateVersion7()}", ("MILK", 1))),
            "customers" => _server.PostAsync("/customers", """{"profile":{"name":"A"},"facts":{} }"""),
            "stock" => _server.PostAsync("/stock-items/MILK@dc-1/receipts", Receipt),
            _ => _server.PostAsync("/manifests", "{}"),
        };

    /// <summary>Makes a key, and sends it from now on.</summary>
    private async Task ActAsAsync(string body)
    {
        _server.Client.DefaultRequestHeaders.Authorization = _admin;
        var made = await _server.PostAsync("/api-keys", body);
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        _server.Client.DefaultRequestHeaders.Authorization =
            new("Bearer", made.Json.GetProperty("key").GetString());
    }
}

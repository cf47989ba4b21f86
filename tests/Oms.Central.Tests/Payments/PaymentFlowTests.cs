using System.Net;
using System.Text.Json;
using NodaTime.Extensions;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>Payments from the API to a provider that speaks real HTTP, and back.</summary>
public sealed class PaymentFlowTests
{
    // Waits of the centre take a thirtieth; the provider and its timeouts keep the machine's time.
    private const double Scale = 30;

    [Fact]
    public async Task A_card_is_authorised_captured_in_parts_and_refunded()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await OpenAsync(server);
        var authorised = await SettledAsync(server, id);
        Assert.Equal(
            ("authorised", 100), (authorised.GetProperty("status").GetString(), Minor(authorised, "authorised")));
        Assert.NotEqual(JsonValueKind.Null, authorised.GetProperty("expires_at").ValueKind);

        Assert.Equal(HttpStatusCode.Accepted, (await CaptureAsync(server, id, 60)).Status);
        Assert.Equal("partially_captured", (await SettledAsync(server, id)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await CaptureAsync(server, id, 40)).Status);
        Assert.Equal("captured", (await SettledAsync(server, id)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await RefundAsync(server, id, 30)).Status);
        var refunded = await SettledAsync(server, id);

        Assert.Equal((100, 30), (Minor(refunded, "captured"), Minor(refunded, "refunded")));
        Assert.Equal(
            (100, 30),
            (provider.Moved(id, TransactionKind.Capture), provider.Moved(id, TransactionKind.Refund)));
        var listed = await server.UntilAsync(
            "/payments?status=captured", json => json.GetProperty("items").GetArrayLength() == 1);
        Assert.Equal(id, listed.GetProperty("items")[0].GetProperty("id").GetString());
        await HealthyAsync(server);
    }

    [Fact]
    public async Task A_declined_card_is_declined_and_nothing_is_captured_of_it()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await OpenAsync(server, token: ProviderSimulator.DeclinedToken);
        var declined = await SettledAsync(server, id);
        Assert.Equal("declined", declined.GetProperty("status").GetString());
        Assert.Equal("do-not-honour", declined.GetProperty("transactions")[0].GetProperty("note").GetString());
        Assert.Equal("illegal-transition", (await CaptureAsync(server, id, 1)).Code);
    }

    // hyperswitch #13182, over HTTP and from two clients at once.
    [Fact]
    public async Task Of_two_refunds_of_60_on_100_at_once_exactly_one_is_taken()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await OpenAsync(server);
        _ = await SettledAsync(server, id);
        _ = await CaptureAsync(server, id, 100);
        _ = await SettledAsync(server, id);

        var replies = await Task.WhenAll(RefundAsync(server, id, 60), RefundAsync(server, id, 60));

        _ = Assert.Single(replies, reply => reply.Status == HttpStatusCode.Accepted);
        var refused = Assert.Single(replies, reply => reply.Status == HttpStatusCode.Conflict);
        Assert.Equal("refund-exceeds-captured", refused.Code);
        Assert.Equal(40, refused.Json.GetProperty("possible").GetProperty("minor").GetInt64());
        _ = await SettledAsync(server, id);
        Assert.Equal(60, provider.Moved(id, TransactionKind.Refund));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_provider_does_the_books_are_those_of_its_ledger_seed(int seed)
    {
        const int Payments = 8;
        await using var provider = await ProviderSimulator.StartAsync(seed);
        await using var server = await StartAsync(provider);
        var ids = new List<string>();
        for (var i = 0; i < Payments; i++)
        {
            ids.Add(await OpenAsync(server, $"SO-{i}"));
        }

        foreach (var ask in new Func<string, Task<Reply>>[]
        {
            id => CaptureAsync(server, id, 60),
            id => CaptureAsync(server, id, 60),
            id => RefundAsync(server, id, 40),
        })
        {
            await Task.WhenAll(ids.Select(id => SettledAsync(server, id)));
            await Task.WhenAll(ids.SelectMany(id => new[] { ask(id), ask(id) }));
        }

        foreach (var id in ids)
        {
            var payment = await SettledAsync(server, id);
            Assert.Equal(
                (provider.Moved(id, TransactionKind.Capture), provider.Moved(id, TransactionKind.Refund)),
                (Minor(payment, "captured"), Minor(payment, "refunded")));
            Assert.True(Minor(payment, "captured") <= 100, $"{payment}");
            Assert.True(Minor(payment, "refunded") <= Minor(payment, "captured"), $"{payment}");
        }

        Assert.All(provider.Executions, each => Assert.Equal(1, each.Value));
        Assert.True(provider.Met.Distinct().Count() > 4, string.Join(", ", provider.Met));
        await HealthyAsync(server);
    }

    [Theory]
    [InlineData(ProviderFault.LoseRequest)]
    [InlineData(ProviderFault.LoseResponse)]
    [InlineData(ProviderFault.AnswerTooLate)]
    [InlineData(ProviderFault.CarryOutLater)]
    [InlineData(ProviderFault.LieDeclined)]
    [InlineData(ProviderFault.LieAmount)]
    [InlineData(ProviderFault.Babble)]
    [InlineData(ProviderFault.CallBackFirst)]
    public async Task Each_way_of_going_wrong_ends_with_one_capture(ProviderFault fault)
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await OpenAsync(server);
        _ = await SettledAsync(server, id);
        provider.Next.Enqueue(fault);
        _ = await CaptureAsync(server, id, 100);
        var captured = await SettledAsync(server, id);
        Assert.Equal((100, 100), (Minor(captured, "captured"), provider.Moved(id, TransactionKind.Capture)));
        Assert.Equal(1, provider.Executions[$"main/{id}/2"]);
    }

    // A process that dies between the provider's doing and its own writing leaves just this in the journal.
    [Fact]
    public async Task A_centre_that_stopped_while_the_provider_was_at_it_asks_instead_of_capturing_again()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await OpenAsync(server);
        _ = await SettledAsync(server, id);
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        provider.BeforeResponse = () =>
        {
            _ = reached.TrySetResult();
            return go.Task;
        };
        _ = await CaptureAsync(server, id, 100);
        await reached.Task.WaitAsync(
            TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
        await server.RestartAsync();
        provider.BeforeResponse = () => Task.CompletedTask;
        go.SetResult();

        var captured = await SettledAsync(server, id);

        Assert.Equal((100, 100), (Minor(captured, "captured"), provider.Moved(id, TransactionKind.Capture)));
        Assert.Equal(1, provider.Executions[$"main/{id}/2"]);
        Assert.True(captured.GetProperty("transactions")[1].GetProperty("attempts").GetInt32() >= 2);
        await HealthyAsync(server);
    }

    [Fact]
    public async Task A_callback_counts_only_with_the_providers_signature_and_never_by_its_word()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await OpenAsync(server);
        var authorised = await SettledAsync(server, id);
        var notice = $$"""{"key":"main/{{id}}/1"}""";
        Assert.Equal(401, await provider.CallBackAsync(notice, "another-secret-0001"));
        Assert.Equal(200, await provider.CallBackAsync(notice));
        Assert.Equal(200, await provider.CallBackAsync(notice));
        Assert.Equal(404, await provider.CallBackAsync($$"""{"key":"main/{{id}}/7"}"""));
        Assert.Equal(404, await provider.CallBackAsync("""{"key":"main/nobody/1"}"""));
        Assert.Equal(400, await provider.CallBackAsync("""{"key":"other/nobody/1"}"""));
        Assert.Equal(
            authorised.GetProperty("version").GetInt64(),
            (await server.GetAsync($"/payments/{id}")).Json.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_dispute_that_the_provider_tells_of_blocks_refunds_until_it_is_won()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await OpenAsync(server);
        _ = await SettledAsync(server, id);
        _ = await CaptureAsync(server, id, 100);
        _ = await SettledAsync(server, id);
        var dispute = new DisputeRecord("d-1", id, Oms.Finance.Money.Of(70, "EUR"), "fraud", DisputeStatus.Open);
        Assert.Equal(503, await provider.CallBackAsync("""{"dispute":"d-1"}"""));
        provider.Disputes["d-1"] = dispute;
        Assert.Equal(200, await provider.CallBackAsync("""{"dispute":"d-1"}"""));
        Assert.Equal(200, await provider.CallBackAsync("""{"dispute":"d-1"}"""));
        Assert.Equal(70, Minor((await server.GetAsync($"/payments/{id}")).Json, "disputed"));
        Assert.Equal("refund-exceeds-captured", (await RefundAsync(server, id, 31)).Code);

        provider.Disputes["d-1"] = dispute with { Status = DisputeStatus.Won };
        Assert.Equal(200, await provider.CallBackAsync("""{"dispute":"d-1"}"""));
        Assert.Equal(HttpStatusCode.Accepted, (await RefundAsync(server, id, 31)).Status);
        await HealthyAsync(server);
    }

    internal static Task<Reply> CaptureAsync(CentralServer server, string id, long minor) =>
        server.PostAsync(
            $"/payments/{id}/captures", $$$"""{"amount":{"minor":{{{minor}}},"currency":"EUR"} }""", ifMatch: "*");

    internal static Task<Reply> RefundAsync(CentralServer server, string id, long minor) =>
        server.PostAsync(
            $"/payments/{id}/refunds",
            $$$"""{"amount":{"minor":{{{minor}}},"currency":"EUR"},"reason":"broken"}""",
            ifMatch: "*");

    internal static async Task<string> OpenAsync(
        CentralServer server, string reference = "SO-1", string token = "tok_1")
    {
        var order = await server.PlaceAsync(reference, ("MILK", 1));
        var reply = await server.PostAsync("/payments", $$$"""
            {"order":"{{{order}}}","method":"card","amount":{"minor":100,"currency":"EUR"},
             "card":{"token":"{{{token}}}","last4":"4242"}}
            """);
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json.GetProperty("id").GetString()!;
    }

    private static async Task<CentralServer> StartAsync(ProviderSimulator provider)
    {
        var now = TimeProvider.System.ToClock().GetCurrentInstant();
        var server = await CentralServer.StartAsync(
            clock: new ScaledClock(Scale, now, now),
            options: new CentralOptions { Payments = provider.Settings });
        provider.CallBackTo = server.Client.BaseAddress;
        return server;
    }

    private static Task<JsonElement> SettledAsync(CentralServer server, string id) =>
        server.UntilAsync($"/payments/{id}", json => json.GetProperty("transactions").EnumerateArray()
            .All(each => each.GetProperty("status").GetString() is "succeeded" or "failed"));

    private static async Task HealthyAsync(CentralServer server)
    {
        await server.SettleAsync();
        var audit = (await server.GetAsync("/audit/invariants")).Json;
        Assert.True(audit.GetProperty("healthy").GetBoolean(), $"{audit}");
        Assert.True(audit.GetProperty("checked").GetProperty("payments").GetInt32() > 0);
    }

    private static long Minor(JsonElement payment, string name) =>
        payment.GetProperty(name).GetProperty("minor").GetInt64();
}

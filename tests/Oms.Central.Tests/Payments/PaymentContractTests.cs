using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>Payments without a provider, the rules of every write, and card numbers.</summary>
public sealed class PaymentContractTests : IAsyncLifetime
{
    private const string Pan = "4111 1111 1111 1111";

    private CentralServer _server = null!;
    private string _order = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync(options: new CentralOptions
        {
            Payments = PaymentSettings.None with
            {
                Limits = ImmutableSortedDictionary<string, long>.Empty.Add("admin:EUR", 5_000),
            },
        });
        _order = await _server.PlaceAsync("SO-1", ("MILK", 1));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_order_is_paid_by_several_payments_each_in_its_own_way()
    {
        var invoice = await OpenAsync("invoice_terms", 3_000, ",\"due_on\":\"2026-12-21\"");
        var cash = await OpenAsync("cash_on_delivery", 1_000);
        Assert.Equal(HttpStatusCode.Accepted, (await PaymentFlowTests.CaptureAsync(_server, invoice, 3_000)).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await PaymentFlowTests.CaptureAsync(_server, cash, 1_000)).Status);
        Assert.Equal("authorised", await StatusAsync(cash));
        var counted = await _server.PostAsync(
            $"/payments/{cash}/transactions/2/confirm", """{"succeeded":true,"proof":"count-7"}""", ifMatch: "*");
        Assert.Equal(HttpStatusCode.OK, counted.Status);
        Assert.Equal(("captured", "captured"), (await StatusAsync(invoice), await StatusAsync(cash)));
        var listed = await _server.UntilAsync(
            $"/payments?order={_order}", json => json.GetProperty("items").GetArrayLength() == 2);
        Assert.Equal(2, listed.GetProperty("items").GetArrayLength());
        Assert.True((await _server.GetAsync("/audit/invariants")).Json.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task The_same_key_opens_and_captures_once_even_after_a_restart()
    {
        var body = Body("cash_on_delivery", 1_000);
        var first = await _server.PostAsync("/payments", body, "key-1");
        var id = first.Json.GetProperty("id").GetString()!;
        const string Capture = """{"amount":{"minor":1000,"currency":"EUR"}}""";
        var captured = await _server.PostAsync($"/payments/{id}/captures", Capture, "key-2", "*");
        await _server.RestartAsync();
        var again = await _server.PostAsync("/payments", body, "key-1");
        var capturedAgain = await _server.PostAsync($"/payments/{id}/captures", Capture, "key-2", "*");
        Assert.Equal((first.Status, first.Text), (again.Status, again.Text));
        Assert.Equal((captured.Status, captured.Text), (capturedAgain.Status, capturedAgain.Text));
        Assert.Equal("true", capturedAgain.Header("Idempotent-Replayed"));
        Assert.Equal(
            2, (await _server.GetAsync($"/payments/{id}")).Json.GetProperty("transactions").GetArrayLength());
    }

    [Fact]
    public async Task A_command_needs_the_version_that_its_caller_saw()
    {
        var id = await OpenAsync("cash_on_delivery", 1_000);
        const string Capture = """{"amount":{"minor":10,"currency":"EUR"}}""";
        Assert.Equal("precondition-required", (await _server.PostAsync($"/payments/{id}/captures", Capture)).Code);
        var stale = await _server.PostAsync($"/payments/{id}/captures", Capture, ifMatch: "\"1\"");
        Assert.Equal((HttpStatusCode.PreconditionFailed, "precondition-failed"), (stale.Status, stale.Code));
        var tag = (await _server.GetAsync($"/payments/{id}")).Header("ETag");
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await _server.PostAsync($"/payments/{id}/captures", Capture, ifMatch: tag)).Status);
    }

    [Theory]
    [InlineData("""{"minor":0,"currency":"EUR"}""", "/amount/minor")]
    [InlineData("""{"minor":-5,"currency":"EUR"}""", "/amount/minor")]
    [InlineData("""{"minor":1.5,"currency":"EUR"}""", "/amount")]
    [InlineData("""{"minor":1000000000000001,"currency":"EUR"}""", "/amount/minor")]
    [InlineData("""{"minor":10,"currency":"EUX"}""", "/amount")]
    [InlineData("""{"minor":10,"currency":"USD"}""", "/amount/currency")]
    public async Task An_amount_that_is_none_is_refused_by_its_field(string amount, string field)
    {
        var id = await OpenAsync("cash_on_delivery", 1_000);
        var reply = await _server.PostAsync($"/payments/{id}/captures", $$"""{"amount":{{amount}}}""", ifMatch: "*");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (reply.Status, reply.Code));
        Assert.StartsWith(
            field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_said_with_its_own_problem()
    {
        var id = await OpenAsync("cash_on_delivery", 1_000);
        var capture = await PaymentFlowTests.CaptureAsync(_server, id, 1_001);
        Assert.Equal((HttpStatusCode.Conflict, "capture-exceeds-authorised"), (capture.Status, capture.Code));
        Assert.Equal("refund-exceeds-captured", (await PaymentFlowTests.RefundAsync(_server, id, 1)).Code);
        Assert.Equal("not-found", (await PaymentFlowTests.CaptureAsync(_server, "nobody", 1)).Code);
        Assert.Equal("method-unavailable", (await _server.PostAsync(
            "/payments", Body("card", 10, ",\"card\":{\"token\":\"tok_1\",\"last4\":\"4242\"}"))).Code);
        Assert.Equal("not-found", (await _server.PostAsync(
            "/payments", Body("cash_on_delivery", 10).Replace(_order, "nobody", StringComparison.Ordinal))).Code);
        var credit = await _server.PostAsync("/payments", Body("invoice_terms", 5_001, ",\"due_on\":\"2026-12-21\""));
        Assert.Equal((HttpStatusCode.Forbidden, "approval-required"), (credit.Status, credit.Code));
    }

    [Fact]
    public async Task A_card_number_is_refused_wherever_it_stands_and_nothing_of_it_is_kept()
    {
        string[] bodies =
        [
            $$"""{"reason":"card {{Pan}}"}""",
            """{"reason":"4111-1111-1111-1111"}""",
            """{"reason":4111111111111111}""",
            """{"reason":"\u0034111111111111111"}""",
        ];
        foreach (var body in bodies)
        {
            var refused = await _server.PostAsync($"/orders/{_order}/cancel", body, ifMatch: "*");
            Assert.Equal((HttpStatusCode.BadRequest, "card-number-refused"), (refused.Status, refused.Code));
            Assert.DoesNotContain("1111", refused.Text, StringComparison.Ordinal);
        }

        Assert.Equal(
            "card-number-refused", (await _server.GetAsync($"/orders?q={Uri.EscapeDataString(Pan)}")).Code);
        Assert.Equal("card-number-refused", (await _server.GetAsync("/orders/4111111111111111")).Code);
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/availability?sku=09506000134352")).Status);
        foreach (var file in Directory.GetFiles(_server.DataDirectory, "*.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("4111111111111111", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Pan, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_card_number_that_reaches_a_log_is_scrubbed_from_message_members_and_exception()
    {
        using var services = new ServiceCollection().AddLogging(logging => logging.AddJsonConsole()
            .AddConsoleFormatter<ScrubbedJsonFormatter, ConsoleFormatterOptions>()).BuildServiceProvider();
        var formatter = services.GetServices<ConsoleFormatter>()
            .Single(each => each.Name == ScrubbedJsonFormatter.FormatterName);
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(
            LogLevel.Error,
            "test",
            new EventId(1),
            [new("Path", $"/x/{Pan}")],
            new InvalidOperationException("4111-1111-1111-1111"),
            (_, _) => $"Failed on {Pan}");

        formatter.Write(in entry, null, line);

        Assert.DoesNotContain("1111", line.ToString(), StringComparison.Ordinal);
        Assert.Contains(CardNumbers.Scrubbed, line.ToString(), StringComparison.Ordinal);
        _ = System.Text.Json.JsonDocument.Parse(line.ToString());
    }

    private async Task<string> OpenAsync(string method, long minor, string more = "")
    {
        var reply = await _server.PostAsync("/payments", Body(method, minor, more));
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json.GetProperty("id").GetString()!;
    }

    private string Body(string method, long minor, string more = "") =>
        $$"""
        {"order":"{{_order}}","method":"{{method}}","amount":{"minor":{{minor}},"currency":"EUR"} {{more}} }
        """;

    private async Task<string?> StatusAsync(string id) =>
        (await _server.GetAsync($"/payments/{id}")).Json.GetProperty("status").GetString();
}

using System.Net;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.Text;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Oms.Finance;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>Settlement reports of a provider over HTTP, and of files, held against the payments.</summary>
public sealed class ReconciliationTests
{
    // Waits of the centre take a thirtieth; the provider keeps the machine's time.
    private const double Scale = 30;
    private const string Path = "/payments/reconciliations";

    [Fact]
    public async Task A_report_that_says_what_the_payments_say_has_no_drift_and_adds_up_to_its_payout()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await CapturedAsync(server, 60, 40);
        _ = await PaymentFlowTests.RefundAsync(server, id, 30);
        _ = await SettledAsync(server, id);
        provider.Disputes["d-1"] = new DisputeRecord("d-1", id, Eur(50), "fraud", DisputeStatus.Won);
        provider.Disputes["d-2"] = new DisputeRecord("d-2", id, Eur(20), "fraud", DisputeStatus.Open);
        Assert.Equal(200, await provider.CallBackAsync("""{"dispute":"d-1"}"""));
        Assert.Equal(200, await provider.CallBackAsync("""{"dispute":"d-2"}"""));
        provider.ReportFaults.Enqueue(503);
        provider.ReportFaults.Enqueue(200);

        var done = await DoneAsync(server, await AskAsync(server));

        Assert.Equal((7, 0), (Number(done, "rows"), Number(done, "drift")));
        Assert.Equal("""{"matched":6,"noted":1}""", done.GetProperty("outcomes").GetRawText());
        var totals = Assert.Single(done.GetProperty("totals").EnumerateArray());
        Assert.Equal(
            (100, 30, 20, 4, 46, 46, 0),
            (Minor(totals, "captures"), Minor(totals, "refunds"), Minor(totals, "disputes"), Minor(totals, "fees"),
                Minor(totals, "net"), Minor(totals, "payouts"), Minor(totals, "difference")));
        Assert.Equal(JsonValueKind.Null, done.GetProperty("problem").ValueKind);
    }

    [Fact]
    public async Task Whatever_a_report_has_wrong_is_told_row_by_row()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await CapturedAsync(server, $"SO-{i}", 100));
        }

        provider.Report = rows =>
        {
            var of = ids.Select(id => rows.Single(row => row.Key == $"main/{id}/2")).ToList();
            return
            [
                of[1] with { Amount = Eur(99) },
                of[2] with { Amount = Money.Of(100, "USD"), Fee = null },
                of[3] with { Kind = SettledKind.Refund },
                of[4],
                of[4] with { Ref = "row-again" },
                of[4] with { Ref = "row-x", Key = "main/nobody/2" },
                of[4] with { Ref = "row-y", Key = $"other/{ids[4]}/2" },
                of[4] with { Ref = "row-z", Key = $"main/{ids[4]}/3" },
                new SettlementRow("po-1", SettledKind.Payout, Eur(1_000), of[0].At),
            ];
        };
        var done = await DoneAsync(server, await AskAsync(server));

        Assert.Equal(
            """
            {"amount_differs":2,"doubled":1,"kind_differs":1,"matched":1,"missing":1,"noted":1,
            "payout_differs":2,"unknown":3}
            """.ReplaceLineEndings(string.Empty),
            done.GetProperty("outcomes").GetRawText());
        Assert.Equal(10, Number(done, "drift"));
        var rows = (await server.GetAsync($"{Path}/{Id(done)}/rows?outcome=differences")).Json.GetProperty("items");
        Assert.Equal(10, rows.GetArrayLength());
        var missing = rows.EnumerateArray().Single(row => row.GetProperty("outcome").GetString() == "missing");
        Assert.Equal($"main/{ids[0]}/2", missing.GetProperty("key").GetString());
        Assert.Equal(ids[0], missing.GetProperty("payment").GetString());
        var wrong = rows[0];
        Assert.Equal("The house has capture of 1.00 EUR, succeeded.", wrong.GetProperty("note").GetString());

        // Pages of rows and of reconciliations.
        var first = await server.GetAsync($"{Path}/{Id(done)}/rows?limit=4");
        Assert.Equal(4, first.Json.GetProperty("items").GetArrayLength());
        var next = await server.GetAsync(
            $"{Path}/{Id(done)}/rows?limit=200&cursor={first.Json.GetProperty("next").GetString()}");
        Assert.Equal(8, next.Json.GetProperty("items").GetArrayLength());
        await UntilDriftAsync(server, 10);

        // A person has looked at it.
        var etag = (await server.GetAsync($"{Path}/{Id(done)}")).Json.GetProperty("version").GetInt64();
        Assert.Equal("precondition-failed", (await CloseAsync(server, done, $"\"{etag - 1}\"")).Code);
        Assert.Equal(HttpStatusCode.OK, (await CloseAsync(server, done, $"\"{etag}\"")).Status);
        Assert.Equal("illegal-transition", (await CloseAsync(server, done, "*", "again")).Code);
        await UntilDriftAsync(server, 0);
    }

    [Fact]
    public async Task What_is_in_doubt_is_asked_for_when_a_report_has_it_and_resolved_by_the_answer()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await CapturedAsync(server);
        provider.CallBackTo = null;
        provider.IsSilent = true;
        provider.Next.Enqueue(ProviderFault.LoseResponse);
        _ = await PaymentFlowTests.CaptureAsync(server, id, 100);
        _ = await server.UntilAsync($"/payments/{id}", json => Attempts(json) >= 8);

        // While the provider's own record does not answer, its report settles nothing.
        var job = await AskAsync(server);
        var done = await DoneAsync(server, job);
        Assert.Equal("""{"in_doubt":1,"noted":1}""", done.GetProperty("outcomes").GetRawText());
        Assert.Equal(1, Number(done, "drift"));
        Assert.Equal(0, Minor((await server.GetAsync($"/payments/{id}")).Json, "captured"));

        provider.IsSilent = false;
        _ = await DoneAsync(server, await AskAsync(server));
        done = await server.UntilAsync($"{Path}/{job}", json => Number(json, "drift") == 0);
        Assert.Equal("""{"in_doubt_resolved":1,"noted":1}""", done.GetProperty("outcomes").GetRawText());
        Assert.Equal(100, Minor((await server.GetAsync($"/payments/{id}")).Json, "captured"));
        Assert.Equal(1, provider.Executions[$"main/{id}/2"]);
    }

    [Fact]
    public async Task A_dispute_that_only_the_report_tells_of_is_taken_up()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await CapturedAsync(server, 100);
        provider.Disputes["d-1"] = new DisputeRecord("d-1", id, Eur(70), "fraud", DisputeStatus.Open);
        var done = await DoneAsync(server, await AskAsync(server));
        Assert.Equal(
            """{"in_doubt_resolved":1,"matched":1,"noted":1}""", done.GetProperty("outcomes").GetRawText());
        Assert.Equal(70, Minor((await server.GetAsync($"/payments/{id}")).Json, "disputed"));
    }

    [Fact]
    public async Task A_row_that_comes_in_a_later_report_was_late_and_a_row_of_two_reports_is_one()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        _ = await CapturedAsync(server, 60, 40);
        provider.Report = rows => [.. rows.Where(row => row.Key?.EndsWith("/3", StringComparison.Ordinal) != true)];
        var first = await DoneAsync(server, await AskAsync(server));
        Assert.Equal(
            """{"matched":1,"missing":1,"noted":1,"payout_differs":1}""",
            first.GetProperty("outcomes").GetRawText());

        provider.Report = rows => rows;
        var second = await DoneAsync(server, await AskAsync(server));
        Assert.Equal("""{"matched":2,"noted":1}""", second.GetProperty("outcomes").GetRawText());
        first = (await server.GetAsync($"{Path}/{Id(first)}")).Json;
        Assert.Equal(
            """{"late":1,"matched":1,"noted":1,"payout_differs":1}""", first.GetProperty("outcomes").GetRawText());
        Assert.Equal(1, Number(first, "drift"));
        var page = (await server.GetAsync($"{Path}?limit=1")).Json;
        Assert.Equal(Id(second), Id(page.GetProperty("items")[0]));
        page = (await server.GetAsync($"{Path}?limit=1&cursor={page.GetProperty("next").GetString()}")).Json;
        Assert.Equal(Id(first), Id(page.GetProperty("items")[0]));

        // Another row of the provider's for the same transaction is money that was counted twice.
        provider.Report = rows => [.. rows.Select(row => row with { Ref = $"{row.Ref}-b" })];
        var third = await DoneAsync(server, await AskAsync(server));
        Assert.Equal("""{"doubled":2,"noted":1}""", third.GetProperty("outcomes").GetRawText());
    }

    [Fact]
    public async Task A_file_is_read_as_NDJSON_and_CSV_and_once_for_each_key()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var id = await CapturedAsync(server, 100);
        var (from, until) = await TimeAsync(server);
        var path = $"{Path}?from={from}&until={until}";
        var fee = """{"minor":3,"currency":"EUR"}""";
        var amount = """{"minor":100,"currency":"EUR"}""";
        var key = $"main/{id}/2";
        var rows = $$"""
            {"ref":"r-1","kind":"capture","key":"{{key}}","amount":{{amount}},"fee":{{fee}},"at":"{{from}}"}

            {"ref":"r-2","kind":"payout","amount":{"minor":97,"currency":"EUR"},"at":"{{from}}"}
            """;
        var reply = await SendAsync(server, path, rows, "application/x-ndjson", "file-1");
        Assert.Equal(HttpStatusCode.Accepted, reply.Status);
        var done = await DoneAsync(server, Id(reply.Json));
        Assert.Equal(
            ("file", 2, 0),
            (done.GetProperty("source").GetString(), Number(done, "rows"), Number(done, "drift")));

        var again = await SendAsync(server, path, rows, "application/x-ndjson", "file-1");
        Assert.Equal((HttpStatusCode.Accepted, Id(done)), (again.Status, Id(again.Json)));
        var other = await SendAsync(
            server, path, rows.Replace("97", "96", StringComparison.Ordinal), "application/x-ndjson", "file-1");
        Assert.Equal("idempotency-key-reused", other.Code);

        var csv = await SendAsync(
            server,
            path,
            $"ref,kind,key,amount/minor,amount/currency,at\r\nr-1,capture,main/{id}/2,100,EUR,{from}\r\n"
                + $"r-9,payout,,100,EUR,{from}\r\n",
            "text/csv",
            "file-2");
        Assert.Equal(HttpStatusCode.Accepted, csv.Status);
        done = await DoneAsync(server, Id(csv.Json));
        Assert.Equal("""{"matched":1,"noted":1}""", done.GetProperty("outcomes").GetRawText());
    }

    [Fact]
    public async Task What_is_not_of_its_form_is_refused_by_its_row_and_nothing_is_kept()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var server = await StartAsync(provider);
        var (from, until) = await TimeAsync(server);
        var path = $"{Path}?from={from}&until={until}";
        var good = $$$"""{"ref":"r-1","kind":"fee","amount":{"minor":1,"currency":"EUR"},"at":"{{{from}}}"}""";
        foreach (var (bad, field) in new[]
        {
            (good.Replace("\"fee\"", "\"gift\"", StringComparison.Ordinal), "/rows/1/kind"),
            (good.Replace("\"fee\"", "\"capture\"", StringComparison.Ordinal), "/rows/1/key"),
            (good.Replace("r-1", "", StringComparison.Ordinal), "/rows/1/ref"),
            (good.Replace("EUR", "XXQ", StringComparison.Ordinal), "/rows/1/amount"),
            (good.Replace("\"fee\"", "\"refund\",\"key\":\"k\"", StringComparison.Ordinal)
                .Replace(":1,", ":0,", StringComparison.Ordinal), "/rows/1/amount/minor"),
            ("{", "/rows/1"),
        })
        {
            var reply = await SendAsync(server, path, $"{good}\n{bad}\n", "application/x-ndjson", "bad-1");
            Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (reply.Status, reply.Code));
            Assert.StartsWith(
                field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(
            "card-number-refused",
            (await SendAsync(
                server, path, good.Replace("r-1", "4111 1111 1111 1111", StringComparison.Ordinal),
                "application/x-ndjson", "bad-1")).Code);
        Assert.Equal(
            "import-header-invalid", (await SendAsync(server, path, "ref,what\n", "text/csv", "bad-1")).Code);
        Assert.Equal("unsupported-media-type", (await SendAsync(server, path, "x", "text/plain", "bad-1")).Code);
        Assert.Equal("invalid-request", (await SendAsync(server, Path, good, "text/csv", "bad-1")).Code);
        Assert.Equal(
            "/from",
            (await server.PostAsync(Path, $$"""{"from":"{{until}}","until":"{{from}}"}"""))
                .Json.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal(0, (await server.GetAsync(Path)).Json.GetProperty("items").GetArrayLength());

        // The same key with a good report is a new beginning.
        var mended = await SendAsync(server, path, good, "application/x-ndjson", "bad-1");
        Assert.Equal(HttpStatusCode.Accepted, mended.Status);
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

    private static Task<string> CapturedAsync(CentralServer server, params long[] parts) =>
        CapturedAsync(server, "SO-1", parts);

    private static async Task<string> CapturedAsync(CentralServer server, string reference, params long[] parts)
    {
        var id = await PaymentFlowTests.OpenAsync(server, reference);
        _ = await SettledAsync(server, id);
        foreach (var part in parts)
        {
            _ = await PaymentFlowTests.CaptureAsync(server, id, part);
            _ = await SettledAsync(server, id);
        }

        return id;
    }

    private static Task<JsonElement> SettledAsync(CentralServer server, string id) =>
        server.UntilAsync($"/payments/{id}", json => json.GetProperty("transactions").EnumerateArray()
            .All(each => each.GetProperty("status").GetString() is "succeeded" or "failed"));

    /// <summary>A time that all that has happened is in, on the centre's own clock.</summary>
    private static async Task<(string From, string Until)> TimeAsync(CentralServer server)
    {
        var now = server.Node.Clock.GetCurrentInstant();
        while (server.Node.Clock.GetCurrentInstant() == now)
        {
            await Task.Yield();
        }

        return (
            InstantPattern.ExtendedIso.Format(now - Duration.FromDays(1)),
            InstantPattern.ExtendedIso.Format(server.Node.Clock.GetCurrentInstant()));
    }

    private static async Task<string> AskAsync(CentralServer server)
    {
        var (from, until) = await TimeAsync(server);
        var reply = await server.PostAsync(Path, $$"""{"from":"{{from}}","until":"{{until}}"}""");
        Assert.True(reply.Status == HttpStatusCode.Accepted, reply.Text);
        return Id(reply.Json);
    }

    private static Task<JsonElement> DoneAsync(CentralServer server, string id) =>
        server.UntilAsync($"{Path}/{id}", json => json.GetProperty("state").GetString() == "done");

    private static Task<Reply> CloseAsync(
        CentralServer server, JsonElement job, string etag, string reason = "told the provider") =>
        server.PostAsync($"{Path}/{Id(job)}/close", $$"""{"reason":"{{reason}}"}""", ifMatch: etag);

    private static async Task<Reply> SendAsync(
        CentralServer server, string path, string rows, string type, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(rows, Encoding.UTF8, type),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await server.SendAsync(request);
    }

    private static async Task UntilDriftAsync(CentralServer server, int drift)
    {
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string line;
        do
        {
            Assert.False(hang.IsCancellationRequested);
            line = (await server.GetAsync("/metrics")).Text.Split('\n')
                .Last(each => each.StartsWith("oms_payments_drift", StringComparison.Ordinal));
        }
        while (!line.EndsWith($" {drift}", StringComparison.Ordinal));
    }

    private static int Attempts(JsonElement payment) =>
        payment.GetProperty("transactions").EnumerateArray().Last().GetProperty("attempts").GetInt32();

    private static string Id(JsonElement job) => job.GetProperty("id").GetString()!;

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static long Minor(JsonElement json, string name) =>
        json.GetProperty(name).GetProperty("minor").GetInt64();

    private static Money Eur(long minor) => Money.Of(minor, "EUR");
}

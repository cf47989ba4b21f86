using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>A centre in a process of its own that is killed while it holds a large report against its
/// payments.</summary>
public sealed class ReconciliationKillTests
{
    private const int Rows = 20_000;
    private const int Kills = 3;
    private const string From = "2026-01-01T00:00:00Z";
    private const string Until = "2026-02-01T00:00:00Z";

    [Fact]
    public async Task A_reconciliation_goes_on_after_each_kill_and_each_row_counts_once()
    {
        var directory = Directory.CreateTempSubdirectory("oms-reconciled-").FullName;
        await using var centre = await CentreProcess.StartAsync(directory);
        var rows = string.Concat(Enumerable.Range(1, Rows).Select(Row));
        var path = $"/payments/reconciliations?from={From}&until={Until}";
        var stored = await centre.PostAsync(path, rows, "night-1");
        Assert.Equal(HttpStatusCode.Accepted, stored.Status);
        var job = $"/payments/reconciliations/{stored.Body.GetProperty("id").GetString()}";
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Judged(await centre.UntilAsync(job, _ => true));
            Assert.InRange(Judged(await centre.UntilAsync(job, json => Judged(json) > before)), 1, Rows - 1);
            centre.Kill();
            await centre.RestartAsync();
        }

        var done = await centre.UntilAsync(job, json => json.GetProperty("state").GetString() == "done");

        // Every hundredth row is a payout of what those before it came to, and none is told twice.
        Assert.Equal((Rows, Rows), (done.GetProperty("rows").GetInt32(), Judged(done)));
        Assert.Equal("""{"noted":200,"unknown":19800}""", done.GetProperty("outcomes").GetRawText());
        var totals = Assert.Single(done.GetProperty("totals").EnumerateArray());
        Assert.Equal(
            (19_800L * 100, 19_800L * 3, 0),
            (Minor(totals, "captures"), Minor(totals, "fees"), Minor(totals, "difference")));

        // Whoever sends the same report once more begins nothing.
        var again = await centre.PostAsync(path, rows, "night-1");
        Assert.Equal((HttpStatusCode.Accepted, "done"), (again.Status, again.Body.GetProperty("state").GetString()));
        var page = await centre.UntilAsync($"{job}/rows?limit=1&cursor={Rows - 1}", _ => true);
        Assert.Equal(Rows, page.GetProperty("items")[0].GetProperty("number").GetInt32());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task What_an_upload_that_broke_off_left_is_forgotten_when_it_is_sent_again()
    {
        var directory = Directory.CreateTempSubdirectory("oms-reconciled-").FullName;
        await using var centre = await CentreProcess.StartAsync(directory);
        var path = $"/payments/reconciliations?from={From}&until={Until}";
        using var stopped = new CancellationTokenSource();
        var rows = string.Concat(Enumerable.Range(1, 1_000).Select(Row));
        var sending = centre.SendSlowlyAsync(path, rows, "night-1", stopped.Token);
        var list = await centre.UntilAsync(
            "/payments/reconciliations?state=receiving",
            json => json.GetProperty("items") is var items && items.GetArrayLength() == 1
                && items[0].GetProperty("rows").GetInt32() > 0);
        centre.Kill();
        await stopped.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await centre.RestartAsync();
        Assert.Equal(
            "receiving",
            (await centre.UntilAsync("/payments/reconciliations", _ => true)).GetProperty("items")[0]
                .GetProperty("state").GetString());

        var stored = await centre.PostAsync(path, rows, "night-1");
        Assert.Equal(
            list.GetProperty("items")[0].GetProperty("id").GetString(), stored.Body.GetProperty("id").GetString());
        var done = await centre.UntilAsync(
            $"/payments/reconciliations/{stored.Body.GetProperty("id").GetString()}",
            json => json.GetProperty("state").GetString() == "done");
        Assert.Equal("""{"noted":10,"unknown":990}""", done.GetProperty("outcomes").GetRawText());
    }

    private static string Row(int number)
    {
        var what = number % 100 == 0
            ? """
              "kind":"payout","amount":{"minor":9603,"currency":"EUR"}
              """
            : $$"""
              "kind":"capture","key":"old/p-{{Text(number)}}/2","amount":{"minor":100,"currency":"EUR"},
               "fee":{"minor":3,"currency":"EUR"}
              """;
        return $$"""{"ref":"r-{{Text(number)}}",{{what.ReplaceLineEndings(string.Empty)}},"at":"{{From}}"}""" + "\n";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Judged(JsonElement job) => job.GetProperty("judged").GetInt32();

    private static long Minor(JsonElement totals, string name) =>
        totals.GetProperty(name).GetProperty("minor").GetInt64();
}

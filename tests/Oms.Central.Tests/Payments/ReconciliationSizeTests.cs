using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Settlements;
using Oms.Testing;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>A report of the largest provider's month held against as many movements, over PostgreSQL, by a centre that
/// has less memory than the report is long.</summary>
public sealed class ReconciliationSizeTests
{
    private const int Rows = 100_000;
    private const int Missing = 40;

    /// <summary>White space that each row is as long for: the report is longer than what the centre may hold.</summary>
    private const int RowBytes = 640;

    /// <summary>What the runtime gives the centre, hexadecimal: 56 MiB.</summary>
    private const string HeapBytes = "3800000";

    private static readonly Instant From = Instant.FromUtc(2026, 1, 1, 0, 0);
    private static readonly Instant Until = Instant.FromUtc(2026, 2, 1, 0, 0);

    [Fact]
    public async Task A_hundred_thousand_rows_are_told_apart_page_by_page_in_less_memory_than_they_take()
    {
        await using var provider = await ProviderSimulator.StartAsync();
        await using var database = await PostgresServer.StartAsync();
        var name = await database.CreateDatabaseAsync();
        await using var centre = await StartAsync(provider, database, name);
        var captured = await CapturedAsync(centre);
        _ = await database.QueryAsync(
            $"""
            insert into central.settled_moves(name, payment, kind, moved_key, currency, minor, at)
            select 'main/p-' || n || '/2', 'p-' || n, 'capture', 'main/p-' || n || '/2', 'EUR', 100,
              {Text(From.ToUnixTimeTicks())} + n
            from generate_series(1, {Text(Rows + Missing)}) n
            where n > {Text(Rows)} or n % 100 not in (1, 5) and n not in (97, {Text(Rows)})
            """,
            name);

        var report = string.Concat(Enumerable.Range(1, Rows).Select(number => Row(number, captured)));
        Assert.True(report.Length > long.Parse(HeapBytes, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var stored = await centre.PostAsync($"/payments/reconciliations?from={From}&until={Until}", report, "month");
        Assert.Equal(HttpStatusCode.Accepted, stored.Status);
        var done = await DoneAsync(centre, $"/payments/reconciliations/{stored.Body.GetProperty("id").GetString()}");

        var outcomes = done.GetProperty("outcomes").EnumerateObject()
            .ToDictionary(each => each.Name, each => each.Value.GetInt32(), StringComparer.Ordinal);
        Assert.Equal(
            new Dictionary<string, int>(StringComparer.Ordinal)
            {
                ["amount_differs"] = 1,
                ["doubled"] = Rows / 100,
                ["matched"] = Rows - (2 * Rows / 100) - 2,
                ["missing"] = Missing,
                ["noted"] = 1,
                ["unknown"] = Rows / 100,
            },
            outcomes);
        var totals = Assert.Single(done.GetProperty("totals").EnumerateArray());
        Assert.Equal(0, totals.GetProperty("difference").GetProperty("minor").GetInt64());
    }

    /// <summary>Of each hundred rows one is of nothing that the house moved, and one is said twice; one of all has
    /// another amount, and the last is the payout of all.</summary>
    private static string Row(int number, string captured)
    {
        var (what, key, minor) = number switch
        {
            Rows => ("payout", null, ((Rows - 2) * 100L) + 11),
            97 => ("capture", captured, 11L),
            _ when number % 100 == 1 => ("capture", $"main/x-{Text(number)}/2", 100),
            _ when number % 100 == 5 => ("capture", $"main/p-{Text(number - 1)}/2", 100),
            _ => ("capture", $"main/p-{Text(number)}/2", 100),
        };
        var row = new StringBuilder($$"""{"ref":"r-{{Text(number)}}","kind":"{{what}}",""");
        _ = key is null ? row : row.Append(CultureInfo.InvariantCulture, $"\"key\":\"{key}\",");
        return row.Append(CultureInfo.InvariantCulture,
            $$$"""
            "amount":{"minor":{{{minor}}},"currency":"EUR"},"at":"{{{From}}}"
            """).ToString().PadRight(RowBytes) + "}\n";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A payment that has captured 10, by the provider's key.</summary>
    private static async Task<string> CapturedAsync(CentreProcess centre)
    {
        var order = await centre.PostAsync("/orders", Shop.OrderJson("SO-1", ("MILK", 1)), "order");
        var payment = await centre.PostAsync("/payments", $$$"""
            {"order":"{{{order.Body.GetProperty("id").GetString()}}}","method":"card",
             "amount":{"minor":10,"currency":"EUR"},"card":{"token":"tok_1","last4":"4242"} }
            """, "payment");
        var id = payment.Body.GetProperty("id").GetString()!;
        _ = await centre.UntilAsync($"/payments/{id}", read => IsSettled(read, 1));
        _ = await centre.PostAsync(
            $"/payments/{id}/captures", """{"amount":{"minor":10,"currency":"EUR"}}""", "capture");
        _ = await centre.UntilAsync($"/payments/{id}", read => IsSettled(read, 2));
        return SettledMovesProjection.KeyOf(id, 2);

        static bool IsSettled(JsonElement read, int transactions) =>
            read.GetProperty("transactions").EnumerateArray().ToList() is var all && all.Count == transactions
            && all.TrueForAll(each => each.GetProperty("status").GetString() == "succeeded");
    }

    /// <summary>Waits as long as it gets further.</summary>
    private static async Task<JsonElement> DoneAsync(CentreProcess centre, string job)
    {
        var read = await centre.UntilAsync(job, _ => true);
        while (read.GetProperty("state").GetString() is not ("done" or "failed"))
        {
            var before = read.GetProperty("version").GetInt64();
            read = await centre.UntilAsync(job, json => json.GetProperty("version").GetInt64() > before);
        }

        return read;
    }

    private static Task<CentreProcess> StartAsync(ProviderSimulator provider, PostgresServer database, string name)
    {
        var settings = provider.Settings.Provider!;
        var address = $"127.0.0.1:{LoopbackPort.Free()}";
        var directory = Directory.CreateTempSubdirectory("oms-month-").FullName;
        var secret = System.IO.Path.Combine(directory, "peers.secret");
        PrivateFile.Write(secret, RandomNumberGenerator.GetBytes(48));
        return CentreProcess.StartAsync(
            directory,
            ("DOTNET_GCHeapHardLimit", HeapBytes),
            ("Journal__Kind", "postgres"),
            ("Journal__ConnectionString", database.ConnectionString(name)),
            ("Cluster__Name", "a"),
            ("Cluster__Address", address),
            ("Cluster__SecretFile", secret),
            ("Payments__Provider__Url", settings.Url.ToString()),
            ("Payments__Provider__Key", settings.Key),
            ("Payments__Provider__CallbackSecret", settings.CallbackSecret),
            ("Payments__Provider__TimeoutSeconds", "10"));
    }
}

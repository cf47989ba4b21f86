using System.Diagnostics;
using NodaTime;
using Oms.Central.Books;
using Oms.Central.Storage;

namespace Oms.Benchmarks.Books;

/// <summary>How long does the trial balance of ten million entries take, as of now and as of an instant in the middle
/// of a day?</summary>
/// <remarks>Its limit: adding up the lines themselves, which is what it stands for.</remarks>
internal static class TrialBalanceBenchmark
{
    private const long Entries = 10_000_000;
    private const int Days = 3_000;
    private const int Shards = 4;
    private const long PerDay = Entries / Days;

    private static readonly Instant First = Instant.FromUtc(2020, 1, 1, 0, 0);

    public static async Task RunAsync(string directory)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, $"oms-bench-books-{Environment.ProcessId}"));
        try
        {
            await using var tables = SqliteTables.Open(
                Path.Combine(folder.FullName, "views.db"), ReadModelSchema.Text, rebuildable: true,
                TaskScheduler.Default);
            await FillAsync(tables);
            var noon = First + Duration.FromDays(Days / 2) + Duration.FromHours(12);
            var runs = await Report.InTurnsAsync(
                () => TimeAsync(() => tables.SumsAsync(null)),
                () => TimeAsync(() => tables.SumsAsync(noon)),
                () => TimeAsync(() => LinesAsync(tables)));
            string[] facts = [$"entries={Entries}", $"days={Days}", $"shards={Shards}", "read-models=sqlite"];
            Report.Answer("trial-balance", "ms", runs[0], [.. facts, "target=1000"]);
            Report.Answer("trial-balance-as-of", "ms", runs[1], [.. facts, "target=1000"]);
            Report.Limit("lines-added-up", runs[0], runs[2]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> TimeAsync(Func<Task<List<AccountSum>>> sums)
    {
        var started = Stopwatch.GetTimestamp();
        var accounts = await sums();
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return accounts.Count > 0 && accounts.Sum(account => account.Debit - account.Credit) == 0
            ? took
            : throw new UnreachableException("The books are not balanced.");
    }

    private static async Task<List<AccountSum>> LinesAsync(SqliteTables tables)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            """
            SELECT account, currency, SUM(MAX(minor, 0)), SUM(MAX(-minor, 0)) FROM journal_lines
            GROUP BY account, currency
            """,
            row => new AccountSum(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)));
    }

    /// <summary>Invoices and captures, a debit and a credit each, spread evenly over the days.</summary>
    private static async Task FillAsync(SqliteTables tables)
    {
        var day = Duration.FromDays(1).BclCompatibleTicks;
        for (var done = 0L; done < Entries; done += Entries / 10)
        {
            var from = done;
            _ = await tables.WriteAsync(async connection => _ = await connection.RunAsync(
                """
                WITH RECURSIVE entry(n) AS (
                  SELECT @from UNION ALL SELECT n + 1 FROM entry WHERE n + 1 < @to)
                INSERT INTO journal_lines(at, entry, part, account, currency, minor, what, reference)
                SELECT @first + n / @per_day * @day + n % @per_day, 'document/order-' || n || '/1', part,
                  CASE WHEN part = 0 THEN CASE WHEN n % 2 = 0 THEN 'receivables' ELSE 'card_clearing' END
                       ELSE CASE WHEN n % 2 = 0 THEN 'revenue' ELSE 'receivables' END END,
                  CASE WHEN n % 5 = 0 THEN 'USD' ELSE 'EUR' END,
                  CASE WHEN part = 0 THEN 1 + n % 10000 ELSE -1 - n % 10000 END,
                  CASE WHEN n % 2 = 0 THEN 'invoice' ELSE 'capture' END, 'order-' || n / 2
                FROM entry, (SELECT 0 AS part UNION ALL SELECT 1)
                """,
                ("@from", from),
                ("@to", from + (Entries / 10)),
                ("@first", First.ToUnixTimeTicks()),
                ("@per_day", PerDay),
                ("@day", day)));
        }

        _ = await tables.WriteAsync(async connection => _ = await connection.RunAsync(
            """
            INSERT INTO account_days(account, currency, day, shard, debit, credit)
            SELECT account, currency, strftime('%Y-%m-%d', at / 10000000, 'unixepoch'), part + 2 * (minor % 2 = 0),
              SUM(MAX(minor, 0)), SUM(MAX(-minor, 0))
            FROM journal_lines GROUP BY 1, 2, 3, 4
            """));
    }
}

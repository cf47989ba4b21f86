using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using Oms.Actors.Journal;
using Oms.Actors.Postgres;
using Oms.Benchmarks.Postgres;
using Oms.Benchmarks.Runtime;
using Oms.Entities;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Cluster;

/// <summary>The centre's own process over a journal of a million stock items: how fast does it fill empty read models,
/// how long does it take from its start until it serves every shard, and how long the first read of an item?</summary>
/// <remarks>The limit of the start: a centre with an empty journal.</remarks>
internal static class CentreStartBenchmark
{
    private const int Items = 1_000_000;
    private const int Reads = 1_000;
    private const double Tail = 0.99;

    private static readonly byte[] Meta = """{"principal":{"kind":"System","id":"benchmark"}}"""u8.ToArray();

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("oms-bench-centre-");
        await using var server = await PostgresServer.StartAsync(PostgresBench.Settings);
        var (full, empty) = (
            server.ConnectionString(await server.CreateDatabaseAsync()),
            server.ConnectionString(await server.CreateDatabaseAsync()));
        await FillAsync(full);
        var started = Stopwatch.GetTimestamp();
        await using (var centre = await CentreProcess.StartAsync(Folder("full"), full))
        {
            await centre.CaughtUpAsync();
        }

        var filled = Items / Stopwatch.GetElapsedTime(started).TotalSeconds;
        var bytes = await SizesAsync(full);
        var pick = new Random(1);
        var tails = new List<double>();
        var runs = await Report.InTurnsAsync(
            () => StartAsync("full", full, async centre => tails.Add(await ReadAsync(centre, pick))),
            () => StartAsync("empty", empty, _ => Task.CompletedTask));
        string[] facts = [$"entities={Items}", "journal=postgres"];
        Report.Answer("read-models-filled", "record/s", [filled], [.. facts, bytes]);
        Report.Answer("centre-start", "ms", runs[0], facts);
        Report.Limit("start-with-an-empty-journal", runs[0], runs[1]);
        Report.Answer("first-read-p99", "us", tails[1..], ["in_flight=1", .. facts]);
        folder.Delete(recursive: true);

        string Folder(string name) => folder.CreateSubdirectory(name).FullName;

        async Task<double> StartAsync(string name, string database, Func<CentreProcess, Task> then)
        {
            var from = Stopwatch.GetTimestamp();
            await using var centre = await CentreProcess.StartAsync(Folder(name), database);
            var took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            await then(centre);
            return took;
        }
    }

    /// <returns>Microseconds, of which one in a hundred reads takes more.</returns>
    private static async Task<double> ReadAsync(CentreProcess centre, Random pick)
    {
        var trips = new double[Reads];
        for (var i = 0; i < Reads; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/stock-items/S{pick.Next(Items)}@dc-1");
            var from = Stopwatch.GetTimestamp();
            await centre.GetAsync(path);
            trips[i] = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
        }

        Array.Sort(trips);
        return trips[(int)(Reads * Tail)];
    }

    private static async Task<string> SizesAsync(string database)
    {
        const string Sizes = """
            select nspname || '_bytes=' || sum(pg_total_relation_size(c.oid)) from pg_class c
            join pg_namespace n on n.oid = relnamespace
            where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema', 'pg_toast') group by nspname
            """;
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(Sizes);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return string.Join(' ', rows);
    }

    private static async Task FillAsync(string database)
    {
        await using var import = await JournalImport.OpenAsync(
            new PostgresJournalOptions(database), CancellationToken.None);
        foreach (var shard in Enumerable.Range(0, Items)
            .Select(i => EntityAddress.Of("stock-item", string.Create(CultureInfo.InvariantCulture, $"S{i}@dc-1")))
            .GroupBy(address => (int)address.Shard()))
        {
            var addresses = shard.ToArray();
            await import.WriteAsync(
                new ShardCopy(shard.Key, 1, addresses.Length, [], [], []), RecordsAsync(shard.Key, addresses),
                CancellationToken.None);
        }
    }

    private static async IAsyncEnumerable<JournalRecord> RecordsAsync(int shard, EntityAddress[] addresses)
    {
        await Task.CompletedTask;
        foreach (var (i, address) in addresses.Index())
        {
            yield return new JournalRecord
            {
                Shard = shard,
                Offset = i + 1,
                Address = address,
                Seq = 1,
                Epoch = 1,
                CommandId = BenchSystem.NewContext(i).Id,
                EventType = "stock.received",
                EventVersion = 1,
                RecordedAt = NodaTime.NodaConstants.UnixEpoch,
                Meta = Meta,
                Payload = Encoding.UTF8.GetBytes(
                    $$"""{"ref":"ASN-{{i}}","lot":"L1","quantity":10,"expires":null}"""),
            };
        }
    }
}

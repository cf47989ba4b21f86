using System.Diagnostics;
using Npgsql;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Postgres;
using Oms.Benchmarks.Postgres;
using Oms.Benchmarks.Runtime;
using Oms.Entities;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Cluster;

/// <summary>With a million entities in the journal: how long does a node take from its start until it owns and serves
/// every shard, and how long does the first command of an entity take?</summary>
/// <remarks>The limit of the start: to acquire as many shards of the bare journal, one after another. That of an
/// activation: to read the entity's records and append one, without a runtime.</remarks>
internal static class ColdStartBenchmark
{
    private const int Entities = 1_000_000;
    private const int RecordsEach = 3;
    private const int Asks = 2_000;
    private const double Tail = 0.99;

    public static async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(PostgresBench.Settings);
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        await FillAsync(database);
        var bytes = await BytesAsync(database);
        var peers = await PeerPair.SharedSecretAsync();
        var (pick, number) = (new Random(1), 0);
        var (medians, tails, bareMedians, bareTails) = (
            new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var runs = await Report.InTurnsAsync(
            async () =>
            {
                var started = Stopwatch.GetTimestamp();
                await using var node = await BenchNode.StartAsync("a", database, peers, lanes: 2);
                await node.OwnsAsync(least: 256);
                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                var trips = await TripsAsync(() => AskAsync(node, pick.Next(Entities), number++));
                medians.Add(trips[Asks / 2]);
                tails.Add(trips[(int)(Asks * Tail)]);
                return took;
            },
            async () =>
            {
                await using var journal = await PostgresJournal.OpenAsync(
                    new PostgresJournalOptions(database) { Lanes = 2 }, CancellationToken.None);
                var started = Stopwatch.GetTimestamp();
                for (var shard = 0; shard < journal.ShardCount; shard++)
                {
                    _ = await journal.AcquireAsync(shard, Guid.Empty);
                }

                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                await using var bare = await BareAppends.OpenAsync(
                    server.ConnectionString(await server.CreateDatabaseAsync()));
                var trips = await TripsAsync(async () =>
                {
                    _ = await journal.ReadEntityAsync(
                        BenchSystem.Address(pick.Next(Entities)), 0, 100, CancellationToken.None);
                    await bare.AppendAsync();
                });
                bareMedians.Add(trips[Asks / 2]);
                bareTails.Add(trips[(int)(Asks * Tail)]);
                return took;
            });
        string[] facts =
        [
            $"entities={Entities}", $"records={Entities * RecordsEach}", $"payload={TallyCodec.PayloadBytes}",
            $"stored_bytes_per_record={bytes / (Entities * RecordsEach)}", "journal=postgres",
        ];
        Report.Answer("cold-start", "ms", runs[0], facts);
        Report.Limit("bare-acquires", runs[0], runs[1]);
        Report.Answer("cold-activation-p50", "us", medians[1..], ["in_flight=1", .. facts]);
        Report.Limit("bare-read-and-append-p50", medians[1..], bareMedians[1..]);
        Report.Answer("cold-activation-p99", "us", tails[1..], ["in_flight=1", .. facts]);
        Report.Limit("bare-read-and-append-p99", tails[1..], bareTails[1..]);
    }

    /// <summary>How large the database is, its indexes with it.</summary>
    private static async Task<long> BytesAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select pg_database_size(current_database())");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task AskAsync(BenchNode node, int whom, int number)
    {
        var reply = await node.Tallies.AskAsync(
            BenchSystem.Address(whom), new TallyCommand(1), BenchSystem.NewContext(number));
        if (reply.Outcome is not ReplyOutcome.Accepted)
        {
            throw new InvalidOperationException($"{reply}");
        }
    }

    /// <returns>Microseconds, the shortest first.</returns>
    private static async Task<double[]> TripsAsync(Func<Task> once)
    {
        var trips = new double[Asks];
        for (var i = 0; i < Asks; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await once();
            trips[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        Array.Sort(trips);
        return trips;
    }

    private static async Task FillAsync(string database)
    {
        await using var import = await JournalImport.OpenAsync(
            new PostgresJournalOptions(database), CancellationToken.None);
        foreach (var shard in Enumerable.Range(0, Entities).Select(BenchSystem.Address)
            .GroupBy(address => (int)address.Shard()))
        {
            var addresses = shard.ToArray();
            await import.WriteAsync(
                new ShardCopy(shard.Key, 1, addresses.Length * RecordsEach, [], [], []),
                RecordsAsync(shard.Key, addresses), CancellationToken.None);
        }
    }

    // As they come in life: every entity's first record before any entity's second.
    private static async IAsyncEnumerable<JournalRecord> RecordsAsync(int shard, EntityAddress[] addresses)
    {
        await Task.CompletedTask;
        var offset = 0L;
        for (var seq = 1; seq <= RecordsEach; seq++)
        {
            foreach (var address in addresses)
            {
                yield return new JournalRecord
                {
                    Shard = shard,
                    Offset = ++offset,
                    Address = address,
                    Seq = seq,
                    Epoch = 1,
                    CommandId = BenchSystem.NewContext(offset).Id,
                    EventType = "tally.counted",
                    EventVersion = 1,
                    RecordedAt = default,
                    Meta = Meta,
                    Payload = Payload,
                };
            }
        }
    }

    private static readonly byte[] Meta = """{"principal":{"kind":"System","id":"benchmark"}}"""u8.ToArray();

    private static readonly byte[] Payload = Written();

    private static byte[] Written()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>(TallyCodec.PayloadBytes);
        new TallyCodec().Write(new TallyEvent(1), output);
        return output.WrittenSpan.ToArray();
    }
}

using System.Diagnostics;
using Oms.Actors;
using Oms.Benchmarks.Postgres;
using Oms.Benchmarks.Runtime;
using Oms.Entities;
using Oms.Testing.Postgres;

namespace Oms.Benchmarks.Cluster;

/// <summary>How long does one durable command take that a node has to carry to the shard's owner?</summary>
/// <remarks>Its limit: an append of one record, alone, on the same database. Beside it the same command asked of the
/// owner itself.</remarks>
internal static class ForwardedAskBenchmark
{
    private const int Asks = 1_000;

    public static async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(PostgresBench.Settings);
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        var other = server.ConnectionString(await server.CreateDatabaseAsync());
        var peers = await PeerPair.SharedSecretAsync();
        await using var a = await BenchNode.StartAsync("a", database, peers, lanes: 1);
        await using var b = await BenchNode.StartAsync("b", database, peers, lanes: 1);
        await b.OwnsAsync(80);
        await a.OwnsAsync(80);
        var owned = Enumerable.Range(0, 100_000).Select(BenchSystem.Address)
            .Where(address => b.System.Owns(address)).Take(Asks).ToArray();
        await using var bare = await BareAppends.OpenAsync(other);
        var number = 0;
        var runs = await Report.InTurnsAsync(
            () => MedianAsync(i => AskAsync(a, owned[i], number++)),
            () => MedianAsync(i => AskAsync(b, owned[i], number++)),
            () => MedianAsync(_ => bare.AppendAsync()));
        string[] facts = ["in_flight=1", $"payload={TallyCodec.PayloadBytes}", "journal=postgres", "fsync=on"];
        Report.Answer("forwarded-ask-p50", "us", runs[0], facts);
        Report.Limit("bare-append-p50", runs[0], runs[2], "batch=1");
        Report.Answer("owners-ask-p50", "us", runs[1], facts);
        Report.Limit("bare-append-p50", runs[1], runs[2], "batch=1");
    }

    private static async Task AskAsync(BenchNode node, EntityAddress whom, int number)
    {
        var reply = await node.Tallies.AskAsync(whom, new TallyCommand(1), BenchSystem.NewContext(number));
        if (reply.Outcome is not ReplyOutcome.Accepted)
        {
            throw new InvalidOperationException($"{reply}");
        }
    }

    private static async Task<double> MedianAsync(Func<int, Task> once)
    {
        var trips = new List<double>(Asks);
        for (var i = 0; i < Asks; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await once(i);
            trips.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return Report.Median(trips);
    }
}

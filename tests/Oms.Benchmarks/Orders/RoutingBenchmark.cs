using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Custody.Places;

namespace Oms.Benchmarks.Orders;

/// <summary>How many routing decisions does one core make in a second with 50 locations, and how long does the search
/// through all sets of 12 locations take for 20 lines?</summary>
/// <remarks>Their limit: writing down what a decision is made from and hashing it, which every decision does.</remarks>
internal static class RoutingBenchmark
{
    private const int Decisions = 4_000;
    private const int Skus = 200;
    private const double Nines = 0.99;
    private static readonly LocalDate Today = new(2026, 11, 30);

    private static readonly RoutingTerms Terms = new(
    [
        new RoutingRule.NoDisruption(), new RoutingRule.HasCapacity(), new RoutingRule.FewestSplits(),
        new RoutingRule.Nearest(), new RoutingRule.HighestStock(),
    ]);

    public static async Task RunAsync()
    {
        var many = Worlds(locations: 50, lines: 5, stocked: 0.5);
        var runs = await Report.InTurnsAsync(
            () => Task.FromResult(Rate(many, Decide)), () => Task.FromResult(Rate(many, Hash)));
        Report.Answer("routing", "decisions/s", runs[0], "locations=50", "lines=5", "threads=1", "target=2000");
        Report.Limit("inputs-hashed", runs[0], runs[1], "threads=1");

        var wide = Worlds(locations: 12, lines: 20, stocked: 0.3);
        var times = await Report.InTurnsAsync(
            () => Task.FromResult(Slowest(wide, Decide)), () => Task.FromResult(Slowest(wide, Hash)));
        Report.Answer(
            "routing-exact-p99", "us", times[0], "locations=12", "lines=20", "sets=4095", "threads=1", "target=5000");
        Report.Limit("inputs-hashed-p99", times[0], times[1], "threads=1");
    }

    private static double Rate(World[] worlds, Func<World, int> pass)
    {
        var started = Stopwatch.GetTimestamp();
        var sum = worlds.Sum(pass);
        return sum > 0
            ? worlds.Length / Stopwatch.GetElapsedTime(started).TotalSeconds
            : throw new UnreachableException("Each pass counts something.");
    }

    private static double Slowest(World[] worlds, Func<World, int> pass)
    {
        var times = new List<double>();
        foreach (var world in worlds)
        {
            var started = Stopwatch.GetTimestamp();
            _ = pass(world);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        times.Sort();
        return times[(int)(times.Count * Nines)];
    }

    private static int Decide(World world)
    {
        var decision = Router.Route(Terms, world.Order, world.Locations, Today);
        return decision.Planned.Count + decision.Waiting.Count;
    }

    private static int Hash(World world) =>
        SHA256.HashData([
            .. JsonSerializer.SerializeToUtf8Bytes(world.Order, RoutingJson.Default.RoutingOrder),
            .. world.Locations.SelectMany(location =>
                JsonSerializer.SerializeToUtf8Bytes(location, RoutingJson.Default.RoutingLocation)),
        ]).Length;

    private static World[] Worlds(int locations, int lines, double stocked)
    {
        var random = new Random(1);
        Position Anywhere() =>
            new(random.Next(30_000_000, 48_000_000), random.Next(-120_000_000, -75_000_000));

        var worlds = new World[Decisions];
        for (var i = 0; i < worlds.Length; i++)
        {
            RoutingLine[] wanted =
            [
                .. Enumerable.Range(1, lines).Select(line =>
                    new RoutingLine(line, $"SKU-{random.Next(Skus)}", random.Next(1, 4))),
            ];
            worlds[i] = new World(
                new RoutingOrder(ShipPolicy.Split, wanted, Anywhere()),
                [
                    .. Enumerable.Range(0, locations).Select(at => new RoutingLocation(
                        $"dc-{at}",
                        LocationKind.Warehouse,
                        Today,
                        [
                            .. wanted.Select(line => line.Sku).Distinct().Where(_ => random.NextDouble() < stocked)
                                .Select(sku => new RoutingStock(sku, 100, [new DatedUnits(100, null)])),
                        ],
                        Anywhere())),
                ]);
        }

        return worlds;
    }

    private sealed record World(RoutingOrder Order, IReadOnlyList<RoutingLocation> Locations);
}

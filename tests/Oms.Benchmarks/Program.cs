using System.Diagnostics;
using Oms.Benchmarks;
using Oms.Benchmarks.Books;
using Oms.Benchmarks.Cluster;
using Oms.Benchmarks.Custody;
using Oms.Benchmarks.Eld;
using Oms.Benchmarks.Mqtt;
using Oms.Benchmarks.Orders;
using Oms.Benchmarks.Postgres;
using Oms.Benchmarks.Runtime;
using Oms.Benchmarks.Stock;

// One class a question; the first argument names it, the second one a directory on a disk.
Dictionary<string, Func<string, Task>> benchmarks = new(StringComparer.OrdinalIgnoreCase)
{
    [nameof(TellBenchmark)] = _ => TellBenchmark.RunAsync(),
    [nameof(AskBenchmark)] = _ => AskBenchmark.RunAsync(),
    [nameof(HotEntityBenchmark)] = HotEntityBenchmark.RunAsync,
    [nameof(ThousandEntitiesBenchmark)] = ThousandEntitiesBenchmark.RunAsync,
    [nameof(PostgresHotEntityBenchmark)] = PostgresHotEntityBenchmark.RunAsync,
    [nameof(PostgresThousandEntitiesBenchmark)] = PostgresThousandEntitiesBenchmark.RunAsync,
    [nameof(IdleEntitiesBenchmark)] = _ => IdleEntitiesBenchmark.RunAsync(),
    [nameof(PeerAskBenchmark)] = _ => PeerAskBenchmark.RunAsync(),
    [nameof(ForwardedAskBenchmark)] = _ => ForwardedAskBenchmark.RunAsync(),
    [nameof(HandOffBenchmark)] = _ => HandOffBenchmark.RunAsync(),
    [nameof(ColdStartBenchmark)] = _ => ColdStartBenchmark.RunAsync(),
    [nameof(CentreStartBenchmark)] = _ => CentreStartBenchmark.RunAsync(),
    [nameof(MqttParseBenchmark)] = _ => MqttParseBenchmark.RunAsync(),
    [nameof(EldParseBenchmark)] = _ => EldParseBenchmark.RunAsync(),
    [nameof(DurableIngestBenchmark)] = DurableIngestBenchmark.RunAsync,
    [nameof(EvidenceVerifyBenchmark)] = _ => EvidenceVerifyBenchmark.RunAsync(),
    [nameof(SignAppendBenchmark)] = SignAppendBenchmark.RunAsync,
    [nameof(InclusionProofBenchmark)] = _ => InclusionProofBenchmark.RunAsync(),
    [nameof(KioskStepBenchmark)] = KioskStepBenchmark.RunAsync,
    [nameof(CheckOutBenchmark)] = CheckOutBenchmark.RunAsync,
    [nameof(RoutingBenchmark)] = _ => RoutingBenchmark.RunAsync(),
    [nameof(SimulationBenchmark)] = SimulationBenchmark.RunAsync,
    [nameof(StockDecisionBenchmark)] = _ => StockDecisionBenchmark.RunAsync(),
    [nameof(HotStockBenchmark)] = HotStockBenchmark.RunAsync,
    [nameof(PostgresHotStockBenchmark)] = _ => PostgresHotStockBenchmark.RunAsync(),
    [nameof(HotStockHttpBenchmark)] = HotStockHttpBenchmark.RunAsync,
    [nameof(FloodBenchmark)] = FloodBenchmark.RunAsync,
    [nameof(DeliveryBenchmark)] = DeliveryBenchmark.RunAsync,
    [nameof(PackAndShipBenchmark)] = PackAndShipBenchmark.RunAsync,
    [nameof(TrialBalanceBenchmark)] = TrialBalanceBenchmark.RunAsync,
    [nameof(OrderPlacementBenchmark)] = OrderPlacementBenchmark.RunAsync,
    [nameof(OrderListBenchmark)] = OrderListBenchmark.RunAsync,
    [nameof(LargeOrderBenchmark)] = LargeOrderBenchmark.RunAsync,
};

var name = args.Length > 0 ? args[0] : "";
if (name.Equals("race", StringComparison.OrdinalIgnoreCase))
{
    return await RaceCommand.RunAsync(args[1..]);
}

var directory = Path.GetFullPath(args.Length > 1 ? args[1] : ".");
if (name.Equals("all", StringComparison.OrdinalIgnoreCase))
{
    // A process each: what one leaves on the heap, or in the compiler's hands, is not the next one's.
    foreach (var one in benchmarks.Keys)
    {
        using var process = Process.Start(
            Path.Combine(AppContext.BaseDirectory, "Oms.Benchmarks"), [one, directory]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            return process.ExitCode;
        }
    }

    return 0;
}

if (!benchmarks.TryGetValue(name, out var run))
{
    await Console.Error.WriteLineAsync($"Name one of: all, race, {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

if (Machine.FileSystemOf(directory) is "tmpfs" or "ramfs")
{
    await Console.Error.WriteLineAsync($"{directory} is in memory, so nothing there is durable. Name one on a disk.");
    return 2;
}

Console.WriteLine(Machine.Describe(name, TimeProvider.System));
await run(directory);
return 0;

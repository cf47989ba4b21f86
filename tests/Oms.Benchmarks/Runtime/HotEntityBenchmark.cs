namespace Oms.Benchmarks.Runtime;

/// <summary>How many durable commands a second does one entity take?</summary>
internal static class HotEntityBenchmark
{
    public static int Run(string[] args) =>
        DurableBench.Run("hot-entity", entities: 1, inFlight: 4_000, commands: 100_000, args);
}

namespace Oms.Benchmarks.Runtime;

/// <summary>How many durable commands a second does one entity take?</summary>
internal static class HotEntityBenchmark
{
    public static Task RunAsync(string directory) => DurableBench.RunAsync("hot-entity", entities: 1, directory);
}

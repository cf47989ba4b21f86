namespace Oms.Benchmarks.Runtime;

/// <summary>How many durable commands a second do a thousand entities take together?</summary>
internal static class ThousandEntitiesBenchmark
{
    public static Task RunAsync(string directory) =>
        DurableBench.RunAsync("thousand-entities", entities: 1_000, directory);
}

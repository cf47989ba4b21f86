namespace Oms.Benchmarks.Runtime;

/// <summary>How many durable commands a second do a thousand entities take together?</summary>
internal static class ThousandEntitiesBenchmark
{
    public static int Run(string[] args) =>
        DurableBench.Run("thousand-entities", entities: 1_000, inFlight: 4_000, commands: 100_000, args);
}

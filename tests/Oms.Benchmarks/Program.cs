using System.Runtime.InteropServices;
using Oms.Benchmarks.Mqtt;
using Oms.Benchmarks.Postgres;
using Oms.Benchmarks.Runtime;

// One class a question; the first argument names it.
Dictionary<string, Func<string[], int>> benchmarks = new(StringComparer.OrdinalIgnoreCase)
{
    [nameof(TellBenchmark)] = TellBenchmark.Run,
    [nameof(AskBenchmark)] = AskBenchmark.Run,
    [nameof(HotEntityBenchmark)] = HotEntityBenchmark.Run,
    [nameof(ThousandEntitiesBenchmark)] = ThousandEntitiesBenchmark.Run,
    [nameof(IdleEntitiesBenchmark)] = IdleEntitiesBenchmark.Run,
    [nameof(PostgresHotEntityBenchmark)] = PostgresHotEntityBenchmark.Run,
    [nameof(PostgresThousandEntitiesBenchmark)] = PostgresThousandEntitiesBenchmark.Run,
    [nameof(MqttParseBenchmark)] = MqttParseBenchmark.Run,
    [nameof(DurableIngestBenchmark)] = DurableIngestBenchmark.Run,
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"Name one of: {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

Console.WriteLine(
    $"machine={RuntimeInformation.ProcessArchitecture} cores={Environment.ProcessorCount} "
    + $"os=\"{RuntimeInformation.OSDescription}\" runtime=\"{RuntimeInformation.FrameworkDescription}\"");
return run(args[1..]);

namespace Oms.Benchmarks.Postgres;

/// <summary>How many durable commands a second do a thousand entities take together on PostgreSQL?</summary>
internal static class PostgresThousandEntitiesBenchmark
{
    public static Task RunAsync(string directory) =>
        PostgresBench.RunAsync("postgres-thousand-entities", entities: 1_000, lanes: 2);
}

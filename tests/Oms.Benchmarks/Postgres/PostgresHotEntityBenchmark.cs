namespace Oms.Benchmarks.Postgres;

/// <summary>How many durable commands a second does one entity take on PostgreSQL?</summary>
internal static class PostgresHotEntityBenchmark
{
    public static Task RunAsync(string directory) =>
        PostgresBench.RunAsync("postgres-hot-entity", entities: 1, lanes: 1);
}

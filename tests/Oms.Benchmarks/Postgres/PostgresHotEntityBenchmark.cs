namespace Oms.Benchmarks.Postgres;

/// <summary>How many durable commands a second does one entity take on PostgreSQL?</summary>
internal static class PostgresHotEntityBenchmark
{
    public static int Run(string[] args) => PostgresBench.Run("postgres-hot-entity", entities: 1, args);
}

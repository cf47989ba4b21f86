using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cluster;
using Oms.Journal.Conformance;

namespace Oms.Actors.Postgres.Tests;

public sealed class PostgresClusterStoreConformanceTests(SharedServer server) : ClusterStoreConformance
{
    private PostgresJournalOptions? _options;
    private PostgresClusterStore? _store;
    private PostgresJournal? _journal;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_journal?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    protected override async Task<(IClusterStore Store, IJournal Journal)> OpenAsync()
    {
        _options = await server.NewDatabaseAsync(Shards);
        _store = await PostgresClusterStore.OpenAsync(_options, TimeProvider.System, Cancelled);
        _journal = await PostgresJournal.OpenAsync(_options, Cancelled);
        return (_store, _journal);
    }

    // The server's clock cannot be moved, but all that it is compared with.
    protected override Task PassAsync(Duration time) => ClusterSql.PassAsync(_options!, time);
}

/// <summary>What tests do to the tables of a cluster behind its back.</summary>
internal static class ClusterSql
{
    /// <summary>Lets every lease be that much older.</summary>
    public static Task PassAsync(PostgresJournalOptions options, Duration time) => Sql.RunAsync(
        options,
        $"update node set lease_until = lease_until - interval '{(long)time.TotalMilliseconds} milliseconds'");
}

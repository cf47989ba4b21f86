using Npgsql;

namespace Oms.Actors.Postgres.Cluster;

/// <summary>A node's ways to the tables of its cluster: none of them waits for the journal, nor a heartbeat for
/// anything.</summary>
internal sealed class ClusterConnections : IAsyncDisposable
{
    // The next heartbeat need not wait for one that got no answer.
    private const int HeartbeatsAtOnce = 2;
    private const int ChangesAtOnce = 4;
    private const int ReadsAtOnce = 2;

    public ClusterConnections(PostgresJournalOptions options)
    {
        Sources = new DataSources(options);
        var heartbeatWait = (int)options.HeartbeatWait.TotalSeconds;
        Heartbeats = Sources.Make("oms cluster heartbeat", DataSources.LetGo, writes: true, source =>
        {
            source.Timeout = Math.Min(source.Timeout, 2 * heartbeatWait);
            source.CommandTimeout = heartbeatWait;
            (source.MaxPoolSize, source.MaxAutoPrepare) = (HeartbeatsAtOnce, DataSources.StatementsPrepared);
        });
        Changes = Sources.Make("oms cluster change", DataSources.LetGo, writes: true, source =>
            (source.MaxPoolSize, source.MaxAutoPrepare) = (ChangesAtOnce, DataSources.StatementsPrepared));
        Reads = Sources.Make("oms cluster read", DataSources.LetGo, writes: false, source =>
            (source.MaxPoolSize, source.MaxAutoPrepare) = (ReadsAtOnce, DataSources.StatementsPrepared));
        Listens = Sources.Make("oms cluster listen", DataSources.LetGo, writes: false, source =>
            (source.Pooling, source.CommandTimeout) = (false, source.Timeout));
    }

    public DataSources Sources { get; }

    public NpgsqlDataSource Heartbeats { get; }

    public NpgsqlDataSource Changes { get; }

    public NpgsqlDataSource Reads { get; }

    public NpgsqlDataSource Listens { get; }

    public ValueTask DisposeAsync() => Sources.DisposeAsync();
}

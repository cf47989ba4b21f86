using Npgsql;

namespace Oms.Actors.Postgres;

/// <summary>A journal's ways to the server.</summary>
internal sealed class Connections : IAsyncDisposable
{
    private const int AcquiresAtOnce = 4;

    public Connections(PostgresJournalOptions options)
    {
        Sources = new DataSources(options);

        // A lane that gives its connection up must not get it back, so there is no pool.
        Lanes = Sources.Make("oms journal lane", DataSources.LetGo, writes: true, source => source.Pooling = false);
        Acquires = Sources.Make("oms journal acquire", DataSources.LetGo, writes: true, source =>
            (source.MaxPoolSize, source.MaxAutoPrepare) = (AcquiresAtOnce, DataSources.StatementsPrepared));
        Reads = Sources.Make("oms journal read", DataSources.LetGo, writes: false, source =>
            (source.MaxPoolSize, source.MaxAutoPrepare) = (options.ReadersMax, DataSources.StatementsPrepared));
    }

    public DataSources Sources { get; }

    public NpgsqlDataSource Lanes { get; }

    public NpgsqlDataSource Acquires { get; }

    public NpgsqlDataSource Reads { get; }

    public ValueTask DisposeAsync() => Sources.DisposeAsync();
}

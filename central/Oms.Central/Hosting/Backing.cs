using Oms.Actors.Journal;
using Oms.Actors.Postgres;
using Oms.Actors.Postgres.Cells;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Sqlite;
using Oms.Central.Storage;

namespace Oms.Central.Hosting;

/// <summary>Where a node's state lies: in files of its own, or in a database that it shares with other nodes.</summary>
internal sealed class Backing : IAsyncDisposable
{
    /// <summary>Appends in flight at once over a database: two let one commit while the other is written.</summary>
    public const int DatabaseLanes = 2;

    private readonly Stack<IAsyncDisposable> _opened = new();

    private Backing()
    {
    }

    public IJournal Journal { get; private set; } = null!;

    public CentralStores Stores { get; private set; } = null!;

    /// <summary>The databases; null where the state lies in files.</summary>
    public PostgresCells? Cells { get; private set; }

    /// <summary>Null where the node is the only one.</summary>
    public ClusterMember? Member { get; private set; }

    /// <summary>Opens everything.</summary>
    /// <param name="peers">How peers are known; null where the node is the only one.</param>
    /// <exception cref="StartException">Another process has the directory.</exception>
    public static async Task<Backing> OpenAsync(
        CentralOptions options, PeerOptions? peers, CentralKeys keys, IServiceProvider services)
    {
        var backing = new Backing();
        try
        {
            await (options.Cluster is { } cluster
                ? backing.OpenDatabaseAsync(options, cluster, peers!, keys, services)
                : backing.OpenFilesAsync(options));
            return backing;
        }
        catch
        {
            await backing.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_opened.TryPop(out var last))
        {
            await last.DisposeAsync();
        }
    }

    private Task OpenFilesAsync(CentralOptions options)
    {
        Journal = Opened(SqliteJournal.Open(new SqliteJournalOptions(options.DataDirectory)));
        Stores = Opened(CentralStores.OpenFiles(options.DataDirectory, TaskScheduler.Default));
        return Task.CompletedTask;
    }

    private async Task OpenDatabaseAsync(
        CentralOptions options, ClusterSettings cluster, PeerOptions peers, CentralKeys keys, IServiceProvider services)
    {
        var home = NodeHome.Take(options.DataDirectory);
        _ = Opened(new Closing(home));
        var cells = Opened(await PostgresCells.OpenAsync(
            [
                .. cluster.Cells.Select(cell => new PostgresCell(
                    cell.Name, new PostgresJournalOptions(cell.ConnectionString) { Lanes = DatabaseLanes })),
            ],
            TimeProvider.System,
            CancellationToken.None));
        (Cells, Journal) = (cells, cells.Journal);
        Stores = Opened(await CentralStores.OpenPostgresAsync(cluster.ConnectionString, CancellationToken.None));
        await ClusterIdentity.AgreeAsync(Stores.Requests, keys);
        Member = Opened(new ClusterMember(cluster, cells, home.Id, peers, services));
    }

    private T Opened<T>(T one)
        where T : IAsyncDisposable
    {
        _opened.Push(one);
        return one;
    }

    private sealed class Closing(IDisposable what) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            what.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cluster;

namespace Oms.Actors.Postgres.Cells;

/// <summary>One database of several.</summary>
/// <param name="Name">What operators call it.</param>
/// <param name="Journal">Where it is; its place among the cells is filled in.</param>
public sealed record PostgresCell(string Name, PostgresJournalOptions Journal);

/// <summary>A journal and its cluster over one or more PostgreSQL databases; each shard is in one of them.</summary>
/// <remarks>The first database has the map of all shards. All must answer when it is opened; later, one that is away
/// costs its own shards alone.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class PostgresCells : IAsyncDisposable
{
    private readonly List<PostgresClusterStore> _stores = [];

    private PostgresCells(IReadOnlyList<PostgresCell> cells) => Names = [.. cells.Select(cell => cell.Name)];

    /// <summary>What the cells are called, in their order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The journal of all shards; it is disposed with the cells.</summary>
    public IJournal Journal { get; private set; } = null!;

    /// <summary>Where the nodes meet, in each cell.</summary>
    public IReadOnlyList<PostgresClusterStore> Stores => _stores;

    /// <summary>Which cell each shard is in.</summary>
    public CellMap Map { get; private set; } = null!;

    /// <summary>Moves shards from cell to cell.</summary>
    public ShardMover Mover { get; private set; } = null!;

    /// <summary>Opens all databases; brings older or empty ones to the tables of this version first.</summary>
    /// <param name="cells">At least one, in the order in which they were first named; a new one last and
    /// empty.</param>
    /// <param name="time">Only for pauses.</param>
    /// <param name="cancellationToken">Gives the opening up.</param>
    /// <exception cref="PostgresJournalException">One cannot be used; the message names it and the way out.</exception>
    public static async Task<PostgresCells> OpenAsync(
        IReadOnlyList<PostgresCell> cells, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(time);
        var opened = new PostgresCells(cells);
        try
        {
            await opened.OpenAllAsync(cells, time, cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        await (Journal?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Mover?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task OpenAllAsync(
        IReadOnlyList<PostgresCell> cells, TimeProvider time, CancellationToken cancellationToken)
    {
        List<PostgresJournal> journals = [];
        List<PostgresJournalOptions> all = [];
        try
        {
            for (var cell = 0; cell < cells.Count; cell++)
            {
                var options = cells[cell].Journal with
                {
                    Cell = cell,
                    Cluster = cell == 0 ? null : journals[0].Cluster,
                    ShardCount = cell == 0 ? cells[cell].Journal.ShardCount : journals[0].ShardCount,
                };
                all.Add(options);
                journals.Add(await PostgresJournal.OpenAsync(options, cancellationToken));
                _stores.Add(await PostgresClusterStore.OpenAsync(options, time, cancellationToken));
            }

            Map = new CellMap(journals[0].ShardCount, cells.Count);
            var table = await _stores[0].ReadAsync(cancellationToken);
            _ = Map.Update(table);
            if (table.Shards.FirstOrDefault(row => row.Cell >= cells.Count) is { Cell: > 0 } unknown)
            {
                throw new PostgresJournalException(
                    PostgresJournalFault.OtherCell,
                    Names[0],
                    $"Shard {unknown.Shard} is in cell {unknown.Cell}, which is not named. Name all cells of the "
                        + "cluster, in the same order on every node.");
            }

            Journal = cells.Count == 1 ? journals[0] : new CellJournal(journals, Map);
        }
        catch
        {
            foreach (var journal in journals)
            {
                await journal.DisposeAsync();
            }

            throw;
        }

        Mover = new ShardMover(all, time);
    }
}

using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Cells;

namespace Oms.Actors.Postgres.Tests.Cells;

/// <summary>Two empty databases that are the cells of one journal.</summary>
internal static class TwoCells
{
    public static async Task<IReadOnlyList<PostgresCell>> NewAsync(SharedServer server, int shards) =>
    [
        new("a", await server.NewDatabaseAsync(shards)),
        new("b", await server.NewDatabaseAsync(shards)),
    ];

    /// <summary>What is wrong with the cells as they lie in their databases, past every node: each sound by itself, and
    /// each shard active in the cell that the map names and in no other.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(
        IReadOnlyList<PostgresCell> cells, CancellationToken cancellationToken)
    {
        await using var opened = await PostgresCells.OpenAsync(cells, TimeProvider.System, cancellationToken);
        List<string> wrong = [];
        for (var cell = 0; cell < cells.Count; cell++)
        {
            await using var journal = await PostgresJournal.OpenAsync(
                cells[cell].Journal with { Cell = cell }, cancellationToken);
            wrong.AddRange((await journal.CheckAsync(cancellationToken)).Select(found => $"Cell {cell}: {found}"));
            foreach (var row in (await opened.Stores[cell].ReadAsync(cancellationToken)).Shards)
            {
                var isHere = opened.Map.CellOf(row.Shard) == cell;
                if (row.State != (isHere ? ShardState.Active : ShardState.Moved) || (!isHere && row.Head > 0))
                {
                    wrong.Add($"Cell {cell}: shard {row.Shard} is {row.State} with head {row.Head}.");
                }
            }
        }

        return wrong;
    }
}

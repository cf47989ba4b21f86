using System.Globalization;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cells;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Manifests;

namespace Oms.Central.Operations;

/// <summary>The cluster: its nodes, who owns which shard, and how to steer both.</summary>
internal static class ClusterEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Get<ClusterView>("/cluster", ApiScope.Read, "Nodes, shards and who owns them", async context =>
            node.Cells is { } cells
                ? Lists.Ok(View(node, cells, await TablesAsync(cells, context)), CentralJson.Default.ClusterView)
                : Alone());
        _ = routes.Post<EmptyBody>(
            "/cluster/nodes/{id}/drain", ApiScope.Admin, 200, "Have a node give all its shards away", context =>
                NodeAsync(context, node, writes, (store, id) => store.SetDrainingAsync(id, draining: true)));
        _ = routes.Post<EmptyBody>(
            "/cluster/nodes/{id}/resume", ApiScope.Admin, 200, "Let a draining node take shards again", context =>
                NodeAsync(context, node, writes, (store, id) => store.SetDrainingAsync(id, draining: false)));
        _ = routes.Post<EmptyBody>(
            "/cluster/nodes/{id}/declare-dead", ApiScope.Admin, 200,
            "Say that a node's process has ended, so that its shards are taken over at once", context =>
                NodeAsync(context, node, writes, (store, id) => store.DeclareDeadAsync(id)));
        _ = routes.Post<MoveShardBody>(
            "/cluster/shards/{shard}/move", ApiScope.Admin, 200, "Move a shard to a node, or back to its place",
            context => writes.RunAsync(context, CentralJson.Default.MoveShardBody, addressInBody: false,
                (body, _) => MoveAsync(context, node, body)));
        _ = routes.Post<MoveCellBody>(
            "/cluster/shards/{shard}/move-cell", ApiScope.Admin, 200,
            "Move a shard to another database, or finish or undo such a move",
            context => writes.RunAsync(context, CentralJson.Default.MoveCellBody, addressInBody: false,
                (body, _) => MoveCellAsync(context, node, body)));
    }

    /// <summary>The tables of all cells; an empty one for a cell that does not answer.</summary>
    private static Task<ClusterTable[]> TablesAsync(PostgresCells cells, HttpContext context) =>
        Task.WhenAll(cells.Stores.Select(async (store, cell) =>
        {
            try
            {
                return await store.ReadAsync(context.RequestAborted);
            }
            catch (JournalUnavailableException) when (cell > 0)
            {
                return ClusterTable.Empty;
            }
        }));

    private static Task<IResult> NodeAsync(
        HttpContext context, CentralNode node, KeyedWrites writes, Func<IClusterStore, Guid, Task<bool>> change) =>
        writes.RunAsync(context, CentralJson.Default.EmptyBody, addressInBody: false, async (_, _) =>
        {
            var text = $"{context.Request.RouteValues["id"]}";
            if (node.Cells is not { } cells)
            {
                return Alone();
            }

            var changed = false;
            foreach (var store in Guid.TryParse(text, out var id) ? cells.Stores : [])
            {
                changed |= await change(store, id);
            }

            return changed ? OperationsEndpoints.Done(text) : Problems.NotFound("such node among the living");
        });

    private static async Task<Answer> MoveAsync(HttpContext context, CentralNode node, MoveShardBody body)
    {
        if (node.Cells is not { } cells)
        {
            return Alone();
        }

        if (ShardOf(context, node) is not { } shard)
        {
            return Problems.NotFound("such shard");
        }

        var store = cells.Stores[cells.Map.CellOf(shard)];
        var table = await store.ReadAsync(context.RequestAborted);
        if (body.Node is { } name && !table.Nodes.Any(row => row.Node.Name == name && row.State is NodeState.Up))
        {
            return Problems.Invalid("/node", "No node of that name is up.");
        }

        await store.PreferAsync(shard, body.Node);
        return OperationsEndpoints.Done($"{shard}");
    }

    private static async Task<Answer> MoveCellAsync(HttpContext context, CentralNode node, MoveCellBody body)
    {
        if (node.Cells is not { } cells)
        {
            return Alone();
        }

        if (ShardOf(context, node) is not { } shard)
        {
            return Problems.NotFound("such shard");
        }

        var to = cells.Names.ToList().IndexOf(body.Cell);
        if (to < 0)
        {
            return Problems.Invalid("/cell", $"Cells are {string.Join(", ", cells.Names)}.");
        }

        var absent = Up(await cells.Stores[0].ReadAsync(context.RequestAborted))
            .Except(Up(await cells.Stores[to].ReadAsync(context.RequestAborted))).ToList();
        if (absent.Count > 0)
        {
            return Problems.Of(
                409, "cell-unknown-to-nodes",
                $"Not every node is in cell {body.Cell}: {string.Join(", ", absent)}. See their option Journal:Cells.");
        }

        try
        {
            // To its end, though the caller may have gone: an unfinished move keeps the shard from being used.
            await cells.Mover.MoveAsync(shard, to, CancellationToken.None);
        }
        catch (ShardMoveException failure)
        {
            return Problems.Of(409, "shard-not-moved", failure.Message);
        }

        return OperationsEndpoints.Done($"{shard}");
    }

    private static int? ShardOf(HttpContext context, CentralNode node) =>
        int.TryParse(
            $"{context.Request.RouteValues["shard"]}", NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
        && shard < node.Journal.ShardCount
            ? shard
            : null;

    private static string NameOf(PostgresCells cells, int cell) =>
        cell < cells.Names.Count ? cells.Names[cell] : $"{cell}";

    private static IEnumerable<string> Up(ClusterTable table) =>
        table.Nodes.Where(row => row is { State: NodeState.Up, IsExpired: false }).Select(row => row.Node.Name);

    private static Answer Alone() =>
        Problems.Of(404, "not-clustered", "This centre is a single node; see the option Journal:Kind.");

    private static ClusterView View(CentralNode node, PostgresCells cells, ClusterTable[] tables)
    {
        var table = ClusterTable.Of(tables);
        var owned = table.Shards.ToLookup(row => row.Owner);
        var lag = node.System.Lag().ToLookup(row => row.Shard, row => long.Max(0, row.Head - row.Offset));
        return new ClusterView(
            node.System.Self!.Name,
            [
                .. table.Nodes.OrderBy(row => row.Node.Name, StringComparer.Ordinal).Select(row => new NodeView(
                    row.Node.Id,
                    row.Node.Name,
                    row.Node.Address,
                    Storage.CentralViews.Snake(row.State),
                    row.IsExpired,
                    owned[row.Node.Id].Count(),
                    row.Node.Version,
                    row.Node.Weight)),
            ],
            [
                .. table.Shards.Select(row => new ShardView(
                    row.Shard,
                    row.Epoch,
                    row.Owner is { } owner ? table.Find(owner)?.Node.Name : null,
                    row.Head,
                    Placement.Of(row.Shard, row.Preferred, table.Nodes)?.Name,
                    row.Preferred,
                    lag.Contains(row.Shard) ? lag[row.Shard].Max() : null,
                    NameOf(cells, row.Cell),
                    Storage.CentralViews.Snake(row.State))),
            ],
            [
                .. cells.Names.Select((name, cell) => new CellView(
                    name,
                    tables[cell].Shards.Count > 0,
                    table.Shards.Count(row => row.Cell == cell),
                    tables[cell].Shards.Count(row => row.State is ShardState.Moving or ShardState.Copying))),
            ]);
    }
}

/// <param name="Node">The node that answers.</param>
internal sealed record ClusterView(
    string Node, IReadOnlyList<NodeView> Nodes, IReadOnlyList<ShardView> Shards, IReadOnlyList<CellView> Cells);

/// <param name="Answers">Whether the database answers; where not, what is said of its shards is old.</param>
/// <param name="Shards">How many it has.</param>
/// <param name="Leaving">How many of them are on their way to another cell.</param>
internal sealed record CellView(string Name, bool Answers, int Shards, int Leaving);

/// <param name="Expired">Whether its lease has ended; others may declare it dead.</param>
/// <param name="Shards">How many it owns.</param>
internal sealed record NodeView(
    Guid Id, string Name, string Address, string State, bool Expired, int Shards, int Version, int Weight);

/// <param name="Owner">Null when nobody has it.</param>
/// <param name="Head">Its newest committed offset.</param>
/// <param name="Wanted">Where placement wants it.</param>
/// <param name="Preferred">Where an operator moved it.</param>
/// <param name="Behind">Records that its slowest consumer has not done; null where another node knows.</param>
/// <param name="Cell">The database that has it.</param>
/// <param name="State">active, or how far its move to another cell is.</param>
internal sealed record ShardView(
    int Shard,
    long Epoch,
    string? Owner,
    long Head,
    string? Wanted,
    string? Preferred,
    long? Behind,
    string Cell,
    string State);

/// <param name="Node">A node's name; null for where placement puts the shard.</param>
internal sealed record MoveShardBody(string? Node);

/// <param name="Cell">A cell's name.</param>
internal sealed record MoveCellBody(string Cell);

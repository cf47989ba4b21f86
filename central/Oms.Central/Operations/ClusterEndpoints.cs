using System.Globalization;
using Oms.Actors.Cluster;
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
            node.ClusterStore is { } store
                ? Lists.Ok(
                    View(node, await store.ReadAsync(context.RequestAborted)), CentralJson.Default.ClusterView)
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
    }

    private static Task<IResult> NodeAsync(
        HttpContext context, CentralNode node, KeyedWrites writes, Func<IClusterStore, Guid, Task<bool>> change) =>
        writes.RunAsync(context, CentralJson.Default.EmptyBody, addressInBody: false, async (_, _) =>
        {
            var text = $"{context.Request.RouteValues["id"]}";
            return node.ClusterStore is not { } store ? Alone()
                : Guid.TryParse(text, out var id) && await change(store, id) ? OperationsEndpoints.Done(text)
                : Problems.NotFound("such node among the living");
        });

    private static async Task<Answer> MoveAsync(HttpContext context, CentralNode node, MoveShardBody body)
    {
        if (node.ClusterStore is not { } store)
        {
            return Alone();
        }

        var text = $"{context.Request.RouteValues["shard"]}";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            || shard >= node.Journal.ShardCount)
        {
            return Problems.NotFound("such shard");
        }

        var table = await store.ReadAsync(context.RequestAborted);
        if (body.Node is { } name && !table.Nodes.Any(row => row.Node.Name == name && row.State is NodeState.Up))
        {
            return Problems.Invalid("/node", "No node of that name is up.");
        }

        await store.PreferAsync(shard, body.Node);
        return OperationsEndpoints.Done($"{shard}");
    }

    private static Answer Alone() =>
        Problems.Of(404, "not-clustered", "This centre is a single node; see the option Journal:Kind.");

    private static ClusterView View(CentralNode node, ClusterTable table)
    {
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
                    lag.Contains(row.Shard) ? lag[row.Shard].Max() : null)),
            ]);
    }
}

/// <param name="Node">The node that answers.</param>
internal sealed record ClusterView(string Node, IReadOnlyList<NodeView> Nodes, IReadOnlyList<ShardView> Shards);

/// <param name="Expired">Whether its lease has ended; others may declare it dead.</param>
/// <param name="Shards">How many it owns.</param>
internal sealed record NodeView(
    Guid Id, string Name, string Address, string State, bool Expired, int Shards, int Version, int Weight);

/// <param name="Owner">Null when nobody has it.</param>
/// <param name="Head">Its newest committed offset.</param>
/// <param name="Wanted">Where placement wants it.</param>
/// <param name="Preferred">Where an operator moved it.</param>
/// <param name="Behind">Records that its slowest consumer has not done; null where another node knows.</param>
internal sealed record ShardView(
    int Shard, long Epoch, string? Owner, long Head, string? Wanted, string? Preferred, long? Behind);

/// <param name="Node">A node's name; null for where placement puts the shard.</param>
internal sealed record MoveShardBody(string? Node);

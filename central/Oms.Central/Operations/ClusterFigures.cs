using System.Diagnostics.Metrics;
using NodaTime;
using Oms.Actors;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Central.Hosting;

namespace Oms.Central.Operations;

/// <summary>The figures of the cluster as a whole: meter <c>Oms.Central</c>. Every node shows the same ones, taken when
/// they are asked for.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class ClusterFigures
{
    private const string MeterName = "Oms.Central";

    // A scrape waits for it.
    private static readonly Duration PeerWait = Duration.FromSeconds(1);

    private readonly CentralNode _node;
    private ClusterLag _lag = new([], []);
    private long _quarantined;

    public ClusterFigures(CentralNode node, IMeterFactory meters)
    {
        _node = node;
        var meter = meters.Create(MeterName);
        _ = meter.CreateObservableGauge(
            "oms.cluster.consumer.behind", Behind, unit: "{record}",
            "Records that are committed and not done, by consumer, over all shards of the nodes that answer.");
        Show(
            "oms.cluster.consumers.stopped", "{shard}", "Shards on which a consumer has stopped.",
            () => Volatile.Read(ref _lag).Rows.Count(row => row.Stopped is not null));
        Show(
            "oms.cluster.nodes.silent", "{node}", "Living nodes that this one got no answer from.",
            () => Volatile.Read(ref _lag).Silent.Count);
        Show("oms.cluster.nodes.up", "{node}", "Nodes with a lease.", () => Nodes(expired: false));
        Show("oms.cluster.nodes.expired", "{node}", "Nodes whose lease has ended.", () => Nodes(expired: true));
        Show("oms.cluster.shards.unowned", "{shard}", "Shards that no living node owns.", Unowned);
        Show(
            "oms.cluster.entities.quarantined", "{entity}", "Entities that were set aside.",
            () => Volatile.Read(ref _quarantined));
        _ = meter.CreateObservableGauge(
            "oms.disk.free", () => new DriveInfo(node.DataDirectory).AvailableFreeSpace, unit: "By",
            "Free in the data directory.");

        void Show(string name, string unit, string description, Func<long> value) =>
            _ = meter.CreateObservableGauge(name, value, unit, description);
    }

    /// <summary>Asks the other nodes and the journal. What cannot be had stays as it was.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lag, await _node.System.LagOfAllAsync(PeerWait));
        try
        {
            Volatile.Write(ref _quarantined, (await _node.System.QuarantinedAsync(cancellationToken)).Count);
        }
        catch (JournalUnavailableException)
        {
            // Other figures say so.
        }
    }

    private IEnumerable<Measurement<long>> Behind() =>
        from lags in Volatile.Read(ref _lag).Rows.GroupBy(row => row.Consumer)
        select new Measurement<long>(
            lags.Sum(row => long.Max(0, row.Head - row.Offset)),
            new KeyValuePair<string, object?>("oms.consumer", lags.Key));

    private long Nodes(bool expired) => _node.System.Cluster is { } table
        ? table.Nodes.Count(row => row.State is not NodeState.Dead && row.IsExpired == expired)
        : expired ? 0 : 1;

    private long Unowned() => _node.System.Cluster is { } table
        ? table.Shards.Count(row =>
            row.Owner is not { } owner || table.Find(owner) is not { State: not NodeState.Dead })
        : 0;
}

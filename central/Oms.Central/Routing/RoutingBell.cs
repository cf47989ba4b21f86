using System.Threading.Channels;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Central.Orders;

namespace Oms.Central.Routing;

/// <summary>Tells the worker of orders of which a location is to be decided, so that it is done at once.</summary>
/// <remarks>It keeps nothing: what happened while nobody listened, or does not fit, the worker finds by
/// itself.</remarks>
internal sealed class RoutingBell(IJournal journal) : IProjection
{
    private const int WaitingMax = 1_024;

    private readonly Channel<string> _due = Channel.CreateBounded<string>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Ids of orders.</summary>
    public ChannelReader<string> Due => _due.Reader;

    public string Name => "routing-bell";

    public bool Listens(string kind) => kind == OrderId.Kind;

    public Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken) =>
        journal.ReadHeadAsync(shard, cancellationToken);

    /// <summary>It keeps nothing that could be lost.</summary>
    public Task<IReadOnlyDictionary<int, long>> ReadPositionsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());

    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset)
    {
        foreach (var happened in events)
        {
            if (happened.Event is OrderEvent.RerouteRequested
                || (happened.Event is OrderEvent.OrderPlaced { Terms: { ShipFrom: null } terms }
                    && terms.Lines.Any(line => line.ShipFrom is null))
                || (happened.Event is OrderEvent.ChangeProposed change
                    && change.Added.Any(line => line.Item.ShipFrom is null)))
            {
                _ = _due.Writer.TryWrite(happened.Address.Id);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>It holds nothing that could be rebuilt.</summary>
    public Task ResetAsync() => Task.CompletedTask;
}

using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;

namespace Oms.Actors.Tests.Simulation;

/// <summary>A read model in a store that outlives the nodes; two nodes may feed it at once.</summary>
public sealed class WorldProjection : IProjection
{
    private SortedDictionary<string, long> _values = new(StringComparer.Ordinal);
    private Dictionary<int, long> _positions = [];

    public string Name => "world";

    public string Text => string.Join(' ', _values.Select(value => $"{value.Key}={value.Value}"));

    /// <summary>What brings it back to what it is now.</summary>
    public Action Remember()
    {
        var (values, positions) = (
            new SortedDictionary<string, long>(_values, StringComparer.Ordinal), _positions.ToDictionary());
        return () => (_values, _positions) = (values, positions);
    }

    public bool Listens(string kind) => true;

    public Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken) =>
        Task.FromResult(_positions.GetValueOrDefault(shard));

    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset)
    {
        // The position stands beside the rows: what another node has applied is not applied again.
        if (_positions.GetValueOrDefault(shard) is var position && position != after)
        {
            throw new ProjectionMovedException(position);
        }

        foreach (var happened in events)
        {
            var key = happened.Address.ToString();
            _values[key] = unchecked((_values.GetValueOrDefault(key) * 31) + WeightOf(happened.Event));
        }

        _positions[shard] = offset;
        return Task.CompletedTask;
    }

    public Task ResetAsync()
    {
        _values.Clear();
        _positions.Clear();
        return Task.CompletedTask;
    }

    /// <summary>A shard's records as a projection gets them.</summary>
    public static IReadOnlyList<RecordedEvent> Decode(IReadOnlyList<JournalRecord> records) =>
    [
        .. records.Where(record => !ReservedEvents.IsReserved(record)).Select(record => new RecordedEvent(
            record, new RecordMeta(new Principal(PrincipalKind.System, "test")), EventOf(record))),
    ];

    private static object EventOf(JournalRecord record)
    {
        var name = new EventName(record.EventType, record.EventVersion);
        return record.Address.Kind == AccountKind.Name
            ? NextAccountEvents.Instance.Read(name, record.Payload)
            : StockKind.Type.Events.Read(name, record.Payload);
    }

    // The sum depends on the order, so that a projection fed out of order differs.
    private static long WeightOf(object? happened) => happened switch
    {
        AccountEvent.Deposited e => e.Amount,
        AccountEvent.Withdrawn e => -e.Amount,
        AccountEvent.Sent e => -e.Amount,
        AccountEvent.Received e => e.Amount,
        StockEvent.Brought e => e.Units,
        StockEvent.Reserved e => -e.Units,
        _ => 1,
    };
}

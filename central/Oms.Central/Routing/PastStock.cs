using NodaTime;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Inventory;

namespace Oms.Central.Routing;

/// <summary>Stock items as they were at moments that only get later: each record is read and folded once, however many
/// moments are asked for.</summary>
/// <param name="recordsMax">Records of all items together; more are too many for one answer.</param>
internal sealed class PastStock(CentralNode node, int recordsMax)
{
    private const int RecordsAtOnce = 512;

    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private int _folded;

    /// <summary>Whether more records would have to be read than one answer may take.</summary>
    public bool IsTooLong => _folded > recordsMax;

    /// <summary>The item as it was; records of this very instant count.</summary>
    /// <param name="at">Not before any moment that was asked for earlier.</param>
    public async Task<StockItem> AtAsync(string id, Instant at, CancellationToken cancellationToken)
    {
        if (!_items.TryGetValue(id, out var item))
        {
            _items[id] = item = new Item();
        }

        while (!IsTooLong)
        {
            if (item.Next == item.Read.Count)
            {
                if (item.IsWhole)
                {
                    break;
                }

                item.Read = await node.Journal.ReadEntityAsync(
                    CentralNode.Address(StockItem.Kind, id), item.Seq, RecordsAtOnce, cancellationToken);
                (item.Next, item.IsWhole) = (0, item.Read.Count < RecordsAtOnce);
                continue;
            }

            var record = item.Read[item.Next];
            if (record.RecordedAt > at)
            {
                break;
            }

            (item.Next, item.Seq, _folded) = (item.Next + 1, record.Seq, _folded + 1);
            item.State = ReservedEvents.IsReserved(record)
                ? item.State
                : StockItem.Evolve(item.State, CentralEntities.Stock.Events.Read(
                    new EventName(record.EventType, record.EventVersion), record.Payload));
        }

        return item.State;
    }

    private sealed class Item
    {
        public StockItem State { get; set; } = StockItem.Initial;

        public IReadOnlyList<JournalRecord> Read { get; set; } = [];

        public int Next { get; set; }

        public long Seq { get; set; }

        public bool IsWhole { get; set; }
    }
}

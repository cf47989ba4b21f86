using NodaTime;
using Oms.Actors.Journal;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>What must hold of orders: their lines' units (I4), what is promised to them (I5), that each is placed once
/// (I7), and that none is lost (I12).</summary>
internal sealed class OrderAudit
{
    private readonly Dictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Instant> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _placed = new(StringComparer.Ordinal);
    private readonly FormCodec<OrderEvent> _codec = new(OrderEvents.Forms);

    public Dictionary<string, Order> Orders => _orders;

    public void Fold(JournalRecord record, List<Violation> violations)
    {
        if (InvariantAudit.Read(record, OrderId.Kind, _codec) is not { } happened)
        {
            return;
        }

        var id = record.Address.Id;
        _changed[id] = record.RecordedAt;
        if (happened is OrderEvent.OrderPlaced placed)
        {
            if (!_placed.Add(id))
            {
                violations.Add(new Violation("I7", id, "It was placed twice."));
            }

            var due = OrderId.Of(record.Address.Tenant, placed.Terms.Channel, placed.Terms.ExternalRef);
            if (due != id)
            {
                violations.Add(new Violation(
                    "I7", id, $"The id of {placed.Terms.Channel} {placed.Terms.ExternalRef} is {due}."));
            }
        }

        InvariantAudit.Fold("I4", record, OrderId.Kind, _orders, _codec, Order.Initial, Order.Evolve, violations);
    }

    public void Check(
        Dictionary<string, StockItem> stock, Instant now, WatchLimits watch, List<Violation> violations)
    {
        violations.AddRange(Unsound(_orders));
        violations.AddRange(Orphans(stock, _orders, null));
        violations.AddRange(
            from order in _orders
            let stuck = order.Value.StuckSince(_changed[order.Key], now, watch)
            where stuck is not null
            select new Violation("I12", order.Key, stuck));
    }

    /// <summary>I4: the units of each line add up.</summary>
    public static IEnumerable<Violation> Unsound(Dictionary<string, Order> orders) =>
        from order in orders
        from line in order.Value.Lines
        where !line.Quantities.IsSound
        select new Violation("I4", $"{order.Key}/{line.Number}", $"{line.Quantities}");

    /// <summary>I5: what is promised is promised to an order that still wants it, where its line is served from. A step
    /// may be on its way.</summary>
    /// <param name="looked">The orders that were looked for; null for all that reservations name.</param>
    public static IEnumerable<Violation> Orphans(
        Dictionary<string, StockItem> stock, Dictionary<string, Order> orders, HashSet<string>? looked) =>
        from item in stock
        from reservation in item.Value.Reservations.Keys.Union(item.Value.Picked?.Keys ?? [])
        let of = OrderId.OfReservation(reservation)
        where of is not null && looked?.Contains(of.Value.Order) != false
        let order = orders.GetValueOrDefault(of.Value.Order)
        let line = order?.Lines.ElementAtOrDefault(of.Value.Line - 1)
        let isOrphan = order is null || order.Status == OrderStatus.Closed
        where isOrphan || (line?.Allocation?.Reservation == reservation
            && item.Key != StockItemId.Of(line.Sku, order!.LocationOf(line)))
        select new Violation(
            "I5",
            item.Key,
            isOrphan
                ? $"Reservation {reservation} is of no open order."
                : $"Reservation {reservation} is of a line that {order!.LocationOf(line!)} serves.");
}

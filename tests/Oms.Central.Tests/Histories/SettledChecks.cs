using Oms.Central.Capacity;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Payments;

namespace Oms.Central.Tests.Histories;

/// <summary>What different entities say of the same units, once nothing is under way between them.</summary>
internal static class SettledChecks
{
    /// <summary>I2 over all locations: what left one is on its way, elsewhere, or with a customer.</summary>
    public static void Units(
        Dictionary<string, long> totals, IEnumerable<StockOracle> stock, long inTransit)
    {
        var gone = stock.Sum(item => item.Outside.GetValueOrDefault("in_transit"));
        InvariantBrokenException.Unless(
            gone == inTransit, "I2", "all locations", $"{gone} left and did not arrive; transfers have {inTransit}.");
        Same("shipped");
        Same("returned");
        Same("taken back");
        Same("bought");

        void Same(string what)
        {
            var items = totals.GetValueOrDefault($"stock {what}");
            var orders = totals.GetValueOrDefault($"orders {what}");
            InvariantBrokenException.Unless(
                items == orders, "I2", "all orders", $"{items} were {what} by stock items, {orders} by orders.");
        }
    }

    /// <summary>I5 and I12: a promise is of an order that wants it, and an open order has a next step.</summary>
    public static void Promises(
        IReadOnlyDictionary<string, Order> orders, IReadOnlyDictionary<string, StockOracle> stock)
    {
        foreach (var (item, oracle) in stock)
        {
            foreach (var (reservation, units) in oracle.Live
                .Select(each => (each.Key, each.Value.Units + oracle.Picked(each.Key)))
                .Concat(oracle.Waiting.Select(each => (each.Key, each.Value))))
            {
                if (OrderId.OfReservation(reservation) is not var (id, number))
                {
                    continue;
                }

                var held = orders.TryGetValue(id, out var order) ? order.Lines[number - 1].Allocation : null;
                InvariantBrokenException.Unless(
                    (held?.Reservation, held?.Quantity) == (reservation, units),
                    "I5",
                    id,
                    $"{item} keeps {units} in {reservation}; the order holds {held}.");
                InvariantBrokenException.Unless(
                    item == StockItemId.Of(order!.Lines[number - 1].Sku, order.LocationOf(order.Lines[number - 1])),
                    "I5",
                    id,
                    $"{item} keeps {reservation} of a line that is served elsewhere.");
            }
        }

        foreach (var (id, order) in orders)
        {
            if (order.Status is OrderStatus.Placed or OrderStatus.Released)
            {
                NextStep(id, order, stock);
            }
        }
    }

    /// <summary>What pickers have is what stock items gave them, and what an order has them do is what they
    /// do.</summary>
    public static void Work(
        IReadOnlyDictionary<string, Order> orders,
        IReadOnlyDictionary<string, FulfilmentOrder> fulfilments,
        IReadOnlyDictionary<string, StockItem> stock,
        IReadOnlySet<string> numbers)
    {
        foreach (var found in FulfilmentAudit.Check(new(fulfilments), [], new(stock), numbers)
            .Where(found => found.Invariant == AuditRules.Fulfilment))
        {
            InvariantBrokenException.Unless(false, found.Invariant, found.Where, found.Detail);
        }

        var wanted = (from order in orders
                      from line in order.Value.Lines
                      where line.Allocation?.Work is not null
                      select (FulfilmentOrder.IdOf(order.Key, line.Allocation!.Work!.Group), line.Allocation))
            .ToDictionary(each => (each.Item1, each.Allocation.Reservation), each => each.Allocation);
        foreach (var (id, of) in fulfilments)
        {
            foreach (var line in of.Lines)
            {
                _ = wanted.Remove((id, line.Reservation), out var held);
                InvariantBrokenException.Unless(
                    line.ToDo == (held?.Quantity ?? 0) && (held is null || held.Work is { Stopping: 0 } work
                        && work.Packed == of.Ready),
                    "fulfilment", id, $"The order holds {held}; the work is {line}, ready {of.Ready}.");
            }
        }

        InvariantBrokenException.Unless(
            wanted.Count == 0, "fulfilment", $"{wanted.Keys.FirstOrDefault()}", "Nobody picks it.");
    }

    /// <summary>The places that locations have taken are those that orders have.</summary>
    public static void Places(
        IReadOnlyDictionary<string, Order> orders, IReadOnlyDictionary<string, CapacityBook> books)
    {
        foreach (var found in RoutingAudit.Places(orders, books, all: false))
        {
            InvariantBrokenException.Unless(false, found.Invariant, found.Where, found.Detail);
        }
    }

    /// <summary>I10 between an order and its payments: what the one believes is what the others have.</summary>
    public static void Money(IReadOnlyDictionary<string, Order> orders, IReadOnlyDictionary<string, Payment> payments)
    {
        foreach (var (id, order) in orders)
        {
            foreach (var tender in order.Money?.Tenders ?? [])
            {
                InvariantBrokenException.Unless(
                    payments.TryGetValue(tender.Payment, out var payment)
                    && (payment.Authorised, payment.Captured, payment.Refunded) == (
                        tender.Authorised, tender.Sum(TransactionKind.Capture, settledOnly: true),
                        tender.Sum(TransactionKind.Refund, settledOnly: true)),
                    "I10",
                    id,
                    $"{tender.Payment} has {payment?.Authorised} authorised, {payment?.Captured} captured, "
                        + $"{payment?.Refunded} refunded; the order has {tender}.");
            }
        }
    }

    private static void NextStep(string id, Order order, IReadOnlyDictionary<string, StockOracle> stock)
    {
        var goes = !order.Holds.IsEmpty || order.Lines.Any(line => line.Quantities.InTransit > 0)
            || order.Money is { IsWaiting: true } || order.IsRoutingDue;
        foreach (var line in order.Lines.Where(line => line.Allocation is not null))
        {
            var held = line.Allocation!;
            var at = stock[StockItemId.Of(line.Sku, order.LocationOf(line))];
            var there = held.Stage == AllocationStage.Backordered
                ? at.Waiting.GetValueOrDefault(held.Reservation)
                : (at.Live.GetValueOrDefault(held.Reservation)?.Units ?? 0) + at.Picked(held.Reservation);
            InvariantBrokenException.Unless(
                (held.Stage is AllocationStage.Backordered or AllocationStage.Hard or AllocationStage.Soft)
                && there == held.Quantity,
                "I12",
                id,
                $"Line {line.Number} holds {held}; its stock item has {there}.");

            // A soft one ends by itself, one that waits is filled, and a hard one leaves once the order is released.
            goes |= held.Stage != AllocationStage.Hard || order.Status == OrderStatus.Released;
        }

        InvariantBrokenException.Unless(goes, "I12", id, $"Nothing follows: {order}.");
    }
}

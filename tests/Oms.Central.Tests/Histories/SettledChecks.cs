using Oms.Central.Capacity;
using Oms.Central.Claims;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Purchasing;
using Oms.Central.Returns;

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
        Same("supplied");
        Same("handed to drivers", "I14");

        void Same(string what, string invariant = "I2")
        {
            var items = totals.GetValueOrDefault($"stock {what}");
            var orders = totals.GetValueOrDefault($"orders {what}");
            InvariantBrokenException.Unless(
                items == orders, invariant, "all orders", $"{items} were {what} by stock items, {orders} by orders.");
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

    /// <summary>What pickers have is what stock items gave them, what an order has them do is what they do, and what
    /// left in packages is on the manifest of the route (I14).</summary>
    public static void Work(
        IReadOnlyDictionary<string, Order> orders,
        Dictionary<string, FulfilmentOrder> fulfilments,
        Dictionary<string, DeliveryRoute> routes,
        Dictionary<string, StockItem> stock,
        IReadOnlySet<string> numbers)
    {
        Told(FulfilmentAudit.Check(fulfilments, routes, stock, numbers));

        var wanted = (from order in orders
                      from line in order.Value.Lines
                      where line.Allocation is { Work: not null, DropShip: false }
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
        IReadOnlyDictionary<string, Order> orders, IReadOnlyDictionary<string, CapacityBook> books) =>
        Told(RoutingAudit.Places(orders, books, all: false));

    /// <summary>A fulfilment order is in the wave that says so, and in no other.</summary>
    public static void Waves(
        IReadOnlyDictionary<string, FulfilmentOrder> fulfilments, IReadOnlyDictionary<string, PickWave> waves)
    {
        var walked = (from wave in waves
                      where wave.Value.Status is WaveStatus.Open or WaveStatus.Picking
                      from order in wave.Value.In
                      select (Order: order, Wave: wave.Key)).ToHashSet();
        foreach (var (id, of) in fulfilments.Where(each => each.Value.Wave is not null))
        {
            InvariantBrokenException.Unless(
                walked.Remove((id, of.Wave!)), "wave", id, $"Wave {of.Wave} does not have it: {of}.");
        }

        InvariantBrokenException.Unless(
            walked.All(each => !fulfilments.ContainsKey(each.Order) || fulfilments[each.Order].Status
                is not (FulfilmentStatus.Open or FulfilmentStatus.InProgress)),
            "wave", $"{walked.FirstOrDefault()}", "Its fulfilment order does not know.");
    }

    /// <summary>What suppliers are to send, and sent, is what orders have there, and count as sent.</summary>
    public static void Supplies(
        Dictionary<string, Order> orders, Dictionary<string, PurchaseOrder> purchases)
    {
        Told(DropShipAudit.Check(orders, purchases));
        foreach (var (id, purchase) in purchases.Where(each => each.Value.Terms?.DropShip is not null))
        {
            InvariantBrokenException.Unless(
                purchase.Faults.IsEmpty, "drop-ship", id,
                $"The order did not take {string.Join(", ", purchase.Faults)}.");
        }
    }

    /// <summary>What replaces units is placed once they came, and not at all where they do not.</summary>
    public static void Exchanges(
        IReadOnlyDictionary<string, Order> orders, IReadOnlyDictionary<string, Exchange> exchanges)
    {
        foreach (var (id, exchange) in exchanges)
        {
            var there = orders.GetValueOrDefault(exchange.Terms!.Replacement)?.Status ?? OrderStatus.Absent;
            InvariantBrokenException.Unless(
                exchange.IsReplacementDue || exchange.Status == ExchangeStatus.Ended
                    ? there != OrderStatus.Draft || exchange.Reason is not null
                    : there == OrderStatus.Draft,
                "exchange", id, $"It is {exchange.Status}, its replacement {there}: {exchange}.");
        }
    }

    /// <summary>What claims are settled by is carried out, once.</summary>
    public static void Claims(
        IReadOnlyDictionary<string, Claim> claims,
        IReadOnlyDictionary<string, Payment> payments,
        Dictionary<string, long> totals)
    {
        var (told, granted) = (
            totals.GetValueOrDefault("claims granted for claims"),
            totals.GetValueOrDefault("credit granted for claims"));
        InvariantBrokenException.Unless(
            told == granted, "claim", "all claims", $"{told} are to be granted; {granted} were.");
        foreach (var (id, claim) in claims)
        {
            if (claim.Settlement is { Payment: { } payment, Amount: { } amount }
                && payments.TryGetValue(payment, out var of))
            {
                var refunds = of.Transactions
                    .Where(each => each.Ref.StartsWith($"claim/{id}/", StringComparison.Ordinal)).ToList();
                InvariantBrokenException.Unless(
                    refunds.Count == 1 && refunds[0].Amount == amount, "claim", id,
                    $"{string.Join(", ", refunds)} are not {amount}.");
            }
        }
    }

    private static void Told(IEnumerable<Violation> violations)
    {
        foreach (var found in violations)
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

        // A change is answered, or is over by itself.
        goes |= order.Change is not null;

        // A supplier is asked, and answers when it likes.
        goes |= order.Lines.Any(line => line.Allocation is { DropShip: true });
        foreach (var line in order.Lines.Where(line => line.Allocation is { DropShip: false }))
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

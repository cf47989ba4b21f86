using Oms.Central.Claims;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Purchasing;
using Oms.Central.Returns;

namespace Oms.Central.Tests.Histories;

/// <content>What the oracles book, and what is counted over all of them.</content>
internal sealed partial class HistoryWorld
{
    private readonly Dictionary<string, StockOracle> _stock = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OrderOracle> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PaymentOracle> _payments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TransferOracle> _transfers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CreditOracle> _credits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReturnOracle> _returns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExchangeOracle> _exchanges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FulfilmentOracle> _fulfilments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WaveOracle> _waves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteOracle> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CapacityOracle> _capacities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PurchaseOracle> _purchases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClaimOracle> _claims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _totals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly CustodianOracle _custodians = new();
    private readonly List<string> _due = [];
    private long _missing;

    /// <summary>What different entities say of the same units, once nothing is under way between them.</summary>
    private void Check()
    {
        SettledChecks.Units(_totals, _stock.Values, _transfers.Values.Sum(transfer => transfer.Gone) + _missing);
        SettledChecks.Promises(Orders.All, _stock);
        SettledChecks.Work(Orders.All, Fulfilments.All, Routes.All, Stock.All, _numbers);
        SettledChecks.Waves(Fulfilments.All, Waves.All);
        SettledChecks.Places(Orders.All, Capacities.All);
        SettledChecks.Money(Orders.All, Payments.All);
        SettledChecks.Supplies(Orders.All, Purchases.All);
        SettledChecks.Exchanges(Orders.All, Exchanges.All);
        SettledChecks.Claims(Claims.All, Payments.All, _totals);
        _custodians.Check(Fulfilments.All);
    }

    private void BookPayment(string id, IReadOnlyList<PaymentEvent> events, Payment after)
    {
        PaymentOracle(id).Book(events, after, Now);
        var isDue = Order.OfPayment(id) is not null && after.Transactions.Any(each => each.DueAt is not null);
        if (isDue != _due.Contains(id))
        {
            _ = isDue ? Added(id) : _due.Remove(id);
        }

        bool Added(string due)
        {
            _due.Add(due);
            return true;
        }
    }

    private void BookStock(string id, IReadOnlyList<StockEvent> events, StockItem after)
    {
        Of(_stock, id, new(id)).Book(events, after, Now);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case StockEvent.StockShipped e when OrderId.OfReservation(e.Reservation) is not null:
                    Count("stock shipped", e.Quantity);
                    Count("stock handed to drivers", FulfilmentOrder.IsPickUp(e.Route) ? 0 : e.Quantity);
                    break;
                case StockEvent.StockReceived e when e.Ref.StartsWith("po/", StringComparison.Ordinal):
                    Count("stock bought", e.Quantity);
                    break;
                case StockEvent.StockReturned e when e.Ref.StartsWith("co", StringComparison.Ordinal):
                    Count("stock returned", e.Quantity);
                    break;
                case StockEvent.StockReturned e when e.Ref.StartsWith("return/", StringComparison.Ordinal):
                    Count("stock taken back", e.Quantity);
                    break;
                default:
                    break;
            }
        }
    }

    private void BookOrder(string id, IReadOnlyList<OrderEvent> events, Order after)
    {
        var oracle = Of(_orders, id, new(id));
        var (shipped, back) = (oracle.Shipped, oracle.TurnedBack);
        oracle.Book(events, after);
        var supplied = events.OfType<OrderEvent.LineShipped>().Where(each => PurchaseOrder.IsDropShip(each.Route))
            .Sum(each => each.Lots.Sum(lot => lot.Quantity));
        var kept = events.OfType<OrderEvent.LineRefused>().Where(each => PurchaseOrder.IsDropShip(each.Route!))
            .Sum(each => each.Refused + each.Damaged);
        Count("orders shipped", oracle.Shipped - shipped - supplied);
        Count("orders supplied", supplied);
        Count("orders returned", oracle.TurnedBack - back - kept);
        if (events.Any(each => each is OrderEvent.OrderCancelled or OrderEvent.OrderClosed
            or OrderEvent.DraftDiscarded))
        {
            InvariantBrokenException.Unless(oracle.HasEnded, "I4", id, "It has ended and has not.");
            Ended++;
            if (_ended.Add(id) is { } oldest)
            {
                _retiring.Add(oldest);
            }
        }
    }

    private void BookCredit(string id, IReadOnlyList<StoreCreditEvent> events, StoreCredit after)
    {
        Of(_credits, id, new(id)).Book(events, after);
        Count("credit granted for claims", events.OfType<StoreCreditEvent.CreditGranted>()
            .Where(each => each.Reason == "claim").Sum(each => each.Amount.Minor));
    }

    private void BookFulfilment(string id, IReadOnlyList<FulfilmentEvent> events, FulfilmentOrder after) =>
        Of(_fulfilments, id, new(id)).Book(events, after, Now);

    private void BookRoute(string id, IReadOnlyList<RouteEvent> events, DeliveryRoute after)
    {
        var oracle = Of(_routes, id, new(id));
        oracle.Book(events, after);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case RouteEvent.LineLoaded e:
                    Count("orders handed to drivers", e.Lots.Sum(lot => lot.Quantity));
                    break;
                case RouteEvent.ManifestDispatched e:
                    foreach (var package in e.Manifest.Catalogue?.LogisticUnits ?? [])
                    {
                        _custodians.Take(package.Sscc, id);
                    }

                    break;
                case RouteEvent.ManifestClosed e:
                    // What was refused, and is not there, is no stock item's: a claim tells of it.
                    Count("orders returned", -e.Lines.Sum(
                        line => line.Refused + line.Damaged - line.RefusedBack - line.DamagedBack));
                    break;
                default:
                    break;
            }
        }
    }

    private void BookClaim(string id, IReadOnlyList<ClaimEvent> events, Claim after)
    {
        var oracle = Of(_claims, id, new(id));
        var granted = oracle.Granted;
        oracle.Book(events, after);
        Count("claims granted for claims", oracle.Granted - granted);
    }

    private void BookReturn(string id, IReadOnlyList<ReturnEvent> events, ReturnOrder after)
    {
        var oracle = Of(_returns, id, new(id));
        var taken = oracle.Taken;
        oracle.Book(events, after);
        Count("orders taken back", oracle.Taken - taken);
    }

    private void BookPurchase(string id, IReadOnlyList<PurchaseEvent> events, PurchaseOrder after)
    {
        var oracle = Of(_purchases, id, new(id));
        var booked = oracle.Booked;
        oracle.Book(events, after);
        Count("orders bought", oracle.Booked - booked);
        Count("stock supplied", events.OfType<PurchaseEvent.UnitsShipped>()
            .Sum(each => each.Units.Sum(units => units.Quantity)));
    }

    /// <summary>Counts what two sides are to agree on.</summary>
    public void Count(string what, long units) => _totals[what] = _totals.GetValueOrDefault(what) + units;

    private static T Of<T>(Dictionary<string, T> all, string id, T otherwise)
    {
        if (!all.TryGetValue(id, out var known))
        {
            all[id] = known = otherwise;
        }

        return known;
    }
}

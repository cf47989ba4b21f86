using Oms.Actors.Journal;
using Oms.Central.Orders;
using Oms.Central.Purchasing;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>What must hold of goods that suppliers send straight to customers: purchase orders hold what the lines of
/// orders hold there, what was shipped is what the orders count as shipped, and the same of what became of
/// it.</summary>
internal sealed class DropShipAudit
{
    private readonly Dictionary<string, PurchaseOrder> _purchases = new(StringComparer.Ordinal);
    private readonly FormCodec<PurchaseEvent> _codec = new(PurchasingEvents.Orders);

    public void Fold(JournalRecord record, List<Violation> violations) => InvariantAudit.Fold(
        AuditRules.DropShip, record, PurchaseOrder.Kind, _purchases, _codec, PurchaseOrder.Initial,
        PurchaseOrder.Evolve, violations);

    public void Check(Dictionary<string, Order> orders, List<Violation> violations) =>
        violations.AddRange(Check(orders, _purchases));

    public static IEnumerable<Violation> Check(
        Dictionary<string, Order> orders, Dictionary<string, PurchaseOrder> purchases)
    {
        var bought = purchases.Where(purchase => purchase.Value.Terms?.DropShip is not null).ToList();
        return Open(orders, bought).Concat(Sent(orders, bought));
    }

    /// <summary>Units that are to be sent are those that the order's line has there, no more and no fewer.</summary>
    private static IEnumerable<Violation> Open(
        Dictionary<string, Order> orders, IReadOnlyList<KeyValuePair<string, PurchaseOrder>> bought)
    {
        var told = (from purchase in bought
                    from line in purchase.Value.Lines
                    let units = purchase.Value.IsOpen ? line.Open : 0
                    where units > 0
                    select (Key: (purchase.Key, line.For!.Line, line.For.Reservation), units))
            .ToDictionary(each => each.Key, each => each.units);
        foreach (var (id, order) in orders)
        {
            foreach (var line in order.Lines.Where(line => line.Allocation is { DropShip: true, Work: not null }))
            {
                var held = line.Allocation!;
                var purchase = PurchaseOrder.IdOf(new DropShipFor(id, held.Work!.Group));
                _ = told.Remove((purchase, line.Number, held.Reservation), out var units);
                if (units != held.Quantity)
                {
                    yield return new Violation(
                        AuditRules.DropShip, $"{id}/{line.Number}",
                        $"{held.Quantity} units are to be sent by {purchase}, which is to send {units}.");
                }
            }
        }

        foreach (var ((purchase, line, _), units) in told)
        {
            yield return new Violation(
                AuditRules.DropShip, purchase, $"{units} units are to be sent for line {line}, which has none there.");
        }
    }

    /// <summary>Conservation: what left suppliers came to orders, and what became of it is what was told.</summary>
    private static IEnumerable<Violation> Sent(
        Dictionary<string, Order> orders, IReadOnlyList<KeyValuePair<string, PurchaseOrder>> bought)
    {
        var sent = (from purchase in bought
                    from shipment in purchase.Value.Shipments ?? []
                    let route = PurchaseOrder.RouteOf(purchase.Key, shipment.Ref)
                    from units in shipment.Units
                    let line = purchase.Value.Lines[units.Line - 1].For!.Line
                    select (Of: (purchase.Value.Terms!.DropShip!.Order, line, route, units.Lot), units))
            .ToLookup(each => each.Of, each => (each.units.Quantity, each.units.Open));
        var counted = (from order in orders
                       from line in order.Value.Lines
                       from lot in line.Lots
                       where PurchaseOrder.IsDropShip(lot.Route)
                       select (Of: (order.Key, line.Number, lot.Route, lot.Lot), Units: (lot.Quantity, lot.Open)))
            .ToLookup(each => each.Of, each => each.Units);
        return from of in sent.Select(each => each.Key).Union(counted.Select(each => each.Key))
               let left = (sent[of].Sum(each => each.Quantity), sent[of].Sum(each => each.Open))
               let came = (counted[of].Sum(each => each.Quantity), counted[of].Sum(each => each.Open))
               where left != came
               select new Violation(
                   AuditRules.DropShip, $"{of.Item1}/{of.Item2} {of.Item4}",
                   $"On {of.Item3} the supplier sent {left.Item1} units, {left.Item2} under way; "
                       + $"the order counts {came.Item1}, {came.Item2} under way.");
    }
}

using Oms.Actors.Journal;
using Oms.Central.Capacity;
using Oms.Central.Orders;
using Oms.Central.Routing;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>What must hold of orders whose locations routing chose: units that are in no reservation have a reason,
/// every decision is kept as it was made, and the places that locations have taken are those that orders
/// have.</summary>
internal sealed class RoutingAudit
{
    private readonly Dictionary<string, string> _decisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CapacityBook> _books = new(StringComparer.Ordinal);
    private readonly FormCodec<StoredDecisionEvent> _decisionCodec = new(StoredDecisionEvents.Forms);
    private readonly FormCodec<CapacityEvent> _capacityCodec = new(CapacityEvents.Forms);

    public void Fold(JournalRecord record, List<Violation> violations)
    {
        if (InvariantAudit.Read(record, StoredDecision.Kind, _decisionCodec)
            is StoredDecisionEvent.DecisionMade { Terms: var terms } made
            && !_decisions.TryAdd(made.Id, terms.Decision.InputsSha256))
        {
            violations.Add(new Violation(AuditRules.Routing, made.Id, "The decision was made twice."));
        }

        InvariantAudit.Fold(
            AuditRules.Capacity, record, CapacityBook.Kind, _books, _capacityCodec, CapacityBook.Initial,
            CapacityBook.Evolve, violations);
    }

    public void Check(Dictionary<string, Order> orders, List<Violation> violations)
    {
        violations.AddRange(Orders(orders, _decisions, int.MaxValue));
        violations.AddRange(Places(orders, _books, all: true));
    }

    /// <summary>What must hold of orders and the decisions about them.</summary>
    /// <param name="decisions">By id the SHA-256 of what each was made from.</param>
    /// <param name="latest">How many of each order's decisions are looked at, the latest first.</param>
    public static IEnumerable<Violation> Orders(
        IReadOnlyDictionary<string, Order> orders, IReadOnlyDictionary<string, string> decisions, int latest) =>
        orders.SelectMany(order => Reasons(order.Key, order.Value).Concat(
            from made in (order.Value.Routing?.Decisions ?? []).TakeLast(latest)
            where decisions.GetValueOrDefault(made.Decision) != made.InputsSha256
            select new Violation(
                AuditRules.Routing, order.Key, $"Decision {made.Decision} is not kept as it was made.")));

    /// <summary>The places that locations have taken are those that orders have.</summary>
    /// <param name="books">By the location's id, percent-escaped.</param>
    /// <param name="all">Whether <paramref name="orders"/> are all there are: an order that is not among them is
    /// none.</param>
    public static IEnumerable<Violation> Places(
        IReadOnlyDictionary<string, Order> orders, IReadOnlyDictionary<string, CapacityBook> books, bool all) =>
        orders.SelectMany(order => Taken(order.Key, order.Value, books)).Concat(
            from book in books
            let location = Uri.UnescapeDataString(book.Key)
            from place in book.Value.Places
            let order = orders.GetValueOrDefault(place.Key)
            where (all || order is not null)
                && order?.Places?.Exists(each => each.Location == location && each.On == place.Value.On) != true
            select new Violation(
                AuditRules.Capacity, location,
                $"Order {place.Key} has a place on {place.Value.On} that it does not know of."));

    private static IEnumerable<Violation> Reasons(string id, Order order) =>
        order.Status is not (OrderStatus.Placed or OrderStatus.Released) ? [] :
        from line in order.Lines
        where line is { Route.Due: null, Allocation: null, Quantities.Unallocated: > 0 }
            && !order.Holds.ContainsKey(HoldType.Stock)
        select new Violation(
            AuditRules.Routing, $"{id}/{line.Number}",
            $"{line.Quantities.Unallocated} units are in no reservation, and nothing is to be decided.");

    private static IEnumerable<Violation> Taken(
        string id, Order order, IReadOnlyDictionary<string, CapacityBook> books) =>
        from place in order.Places ?? []
        where place.Stage is PlaceStage.Held or PlaceStage.Confirmed
        let book = books.GetValueOrDefault(Entities.EntityAddress.Join(place.Location)) ?? CapacityBook.Initial
        where place.On >= book.KeptFrom
        let taken = book.Places.GetValueOrDefault(id)
        where taken?.On != place.On || (place.Stage == PlaceStage.Confirmed && !taken.Confirmed)
        select new Violation(
            AuditRules.Capacity, id, $"{place.Location} has no place for it on {place.On} ({place.Stage}).");
}

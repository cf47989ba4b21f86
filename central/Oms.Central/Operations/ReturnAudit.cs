using Oms.Actors.Journal;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Returns;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>I4 and I9 of returns: no more comes back than was delivered, what became of the units adds up to what came,
/// and no more is refunded than was paid. Orders and returns are folded by themselves, from the events of
/// each.</summary>
internal sealed class ReturnAudit
{
    private readonly Dictionary<string, ReturnOrder> _returns = new(StringComparer.Ordinal);
    private readonly FormCodec<ReturnEvent> _codec = new(ReturnEvents.Forms);

    public void Fold(JournalRecord record, List<Violation> violations) =>
        InvariantAudit.Fold(
            AuditRules.Returns, record, ReturnOrder.EntityKind, _returns, _codec, ReturnOrder.Initial,
            ReturnOrder.Evolve, violations);

    public void Check(Dictionary<string, Order> orders, List<Violation> violations) =>
        Check(orders, _returns, violations);

    public static void Check(
        Dictionary<string, Order> orders, Dictionary<string, ReturnOrder> returns, List<Violation> violations)
    {
        foreach (var (id, order) in orders.Where(order => order.Value.Returns is not null))
        {
            violations.AddRange(Units(id, order).Concat(Money(id, order)));
        }

        foreach (var (id, of) in returns)
        {
            violations.AddRange(Received(id, of).Concat(Counted(id, of, orders)));
        }
    }

    /// <summary>Units of an order that are back, or may come back by all returns together.</summary>
    private static IEnumerable<Violation> Units(string id, Order order) =>
        from line in order.Lines
        let q = line.Quantities
        let booked = order.Returns!.Values.SelectMany(of => of.Booked).Where(each => each.Line == line.Number)
            .Sum(each => each.Quantity)
        let lots = (line.Back ?? []).Sum(back => back.Quantity)
        where q.Returned + order.Returning(line.Number) > q.Delivered || booked != q.Returned || lots != q.Returned
            || line.Retained < 0
        select new Violation(
            "I4",
            $"{id}/{line.Number}",
            $"{q.Returned} of {q.Delivered} are back, {order.Returning(line.Number)} more may come; {booked} are "
                + $"booked, {lots} by lots, {line.Retained} retained.");

    /// <summary>What is refunded for units of a line, and all that went back.</summary>
    private static IEnumerable<Violation> Money(string id, Order order)
    {
        if (order.Money is not { } money)
        {
            yield break;
        }

        var booked = order.Returns!.Values.SelectMany(of => of.Booked).ToList();
        foreach (var line in order.Lines)
        {
            var refund = booked.Where(each => each.Line == line.Number).Sum(each => each.Refund);
            if (refund > money.Totals.Lines[line.Number - 1].Value || booked.Exists(each => each.Credit > each.Refund))
            {
                yield return new Violation("I9", $"{id}/{line.Number}", $"{refund} are refunded for returned units.");
            }
        }

        // What people gave back beyond that is theirs to answer for.
        var credit = booked.Sum(each => each.Credit);
        var refunded = money.Tenders.SelectMany(tender => tender.Transactions)
            .Where(each => each is
            {
                Kind: TransactionKind.Refund, ByOrder: true, Status: TransactionStatus.Succeeded,
            }).Sum(each => each.Minor);
        if (credit + refunded > money.Captured)
        {
            yield return new Violation(
                "I9", id, $"{money.Captured} were captured; {refunded} went back and {credit} are store credit.");
        }
    }

    /// <summary>Received are at most the units that are approved; what became of each receipt adds up.</summary>
    private static IEnumerable<Violation> Received(string id, ReturnOrder of)
    {
        foreach (var line in of.Lines)
        {
            var came = of.Receipts.Where(each => each.Line == line.Line && (each.Fault is null || each.Inspected > 0))
                .Sum(each => each.Quantity);
            if (line.Open < 0 || came != line.Received)
            {
                yield return new Violation(
                    "I4",
                    $"{id}/{line.Line}",
                    $"{line.Received} of {line.Approved} are received, {line.GivenUp} given up; {came} came.");
            }
        }

        foreach (var receipt in of.Receipts)
        {
            var decided = of.Inspections.Where(each => each.Receipt == receipt.Ref).Sum(each => each.Quantity);
            if (decided != receipt.Inspected || receipt.Inspected + receipt.Matched > receipt.Quantity)
            {
                yield return new Violation(
                    "I4",
                    $"{id}/{receipt.Ref}",
                    $"Of {receipt.Quantity}, {receipt.Inspected} are inspected and {receipt.Matched} matched; "
                        + $"{decided} are decided about.");
            }
        }
    }

    /// <summary>What a return believes to be counted and refunded is so in its order.</summary>
    private static IEnumerable<Violation> Counted(string id, ReturnOrder of, Dictionary<string, Order> orders) =>
        of.Kind != ReturnKind.Customer || of.Order is null || !orders.TryGetValue(of.Order, out var order)
            ? []
            : from inspection in of.Inspections
              where inspection.IsBooked
              let booked = order.Returns?.GetValueOrDefault(id)?.Booked.Find(each => each.Ref == inspection.Ref)
              where booked is null || booked.Quantity != inspection.Quantity
                  || booked.Refund != (inspection.Refund?.Minor ?? 0)
              select new Violation(
                  "I4", $"{id}/{inspection.Ref}", $"The order has {booked?.Quantity} and {booked?.Refund} for it.");
}

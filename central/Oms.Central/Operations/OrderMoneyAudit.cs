using Oms.Central.Orders;
using Oms.Central.Payments;

namespace Oms.Central.Operations;

/// <summary>What must hold between an order, its payments and store credit.</summary>
/// <remarks>
/// The log is read while it grows, and shard by shard: an order may know more or less than the payment that was read
/// before it. So only what contradicts is a violation, never what is on its way.
/// </remarks>
internal static class OrderMoneyAudit
{
    public static void Check(
        Dictionary<string, Order> orders,
        Dictionary<string, Payment> payments,
        Dictionary<string, StoreCredit> credits,
        List<Violation> violations)
    {
        foreach (var (id, order) in orders)
        {
            if (order.Money is { } money)
            {
                violations.AddRange(
                    Totals(id, order).Concat(Charges(id, order, money)).Concat(Bills(id, order, money)));
                violations.AddRange(
                    from tender in money.Tenders
                    where payments.ContainsKey(tender.Payment)
                    from violation in Agree(tender, payments[tender.Payment])
                    select violation);
            }
        }

        violations.AddRange(
            from credit in credits
            let of = credit.Value
            where of.Balance < 0 || of.Granted != of.Balance + of.Held + of.Spent + of.Withdrawn
            select new Violation(
                "I10",
                credit.Key,
                $"{of.Granted} were granted; {of.Balance} are left, {of.Held} held, {of.Spent} spent and "
                    + $"{of.Withdrawn} withdrawn."));
    }

    /// <summary>I10: what the order costs follows from what was ordered.</summary>
    private static IEnumerable<Violation> Totals(string id, Order order)
    {
        var lines = order.Money!.Totals.Lines;
        var priced = order.Terms!.Lines;
        if (lines.Count != priced.Count
            || lines.Zip(priced).Any(pair =>
                pair.First.Gross != pair.Second.Price!.Unit.Minor * pair.First.Quantity
                || pair.First.Discount != pair.Second.Price.Discounts.Sum(discount => discount.Amount.Minor)
                || long.Min(long.Min(pair.First.Net, pair.First.Tax), pair.First.Shipping) < 0)
            || lines.Sum(line => line.OrderDiscount)
                != order.Terms.Money!.Discounts.Sum(discount => discount.Amount.Minor))
        {
            yield return new Violation("I10", id, "What it costs is not what its lines and discounts come to.");
        }
    }

    /// <summary>I10: what was billed is what is owed for the units that are due.</summary>
    private static IEnumerable<Violation> Bills(string id, Order order, OrderMoney money)
    {
        var dues = OrderDues.Of(order);
        if (!money.IsWaiting && order.Status == OrderStatus.Closed && money.Billed != dues.Owed
            && money.Blocks.TrueForAll(block => block.Status != ChargeBlockStatus.Open))
        {
            yield return new Violation("I10", id, $"It is closed with {money.Billed} billed; {dues.Owed} are owed.");
        }
    }

    /// <summary>I11 and I10: what is charged is what the units that left, or arrived, cost.</summary>
    private static IEnumerable<Violation> Charges(string id, Order order, OrderMoney money)
    {
        // While answers are missing, or somebody has been told of a failure, it is being put right.
        if (money.Tenders.Count == 0 || money.IsWaiting || money.Tenders.Exists(tender => tender.Trouble is not null))
        {
            yield break;
        }

        var dues = OrderDues.Of(order);
        if (money.Exposure > dues.Most)
        {
            yield return new Violation("I11", id, $"{money.Exposure} are charged; at most {dues.Most} may be.");
        }

        if (money.Exposure < dues.Least && money.Available > 0)
        {
            yield return new Violation("I10", id, $"{money.Exposure} are charged; {dues.Least} are due.");
        }

        if (order.Status == OrderStatus.Closed && money.Charged != dues.Owed
            && money.Blocks.TrueForAll(block => block.Status != ChargeBlockStatus.Open))
        {
            yield return new Violation("I10", id, $"It is closed with {money.Charged} charged; {dues.Owed} are owed.");
        }
    }

    /// <summary>What the order believes of a payment is what the payment has.</summary>
    private static IEnumerable<Violation> Agree(OrderTender tender, Payment payment) =>
        from believed in tender.Transactions
        where believed.Number <= payment.Transactions.Count
        let there = payment.Transactions[believed.Number!.Value - 1]
        where there.Kind != believed.Kind
            || there.Amount.Minor != believed.Minor
            || (!there.IsUnsettled && !believed.IsUnsettled && there.Status != believed.Status)
        select new Violation(
            "I10",
            tender.Payment,
            $"Transaction {there.Number} is {there.Kind} {there.Amount} {there.Status}; the order has {believed.Kind} "
                + $"{believed.Minor} {believed.Status}.");
}

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
                        .Concat(Disputes(tender, payments[tender.Payment]))
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

    /// <summary>I10: what the order costs follows from what was ordered, and what changes added.</summary>
    private static IEnumerable<Violation> Totals(string id, Order order)
    {
        var lines = order.Money!.Totals.Lines;
        if (lines.Count != order.Lines.Count)
        {
            yield return new Violation("I10", id, $"It has {order.Lines.Count} lines and prices of {lines.Count}.");
            yield break;
        }

        // A new address prices the units anew that are left; what was off the others is not off them.
        var off = order.Terms!.Money!.Discounts.Sum(discount => discount.Amount.Minor);
        var given = lines.Sum(line => line.OrderDiscount);
        var isWhole = lines.Zip(order.Lines).All(pair => pair.First.Quantity == pair.Second.Quantities.Ordered);
        if (lines.Zip(order.Lines).Any(pair => IsWrong(order, pair.First, pair.Second))
            || (isWhole ? given != off : given > off))
        {
            yield return new Violation("I10", id, "What it costs is not what its lines and discounts come to.");
        }
    }

    /// <summary>I10: what was billed is what the units cost that were sold, less what people gave back.</summary>
    private static IEnumerable<Violation> Bills(string id, Order order, OrderMoney money)
    {
        var worth = OrderDues.Of(order).Worth;
        var due = worth - long.Min(worth, money.Reduced);
        if (!money.IsWaiting && order.Status == OrderStatus.Closed && money.Billed != due
            && money.Blocks.TrueForAll(block => block.Status != ChargeBlockStatus.Open))
        {
            yield return new Violation("I10", id, $"It is closed with {money.Billed} billed; it should be {due}.");
        }
    }

    private static bool IsWrong(Order order, LineTotals totals, OrderLine line)
    {
        var price = order.PriceOf(line);
        var off = price.Discounts.Sum(discount => discount.Amount.Minor);

        // Nobody pays for what a change proposes, or what a change that was not confirmed had proposed.
        return totals.Quantity < line.Standing
            || (totals.Value == 0 && line.Price is not null
                ? line.Proposed is null && line.Standing > 0 && price.GrossOf(totals.Quantity) > off
                : line.Proposed is not null
                    || long.Abs(totals.Gross - price.GrossOf(totals.Quantity)) > Rounded(line, totals, price)
                    || (totals.Quantity == line.Quantities.Ordered ? totals.Discount != off : totals.Discount > off)
                    || long.Min(long.Min(totals.Net, totals.Tax), totals.Shipping) < 0
                    || totals.TaxIncluded > totals.Net || totals.ShippingTaxIncluded > totals.Shipping
                    || (order.Terms!.Money!.PricesIncludeTax == true && totals.Tax + totals.ShippingTax != 0));
    }

    /// <summary>How often the worth of a line may have been rounded: only parts of kits are, and only where units were
    /// given up before an address changed.</summary>
    private static int Rounded(OrderLine line, LineTotals totals, LinePrice price) =>
        price.Per is null ? 0 : line.Quantities.Ordered - totals.Quantity;

    /// <summary>I11 and I10: what is charged is what the units that left, or arrived, cost.</summary>
    private static IEnumerable<Violation> Charges(string id, Order order, OrderMoney money)
    {
        // While answers are missing, or somebody has been told of a failure, it is being put right; what leaves
        // together is charged together.
        if (money.Tenders.Count == 0 || money.IsWaiting || money.Tenders.Exists(tender => tender.Trouble is not null))
        {
            yield break;
        }

        var dues = OrderDues.Of(order);
        if (money.Exposure > dues.Most)
        {
            yield return new Violation("I11", id, $"{money.Exposure} are charged; at most {dues.Most} may be.");
        }

        if (money.Exposure < dues.Least && money.Available > 0 && !order.IsLoading)
        {
            yield return new Violation("I10", id, $"{money.Exposure} are charged; {dues.Least} are due.");
        }

        if (order.Status == OrderStatus.Closed && money.Charged != dues.Owed
            && money.Blocks.TrueForAll(block => block.Status != ChargeBlockStatus.Open))
        {
            yield return new Violation("I10", id, $"It is closed with {money.Charged} charged; {dues.Owed} are owed.");
        }
    }

    /// <summary>What the order believes that banks took is what the payment has: of what had not gone back
    /// already.</summary>
    private static IEnumerable<Violation> Disputes(OrderTender tender, Payment payment) =>
        from believed in tender.Disputes ?? []
        let there = payment.Disputes.Find(each => each.Ref == believed.Ref)
        where there is not null
            && (there.Amount.Minor - there.Excess.Minor != believed.Minor
                || (there.Status != believed.Status
                    && there.Status != DisputeStatus.Open && believed.Status != DisputeStatus.Open))
        select new Violation(
            "I9",
            tender.Payment,
            $"Dispute {there.Ref} is {there.Amount} less {there.Excess}, {there.Status}; the order has "
                + $"{believed.Minor} {believed.Status}.");

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

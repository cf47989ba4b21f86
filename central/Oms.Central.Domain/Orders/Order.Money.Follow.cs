using System.Text.Json.Serialization;
using Oms.Central.Payments;

namespace Oms.Central.Orders;

/// <content>What the order asks of its payments, worked out anew from where its units are.</content>
public sealed partial record Order
{
    /// <summary>How often an authorisation that ended is asked for again, one after the other.</summary>
    public const int ReauthorisationsMax = 5;

    /// <summary>Whether nothing is left to be charged, paid back or decided.</summary>
    private bool IsMoneySettled =>
        Money is not { Tenders.Count: > 0 } money
        || (!money.Tenders.Any(tender => tender.Transactions.Any(
                each => each.IsUnsettled && each.Kind is TransactionKind.Capture or TransactionKind.Refund))
            && money.Blocks.TrueForAll(block => block.Status != ChargeBlockStatus.Open)
            && money.Exposure == OrderDues.Of(this).Owed);

    /// <summary>Whether the stock of some line has yet to say whether it leaves: what leaves together is billed and
    /// charged together, and each line that is being loaded is answered for certain.</summary>
    [JsonIgnore]
    public bool IsLoading => Lines.Exists(line => line.Allocation?.Stage == AllocationStage.Shipping);

    private bool IsOpen => Status is OrderStatus.Placed or OrderStatus.Released;

    private List<OrderEvent> FollowMoney()
    {
        if (Money is not { } money)
        {
            return [];
        }

        // Before they are worked out: each line that leaves would have the bill of all that left before it made, for
        // nothing.
        var loading = IsLoading;
        List<OrderEvent> bills = loading ? [] : [.. FollowBills(money)];
        if (bills.Count > 0 || money.Tenders.IsEmpty)
        {
            return bills;
        }

        var dues = OrderDues.Of(this);
        List<OrderEvent> asked =
        [
            .. loading ? [] : Charges(money, dues), .. Refunds(money, dues), .. Renewals(money, dues),
        ];
        return asked.Count > 0 ? asked : [.. Voids(money, dues), .. Gate(money, dues)];
    }

    /// <summary>Captures what is due, tender by tender in their order.</summary>
    private IEnumerable<OrderEvent> Charges(OrderMoney money, OrderDues dues)
    {
        var (left, number) = (dues.Least - money.Exposure, money.Asked);
        foreach (var tender in money.Tenders)
        {
            if (long.Min(left, tender.Remainder) is > 0 and var part)
            {
                left -= part;
                yield return new OrderEvent.ChargeRequested(
                    tender.Number, tender.Payment, Ref(++number), Amount(part));
            }
        }
    }

    /// <summary>Pays back what is charged for certain and for certain too much, the last tender first.</summary>
    private IEnumerable<OrderEvent> Refunds(OrderMoney money, OrderDues dues)
    {
        var (left, number) = (
            money.Captured - money.Disputed - money.Tenders.Sum(tender => tender.RefundExposure) - dues.Most,
            money.Asked);
        foreach (var tender in money.Tenders.Reverse())
        {
            if (long.Min(left, tender.Refundable) is > 0 and var part)
            {
                left -= part;
                yield return new OrderEvent.RefundRequested(
                    tender.Number, tender.Payment, Ref(++number), Amount(part), RefundReason());
            }
        }
    }

    /// <summary>Asks again for authorisations of cards that ended before they were needed.</summary>
    private IEnumerable<OrderEvent> Renewals(OrderMoney money, OrderDues dues)
    {
        var missing = dues.Owed - money.Exposure - money.Available - Unanswered;
        var tender = !IsOpen || missing <= 0 || money.Tenders.Count >= OrderMoney.TendersMax ? null
            : money.Tenders.Find(each => each.IsEnded
                && each.Terms.Method == PaymentMethod.Card
                && each.Authorised > each.CaptureExposure
                && money.Tenders.TrueForAll(other => other.Replaces != each.Number)
                && Generation(money, each) < ReauthorisationsMax);
        if (tender is not null)
        {
            var part = long.Min(missing, tender.Authorised - tender.CaptureExposure);
            yield return Added(tender.Terms with { Amount = Amount(part) }, tender.Number);
        }
    }

    /// <summary>Gives back authorisations that nothing can need any more.</summary>
    private IEnumerable<OrderEvent> Voids(OrderMoney money, OrderDues dues)
    {
        // While an answer is missing it may turn out that another tender has to stand in.
        if (money.IsWaiting)
        {
            yield break;
        }

        var (needed, number) = (dues.Owed - money.Exposure, money.Asked);
        foreach (var tender in money.Tenders)
        {
            if (needed > 0)
            {
                needed -= long.Min(needed, tender.Remainder);
            }
            else if (tender.Remainder > 0)
            {
                yield return new OrderEvent.VoidRequested(
                    tender.Number, tender.Payment, Ref(++number), Amount(tender.Remainder));
            }
        }
    }

    /// <summary>The PAYMENT hold stands exactly while something about the money is not as it should be.</summary>
    private IEnumerable<OrderEvent> Gate(OrderMoney money, OrderDues dues)
    {
        var reason = IsOpen ? Trouble(money, dues) : null;
        var held = Holds.TryGetValue(HoldType.Payment, out var hold);
        if (reason is not null && (!held || hold!.Reason != reason))
        {
            yield return new OrderEvent.HoldPlaced(HoldType.Payment, reason, "order");
        }
        else if (reason is null && held)
        {
            yield return new OrderEvent.HoldReleased(
                HoldType.Payment, IsOpen ? "paid-or-authorised" : "order-ended");
        }
    }

    private string? Trouble(OrderMoney money, OrderDues dues)
    {
        var over = Lines.All(line => line.Quantities.Open == 0);
        return money.Exposure + money.Available < dues.Owed
            ? money.Tenders.FindLast(tender => tender.Trouble is not null) is { } troubled ? troubled.Trouble
                : money.Tenders.Exists(tender => tender.IsEnded) ? "authorisation-ended"
                : "not-authorised"
            : money.Exposure > dues.Most && money.Tenders.Exists(tender => tender.Trouble is not null)
                ? money.Tenders.FindLast(tender => tender.Trouble is not null)!.Trouble
                : over && money.Blocks.Exists(block => block.Status == ChargeBlockStatus.Open) ? "charge-blocked"
                : over && money.Capture == CapturePolicy.Manual && money.Exposure < dues.Owed ? "capture-due"
                : null;
    }

    private static int Generation(OrderMoney money, OrderTender tender) =>
        tender.Replaces is { } replaced ? 1 + Generation(money, money.Tenders[replaced - 1]) : 0;

    private string RefundReason() =>
        Lines.Any(line => line.Back is not null) ? "returned" : "not-delivered";

    private static string Ref(int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"order-{number}");
}

using System.Text.Json.Serialization;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>What callers, payments and people say about the order's money.</content>
public sealed partial record Order
{
    /// <summary>Its money; null for an order without prices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderMoney? Money { get; init; }

    /// <summary>Whether all lines leave together or none does. The order is placed.</summary>
    [JsonIgnore]
    public bool ShipsComplete => Terms?.ShipPolicy switch
    {
        ShipPolicy.Complete => true,
        ShipPolicy.SplitAbove => Money!.Totals.Goods < Terms!.Money!.SplitAbove!.Minor,
        _ => false,
    };

    /// <summary>The id of a tender's payment: <c>{order}.{n}</c>.</summary>
    public static string PaymentId(string order, int tender) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{order}.{tender}");

    /// <summary>Reads a payment's id back.</summary>
    /// <returns>The order and the tender; null when it is no order's own payment.</returns>
    public static (string Order, int Tender)? OfPayment(string payment) =>
        payment.LastIndexOf('.') is > 0 and var dot
        && int.TryParse(
            payment.AsSpan(dot + 1),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var tender)
            ? (payment[..dot], tender)
            : null;

    /// <summary>What the tenders of an order are for, in their order.</summary>
    /// <param name="total">What the order costs, minor units.</param>
    /// <returns>The amounts, or what is wrong with them.</returns>
    public static (IReadOnlyList<long> Minor, OrderRejection.InvalidTerms? Fault) Shares(
        IReadOnlyList<Tender> tenders, long total)
    {
        if (tenders.Count == 0)
        {
            return ([], null);
        }

        var given = tenders.Sum(tender => tender.Amount?.Minor ?? 0);
        long[] shares = [.. tenders.Select(tender => tender.Amount?.Minor ?? (total - given))];
        return shares.Sum() != total || shares.Any(share => share <= 0)
            ? ([], new("/money/tenders", $"They are for {given} minor units; the order costs {total}."))
            : (shares, null);
    }

    /// <summary>The events by which an order gets its money as it is placed.</summary>
    private static (IReadOnlyList<OrderEvent> Events, OrderRejection? Fault) Price(
        string id, OrderTerms terms, PriceQuote? quote)
    {
        if (terms.Money is not { } money)
        {
            return ([], null);
        }

        if (quote is null || OrderTotals.Of(terms, quote) is not { } totals)
        {
            return ([], new OrderRejection.InvalidTerms("/money", "Nobody has told taxes and shipping of the order."));
        }

        var (shares, fault) = Shares(money.Tenders, totals.Total);
        return fault is not null
            ? ([], fault)
            : (
                [
                    new OrderEvent.OrderPriced(totals, money.Capture, quote),
                    .. money.Tenders.Select((tender, i) => new OrderEvent.TenderAdded(
                        i + 1,
                        PaymentId(id, i + 1),
                        tender.TermsOf(id, Finance.Money.Of(shares[i], money.Currency)),
                        null)),
                ],
                null);
    }

    private Decision AnswerMoney(OrderCommand command) =>
        (Money, command) switch
        {
            (_, OrderCommand.RecordBill c) => RecordBill(c),
            (null or { Tenders.Count: 0 }, _) => Decision.Reject(Illegal(command, "The order is not paid here.")),
            (_, OrderCommand.AddTender { Expected: { } expected }) when expected != Revision => Stale(expected),
            (_, OrderCommand.AddTender c) => AddTender(c),
            (_, OrderCommand.RecordPayment c) => RecordPayment(c),
            (_, OrderCommand.RecordDispute c) => RecordDispute(c),
            (_, OrderCommand.EndTender c) => Tender(c.Tender) is { } tender
                ? tender.IsEnded ? Decision.AlreadyDone : Decision.Accept(new OrderEvent.TenderEnded(c.Tender))
                : Decision.Reject(Illegal(c, "It has no such tender.")),
            (_, OrderCommand.RecordAskRefused c) =>
                Tender(c.Tender)?.Transactions.Find(each => each.Ref == c.Ref) is { } asked
                    ? asked.Status == TransactionStatus.Failed
                        ? Decision.AlreadyDone
                        : Decision.Accept(new OrderEvent.AskRefused(c.Tender, c.Ref, c.Reason))
                    : Decision.Reject(Illegal(c, "It was not asked for.")),
            (_, OrderCommand.DecideChargeBlock { Expected: { } expected }) when expected != Revision =>
                Stale(expected),
            (_, OrderCommand.DecideChargeBlock c) => DecideChargeBlock(c),
            (_, OrderCommand.RetryMoney { Expected: { } expected }) when expected != Revision => Stale(expected),
            (_, OrderCommand.RetryMoney c) => Money.Tenders.Any(tender => tender.Trouble is not null)
                ? Decision.Accept(new OrderEvent.MoneyRetried(c.Reason, c.By))
                : Decision.AlreadyDone,
            _ => Decision.Reject(Illegal(command, "It is not possible now.")),
        };

    private Decision AddTender(OrderCommand.AddTender c)
    {
        var money = Money!;
        if (Status is not (OrderStatus.Placed or OrderStatus.Released))
        {
            return Decision.Reject(Illegal(c, "The order has ended."));
        }

        if (OrderTerms.TenderFault(c.Tender, Currency.Find(money.Totals.Currency)!, money.Capture) is { } fault)
        {
            return Decision.Reject(fault);
        }

        var missing = OrderDues.Of(this).Owed - money.Exposure - money.Available - Unanswered;
        var wanted = c.Tender.Amount?.Minor ?? missing;
        return missing <= 0
            ? Decision.Reject(Illegal(c, "All that is owed is covered already."))
            : wanted > missing
                ? Decision.Reject(new OrderRejection.InvalidTerms(
                    "/amount/minor", $"Only {missing} minor units are not covered."))
                : money.Tenders.Count >= OrderMoney.TendersMax
                    ? Decision.Reject(Illegal(c, $"The order has {OrderMoney.TendersMax} tenders already."))
                    : Decision.Accept(Added(c.Tender.TermsOf(Id, Amount(wanted)), null));
    }

    private Decision RecordPayment(OrderCommand.RecordPayment c)
    {
        if (Tender(c.Tender) is not { } tender)
        {
            return Decision.Reject(Illegal(c, "It has no such tender."));
        }

        var known = tender.Transactions.Find(
            each => c.Ref is null ? each.Number == c.Number : each.Ref == c.Ref);
        return c.Status == TransactionStatus.Requested
            ? known?.Number is not null ? Decision.AlreadyDone : Decision.Accept(Noted(c))
            : known is null
                ? Decision.Reject(Illegal(c, "It was not asked for."))
                : known.IsUnsettled ? Decision.Accept(Noted(c)) : Decision.AlreadyDone;
    }

    /// <summary>What a bank did counts whatever has become of the order.</summary>
    private Decision RecordDispute(OrderCommand.RecordDispute c)
    {
        if (Tender(c.Tender) is not { } tender)
        {
            return Decision.Reject(Illegal(c, "It has no such tender."));
        }

        var known = tender.Disputes?.Find(each => each.Ref == c.Ref);
        return c.Status == DisputeStatus.Open
            ? known is null
                ? Decision.Accept(new OrderEvent.DisputeNoted(c.Tender, c.Ref, c.Amount, c.Status))
                : Decision.AlreadyDone
            : known is null
                ? Decision.Reject(Illegal(c, "It was not told of the dispute."))
                : known.Status == DisputeStatus.Open
                    ? Decision.Accept(new OrderEvent.DisputeNoted(c.Tender, c.Ref, Amount(known.Minor), c.Status))
                    : Decision.AlreadyDone;
    }

    private Decision DecideChargeBlock(OrderCommand.DecideChargeBlock c)
    {
        var status = c.Refund ? ChargeBlockStatus.Refunded : ChargeBlockStatus.Released;
        return Money!.Blocks.Find(block => (block.Line, block.Kind, block.Evidence) == (c.Line, c.Kind, c.Evidence))
            switch
        {
            null => Decision.Reject(Illegal(c, "No units of the line are blocked for that.")),
            { Status: ChargeBlockStatus.Open } => Decision.Accept(
                new OrderEvent.ChargeBlockDecided(c.Line, c.Kind, c.Evidence, status, c.Reason, c.By)),
            var decided => decided.Status == status
                ? Decision.AlreadyDone
                : Decision.Reject(Illegal(c, "It is decided otherwise.")),
        };
    }

    private static OrderEvent.PaymentNoted Noted(OrderCommand.RecordPayment c) =>
        new(c.Tender, c.Number, c.Kind, c.Ref, c.Amount, c.Status, c.Reason);

    private OrderEvent.TenderAdded Added(PaymentTerms terms, int? replaces) =>
        new(Money!.Tenders.Count + 1, PaymentId(Id, Money.Tenders.Count + 1), terms, replaces);

    /// <summary>Minor units of tenders about which nobody has answered.</summary>
    private long Unanswered =>
        Money!.Tenders.Where(tender => tender.IsPending).Sum(tender => tender.Terms.Amount.Minor);

    private OrderTender? Tender(int number) =>
        number >= 1 && number <= Money!.Tenders.Count ? Money.Tenders[number - 1] : null;

    private Money Amount(long minor) => Finance.Money.Of(minor, Money!.Totals.Currency);
}

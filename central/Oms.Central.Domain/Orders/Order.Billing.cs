using System.Collections.Immutable;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>The invoices and credit notes of the order, worked out anew from where its units are.</content>
/// <remarks>
/// What was billed follows what is due, line by line and part by part: what is due and not billed becomes an invoice,
/// what is billed and not due any more a credit note. So neither cancellation nor shortage, refusal, return or a
/// price that changes needs a rule of its own, and bills add up to what is owed (I10).
/// </remarks>
public sealed partial record Order
{
    /// <summary>The id of a bill's document: <c>{order}.{n}</c>.</summary>
    public static string BillId(string order, int bill) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{order}.{bill}");

    private IEnumerable<OrderEvent> FollowBills(OrderMoney money)
    {
        // Most of what happens to an order happens before anything has left.
        if (money.Bills.IsEmpty && Lines.TrueForAll(line => line.Lots.IsEmpty))
        {
            yield break;
        }

        var wrong = Unbilled(money);
        var number = money.Bills.Count;
        if (wrong.Where(line => IsAskedFor(line)).ToImmutableList() is { IsEmpty: false } due)
        {
            yield return new OrderEvent.BillRequested(++number, BillKind.Invoice, money.Totals.Currency, due);
        }

        if (wrong.Where(line => !IsAskedFor(line)).ToImmutableList() is { IsEmpty: false } given)
        {
            yield return new OrderEvent.BillRequested(
                ++number,
                BillKind.CreditNote,
                money.Totals.Currency,
                given.ConvertAll(line => line with { Units = -line.Units, Parts = line.Parts.Negated() }));
        }

        static bool IsAskedFor(BillLine line) => line.Parts.Value > 0 || (line.Parts.Value == 0 && line.Units > 0);
    }

    /// <summary>By how much what is due differs from what was billed; below zero where less is due.</summary>
    private List<BillLine> Unbilled(OrderMoney money)
    {
        var billed = money.BilledLines;
        var reductions = new RateReductions();
        foreach (var (rates, parts) in billed.Reductions)
        {
            reductions.Gave(rates, parts);
        }

        var wrong = new List<BillLine>();
        foreach (var line in Lines)
        {
            // Units whose custody is in question are neither billed nor taken off a bill until a person decides.
            var (before, range) = (billed.OfLine.GetValueOrDefault(line.Number), DuesOf(line));
            var units = int.Clamp(before.Units, range.Least, int.Max(range.Least, range.Most));
            var totals = money.Totals.Lines[line.Number - 1];
            var parts = totals.PartsOf(units);
            if (line.Retained != 0)
            {
                parts = parts.Plus(totals.PartsOf(totals.Quantity).Share(line.Retained));
            }

            reductions.Owes(totals.Rates, parts);
            if (parts != before.Parts || units != before.Units)
            {
                wrong.Add(new BillLine(line.Number, line.Sku, units - before.Units, parts.Minus(before.Parts))
                {
                    Rates = totals.Rates,
                });
            }
        }

        wrong.AddRange(reductions.To(money.Reduced));
        return wrong;
    }

    /// <summary>How many units of one of its lines ask to be paid; of an order with money.</summary>
    internal LineDues DuesOf(OrderLine line) => Dues.Of(Money!, line);

    private LineDuesMemo Dues =>
        _dues is { } known && known.Count >= Lines.Count ? known : _dues = new LineDuesMemo(Lines.Count);

    /// <summary>Works out what this state and all that follow it share: those on which a decision is tried are
    /// forgotten.</summary>
    private void ShareMemos()
    {
        if (Money is not null)
        {
            _ = (Dues, Money.BilledLines);
        }
    }

    private Decision RecordBill(OrderCommand.RecordBill c) =>
        Money is not { } money || c.Bill < 1 || c.Bill > money.Bills.Count
            ? Decision.Reject(Illegal(c, "It was not asked for."))
            : money.Bills[c.Bill - 1].Document is { } document
                ? document == c.Document
                    ? Decision.AlreadyDone
                    : Decision.Reject(Illegal(c, $"It is {document} already."))
                : Decision.Accept(new OrderEvent.BillIssued(c.Bill, c.Document));
}

using Oms.Central.Orders;
using Oms.Central.Payments;

namespace Oms.Central.Tests.Histories;

/// <summary>The money of one order in plain counters: what each line costs, worked out from the terms alone, what was
/// asked of its payments and billed (I10); and whether it is asked only for units that may be charged (I11).</summary>
internal sealed class OrderMoneyOracle(string id)
{
    private readonly List<Priced> _lines = [];
    private readonly Dictionary<(int Tender, string Ref), Asked> _asked = [];
    private readonly List<Block> _blocks = [];
    private CapturePolicy _capture;
    private string? _currency;
    private long _total;
    private int _bills;
    private long _billed;

    /// <summary>Whether the order has prices.</summary>
    public bool IsPriced => _currency is not null;

    /// <summary>Captured or asked for, less what went back or may.</summary>
    private long Exposure => Sum(TransactionKind.Capture) - Sum(TransactionKind.Refund);

    private long Charged => Sum(TransactionKind.Capture, TransactionStatus.Succeeded)
        - Sum(TransactionKind.Refund, TransactionStatus.Succeeded);

    /// <summary>Books what is about money.</summary>
    /// <param name="terms">The order's own.</param>
    /// <param name="together">All events of the decision.</param>
    /// <param name="units">Where the units of each line are, in the order of the lines.</param>
    /// <returns>False where the event is about something else.</returns>
    public bool Book(
        OrderEvent happened, OrderTerms? terms, IReadOnlyList<OrderEvent> together, IReadOnlyList<LineUnits> units)
    {
        switch (happened)
        {
            case OrderEvent.OrderPriced e:
                Must(!IsPriced, $"It is priced twice: {e}.");
                Price(e, terms!);
                var tenders = together.OfType<OrderEvent.TenderAdded>().Select(added => added.Terms.Amount).ToList();
                Must(tenders.Count == 0 || tenders.Sum(amount => amount.Minor) == _total,
                    $"{string.Join(" + ", tenders)} are not {_total}.");
                break;
            case OrderEvent.TenderAdded e:
                Must(e.Terms.Amount is { Minor: > 0 } amount && amount.Currency.Code == _currency, $"{e}");
                Ask(e.Tender, Payment.AuthorisationRef, TransactionKind.Authorisation, e.Terms.Amount.Minor, true);
                break;
            case OrderEvent.ChargeRequested e:
                Ask(e.Tender, e.Ref, TransactionKind.Capture, e.Amount.Minor, true);
                Must(
                    Exposure <= Worth(units, line => _capture == CapturePolicy.AfterShipment
                        ? line.InTransit + line.Delivered : line.Delivered),
                    $"{Exposure} are charged; {string.Join(", ", units)}: {e}.", "I11");
                Must(_capture != CapturePolicy.Manual, $"Nobody asked for it: {e}.", "I11");
                break;
            case OrderEvent.RefundRequested e:
                Ask(e.Tender, e.Ref, TransactionKind.Refund, e.Amount.Minor, true);
                Must(Sum(TransactionKind.Refund) <= Sum(TransactionKind.Capture, TransactionStatus.Succeeded),
                    $"More goes back than was captured: {e}.", "I9");
                break;
            case OrderEvent.VoidRequested e:
                Ask(e.Tender, e.Ref, TransactionKind.Void, e.Amount.Minor, true);
                break;
            case OrderEvent.PaymentNoted e:
                Note(e);
                break;
            case OrderEvent.AskRefused e:
                _asked[(e.Tender, e.Ref)].Status = TransactionStatus.Failed;
                break;
            case OrderEvent.ChargeBlockDecided e:
                _blocks.Where(block => (block.Line, block.Kind, block.Evidence) == (e.Line, e.Kind, e.Evidence))
                    .ToList().ForEach(block => block.Status = e.Status);
                break;
            case OrderEvent.BillRequested e:
                Bill(e, units, [.. together.OfType<OrderEvent.BillRequested>()]);
                break;
            case OrderEvent.TenderEnded or OrderEvent.MoneyRetried:
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>Units are flagged: nobody pays for them, or gets paid back, before somebody decides.</summary>
    public void Flag(OrderEvent.LineFlagged e)
    {
        if (e is { Route: { } route, Lots: { } lots })
        {
            _blocks.Add(new Block(e.Line, e.Kind, e.Evidence, route, lots));
        }
    }

    /// <summary>A closed order has charged what the units cost that arrived and that nobody decided against, less what
    /// people gave back.</summary>
    public void Close(IReadOnlyList<LineUnits> units)
    {
        if (!IsPriced)
        {
            return;
        }

        Must(_blocks.TrueForAll(block => block.Status != ChargeBlockStatus.Open), "It closes with units to decide on.");
        var given = _asked.Values
            .Where(each => each is
            {
                Kind: TransactionKind.Refund, ByOrder: false, Status: TransactionStatus.Succeeded,
            })
            .Sum(each => each.Minor);
        var worth = Worth(units, line => line.Arrived.Where(arrived => !_blocks.Exists(block =>
            block.Line == line.Number && block.Status == ChargeBlockStatus.Refunded && block.Route == arrived.Route
            && block.Lots.Contains(arrived.Lot))).Sum(arrived => arrived.Units)) + units.Sum(line => line.Retained);
        Must(Charged == long.Max(0, worth - given),
            $"It closes with {Charged} charged; {worth} arrived and {given} were given back.");
        Must(_billed == long.Max(0, worth - given),
            $"It closes with {_billed} billed; {worth} arrived and {given} were given back.");
    }

    /// <summary>What the order believes is what was booked.</summary>
    public void Compare(Order after)
    {
        Must(IsPriced == after.Money is not null, "Only one of the two has prices.");
        if (after.Money is { } money)
        {
            Must((money.Exposure, money.Charged, money.Totals.Total) == (Exposure, Charged, _total),
                $"{money.Exposure} charged or asked for, {money.Charged} for certain, {money.Totals.Total} in all are "
                + $"not {Exposure}, {Charged}, {_total}.");
        }
    }

    /// <summary>I10: goods less discounts plus tax and shipping, line by line, sum to what the order costs.</summary>
    private void Price(OrderEvent.OrderPriced e, OrderTerms terms)
    {
        (_capture, _currency) = (e.Capture, terms.Money!.Currency);
        Must(e.Totals.Currency == _currency && e.Totals.Lines.Count == terms.Lines.Count, $"{e.Totals}");
        var off = terms.Money.Discounts.Sum(discount => discount.Amount.Minor);
        var goods = terms.Lines.Sum(line => (line.Price!.Unit.Minor * line.Quantity / (line.Price.Per ?? 1))
            - line.Price.Discounts.Sum(discount => discount.Amount.Minor));
        foreach (var (line, told) in terms.Lines.Zip(e.Totals.Lines))
        {
            var net = (line.Price!.Unit.Minor * line.Quantity / (line.Price.Per ?? 1))
                - line.Price.Discounts.Sum(discount => discount.Amount.Minor) - told.OrderDiscount;
            Must(told.OrderDiscount >= 0 && told.Shipping >= 0 && told.ShippingTax >= 0 && net >= 0, $"{told}");
            _lines.Add(new Priced(line.Quantity, [net, told.Tax, told.Shipping, told.ShippingTax]));
        }

        var (tax, shipping) = (e.Quote.Tax, e.Quote.Shipping.Minor);
        Must(e.Totals.Lines.Sum(line => line.OrderDiscount) == off, "The order's discounts are not all apportioned.");
        Must(e.Totals.Lines.Sum(line => line.Shipping) == shipping, "Shipping is not all apportioned.");
        _total = goods - off + tax.Lines.Sum(line => line.Minor) + shipping + tax.Shipping.Minor;
        Must(_lines.Sum(line => line.Parts.Sum()) == _total, $"The lines do not sum to {_total}: {e.Totals}.");
    }

    /// <summary>Units of a line become one of their own: the two cost what they cost together, and units that
    /// were given up cost nothing any more.</summary>
    /// <param name="standing">Units of the line that were not given up.</param>
    public void Part(int number, int standing, int quantity)
    {
        if (!IsPriced)
        {
            return;
        }

        var line = _lines[number - 1];
        var all = new Priced(standing, [.. line.Parts.Select(part => line.Share(part, standing))]);
        var first = all.Parts.Select(part => all.Share(part, standing - quantity)).ToArray();
        _total -= line.Parts.Sum() - all.Parts.Sum();
        _lines[number - 1] = new Priced(standing - quantity, first);
        _lines.Add(new Priced(quantity, [.. all.Parts.Zip(first, (whole, stays) => whole - stays)]));
    }

    /// <summary>Bills follow each other, and never ask in all for more than what has left.</summary>
    /// <param name="bills">All of the decision: what one gives back another may ask for.</param>
    private void Bill(
        OrderEvent.BillRequested e, IReadOnlyList<LineUnits> units, IReadOnlyList<OrderEvent.BillRequested> bills)
    {
        Must(e.Bill == ++_bills && e.Currency == _currency && !e.Lines.IsEmpty, $"It is no bill of the order: {e}.");
        var minor = e.Lines.Sum(line => line.Parts.Value);
        _billed += e.Kind == BillKind.Invoice ? minor : -minor;
        Must(minor >= 0 && _billed >= 0, $"{_billed} are billed: {e}.");
        Must(
            e != bills[^1] || bills.All(bill => bill.Kind == BillKind.CreditNote)
                || _billed <= Worth(units, line => line.InTransit + line.Delivered),
            $"{_billed} are billed; {string.Join(", ", units)} have left: {e}.");
    }

    private void Note(OrderEvent.PaymentNoted e)
    {
        var known = e.Ref is null
            ? _asked.Where(each => each.Key.Tender == e.Tender).Select(each => each.Value)
                .FirstOrDefault(each => each.Number == e.Number)
            : _asked.GetValueOrDefault((e.Tender, e.Ref));
        if (known is null)
        {
            Must(e.Ref is not null, $"It is about nothing that was asked for: {e}.");
            known = Ask(e.Tender, e.Ref!, e.Kind, e.Amount.Minor, byOrder: false);
        }

        // A void is of all that is left: less by what people captured after the order had asked for it.
        var meanwhile = known.Kind == TransactionKind.Void ? ByHand(e.Tender) - known.ByHandBefore : 0;
        Must(known.Kind == e.Kind && e.Amount.Minor <= known.Minor && known.Minor - e.Amount.Minor <= meanwhile,
            $"It is about another amount: {e}.");
        known.Minor = e.Amount.Minor;
        Must(known.IsUnsettled || known.Status == e.Status, $"It was settled otherwise: {e}.");
        (known.Number, known.Status) = (e.Number, e.Status);
    }

    private Asked Ask(int tender, string reference, TransactionKind kind, long minor, bool byOrder)
    {
        var asked = new Asked(kind, minor, byOrder)
        {
            Number = kind == TransactionKind.Authorisation ? 1 : null,
            ByHandBefore = ByHand(tender),
        };
        Must(minor > 0 && _asked.TryAdd((tender, reference), asked), $"{reference} is asked for twice, or is nothing.");
        return asked;
    }

    /// <summary>What people asked to be captured of a tender, as far as it did not fail.</summary>
    private long ByHand(int tender) => _asked
        .Where(each => each.Key.Tender == tender && each.Value is
        {
            Kind: TransactionKind.Capture, ByOrder: false, Status: not TransactionStatus.Failed,
        })
        .Sum(each => each.Value.Minor);

    private long Sum(TransactionKind kind, TransactionStatus? status = null) => _asked.Values
        .Where(each => each.Kind == kind
            && (status is null ? each.Status != TransactionStatus.Failed : each.Status == status))
        .Sum(each => each.Minor);

    private long Worth(IReadOnlyList<LineUnits> units, Func<LineUnits, int> of) =>
        units.Zip(_lines).Sum(pair => pair.Second.Worth(of(pair.First)));

    private void Must(bool holds, string detail, string invariant = "I10") =>
        InvariantBrokenException.Unless(holds, invariant, id, detail);

    /// <summary>What a line costs: goods, tax, shipping, tax on shipping.</summary>
    private sealed record Priced(int Units, long[] Parts)
    {
        /// <summary>What so many of its units cost: each part of it in proportion, half a cent up.</summary>
        public long Worth(int units) => Parts.Sum(part => Share(part, units));

        public long Share(long part, int units) => ((2 * part * units) + Units) / (2L * Units);
    }

    private sealed class Asked(TransactionKind kind, long minor, bool byOrder)
    {
        public TransactionKind Kind { get; } = kind;

        public long Minor { get; set; } = minor;

        public bool ByOrder { get; } = byOrder;

        public int? Number { get; set; }

        /// <summary>What people had asked to be captured of its tender before it.</summary>
        public long ByHandBefore { get; init; }

        public TransactionStatus Status { get; set; } = TransactionStatus.Requested;

        public bool IsUnsettled => Status is TransactionStatus.Requested or TransactionStatus.InDoubt;
    }

    private sealed class Block(int line, string kind, string evidence, string route, IReadOnlyList<string> lots)
    {
        public int Line { get; } = line;

        public string Kind { get; } = kind;

        public string Evidence { get; } = evidence;

        public string Route { get; } = route;

        public IReadOnlyList<string> Lots { get; } = lots;

        public ChargeBlockStatus Status { get; set; } = ChargeBlockStatus.Open;
    }
}

/// <summary>Where the units of a line are that have left.</summary>
/// <param name="Arrived">Units that were delivered, by route and lot; below zero those that came back.</param>
internal sealed record LineUnits(
    int Number, int InTransit, int Delivered, IReadOnlyList<(string? Route, string Lot, int Units)> Arrived)
{
    /// <summary>What stays owed of the price of units that came back.</summary>
    public long Retained { get; init; }
}

using Oms.Central.Purchasing;

namespace Oms.Central.Tests.Histories;

/// <summary>The units of one purchase order in plain counters, and what is owed for them.</summary>
internal sealed class PurchaseOracle(string id)
{
    private readonly List<Line> _lines = [];
    private readonly Dictionary<string, int> _receipts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bills = new(StringComparer.Ordinal);
    private PurchaseTerms? _terms;

    /// <summary>Units that stock was to take, less those that it did not.</summary>
    public int Booked { get; private set; }

    public void Book(IReadOnlyList<PurchaseEvent> events, PurchaseOrder after)
    {
        foreach (var happened in events)
        {
            Book(happened);
        }

        Must(after.Lines.Count == _lines.Count, "The lines differ.");
        for (var i = 0; i < _lines.Count; i++)
        {
            var (line, of) = (_lines[i], after.Lines[i]);
            Must((of.Received, of.Damaged, of.GivenUp, of.Invoiced)
                == (line.Received, line.Damaged, line.GivenUp, line.Invoiced), $"{of} is not {line}.");
            Must((of.Told?.Quantity ?? 0) == line.Told && (line.Told == 0 || line.Told == of.Open),
                $"{line.Told} are said to come of {of}.");
        }
    }

    private void Book(PurchaseEvent happened)
    {
        switch (happened)
        {
            case PurchaseEvent.PurchaseDrafted e:
                Must(_lines.Count == 0, "It is drafted twice.");
                _terms = e.Terms;
                _lines.AddRange(e.Terms.Lines.Select(line => new Line(line.UnitCost.Minor)));
                break;
            case PurchaseEvent.PurchaseAcknowledged e:
                e.Lines.ToList().ForEach(line => _lines[line.Line - 1].Price = line.UnitCost.Minor);
                break;
            case PurchaseEvent.GoodsReceived e:
                var good = e.Quantity - e.Damaged;
                Must(good >= 0 && e.Quantity >= 1 && _receipts.TryAdd(e.Ref, good), $"It came twice: {e}.");
                _lines[e.Line - 1].Received += e.Quantity;
                _lines[e.Line - 1].Damaged += e.Damaged;
                Booked += good;
                break;
            case PurchaseEvent.GoodsNotBooked e:
                Booked -= _receipts[e.Ref];
                break;
            case PurchaseEvent.UnitsGivenUp e:
                _lines[e.Line - 1].GivenUp += e.Quantity;
                break;
            case PurchaseEvent.SupplyChanged e:
                _lines[e.Line - 1].Told = e.Quantity;
                break;
            case PurchaseEvent.InvoiceMatched e:
                Match(e);
                break;
            case PurchaseEvent.InvoiceDecided { Approved: false } e:
                foreach (var line in _lines)
                {
                    _ = line.Disputed.Remove(e.Ref, out var units);
                    line.Invoiced -= units;
                }

                break;
            case PurchaseEvent.PurchaseClosed:
                Must(_lines.TrueForAll(line => line.Invoiced >= line.Received - line.Damaged),
                    "It is closed with units that nobody wants to be paid for.");
                break;
            default:
                break;
        }
    }

    /// <summary>What agrees is for units that came in good order, at the agreed price, and adds up: nobody looks at it
    /// any more.</summary>
    private void Match(PurchaseEvent.InvoiceMatched e)
    {
        Must(_bills.Add(e.Ref), $"It is matched twice: {e}.");
        foreach (var billed in e.Lines)
        {
            var line = _lines[billed.Line - 1];
            Must(
                e.Findings.Count > 0 || (line.Invoiced + billed.Quantity <= line.Received - line.Damaged
                    && billed.UnitCost.Minor * 1_000 <= line.Price * (1_000 + _terms!.TolerancePermille)),
                $"It agrees with {line}: {e}.");
            line.Invoiced += billed.Quantity;
            if (e.Findings.Count > 0)
            {
                line.Disputed[e.Ref] = billed.Quantity;
            }
        }

        Must(e.Findings.Count > 0 || e.Lines.Sum(line => line.UnitCost.Minor * line.Quantity) == e.Total.Minor,
            $"It does not add up: {e}.");
    }

    private void Must(bool holds, string detail) =>
        InvariantBrokenException.Unless(holds, "purchasing", id, detail);

    private sealed record Line(long Agreed)
    {
        public long Price { get; set; } = Agreed;

        public int Received { get; set; }

        public int Damaged { get; set; }

        public int GivenUp { get; set; }

        public int Invoiced { get; set; }

        public int Told { get; set; }

        public Dictionary<string, int> Disputed { get; } = new(StringComparer.Ordinal);
    }
}

using Oms.Central.Purchasing;

namespace Oms.Central.Tests.Histories;

/// <summary>The units of one purchase order in plain counters, and what is owed for them.</summary>
internal sealed class PurchaseOracle(string id)
{
    private readonly List<Line> _lines = [];
    private readonly Dictionary<string, int> _receipts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<(int Line, string Lot), int>> _shipped =
        new(StringComparer.Ordinal);
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
                _lines.AddRange(e.Terms.Lines.Select(line => new Line(line.UnitCost.Minor, line.Quantity)));
                break;
            case PurchaseEvent.PurchaseAcknowledged e:
                foreach (var said in e.Lines)
                {
                    var line = _lines[said.Line - 1];
                    line.Price = said.UnitCost.Minor;
                    line.Promised = said.Quantity + (_terms!.DropShip is null ? 0 : line.GivenUp);
                }

                break;
            case PurchaseEvent.UnitsShipped e:
                Send(e);
                break;
            case PurchaseEvent.ShipmentReported e:
                Report(e);
                break;
            case PurchaseEvent.UnitsStopped e:
                foreach (var units in e.Units)
                {
                    var line = _lines[_terms!.Lines.ToList()
                        .FindIndex(each => each.For!.Reservation == units.Reservation)];
                    line.GivenUp += int.Max(0, line.Open - units.Left);
                }

                break;
            case PurchaseEvent.GoodsReceived e:
                var good = e.Quantity - e.Damaged;
                Must(good >= 0 && e.Quantity >= 1 && _receipts.TryAdd(e.Ref, good), $"It came twice: {e}.");
                _lines[e.Line - 1].Received += e.Quantity;
                _lines[e.Line - 1].Damaged += e.Damaged;
                Booked += good;
                break;
            case PurchaseEvent.GoodsNotBooked e:
                Booked -= _receipts.GetValueOrDefault(e.Ref);
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

    /// <summary>A supplier sends no more than it was asked for, and each shipment once.</summary>
    private void Send(PurchaseEvent.UnitsShipped e)
    {
        Must(_shipped.TryAdd(e.Ref, []), $"It was sent already: {e}.");
        foreach (var units in e.Units)
        {
            var line = _lines[units.Line - 1];
            Must(units.Quantity >= 1 && units.Quantity <= line.Open, $"{line.Open} are to be sent: {e}.");
            Must(units.UnitCost.Minor == line.Price, $"{line.Price} were agreed on: {e}.");
            line.Received += units.Quantity;
            _shipped[e.Ref].Add((units.Line, units.Lot), units.Quantity);
        }
    }

    /// <summary>Of each unit that was sent it is told once what became of it.</summary>
    private void Report(PurchaseEvent.ShipmentReported e)
    {
        foreach (var told in e.Units.Select(each => each.Units))
        {
            var left = _shipped[e.Shipment].GetValueOrDefault((told.Line, told.Lot))
                - told.Delivered - told.Short - told.Refused - told.Damaged;
            Must(left >= 0, $"More came than was sent: {e}.");
            _shipped[e.Shipment][(told.Line, told.Lot)] = left;
            _lines[told.Line - 1].Damaged += told.NotArrived;
        }
    }

    private sealed record Line(long Agreed, int Ordered)
    {
        public long Price { get; set; } = Agreed;

        public int Promised { get; set; } = Ordered;

        /// <summary>Units that are still to come.</summary>
        public int Open => int.Max(0, Promised - GivenUp - Received);

        public int Received { get; set; }

        public int Damaged { get; set; }

        public int GivenUp { get; set; }

        public int Invoiced { get; set; }

        public int Told { get; set; }

        public Dictionary<string, int> Disputed { get; } = new(StringComparer.Ordinal);
    }
}

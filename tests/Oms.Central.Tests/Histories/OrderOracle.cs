using Oms.Central.Orders;

namespace Oms.Central.Tests.Histories;

/// <summary>The units of one order in plain counters, one set a line.</summary>
internal sealed partial class OrderOracle(string id)
{
    private static readonly Comparer<LineCut> LineCuts = Comparer<LineCut>.Create((a, b) => a.Line.CompareTo(b.Line));

    private readonly List<Line> _lines = [];
    private readonly HashSet<HoldType> _holds = [];
    private OrderEvent.ChangeProposed? _change;
    private readonly OrderMoneyOracle _money = new(id);
    private OrderTerms? _terms;
    private bool _released;

    public bool HasEnded { get; private set; }

    public int TurnedBack => _lines.Sum(line => line.TurnedBack);

    public int Shipped => _lines.Sum(line => line.InTransit + line.Delivered + line.Lost + line.TurnedBack);

    public void Book(IReadOnlyList<OrderEvent> events, Order after)
    {
        foreach (var happened in events)
        {
            Must(
                _lines.Count > 0 || happened is OrderEvent.OrderPlaced or OrderEvent.OrderDrafted
                    or OrderEvent.DraftRevised or OrderEvent.DraftDiscarded,
                "I7", $"It is not placed: {happened}.");
            if (!_money.Book(happened, _terms, events, Units))
            {
                Book(happened, events);
            }
        }

        if (_lines.Count > 0)
        {
            Compare(after);
        }

        _money.Compare(after);
    }

    /// <summary>Where the units of each line are that have left.</summary>
    private IReadOnlyList<LineUnits> Units =>
        [.. _lines.Select((line, index) => new LineUnits(index + 1, line.InTransit, line.Delivered, line.Arrived)
        {
            Retained = line.Retained,
        })];

    private void Book(OrderEvent happened, IReadOnlyList<OrderEvent> all)
    {
        switch (happened)
        {
            case OrderEvent.OrderDrafted or OrderEvent.DraftRevised or OrderEvent.DraftDiscarded:
                Must(_lines.Count == 0, "I7", $"It is placed: {happened}.");
                HasEnded = happened is OrderEvent.DraftDiscarded;
                break;
            case OrderEvent.OrderPlaced e:
                Must(_lines.Count == 0, "I7", $"It is placed twice: {e}.");
                _lines.AddRange(e.Terms.Lines.Select(
                    line => new Line(line.Quantity, line.ShipFrom ?? e.Terms.ShipFrom)));
                _terms = e.Terms;
                break;
            case OrderEvent.HoldPlaced e:
                // The money's hold says anew what is wrong with it.
                Must(_holds.Add(e.Type) || e.Type == HoldType.Payment, "I12", $"It is held twice: {e}.");
                break;
            case OrderEvent.HoldReleased e:
                Must(_holds.Remove(e.Type), "I12", $"It is not held: {e}.");
                break;
            case OrderEvent.OrderReleased:
                Must(_holds.Count == 0, "I12", "It is released though it is held.");
                _released = true;
                break;
            case OrderEvent.ShipmentBegun e:
                Must(_released && _holds.Count == 0, "I5", $"It may not leave: {e}.");
                foreach (var line in e.Lines)
                {
                    Must((line.Location ?? e.Location) == At(line.Line).From, "I5", $"It leaves elsewhere: {e}.");
                    Must((line.Reservation, line.Quantity) == (At(line.Line).Reservation, At(line.Line).Held)
                        && At(line.Line).At == Stage.Reserved, "I5", $"It does not hold what leaves: {e}.");
                }

                break;
            case OrderEvent.FulfilmentRequested e:
                Must(_released && _holds.Count == 0, "I5", $"It is not to be picked yet: {e}.");
                e.Lines.ToList().ForEach(line => Must(
                    (line.Reservation, line.Quantity, e.Location)
                        == (At(line.Line).Reservation, At(line.Line).Held, At(line.Line).From),
                    "I5", $"It does not hold what is to be picked: {e}."));
                break;
            case OrderEvent.DropShipRequested e:
                Must(_released && _holds.Count == 0, "I5", $"It is not to be sent yet: {e}.");
                e.Terms.Lines.ToList().ForEach(line => Must(
                    (line.For!.Reservation, line.Quantity, e.Terms.Location)
                        == (At(line.For.Line).Reservation, At(line.For.Line).Held, At(line.For.Line).From)
                        && At(line.For.Line).At == Stage.Assigned,
                    "I5", $"It does not hold what is to be sent: {e}."));
                break;
            case OrderEvent.OrderCancelled:
                Must(_lines.TrueForAll(line => line.Cancelled == line.Ordered), "I4", "Units of it are not cancelled.");
                End();
                break;
            case OrderEvent.OrderClosed:
                End();
                _money.Close(Units);
                break;
            case OrderEvent.LineConfirmationRequested e:
                Must(e.Location == At(e.Line).From, "I5", $"It is confirmed elsewhere: {e}.");
                break;
            case OrderEvent.LineFlagged e:
                _money.Flag(e);
                break;
            case OrderEvent.ReturnRequested e:
                e.Lines.ToList().ForEach(line => Promise(line.Line, line.Quantity));
                break;
            case OrderEvent.ReturnReleased e:
                e.Units.ToList().ForEach(units => Promise(units.Line, -units.Quantity));
                break;
            case OrderEvent.LineReturned e when e.Units.Sum(units => units.Quantity) is var back:
                Promise(e.Line, -back);
                At(e.Line).Returned += back;
                At(e.Line).Retained += e.Retained;
                At(e.Line).Arrived.AddRange(e.Units.Select(
                    units => ((string?)units.Route, units.Lot, -units.Quantity)));
                break;
            case OrderEvent.ReturnCreditRefused e:
                At(e.Line).Retained -= e.Credit.Minor;
                break;
            case OrderEvent.ChangeProposed e:
                Must(_change is null, "I4", $"Another change is open: {e}.");
                _change = e;
                foreach (var added in e.Added)
                {
                    Must(added.Line == _lines.Count + 1, "I4", $"It is no line: {added}.");
                    _lines.Add(new Line(added.Item.Quantity, added.Item.ShipFrom ?? _terms!.ShipFrom));
                }

                break;
            case OrderEvent.ChangeConfirmed e:
                var cut = all.OfType<OrderEvent.LineCancelled>().GroupBy(each => each.Line)
                    .Select(of => new LineCut(of.Key, of.Sum(each => each.Quantity)));
                Must(_change?.Number == e.Number && cut.Order(LineCuts).SequenceEqual(_change.Cuts.Order(LineCuts)),
                    "I4", $"It takes away other units: {e}.");
                _change = null;
                break;
            case OrderEvent.ChangeDeclined e:
                GiveUp(e.Number);
                break;
            case OrderEvent.ChangeExpired e:
                GiveUp(e.Number);
                break;
            case OrderEvent.LineAllocated or OrderEvent.LineShipmentRefused
                or OrderEvent.ReservationSurrendered { Current: false }
                or OrderEvent.LineToBePicked or OrderEvent.WorkStopRequested or OrderEvent.WorkStopped
                or OrderEvent.WorkKept or OrderEvent.WorkWithdrawn or OrderEvent.LineShortPicked
                or OrderEvent.WorkPacked or OrderEvent.WorkReopened or OrderEvent.LinePromiseMoved
                or OrderEvent.RerouteRequested or OrderEvent.RoutingBlocked or OrderEvent.PlaceHeld
                or OrderEvent.PlaceRefused or OrderEvent.PlaceConfirmationRequested or OrderEvent.PlaceConfirmed
                or OrderEvent.PlaceGivenBack or OrderEvent.WorkMerged or OrderEvent.LineDeclined:
                break;
            default:
                Must(!HasEnded, "I5", $"It has ended: {happened}.");
                BookUnits(happened);
                break;
        }
    }

    private void BookUnits(OrderEvent happened)
    {
        switch (happened)
        {
            case OrderEvent.LineAllocationRequested e when At(e.Line) is var line:
                Must(line.Reservation is null && line.Unallocated >= e.Quantity, "I4", $"It asks for too much: {e}.");
                Must(e.Location == line.From, "I5", $"It asks elsewhere: {e}.");
                (line.Reservation, line.Held, line.At) = (e.Reservation, e.Quantity, Stage.Asked);
                break;
            case OrderEvent.LineAssigned e when At(e.Line) is var line:
                Must(line.Reservation is null && line.Unallocated == e.Quantity, "I4", $"It asks for another: {e}.");
                (line.Reservation, line.Held, line.At) = (e.Reservation, e.Quantity, Stage.Asked);
                line.Go(Stage.Assigned);
                break;
            case OrderEvent.OrderRouted e:
                Route(e);
                break;
            case OrderEvent.LineReserved e:
                Holding(e.Line, e.Reservation, e.Quantity).Go(Stage.Reserved);
                break;
            case OrderEvent.LineBackordered e:
                Holding(e.Line, e.Reservation, e.Quantity).Go(Stage.Waiting);
                break;
            case OrderEvent.ReservationSurrendered e:
                Must((At(e.Line).Reservation, At(e.Line).From) == (e.Reservation, e.Location), "I5",
                    $"It does not hold it: {e}.");
                At(e.Line).Keep(e.Remaining);
                break;
            case OrderEvent.WorkSplit e:
                e.Units.Where(part => part.NewLine is not null).ToList().ForEach(part =>
                {
                    var line = Part(part, part.Quantity);
                    (line.Reserved, line.Held) = (line.Reserved - part.Quantity, line.Held - part.Quantity);
                    Must(line.At == Stage.Reserved && line.Held == part.Left, "I5", $"It holds {line.Held}: {part}.");
                    (_lines[^1].Reservation, _lines[^1].Held, _lines[^1].At) =
                        (part.NewReservation, part.Quantity, Stage.Asked);
                });
                break;
            case OrderEvent.WorkMoved e:
                foreach (var part in e.Units)
                {
                    var line = part.NewLine is null ? At(part.Line) : Part(part, part.Quantity);
                    if (part.NewLine is not null)
                    {
                        line.Unallocated -= part.Quantity;
                        line = _lines[^1];
                    }

                    Must(line.Reservation is null, "I5", $"What is moved is still promised: {part}.");
                    line.From = e.To ?? line.From;
                }

                break;
            case OrderEvent.LineReservationLost e:
                Holding(e.Line, e.Reservation, e.Quantity).Keep(0);
                break;
            case OrderEvent.LineCancelled e when At(e.Line) is var line:
                Must(e.Quantity >= 1 && e.Quantity <= line.Unallocated, "I4", $"{line.Unallocated} are free: {e}.");
                (line.Unallocated, line.Cancelled) = (line.Unallocated - e.Quantity, line.Cancelled + e.Quantity);
                break;
            case OrderEvent.LineShipped e when At(e.Line) is var line && e.Lots.Sum(lot => lot.Quantity) is var left:
                var supplied = Central.Purchasing.PurchaseOrder.IsDropShip(e.Route);
                Must(line.Reservation == e.Reservation && line.At == (supplied ? Stage.Assigned : Stage.Reserved)
                    && (supplied ? left > 0 && left <= line.Held : left == line.Held), "I4",
                    $"It held {line.Held}: {e}.");
                line.Leave(left);
                break;
            case OrderEvent.LineDelivered e:
                Arrive(e.Line, e.Quantity).Delivered += e.Quantity;
                At(e.Line).Arrived.Add((e.Route, e.Lot, e.Quantity));
                break;
            case OrderEvent.LineShorted e:
                Arrive(e.Line, e.Quantity).Lost += e.Quantity;
                break;
            case OrderEvent.LineRefused e:
                Arrive(e.Line, e.Refused + e.Damaged).TurnedBack += e.Refused + e.Damaged;
                break;
            default:
                Must(false, "I4", $"The oracle does not know {happened}.");
                break;
        }
    }

    /// <summary>Of each line all that has not left is somewhere from now on; units that leave from elsewhere, or later,
    /// are a line of their own.</summary>
    private void Route(OrderEvent.OrderRouted e)
    {
        foreach (var of in e.Units.GroupBy(units => units.Line))
        {
            var line = At(of.Key);
            Must(of.Sum(units => units.Quantity) == line.Unallocated + line.Backordered + line.Reserved, "routing",
                $"Line {of.Key} has {line.Unallocated + line.Backordered + line.Reserved} to leave: {e}.");
            foreach (var units in of.OrderBy(units => units.NewLine ?? 0))
            {
                if (units.NewLine is { } number)
                {
                    Must(number == _lines.Count + 1 && units.Quantity >= 1, "routing", $"It is no line: {units}.");
                    _lines.Add(new Line(units.Quantity, units.Location));
                    line.Ordered -= units.Quantity;
                    line.Unallocated -= units.Quantity;
                }
                else
                {
                    Must(line.Held == 0 || line.From == units.Location, "I5", $"Its promise does not move: {units}.");
                    Must(units.Quantity >= line.Held, "I5", $"{line.Held} are promised there: {units}.");
                    line.From = units.Location;
                }
            }
        }
    }

    private void Compare(Order after)
    {
        Must(after.Lines.Count == _lines.Count, "I4", "The lines differ.");
        for (var i = 0; i < _lines.Count; i++)
        {
            var (line, q) = (_lines[i], after.Lines[i].Quantities);
            Must(line.Parts.All(part => part >= 0) && line.Parts.Sum() == line.Ordered, "I4",
                $"Line {i + 1}: {line.Ordered} are not {string.Join(" + ", line.Parts)}.");
            Must(line.Parts.SequenceEqual(
                [q.Unallocated, q.Backordered, q.Reserved, q.DropShipOpen, q.Cancelled, q.InTransit, q.Delivered,
                    q.Lost, q.TurnedBack]), "I4", $"Line {i + 1}: {q} is not {string.Join(", ", line.Parts)}.");
            Must((q.Returned, after.Returning(i + 1)) == (line.Returned, line.Returning), "I4",
                $"Line {i + 1}: {line.Returned} are back and {line.Returning} may come, not {q}.");
            Must((after.Lines[i].Allocation?.Reservation, after.Lines[i].Allocation?.Quantity ?? 0)
                == (line.Reservation, line.Held), "I5", $"Line {i + 1} holds {after.Lines[i].Allocation}.");
        }
    }

    /// <summary>Units of a line become one of their own, at the price that they had.</summary>
    /// <returns>The line that they were of.</returns>
    private Line Part(PartedUnits part, int quantity)
    {
        var line = At(part.Line);
        Must(part.NewLine == _lines.Count + 1 && part.Location == line.From, "I4", $"{part}");
        _money.Part(part.Line, line.Ordered - line.Cancelled, quantity);
        line.Ordered -= quantity;
        _lines.Add(new Line(quantity, line.From));
        return line;
    }

    /// <summary>Nothing is left of what a change would have added.</summary>
    private void GiveUp(int change)
    {
        Must(_change?.Number == change && _change.Added.All(added => At(added.Line).Cancelled == added.Item.Quantity),
            "I4", $"Change {change} keeps what it held.");
        _change = null;
    }

    private Line Holding(int number, string reservation, int quantity)
    {
        Must((At(number).Reservation, At(number).Held) == (reservation, quantity), "I5",
            $"Line {number} holds {At(number).Held} in {At(number).Reservation}, not {quantity} in {reservation}.");
        return At(number);
    }

    private Line Arrive(int number, int quantity)
    {
        Must(quantity >= 1 && quantity <= At(number).InTransit, "I4", $"{At(number).InTransit} are on their way.");
        At(number).InTransit -= quantity;
        return At(number);
    }

    /// <summary>Units that are promised to come back, or are not any more.</summary>
    private void Promise(int number, int quantity)
    {
        var line = At(number);
        line.Returning += quantity;
        Must(line.Returning >= 0 && line.Returning + line.Returned <= line.Delivered, "I4",
            $"Line {number}: of {line.Delivered}, {line.Returned} are back and {line.Returning} may come.");
    }

    private void End()
    {
        Must(!HasEnded && _lines.TrueForAll(line => line is { Reservation: null, Unallocated: 0, InTransit: 0 }),
            "I5", "It ends with open units.");
        HasEnded = true;
    }

    private Line At(int number) => _lines[number - 1];

    private void Must(bool holds, string invariant, string detail) =>
        InvariantBrokenException.Unless(holds, invariant, id, detail);
}

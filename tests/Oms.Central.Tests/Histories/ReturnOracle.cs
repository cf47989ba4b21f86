using Oms.Central.Returns;

namespace Oms.Central.Tests.Histories;

/// <summary>The units of one return in plain counters.</summary>
internal sealed class ReturnOracle(string id)
{
    private readonly Dictionary<string, int> _receipts = [];

    /// <summary>Units that came without paper, and are nobody's yet.</summary>
    private readonly Dictionary<string, int> _found = [];
    private readonly Dictionary<string, (string Receipt, int Quantity, bool IsCounted)> _decided = [];
    private int _approved;
    private int _received;
    private int _givenUp;
    private int _disposed;

    /// <summary>Units that stock took.</summary>
    public int Taken { get; private set; }

    public void Book(IReadOnlyList<ReturnEvent> events, ReturnOrder after)
    {
        foreach (var happened in events)
        {
            Book(happened);
        }

        var open = after.Lines.Sum(line => line.Open);
        Must(open == _approved - _received - _givenUp && open >= 0, $"{open} are open of {_approved}.");
        Must(
            after.Receipts.Sum(each => each.Inspected) == _decided.Values.Sum(each => each.Quantity),
            $"{after.Receipts.Sum(each => each.Inspected)} are inspected.");
        Must(_disposed == _decided.Values.Where(each => each.IsCounted).Sum(each => each.Quantity),
            $"{_disposed} were moved.");
    }

    private void Book(ReturnEvent happened)
    {
        switch (happened)
        {
            case ReturnEvent.ReturnOpened e:
                Must(_approved == 0, "It is opened twice.");
                _approved = e.Lines.Sum(line => line.Quantity);
                break;
            case ReturnEvent.RouteUnitsTaken e:
                foreach (var units in e.Units)
                {
                    Must(_receipts.TryAdd(units.Ref, units.Quantity), $"It came twice: {units}.");
                    if (units.IsRestocked)
                    {
                        _decided.Add(units.Ref, (units.Ref, units.Quantity, true));
                        _disposed += units.Quantity;
                    }
                }

                break;
            case ReturnEvent.BlindUnitsTaken e:
                foreach (var units in e.Units)
                {
                    Must(_receipts.TryAdd(units.Ref, units.Quantity), $"It came twice: {units}.");
                    _found.Add(units.Ref, units.Quantity);
                    Taken += units.Quantity;
                }

                break;
            case ReturnEvent.UnitsMatched e:
                _found[e.Receipt] -= e.Quantity;
                Must(_found[e.Receipt] >= 0, $"It has not so many: {e}.");
                break;
            case ReturnEvent.MatchRefused e:
                _found[e.Receipt] += e.Quantity;
                Must(_found[e.Receipt] <= _receipts[e.Receipt], $"It had not so many: {e}.");
                break;
            case ReturnEvent.ReturnReceived e:
                Must(_receipts.TryAdd(e.Ref, e.Quantity), $"It came twice: {e}.");
                _received += e.Quantity;
                Taken += e.From is null ? e.Quantity : 0;
                break;
            case ReturnEvent.StepFailed { Step: ReturnStep.Receipt } e when _found.ContainsKey(e.Ref):
                Taken -= _receipts[e.Ref];
                break;
            case ReturnEvent.StepFailed { Step: ReturnStep.Receipt } e:
                // Units that somebody has in hand already have come, whatever the stock item says.
                Taken -= _receipts[e.Ref];
                _received -= _decided.Values.Any(each => each.Receipt == e.Ref) ? 0 : _receipts[e.Ref];
                break;
            case ReturnEvent.UnitsInspected e:
                Must(_decided.TryAdd(e.Ref, (e.Receipt, e.Quantity, e.Order is null)),
                    $"It is decided twice: {e}.");
                break;
            case ReturnEvent.InspectionBooked e:
                Must(!_decided[e.Ref].IsCounted, $"It is counted twice: {e}.");
                _decided[e.Ref] = _decided[e.Ref] with { IsCounted = true };
                break;
            case ReturnEvent.UnitsDisposed e:
                _disposed += e.Quantity;
                break;
            case ReturnEvent.ReturnGivenUp e:
                _givenUp += e.Units.Sum(units => units.Quantity);
                break;
            case ReturnEvent.ReturnClosed e:
                Must(_received + _givenUp == _approved, "It is closed with units to come.");
                Must(e.Units == _disposed, $"{_disposed} were counted: {e}.");
                break;
            default:
                break;
        }
    }

    private void Must(bool holds, string detail) => InvariantBrokenException.Unless(holds, "I4", id, detail);
}

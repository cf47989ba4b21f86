using Oms.Central.Manifests;

namespace Oms.Central.Tests.Histories;

/// <summary>What a driver has of each line and lot: what was loaded, until a hand-over tells what became of it
/// (I14).</summary>
internal sealed class RouteOracle(string id)
{
    private readonly Dictionary<(string Order, int Line, string Lot), int> _aboard = [];
    private RouteStatus _status = RouteStatus.Absent;

    public void Book(IReadOnlyList<RouteEvent> events, DeliveryRoute after)
    {
        foreach (var happened in events)
        {
            Book(happened);
        }

        Must(after.Status == _status, $"It is {after.Status}, not {_status}.");
    }

    private void Book(RouteEvent happened)
    {
        switch (happened)
        {
            case RouteEvent.ManifestPlanned:
                Go(RouteStatus.Absent, RouteStatus.Planned);
                break;
            case RouteEvent.LoadingStarted:
                Go(RouteStatus.Planned, RouteStatus.Loading);
                break;
            case RouteEvent.LineLoaded e:
                Must(_status == RouteStatus.Loading, $"It has left: {e}.");
                foreach (var lot in e.Lots)
                {
                    Must(_aboard.TryAdd((e.Order, e.Line, lot.Lot), lot.Quantity), $"It is on board already: {e}.");
                }

                break;
            case RouteEvent.ManifestDispatched e:
                Go(RouteStatus.Loading, RouteStatus.Dispatched);
                var told = (from stop in e.Manifest.Stops
                            from line in stop.Lines
                            select (Of: (stop.Order, line.Line, line.Lot), line.Quantity))
                    .ToDictionary(each => each.Of, each => each.Quantity);
                Must(told.Count == _aboard.Count && told.All(each => _aboard.GetValueOrDefault(each.Key) == each.Value),
                    "The driver is not given what was loaded, or not that alone.");
                break;
            case RouteEvent.ManifestCancelled:
                Go(RouteStatus.Loading, RouteStatus.Cancelled);
                Must(_aboard.Count == 0, "It has units on board.");
                break;
            case RouteEvent.ManifestClosed e:
                Go(RouteStatus.Dispatched, RouteStatus.Closed);
                e.Lines.ToList().ForEach(Unload);
                Must(_aboard.Count == 0, $"Nobody tells what became of {string.Join(", ", _aboard)}.");
                break;
            case RouteEvent.LinesExpected or RouteEvent.OrderLeftBehind:
                Must(_status == RouteStatus.Loading, $"It has left: {happened}.");
                break;
            default:
                break;
        }
    }

    private void Unload(LineResult line)
    {
        Must(_aboard.Remove((line.Order, line.Line, line.Lot), out var units)
            && units == line.Delivered + line.Short + line.Refused + line.Damaged, $"{units} were on board: {line}.");
        Must(line.RefusedBack >= 0 && line.RefusedBack <= line.Refused
            && line.DamagedBack >= 0 && line.DamagedBack <= line.Damaged, $"More came back than was refused: {line}.");
    }

    private void Go(RouteStatus from, RouteStatus to)
    {
        Must(_status == from, $"It is {_status}, and becomes {to}.");
        _status = to;
    }

    private void Must(bool holds, string detail) => InvariantBrokenException.Unless(holds, "I14", id, detail);
}

using NodaTime;
using Oms.Central.Capacity;

namespace Oms.Central.Tests.Histories;

/// <summary>Which orders have a place at one location, by day.</summary>
internal sealed class CapacityOracle(string location)
{
    private readonly Dictionary<string, LocalDate> _places = new(StringComparer.Ordinal);
    private int? _limit;
    private LocalDate _keptFrom = LocalDate.MinIsoValue;

    public void Book(IReadOnlyList<CapacityEvent> events, CapacityBook after)
    {
        foreach (var happened in events)
        {
            Book(happened);
        }

        Must(after.Limit == _limit && after.Places.Count == _places.Count
            && after.Places.All(place => _places.GetValueOrDefault(place.Key) == place.Value.On),
            "The places differ.");
        Must(after.Taken.All(day => day.Value == _places.Values.Count(on => on == day.Key)), "The days differ.");
    }

    private void Book(CapacityEvent happened)
    {
        switch (happened)
        {
            case CapacityEvent.LimitSet e:
                _limit = e.Limit;
                break;
            case CapacityEvent.PlaceHeld e:
                Take(e.Order, e.On, e.KeptFrom);
                break;
            case CapacityEvent.PlaceConfirmed e:
                Take(e.Order, e.On, e.KeptFrom);
                break;
            case CapacityEvent.PlaceRefused e:
                Must(Others(e.Order, e.On) >= _limit, $"There was room: {e}.");
                break;
            case CapacityEvent.PlaceReleased e:
                Must(_places.Remove(e.Order, out var on) && on == e.On, $"It has no such place: {e}.");
                break;
            default:
                Must(false, $"The oracle does not know {happened}.");
                break;
        }
    }

    private void Take(string order, LocalDate on, LocalDate keptFrom)
    {
        // A place that lasts from now on was taken before; a limit that was lowered takes it from nobody.
        Must(
            _limit is not { } limit || Others(order, on) < limit || _places.GetValueOrDefault(order) == on,
            $"{on} is full, and {order} has a place.");
        _keptFrom = keptFrom > _keptFrom ? keptFrom : _keptFrom;
        foreach (var old in _places.Where(each => each.Value < _keptFrom).Select(each => each.Key).ToList())
        {
            _ = _places.Remove(old);
        }

        _places[order] = on;
    }

    private int Others(string order, LocalDate on) => _places.Count(each => each.Value == on && each.Key != order);

    private void Must(bool holds, string detail) =>
        InvariantBrokenException.Unless(holds, "capacity", location, detail);
}

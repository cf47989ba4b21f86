using Oms.Central.Fulfilments;

namespace Oms.Central.Tests.Histories;

/// <summary>The units of one fulfilment order in plain counters.</summary>
internal sealed class FulfilmentOracle(string id)
{
    private readonly Dictionary<string, Units> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PackedUnits>> _packages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _picks = new(StringComparer.Ordinal);

    public void Book(IReadOnlyList<FulfilmentEvent> events, FulfilmentOrder after)
    {
        foreach (var happened in events)
        {
            Book(happened);
        }

        foreach (var line in after.Lines)
        {
            var units = _lines[line.Reservation];
            Must(units.All.All(each => each >= 0) && units.All.Sum() == line.Quantity, $"{line}: {units}");
            Must(
                units == new Units(line.Open, line.Picked, line.Packed, line.Short, line.Cancelled, line.Dispatched),
                $"{line} is not {units}.");
        }
    }

    private void Book(FulfilmentEvent happened)
    {
        switch (happened)
        {
            case FulfilmentEvent.FulfilmentOpened e:
                Must(_lines.Count == 0, "It is opened twice.");
                foreach (var line in e.Work.Lines)
                {
                    _lines[line.Reservation] = new Units(line.Quantity, 0, 0, 0, 0, 0);
                }

                break;
            case FulfilmentEvent.UnitsPicked e:
                Must(_picks.Add(e.Ref), $"It is picked twice: {e}.");
                Change(e.Reservation, u => u with { Open = u.Open - e.Quantity, Picked = u.Picked + e.Quantity });
                break;
            case FulfilmentEvent.UnitsShort e:
                Change(e.Reservation, u => u with { Open = u.Open - e.Quantity, Short = u.Short + e.Quantity });
                break;
            case FulfilmentEvent.PackageOpened e:
                Must(_packages.TryAdd(e.Sscc, []), $"The number is used twice: {e}.");
                break;
            case FulfilmentEvent.UnitsPacked e:
                _packages[e.Sscc].AddRange(e.Units);
                e.Units.ToList().ForEach(units => Change(units.Reservation, u => u with
                {
                    Picked = u.Picked - units.Quantity,
                    Packed = u.Packed + units.Quantity,
                }));
                break;
            case FulfilmentEvent.PackageVoided e:
                _packages[e.Sscc].ForEach(units => Change(units.Reservation, u => u with
                {
                    Picked = u.Picked + units.Quantity,
                    Packed = u.Packed - units.Quantity,
                }));
                _packages[e.Sscc].Clear();
                break;
            case FulfilmentEvent.UnitsDispatched e:
                Change(e.Reservation, u => u with
                {
                    Packed = u.Packed - e.Quantity,
                    Dispatched = u.Dispatched + e.Quantity,
                });
                foreach (var package in _packages.Values)
                {
                    _ = package.RemoveAll(units => units.Reservation == e.Reservation);
                }

                break;
            case FulfilmentEvent.UnitsStopped e:
                GiveUp(e.Units, e.Back);
                break;
            case FulfilmentEvent.FulfilmentCancelled e:
                GiveUp(e.Units, e.Back);
                break;
            case FulfilmentEvent.UnitsWithdrawn e:
                GiveUp(e.Units, []);
                break;
            case FulfilmentEvent.UnitsSplit e:
                GiveUp(e.Units, []);
                break;
            case FulfilmentEvent.UnitsMoved e:
                GiveUp(e.Units, []);
                break;
            case FulfilmentEvent.FulfilmentMerged e:
                GiveUp(e.Units, []);
                break;
            case FulfilmentEvent.UnitsAdded e:
                foreach (var line in e.Lines)
                {
                    var units = _lines.GetValueOrDefault(line.Reservation) ?? new Units(0, 0, 0, 0, 0, 0);
                    _lines[line.Reservation] = units with { Open = units.Open + line.Quantity };
                }

                break;
            default:
                break;
        }
    }

    private void GiveUp(IReadOnlyList<Central.Orders.WorkUnits> units, IReadOnlyList<UnitsPutBack> back)
    {
        foreach (var each in units)
        {
            var picked = back.Where(one => one.Reservation == each.Reservation).Sum(one => one.Quantity);
            Change(each.Reservation, u => u with
            {
                Open = u.Open - (each.Quantity - picked),
                Picked = u.Picked - picked,
                Cancelled = u.Cancelled + each.Quantity,
            });
        }
    }

    private void Change(string reservation, Func<Units, Units> change) =>
        _lines[reservation] = change(_lines[reservation]);

    private void Must(bool holds, string detail) =>
        InvariantBrokenException.Unless(holds, "fulfilment", id, detail);

    private sealed record Units(int Open, int Picked, int Packed, int Short, int Cancelled, int Dispatched)
    {
        public int[] All => [Open, Picked, Packed, Short, Cancelled, Dispatched];
    }
}

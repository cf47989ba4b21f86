using NodaTime;
using Oms.Central.Fulfilments;

namespace Oms.Central.Tests.Histories;

/// <summary>The units of one fulfilment order in plain counters.</summary>
internal sealed class FulfilmentOracle(string id)
{
    private readonly Dictionary<string, Units> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PackedUnits>> _packages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _picks = new(StringComparer.Ordinal);

    private (string Hash, Instant Ends, int Failed)? _code;
    private string? _wave;
    private bool _isCollected;

    public void Book(IReadOnlyList<FulfilmentEvent> events, FulfilmentOrder after, Instant now)
    {
        foreach (var happened in events)
        {
            if (!BookPickUp(happened, now))
            {
                Book(happened);
            }
        }

        Must(after.Wave == _wave, $"It is in wave {after.Wave}, not {_wave}.");
        Must(
            after.PickUp is null ? _code is null
                : (after.PickUp.Hash, after.PickUp.ExpiresAt, after.PickUp.Failed) == _code
                    && after.PickUp.IsCollected == _isCollected,
            $"Its code is {after.PickUp}, not {_code}.");

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
                _wave = null;
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

    /// <summary>Who has the right code, in time and before too many wrong ones, takes all that is packed,
    /// once.</summary>
    /// <returns>False where the event is about something else.</returns>
    private bool BookPickUp(FulfilmentEvent happened, Instant now)
    {
        switch (happened)
        {
            case FulfilmentEvent.PickUpCodeIssued e:
                Must(!_isCollected, $"It was picked up: {e}.");
                _code = (e.Hash, e.ExpiresAt, 0);
                return true;
            case FulfilmentEvent.PickUpFailed e when _code is var (hash, ends, failed):
                Must(!_isCollected && e.Left == FulfilmentOrder.PickUpAttemptsMax - failed - 1 && e.Left >= 0, $"{e}");
                _code = (hash, ends, failed + 1);
                return true;
            case FulfilmentEvent.UnitsCollected e:
                Must(!_isCollected, $"It is picked up twice: {e}.");
                Must(_code is var (_, until, wrong) && now < until && wrong < FulfilmentOrder.PickUpAttemptsMax,
                    $"The code {_code} does not count any more: {e}.");
                Must(
                    e.Lines.ToDictionary(line => line.Reservation, line => line.Quantity) is var taken
                        && _lines.All(line => taken.GetValueOrDefault(line.Key) == line.Value.Packed),
                    $"It is not what is packed: {e}.");
                _isCollected = true;
                return true;
            case FulfilmentEvent.CollectionRefused e:
                Must(_isCollected, $"It was not picked up: {e}.");
                return true;
            case FulfilmentEvent.WaveJoined e:
                Must(_wave is null, $"It is in {_wave}: {e}.");
                _wave = e.Wave;
                return true;
            case FulfilmentEvent.WaveLeft e:
                Must(_wave == e.Wave, $"It is in {_wave}: {e}.");
                _wave = null;
                return true;
            case FulfilmentEvent.FulfilmentReopened:
                (_code, _isCollected) = (null, false);
                return true;
            default:
                return false;
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

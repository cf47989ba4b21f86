using NodaTime;
using Oms.Central.Inventory;

namespace Oms.Central.Tests.Histories;

/// <summary>The units and promises of one stock item in plain counters: it books what events say, knows none of the
/// item's rules, and judges each event by what it booked before.</summary>
internal sealed class StockOracle(string id)
{
    private readonly Dictionary<string, Pile> _lots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Promise> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Reservation, string Lot), int> _picked = [];
    private readonly Dictionary<string, int> _wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _outside = new(StringComparer.Ordinal);
    private long _made;
    private long _consumed;
    private long _released;
    private long _expired;
    private int _safety;
    private bool _mayWait = true;
    private bool _preorder;

    /// <summary>Units that are outside, by the place they are at; below zero where they came from.</summary>
    public IReadOnlyDictionary<string, long> Outside => _outside;

    public IReadOnlyDictionary<string, Promise> Live => _live;

    public IReadOnlyDictionary<string, int> Waiting => _waiting;

    /// <summary>Units that were picked for a promise and have not left.</summary>
    public int Picked(string reservation) =>
        _picked.Where(each => each.Key.Reservation == reservation).Sum(each => each.Value);

    private long Sellable => _lots.Values.Where(pile => pile.Status == LotStatus.Approved).Sum(pile => pile.Units);

    private long Reserved => _live.Values.Sum(promise => (long)promise.Units);

    /// <summary>Units that a new promise may take.</summary>
    private long Free => Sellable - Reserved - _safety;

    /// <summary>Judges and books the events of one decision, then compares.</summary>
    public void Book(IReadOnlyList<StockEvent> events, StockItem after, Instant now)
    {
        foreach (var happened in events)
        {
            Book(happened, events, now);
        }

        Compare(after, now);
    }

    private void Book(StockEvent happened, IReadOnlyList<StockEvent> together, Instant now)
    {
        switch (happened)
        {
            case StockEvent.StockReceived e:
                Once(e.Ref);
                Move(e.Lot, e.Quantity, "supplier");
                Until(e.Lot, e.Expires);
                break;
            case StockEvent.StockReturned e:
                Once(e.Ref);
                var back = e.Disposition == Disposition.Restock ? e.Lot : $"{e.Lot}~returned";
                Move(back, e.Quantity, "customer");
                if (e.Disposition == Disposition.Quarantine)
                {
                    _lots[back].Status = LotStatus.Quarantined;
                }

                break;
            case StockEvent.StockScrapped e:
                Once(e.Ref);
                Move(e.Lot, -e.Quantity, "scrapped");
                break;
            case StockEvent.StockRestocked e:
                Once(e.Ref);
                Must(_lots[$"{e.Lot}~returned"].Status == LotStatus.Quarantined, "I15", $"It was not set aside: {e}.");
                Move($"{e.Lot}~returned", -e.Quantity, "in_transit");
                Move(e.Lot, e.Quantity, "in_transit");
                break;
            case StockEvent.StockSentBack e:
                Once(e.Ref);
                Move(e.Lot, -e.Quantity, "supplier");
                break;
            case StockEvent.StockAdjusted e:
                Move(e.Lot, e.Delta, "adjustment");
                break;
            case StockEvent.StockCounted e:
                Move(e.Lot, e.Delta, "adjustment");
                Must(_lots[e.Lot].Units == e.Counted, "I2", $"{_lots[e.Lot].Units} are there after {e}.");
                break;
            case StockEvent.StockTransferredOut e:
                Once($"{e.Transfer} out {e.Line}");
                Must(Free >= e.Lots.Sum(lot => lot.Quantity), "I1", $"{Free} were free before {e}.");
                e.Lots.ToList().ForEach(lot => Leave(lot.Lot, lot.Quantity, "in_transit", now));
                break;
            case StockEvent.StockTransferredIn e:
                Once($"{e.Transfer} in {e.Ref}");
                Move(e.Units.Lot, e.Units.Quantity, "in_transit");
                Until(e.Units.Lot, e.Units.Expires);
                break;
            case StockEvent.LotQuarantined e:
                SetAside(e.Lot, LotStatus.Quarantined, e.AffectedReservations);
                break;
            case StockEvent.LotBlocked e:
                SetAside(e.Lot, e.Status, e.AffectedReservations);
                break;
            case StockEvent.LotExpired e:
                Must(At(e.Lot).Until < now.InUtc().Date, "I15", $"The last day is not over: {e}.");
                SetAside(e.Lot, LotStatus.Expired, e.AffectedReservations);
                break;
            case StockEvent.LotReleased e:
                At(e.Lot).Status = LotStatus.Approved;
                break;
            case StockEvent.SafetyStockSet e:
                _safety = e.Quantity;
                break;
            case StockEvent.BackorderPolicySet e:
                _mayWait = e.Policy?.Mode != BackorderMode.Deny;
                _preorder = e.Policy?.Mode == BackorderMode.Preorder;
                break;
            case StockEvent.PreorderReleased:
                _preorder = false;
                break;
            case StockEvent.BackordersPegged e:
                Must(e.Pegs.All(peg => _waiting.ContainsKey(peg.Reservation)), "I3", $"It does not wait: {e}.");
                break;
            case StockEvent.ReorderPointSet or StockEvent.LowStockDetected or StockEvent.LowStockEnded
                or StockEvent.SupplyExpected or StockEvent.PegsFellDue:
                break;
            default:
                BookPromise(happened, together, now);
                break;
        }
    }

    /// <summary>Whether a promise takes over units of another one: the safety stock is kept from new ones.</summary>
    private static bool IsParted(StockEvent.ReservationMade made, IReadOnlyList<StockEvent> together) =>
        together.OfType<StockEvent.ReservationReleased>().Any(
            released => released.Cause == "divided" && released.Quantity >= made.Quantity);

    private void BookPromise(StockEvent happened, IReadOnlyList<StockEvent> together, Instant now)
    {
        switch (happened)
        {
            case StockEvent.ReservationMade e:
                Must(Free >= e.Quantity || IsParted(e, together), "I1", $"{Free} were free before {e}.");
                Must(!_live.ContainsKey(e.Reservation), "I3", $"It is promised already: {e}.");
                Must(!_ended.Contains(e.Reservation), "I6", $"It has ended already: {e}.");
                Must(_waiting.GetValueOrDefault(e.Reservation, e.Quantity) == e.Quantity, "I3", $"It waits for {e}.");
                _ = _waiting.Remove(e.Reservation);
                _live[e.Reservation] = new Promise { Units = e.Quantity, Ends = e.ExpiresAt };
                _made += e.Quantity;
                break;
            case StockEvent.ReservationDenied e:
                Must(IsShort(e.Quantity), "I1", $"{Free} were free, nobody waited, and {e}.");
                _ = _ended.Add(e.Reservation);
                break;
            case StockEvent.BackorderQueued e:
                Must(e.First || (_mayWait && IsShort(e.Quantity)), "I1", $"{Free} were free, nobody waited, and {e}.");
                Must(!_live.ContainsKey(e.Reservation), "I3", $"It is promised already: {e}.");
                Must(_waiting.TryAdd(e.Reservation, e.Quantity), "I3", $"It waits already: {e}.");
                break;
            case StockEvent.BackorderReduced e:
                Must(_waiting.Remove(e.Reservation, out var waited) && waited == e.Quantity + e.Remaining,
                    "I3", $"{waited} waited before {e}.");
                Keep(_waiting, e.Reservation, e.Remaining);
                break;
            case StockEvent.ReservationConfirmed e:
                Must(Of(e.Reservation).Ends > now, "I3", $"It ended at {Of(e.Reservation).Ends}: {e}.");
                Of(e.Reservation).Ends = null;
                break;
            case StockEvent.ReservationExtended e:
                Must(Of(e.Reservation).Ends > now, "I3", $"It ended at {Of(e.Reservation).Ends}: {e}.");
                Of(e.Reservation).Ends = e.ExpiresAt;
                break;
            case StockEvent.ReservationExpired e:
                Must(Of(e.Reservation).Ends <= now, "I3", $"It ends at {Of(e.Reservation).Ends}: {e}.");
                _expired += End(e.Reservation, e.Quantity);
                break;
            case StockEvent.ReservationReleased e:
                Must(Of(e.Reservation).Units == e.Quantity + e.Remaining, "I3",
                    $"{Of(e.Reservation).Units} were promised before {e}.");
                _released += e.Quantity;
                Of(e.Reservation).Units = e.Remaining;
                if (e.Remaining == 0)
                {
                    _ = _live.Remove(e.Reservation);
                    // What is picked of it may be put back, and is promised again then.
                    _ = e.Cause == "shortfall" || Picked(e.Reservation) > 0 || _ended.Add(e.Reservation);
                }

                break;
            case StockEvent.StockPicked or StockEvent.StockPutBack or StockEvent.PicksUnwanted
                or StockEvent.StockShipped { Fulfilment: not null }:
                BookPick(happened, now);
                break;
            case StockEvent.StockShipped e:
                Must(Of(e.Reservation).Ends is null, "I3", $"It was not confirmed: {e}.");
                Must(e.Lots.Sum(lot => lot.Quantity) == e.Quantity, "I2", $"The lots are not {e.Quantity}: {e}.");
                e.Lots.ToList().ForEach(lot => Leave(lot.Lot, lot.Quantity, "customer", now));
                _consumed += End(e.Reservation, e.Quantity);
                break;
            case StockEvent.ShortfallRaised e:
                Must(e.Reservations.All(_live.ContainsKey), "I1", $"It names what is not promised: {e}.");
                Must(e.Reservations.All(named => together.Any(each =>
                    each is StockEvent.ReservationReleased { Remaining: 0 } end && end.Reservation == named)),
                    "I1", $"A promise that broke stays: {e}.");
                break;
            default:
                Must(false, "I2", $"The oracle does not know {happened}.");
                break;
        }
    }

    private void BookPick(StockEvent happened, Instant now)
    {
        switch (happened)
        {
            case StockEvent.StockPicked e when Of(e.Reservation) is var promise:
                Once($"pick {e.Ref}");
                Must(promise.Ends is null && promise.Units >= e.Quantity, "I3", $"{promise.Units} are for {e}.");
                Leave(e.Lot, e.Quantity, "picked", now);
                _picked[(e.Reservation, e.Lot)] = _picked.GetValueOrDefault((e.Reservation, e.Lot)) + e.Quantity;
                (promise.Units, _consumed) = (promise.Units - e.Quantity, _consumed + e.Quantity);
                _ = promise.Units > 0 || _live.Remove(e.Reservation);
                break;
            case StockEvent.StockPutBack e:
                Once($"pick {e.Ref}");
                Must(_picked.GetValueOrDefault((e.Reservation, e.Lot)) >= e.Quantity, "I2", $"It was not picked: {e}.");
                _picked[(e.Reservation, e.Lot)] -= e.Quantity;
                Move(e.Lot, e.Quantity, "picked");
                var live = _live.GetValueOrDefault(e.Reservation);
                var again = _wanted.TryGetValue(e.Reservation, out var wanted)
                    ? int.Clamp(wanted - Picked(e.Reservation) - (live?.Units ?? 0), 0, e.Quantity)
                    : e.Quantity;
                _made += again;
                if (again > 0)
                {
                    _live[e.Reservation] = new Promise { Units = again + (live?.Units ?? 0) };
                }

                break;
            case StockEvent.PicksUnwanted e:
                Must(e.Remaining < Picked(e.Reservation), "I3", $"All that is picked is wanted: {e}.");
                _wanted[e.Reservation] = e.Remaining;
                break;
            case StockEvent.StockShipped e:
                Must(!_live.ContainsKey(e.Reservation), "I3", $"Not all of it is picked: {e}.");
                foreach (var lot in e.Lots)
                {
                    Must(_picked.Remove((e.Reservation, lot.Lot), out var units) && units == lot.Quantity, "I2",
                        $"{units} of lot {lot.Lot} were picked: {e}.");
                    Must(At(lot.Lot).Status == LotStatus.Approved, "I15", $"{lot.Lot} left; it is set aside.");
                    _outside["picked"] -= lot.Quantity;
                    _outside["customer"] = _outside.GetValueOrDefault("customer") + lot.Quantity;
                }

                Must(Picked(e.Reservation) == 0, "I2", $"Something that was picked stays behind: {e}.");
                _ = _ended.Add(e.Reservation);
                break;
            default:
                break;
        }
    }

    private void Compare(StockItem after, Instant now)
    {
        Must(after.PickedQuantity == _picked.Values.Sum(), "I2", $"{after.PickedQuantity} are picked.");
        Must(Reserved <= Sellable, "I1", $"{Reserved} are promised; {Sellable} are sellable.");
        Must(_made == Reserved + _consumed + _released + _expired, "I3",
            $"{_made} were promised; {Reserved} live, {_consumed} shipped, {_released} released, {_expired} expired.");
        Must(_lots.Values.Sum(pile => pile.Units) + _outside.Values.Sum() == 0, "I2", "The buckets' sum is not zero.");
        Must(after.Lots.Count == _lots.Count && after.Lots.All(lot => _lots.TryGetValue(lot.Key, out var pile)
            && (pile.Units, pile.Status) == (lot.Value.Quantity, lot.Value.Status)), "I2", "The lots differ.");
        Must(after.Reservations.Count == _live.Count && after.Reservations.All(held =>
            _live.TryGetValue(held.Key, out var promise)
            && (promise.Units, promise.Ends) == (held.Value.Quantity, held.Value.ExpiresAt)),
            "I3", "The promises differ.");
        Must(after.Backorders.Count == _waiting.Count && after.Backorders.All(waits =>
            _waiting.GetValueOrDefault(waits.Reservation) == waits.Quantity), "I3", "The queues differ.");
        var today = now.InUtc().Date;
        Must(_lots.Values.All(pile => pile is not { Status: LotStatus.Approved, Units: > 0 } || !(pile.Until < today)),
            "I15", "A lot whose last day is over is still approved.");
    }

    /// <summary>Whether somebody who asks for so many cannot have them at once.</summary>
    private bool IsShort(int quantity) => Free < quantity || _waiting.Count > 0 || _preorder;

    private void SetAside(string lot, LotStatus status, IReadOnlyList<string> affected)
    {
        if (!_lots.TryGetValue(lot, out var pile))
        {
            _lots[lot] = pile = new Pile();
        }

        pile.Status = status;
        Must(affected.All(_live.ContainsKey), "I1", $"Lot {lot} names promises that are not there.");
    }

    private void Leave(string lot, int quantity, string to, Instant now)
    {
        var pile = At(lot);
        Must(pile.Status == LotStatus.Approved && !(pile.Until < now.InUtc().Date), "I15",
            $"{quantity} of lot {lot} left; it is {pile.Status}, its last day {pile.Until}.");
        Move(lot, -quantity, to);
    }

    private void Move(string lot, int delta, string other)
    {
        if (!_lots.TryGetValue(lot, out var pile))
        {
            _lots[lot] = pile = new Pile();
        }

        pile.Units += delta;
        _outside[other] = _outside.GetValueOrDefault(other) - delta;
        Must(pile.Units >= 0, "I2", $"Lot {lot} holds {pile.Units}.");
    }

    private void Until(string lot, LocalDate? day) =>
        _lots[lot].Until = day is { } given && !(_lots[lot].Until <= given) ? given : _lots[lot].Until;

    private void Once(string reference) => Must(_refs.Add(reference), "I6", $"{reference} had its effect already.");

    private int End(string reservation, int quantity)
    {
        Must(Of(reservation).Units == quantity, "I3", $"{Of(reservation).Units} were promised, not {quantity}.");
        _ = _live.Remove(reservation);
        _ = _ended.Add(reservation);
        return quantity;
    }

    private void Keep(Dictionary<string, int> quantities, string reservation, int left)
    {
        if (left > 0)
        {
            quantities[reservation] = left;
        }
        else
        {
            _ = _ended.Add(reservation);
        }
    }

    private Promise Of(string reservation)
    {
        Must(_live.ContainsKey(reservation), "I3", $"{reservation} is not promised.");
        return _live[reservation];
    }

    private Pile At(string lot)
    {
        Must(_lots.ContainsKey(lot), "I2", $"There is no lot {lot}.");
        return _lots[lot];
    }

    private void Must(bool holds, string invariant, string detail) =>
        InvariantBrokenException.Unless(holds, invariant, id, detail);

    private sealed class Pile
    {
        public long Units { get; set; }

        public LotStatus Status { get; set; } = LotStatus.Approved;

        public LocalDate? Until { get; set; }
    }

    internal sealed class Promise
    {
        public int Units { get; set; }

        /// <summary>Null once it is confirmed.</summary>
        public Instant? Ends { get; set; }
    }
}

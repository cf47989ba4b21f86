using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <summary>All units of one product at one location: lots, promises, and who waits.</summary>
/// <remarks>
/// Never more is promised than there is of approved lots (I1): an act that would break it turns the newest promises
/// into backorders in the same write. What is reserved is computed from the live reservations only (I3).
/// </remarks>
/// <param name="Movements">References of the latest receipts and returns, with what they stood for.</param>
/// <param name="Ended">The latest reservations that came to an end, and how.</param>
public sealed partial record StockItem(
    long Revision,
    ImmutableSortedDictionary<string, Lot> Lots,
    ImmutableSortedDictionary<string, Reservation> Reservations,
    ImmutableList<Backorder> Backorders,
    int SafetyStock,
    StockLedger Ledger,
    Recent Movements,
    Recent Ended) : IEntity<StockItem, StockCommand, StockEvent, StockRejection>
{
    /// <summary>The kind in every stock item's address; the id is <c>sku@location</c>.</summary>
    public const string Kind = "stock-item";

    public const int QuantityMax = 1_000_000_000;

    /// <summary>How long a backorder that was filled stays promised unconfirmed.</summary>
    public static readonly Duration FilledTtl = Duration.FromMinutes(15);

    private const string ExpiryReminder = "reservation-expiry";

    public static StockItem Initial { get; } = new(
        0,
        ImmutableSortedDictionary<string, Lot>.Empty,
        ImmutableSortedDictionary<string, Reservation>.Empty,
        [],
        0,
        StockLedger.Empty,
        Recent.Empty,
        Recent.Empty);

    [JsonIgnore]
    public int OnHand => Lots.Values.Sum(lot => lot.Quantity);

    /// <summary>Units of approved lots.</summary>
    [JsonIgnore]
    public int Sellable => Lots.Values.Where(lot => lot.Status == LotStatus.Approved).Sum(lot => lot.Quantity);

    [JsonIgnore]
    public int Reserved => Reservations.Values.Sum(reservation => reservation.Quantity);

    /// <summary>Units available to promise; below zero when the safety stock is not there.</summary>
    [JsonIgnore]
    public int Available => Sellable - Reserved - SafetyStock;

    public static IReadOnlyList<Reminder<StockCommand>> Reminders(StockItem state)
    {
        Instant? first = null;
        foreach (var reservation in state.Reservations.Values)
        {
            first = reservation.ExpiresAt is { } at && (first is null || at < first) ? at : first;
        }

        return first is { } due
            ? [new Reminder<StockCommand>(ExpiryReminder, due, new StockCommand.ExpireDue())]
            : [];
    }

    public static Decision Decide(StockItem state, StockCommand command, Instant now)
    {
        var decision = Answer(state, command, now);
        return decision is Decision.Accepted { Events: { Count: > 0 } events } ? Settle(state, events, now) : decision;
    }

    private static Decision Answer(StockItem state, StockCommand command, Instant now) =>
        command switch
        {
            StockCommand.Receive c => state.Receive(c),
            StockCommand.Reserve c => state.Reserve(c, now),
            StockCommand.Confirm c => state.Confirm(c, now),
            StockCommand.Reduce c => state.Reduce(c),
            StockCommand.ExpireDue => state.ExpireDue(now),
            StockCommand.Ship c => state.Ship(c),
            StockCommand.Return c => state.Return(c),
            StockCommand.Adjust c => state.Adjust(c),
            StockCommand.Scrap c => state.Scrap(c),
            StockCommand.QuarantineLot c => state.Quarantine(c),
            StockCommand.ReleaseLot c => !state.Lots.TryGetValue(c.Lot, out var lot)
                ? Decision.Reject(new StockRejection.NoSuchLot(c.Lot))
                : lot.Status == LotStatus.Approved
                    ? Decision.AlreadyDone
                    : Decision.Accept(new StockEvent.LotReleased(c.Lot, c.Cause)),
            StockCommand.SetSafetyStock c => c.Quantity is < 0 or > QuantityMax
                ? Decision.Reject(new StockRejection.QuantityInvalid($"It must be from 0 to {QuantityMax}."))
                : c.Quantity == state.SafetyStock
                    ? Decision.AlreadyDone
                    : Decision.Accept(new StockEvent.SafetyStockSet(c.Quantity)),
            _ => throw new System.Diagnostics.UnreachableException($"No such command: {command}."),
        };

    private Decision Receive(StockCommand.Receive c)
    {
        var what = $"{c.Lot}:{c.Quantity}";
        return Movements.Find(c.Ref) is { } known
            ? known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(c.Ref))
            : InvalidQuantity(c.Quantity) ?? TooMany(c.Quantity) ?? Decision.Accept(
                new StockEvent.StockReceived(c.Ref, c.Lot, c.Quantity, c.Expires));
    }

    private Decision Reserve(StockCommand.Reserve c, Instant now)
    {
        var known = Reservations.TryGetValue(c.Reservation, out var live)
            ? live.Quantity
            : Backorders.Find(b => b.Reservation == c.Reservation)?.Quantity;
        if (known is { } quantity)
        {
            return quantity == c.Quantity
                ? Decision.AlreadyDone
                : Decision.Reject(new StockRejection.ReservationDiffers(c.Reservation, quantity));
        }

        if (Ended.Find(c.Reservation) is not null)
        {
            return Decision.AlreadyDone;
        }

        if (InvalidQuantity(c.Quantity) is { } invalid)
        {
            return invalid;
        }

        // Nobody overtakes those who wait.
        var atp = int.Max(0, Available);
        return atp >= c.Quantity && Backorders.IsEmpty
            ? Decision.Accept(new StockEvent.ReservationMade(c.Reservation, c.Quantity, now + c.Ttl))
            : c.Backorder
                ? Decision.Accept(new StockEvent.BackorderQueued(c.Reservation, c.Quantity, atp, First: false))
                : Decision.Accept(new StockEvent.ReservationDenied(c.Reservation, c.Quantity, atp));
    }

    private Decision Confirm(StockCommand.Confirm c, Instant now) =>
        !Reservations.TryGetValue(c.Reservation, out var live)
            ? Decision.Reject(new StockRejection.NoSuchReservation(c.Reservation))
            : live.Kind == ReservationKind.Hard
                ? Decision.AlreadyDone
                : live.ExpiresAt <= now
                    ? Decision.Accept(new StockEvent.ReservationExpired(c.Reservation, live.Quantity))
                    : Decision.Accept(new StockEvent.ReservationConfirmed(c.Reservation));

    private Decision Reduce(StockCommand.Reduce c)
    {
        if (c.Remaining < 0)
        {
            return Decision.Reject(new StockRejection.QuantityInvalid("What remains cannot be below zero."));
        }

        if (Reservations.TryGetValue(c.Reservation, out var live))
        {
            return live.Quantity <= c.Remaining
                ? Decision.AlreadyDone
                : Decision.Accept(new StockEvent.ReservationReleased(
                    c.Reservation, live.Quantity - c.Remaining, c.Remaining, c.Cause));
        }

        return Backorders.Find(b => b.Reservation == c.Reservation) is { } waiting
            ? waiting.Quantity <= c.Remaining
                ? Decision.AlreadyDone
                : Decision.Accept(new StockEvent.BackorderReduced(
                    c.Reservation, waiting.Quantity - c.Remaining, c.Remaining, c.Cause))
            : Ended.Find(c.Reservation) is not null
                ? Decision.AlreadyDone
                : Decision.Reject(new StockRejection.NoSuchReservation(c.Reservation));
    }

    private Decision ExpireDue(Instant now) =>
        Decision.Accept(
        [
            .. from pair in Reservations
               where pair.Value.ExpiresAt <= now
               select new StockEvent.ReservationExpired(pair.Key, pair.Value.Quantity),
        ]);

    /// <summary>Refuses units that would make more than can be counted.</summary>
    private Decision? TooMany(int quantity) =>
        OnHand + (long)quantity <= QuantityMax
            ? null
            : Decision.Reject(new StockRejection.QuantityInvalid(
                $"{OnHand} are there; no more than {QuantityMax} may be."));

    private static Decision? InvalidQuantity(int quantity) =>
        quantity is >= 1 and <= QuantityMax
            ? null
            : Decision.Reject(new StockRejection.QuantityInvalid($"It must be from 1 to {QuantityMax}."));
}

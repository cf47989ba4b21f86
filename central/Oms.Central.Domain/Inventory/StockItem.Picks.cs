using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>Units that were taken out of their lot for a promise, and have not left yet.</content>
/// <remarks>
/// A picked unit is neither in its lot nor promised any more: it is the promise kept. So nobody else can have it, and a
/// promise of which all units are picked cannot break. It is still owned and still here (<see cref="OnHand"/>); it
/// leaves with <see cref="StockCommand.Ship"/>, or is put back and promised again.
/// </remarks>
public sealed partial record StockItem
{
    /// <summary>Why the rest of a promise ends that broke while units of it were picked.</summary>
    public const string ShortWhilePicked = "short-while-picked";

    /// <summary>Picks of one promise that may be on their way at once.</summary>
    public const int PicksMax = 1_000;

    /// <summary>What was picked and has not left, by reservation; null where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, PickedUnits>? Picked { get; init; }

    /// <summary>Units that were picked and have not left.</summary>
    [JsonIgnore]
    public int PickedQuantity => Picked?.Values.Sum(units => units.Quantity) ?? 0;

    /// <summary>No picked units.</summary>
    public static readonly ImmutableSortedDictionary<string, PickedUnits> NothingPicked =
        ImmutableSortedDictionary.Create<string, PickedUnits>(StringComparer.Ordinal);

    private PickedUnits? PickedFor(string reservation) => Picked?.GetValueOrDefault(reservation);

    private Decision Pick(StockCommand.Pick c)
    {
        var what = PickOf(c.Reservation, c.Lot, c.Quantity, c.Serials);
        if (Movements.Find(PickReference(c.Ref)) is { } known)
        {
            return known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(c.Ref));
        }

        if (!Reservations.TryGetValue(c.Reservation, out var live) || live.Kind != ReservationKind.Hard)
        {
            return Decision.Reject(
                PickedFor(c.Reservation) is { } all
                    ? new StockRejection.NotPossible($"All {all.Quantity} units are picked.")
                    : Missing(c.Reservation));
        }

        if (PickedFor(c.Reservation) is { } before
            && (before.Lots.Count >= PicksMax || before.Fulfilment != c.Fulfilment))
        {
            return Decision.Reject(
                before.Fulfilment != c.Fulfilment
                    ? new StockRejection.NotPossible($"Fulfilment order {before.Fulfilment} picks it.")
                    : new StockRejection.LimitReached("picks", PicksMax));
        }

        return InvalidQuantity(c.Quantity)
            ?? (c.Quantity > live.Quantity
                ? Decision.Reject(new StockRejection.QuantityInvalid($"{live.Quantity} are still to be picked."))
                : LotFault(c, live) ?? SerialFault(c.Serials, c.Quantity) ?? AlreadyPicked(c.Serials)
                    ?? SerialMissing(c.Serials, c.Lot) ?? OthersNeed(c, live) ?? Decision.Accept(
                        [
                            .. c.Bin is { } bin
                                ? new StockEvent[]
                                {
                                    new StockEvent.UnitsMoved(PickReference(c.Ref), c.Lot, c.Quantity, bin, null),
                                }
                                : [],
                            new StockEvent.StockPicked(c.Reservation, c.Ref, c.Fulfilment, c.Lot, c.Quantity)
                            {
                                Serials = c.Serials,
                            },
                        ]));
    }

    /// <summary>Refuses a lot that is not there, may not leave (I15), is not the one that was promised, or lies
    /// elsewhere.</summary>
    private Decision? LotFault(StockCommand.Pick c, Reservation live)
    {
        if (!Lots.TryGetValue(c.Lot, out var lot))
        {
            return Decision.Reject(new StockRejection.NoSuchLot(c.Lot));
        }

        if (lot.Status != LotStatus.Approved)
        {
            return Decision.Reject(new StockRejection.LotIsBlocked(c.Lot, lot.Status));
        }

        if ((live.Lot ?? c.Lot) != c.Lot || live.UsableUntil > LotTable.LastDay(lot)
            || (live.Serial is { } serial && c.Serials?.Contains(serial) != true))
        {
            return Decision.Reject(new StockRejection.NotPossible(
                $"The promise is for {live.Serial ?? live.Lot ?? $"units that last until {live.UsableUntil}"}."));
        }

        return lot.Quantity < c.Quantity
            ? Decision.Reject(new StockRejection.OutOfStock(lot.Quantity))
            : c.Bin is { } bin && lot.In(bin) < c.Quantity
                ? Decision.Reject(new StockRejection.NotInBin(c.Lot, bin, lot.In(bin)))
                : null;
    }

    /// <summary>Refuses a unit that somebody else has picked a moment before.</summary>
    private Decision? AlreadyPicked(IReadOnlyList<string>? serials) =>
        (from serial in serials ?? []
         from units in Picked ?? NothingPicked
         where units.Value.Lots.Exists(lot => lot.Serials?.Contains(serial) == true)
         select Decision.Reject(new StockRejection.UnitIsPicked(serial, units.Key))).FirstOrDefault();

    /// <summary>Refuses units by which a promise to somebody else could not be kept.</summary>
    private Decision? OthersNeed(StockCommand.Pick c, Reservation live)
    {
        if (c.Serials?.FirstOrDefault(serial => serial != live.Serial
            && Reservations.ByWish.Keys.Any(wish => wish.Serial == serial)) is { } promised)
        {
            return Decision.Reject(new StockRejection.NotPossible($"{promised} is promised to somebody else."));
        }

        var after = Evolve(this, new StockEvent.StockPicked(c.Reservation, c.Ref, c.Fulfilment, c.Lot, c.Quantity)
        {
            Serials = c.Serials,
        });
        return after.AllAreKept(after.Lots)
            ? null
            : Decision.Reject(new StockRejection.NotPossible("Its units are promised to somebody else."));
    }

    private Decision PutBack(StockCommand.PutBack c)
    {
        var what = PickOf(c.Reservation, c.Lot, c.Quantity, c.Serials);
        if (Movements.Find(PickReference(c.Ref)) is { } known)
        {
            return known == what ? Decision.AlreadyDone : Decision.Reject(new StockRejection.ReferenceReused(c.Ref));
        }

        var held = PickedFor(c.Reservation)?.Lots.Find(lot => lot.Lot == c.Lot);
        return c.Quantity < 1 || held is null || held.Quantity < c.Quantity
            || (held.Serials is null) != (c.Serials is null)
            || c.Serials?.Except(held.Serials!, StringComparer.Ordinal).Any() == true
            || (c.Serials is { } serials && serials.Distinct(StringComparer.Ordinal).Count() != c.Quantity)
                ? Decision.Reject(new StockRejection.QuantityInvalid(
                    $"{held?.Quantity ?? 0} units of lot {c.Lot} are picked for it."))
                : Decision.Accept(new StockEvent.StockPutBack(c.Reservation, c.Ref, c.Lot, c.Quantity)
                {
                    Serials = c.Serials,
                });
    }

    /// <summary>Sends what was picked for a promise; null where nothing was.</summary>
    private Decision? ShipPicked(StockCommand.Ship c)
    {
        if (PickedFor(c.Reservation) is not { } units)
        {
            return null;
        }

        var rest = Reservations.TryGetValue(c.Reservation, out var live) ? live.Quantity : 0;
        return units.Quantity != c.Quantity
            ? Decision.Reject(new StockRejection.ReservationDiffers(c.Reservation, units.Quantity + rest))
            : units.Lots.Find(lot => Lots[lot.Lot].Status != LotStatus.Approved) is { } blocked
                ? Decision.Reject(new StockRejection.LotIsBlocked(blocked.Lot, Lots[blocked.Lot].Status))
                : Decision.Accept(
                [
                    .. Beyond(c, rest, remaining: 0),
                    new StockEvent.StockShipped(
                        c.Reservation, c.Quantity, c.Route,
                        [.. units.Lots.Select(lot => new Orders.LotQuantity(lot.Lot, lot.Quantity))])
                    {
                        Serials = SerialTracked ? [.. units.Lots.SelectMany(lot => lot.Serials ?? [])] : null,
                        Fulfilment = units.Fulfilment,
                    },
                ]);
    }

    private StockItem OnPicked(StockEvent.StockPicked e)
    {
        var live = Reservations[e.Reservation];
        var units = PickedFor(e.Reservation) ?? new PickedUnits(e.Fulfilment, []);
        return Move(e.Lot, -e.Quantity).WithoutSerials(e.Serials) with
        {
            Reservations = live.Quantity == e.Quantity
                ? Reservations.Remove(e.Reservation)
                : Reservations.Replace(e.Reservation, live with { Quantity = live.Quantity - e.Quantity }),
            Picked = (Picked ?? NothingPicked).SetItem(e.Reservation, units.With(e.Lot, e.Quantity, e.Serials)),
            Ledger = Ledger with { PromisesConsumed = Ledger.PromisesConsumed + e.Quantity },
            Movements = Movements.Add(
                PickReference(e.Ref), PickOf(e.Reservation, e.Lot, e.Quantity, e.Serials)),
        };
    }

    private StockItem OnPutBack(StockEvent.StockPutBack e)
    {
        var left = PickedFor(e.Reservation)!.Without(e.Lot, e.Quantity, e.Serials);
        var picked = left.Lots.IsEmpty ? Picked!.Remove(e.Reservation) : Picked!.SetItem(e.Reservation, left);
        var live = Reservations.TryGetValue(e.Reservation, out var held) ? held : null;

        // What nobody wants any more is not promised again.
        var again = left.Wanted is { } wanted
            ? int.Clamp(wanted - left.Quantity - (live?.Quantity ?? 0), 0, e.Quantity)
            : e.Quantity;
        return Move(e.Lot, e.Quantity).WithSerialsIn(e.Lot, e.Serials) with
        {
            Reservations = again == 0 ? Reservations
                : live is null
                    ? Reservations.Add(
                        e.Reservation, new Reservation(again, ReservationKind.Hard, null, Revision))
                    : Reservations.Replace(e.Reservation, live with { Quantity = live.Quantity + again }),
            Picked = picked.IsEmpty ? null : picked,
            Ended = again == 0 && live is null && left.Lots.IsEmpty ? Ended.Add(e.Reservation, "released") : Ended,
            Ledger = Ledger with { PromisesMade = Ledger.PromisesMade + again },
            Movements = Movements.Add(
                PickReference(e.Ref), PickOf(e.Reservation, e.Lot, e.Quantity, e.Serials)),
        };
    }

    /// <summary>Lowers a promise of which units are picked; those that are too many stay picked until they are put
    /// back.</summary>
    private Decision ReducePicked(StockCommand.Reduce c, PickedUnits units)
    {
        var live = Reservations.TryGetValue(c.Reservation, out var held) ? held.Quantity : 0;
        var remaining = int.Max(0, c.Remaining - units.Quantity);
        var unwanted = c.Remaining < int.Min(units.Quantity, units.Wanted ?? int.MaxValue);
        return live <= remaining && !unwanted
            ? Decision.AlreadyDone
            : Decision.Accept(
            [
                .. live > remaining
                    ? new StockEvent[]
                    {
                        new StockEvent.ReservationReleased(c.Reservation, live - remaining, remaining, c.Cause),
                    }
                    : [],
                .. unwanted
                    ? new StockEvent[] { new StockEvent.PicksUnwanted(c.Reservation, c.Remaining) }
                    : [],
            ]);
    }

    private StockItem OnUnwanted(StockEvent.PicksUnwanted e) => this with
    {
        Picked = Picked!.SetItem(e.Reservation, Picked[e.Reservation] with { Wanted = e.Remaining }),
    };

    private StockItem OnShipped(StockEvent.StockShipped e)
    {
        var picked = e.Fulfilment is not null;
        var left = picked ? Picked!.Remove(e.Reservation) : Picked;
        return (picked
            ? this
            : e.Lots.Aggregate(this, (item, lot) => item.Move(lot.Lot, -lot.Quantity)).WithoutSerials(e.Serials)) with
        {
            Reservations = Reservations.Remove(e.Reservation),
            Picked = left is { IsEmpty: true } ? null : left,
            Ended = Ended.Add(e.Reservation, ShippedBy(e.Route)),
            Ledger = Ledger with
            {
                Shipped = Ledger.Shipped + e.Quantity,
                PromisesConsumed = Ledger.PromisesConsumed + (picked ? 0 : e.Quantity),
            },
        };
    }

    /// <summary>The reference of a pick among those of all movements.</summary>
    public static string PickReference(string reference) => $"pick {reference}";

    private static string PickOf(string reservation, string lot, int quantity, IReadOnlyList<string>? serials) =>
        WithSerials($"{reservation}:{lot}:{quantity}", serials);
}

/// <summary>What was picked for one promise and has not left.</summary>
/// <param name="Fulfilment">The fulfilment order that it was picked for.</param>
/// <param name="Lots">One for each lot.</param>
public sealed record PickedUnits(string Fulfilment, ImmutableList<PickedLot> Lots)
{
    [JsonIgnore]
    public int Quantity => Lots.Sum(lot => lot.Quantity);

    /// <summary>Units that are still wanted, where that is fewer than were promised; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Wanted { get; init; }

    internal PickedUnits With(string lot, int quantity, IReadOnlyList<string>? serials) =>
        this with { Lots = Lots.Plus(lot, quantity, serials) };

    internal PickedUnits Without(string lot, int quantity, IReadOnlyList<string>? serials) =>
        this with { Lots = Lots.Less(lot, quantity, serials) };
}

/// <summary>Units of one lot that were picked.</summary>
public sealed record PickedLot(string Lot, int Quantity)
{
    /// <summary>Their serials; null where the item has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Serials { get; init; }
}

/// <summary>Units by lot, put together and taken apart.</summary>
public static class PickedLots
{
    /// <summary>The lots with units more.</summary>
    public static ImmutableList<PickedLot> Plus(
        this ImmutableList<PickedLot> lots, string lot, int quantity, IReadOnlyList<string>? serials)
    {
        var at = lots.FindIndex(each => each.Lot == lot);
        return at < 0
            ? lots.Add(new PickedLot(lot, quantity) { Serials = serials })
            : lots.SetItem(at, lots[at] with
            {
                Quantity = lots[at].Quantity + quantity,
                Serials = serials is null ? lots[at].Serials : [.. lots[at].Serials ?? [], .. serials],
            });
    }

    /// <summary>The lots without units of one of them.</summary>
    /// <exception cref="InvalidOperationException">It has not so many.</exception>
    public static ImmutableList<PickedLot> Less(
        this ImmutableList<PickedLot> lots, string lot, int quantity, IReadOnlyList<string>? serials)
    {
        var at = lots.FindIndex(each => each.Lot == lot);
        if (at < 0 || lots[at].Quantity < quantity)
        {
            throw new InvalidOperationException($"{quantity} units of lot {lot} are not there.");
        }

        var held = lots[at];
        return held.Quantity == quantity
            ? lots.RemoveAt(at)
            : lots.SetItem(at, held with
            {
                Quantity = held.Quantity - quantity,
                Serials = serials is null ? held.Serials : [.. held.Serials!.Except(serials, StringComparer.Ordinal)],
            });
    }
}

using System.Collections.Immutable;
using System.Diagnostics;

namespace Oms.Central.Inventory;

/// <summary>What the movements of a stock item add up to, lot by lot.</summary>
/// <remarks>
/// It follows from the events alone and knows nothing of <see cref="StockItem"/>, so that the two check each other: the
/// sum of all movements is what is there, always (I2). Events of every release give movements.
/// </remarks>
public sealed record StockBalances(ImmutableSortedDictionary<string, LotBalance> Lots)
{
    public static StockBalances Empty { get; } = new(ImmutableSortedDictionary<string, LotBalance>.Empty);

    /// <summary>Books an event.</summary>
    /// <returns>The balances after it, and the movements that it is made of; none where nothing moved.</returns>
    /// <exception cref="UnreachableException">More left a bucket than was in it.</exception>
    public (StockBalances After, IReadOnlyList<StockMovement> Movements) Book(StockEvent happened)
    {
        var movements = Of(happened);
        var after = movements.Aggregate(Marked(happened), (balances, movement) => balances.Moved(movement));
        return (after, movements);
    }

    /// <summary>The units of an event that went from outside what the company owns to inside it, or back. What is on
    /// its way from one location to another is inside.</summary>
    /// <returns>By the bucket outside: units that came in from there, below zero for those that went out.</returns>
    public static IReadOnlyList<(StockBucket Outside, int Quantity)> Crossing(StockEvent happened) =>
    [
        .. from movement in Empty.Of(happened)
           where IsOwned(movement.From) != IsOwned(movement.To)
           let sign = IsOwned(movement.To) ? 1 : -1
           group sign * movement.Quantity by (IsOwned(movement.To) ? movement.From : movement.To, sign) into units
           select (units.Key.Item1, units.Sum()),
    ];

    private static bool IsOwned(StockBucket bucket) => bucket >= StockBucket.InTransit;

    /// <summary>The bucket inside the item for lots of a status.</summary>
    public static StockBucket BucketOf(LotStatus status) =>
        status switch
        {
            LotStatus.Approved => StockBucket.Approved,
            LotStatus.OnHold => StockBucket.OnHold,
            LotStatus.Quarantined => StockBucket.Quarantined,
            LotStatus.Recalled => StockBucket.Recalled,
            LotStatus.Expired => StockBucket.Expired,
            LotStatus.Damaged => StockBucket.Damaged,
            _ => throw new UnreachableException($"No such status: {status}."),
        };

    private static bool IsInside(StockBucket bucket) => bucket >= StockBucket.Approved;

    private LotBalance Of(string lot) => Lots.GetValueOrDefault(lot, LotBalance.None);

    private StockBucket Inside(string lot) => BucketOf(Of(lot).Status);

    private IReadOnlyList<StockMovement> Of(StockEvent happened) =>
        happened switch
        {
            StockEvent.StockReceived e =>
                [new(MovementKind.Receipt, e.Lot, e.Quantity, StockBucket.Supplier, Inside(e.Lot), null, e.Ref)],
            StockEvent.StockShipped e =>
            [
                .. e.Lots.Select(lot => new StockMovement(
                    MovementKind.Shipment, lot.Lot, lot.Quantity,
                    e.Fulfilment is null ? Inside(lot.Lot) : StockBucket.Picked, StockBucket.Customer,
                    $"route {e.Route}", e.Reservation)),
            ],
            StockEvent.StockPicked e =>
            [
                new(
                    MovementKind.Pick, e.Lot, e.Quantity, Inside(e.Lot), StockBucket.Picked,
                    $"fulfilment order {e.Fulfilment}", e.Ref),
            ],
            StockEvent.StockPutBack e =>
                [new(MovementKind.PutBack, e.Lot, e.Quantity, StockBucket.Picked, Inside(e.Lot), null, e.Ref)],
            StockEvent.StockReturned e =>
            [
                new(
                    MovementKind.Return, ReturnedTo(e), e.Quantity, StockBucket.Customer,
                    e.Disposition == Disposition.Restock ? Inside(e.Lot) : StockBucket.Quarantined, e.Cause, e.Ref),
            ],
            StockEvent.StockAdjusted e => Corrected(MovementKind.Adjustment, e.Lot, e.Delta, e.Reason),
            StockEvent.StockCounted e => Corrected(MovementKind.Count, e.Lot, e.Delta, e.Reason),
            StockEvent.StockScrapped e =>
                [new(MovementKind.Scrap, e.Lot, e.Quantity, Inside(e.Lot), StockBucket.Scrapped, e.Reason, e.Ref)],
            StockEvent.StockRestocked e =>
            [
                new(
                    MovementKind.Restock, StockItem.ReturnedLot(e.Lot), e.Quantity,
                    Inside(StockItem.ReturnedLot(e.Lot)), StockBucket.InTransit, e.Cause, e.Ref),
                new(
                    MovementKind.Restock, e.Lot, e.Quantity, StockBucket.InTransit, Inside(e.Lot), e.Cause, e.Ref),
            ],
            StockEvent.StockSentBack e =>
                [new(MovementKind.SentBack, e.Lot, e.Quantity, Inside(e.Lot), StockBucket.Supplier, e.Cause, e.Ref)],
            StockEvent.StockTransferredOut e =>
            [
                .. e.Lots.Select(lot => new StockMovement(
                    MovementKind.TransferOut, lot.Lot, lot.Quantity, Inside(lot.Lot), StockBucket.InTransit,
                    $"to {e.To}", e.Transfer)),
            ],
            StockEvent.StockTransferredIn e =>
            [
                new(
                    MovementKind.TransferIn, e.Units.Lot, e.Units.Quantity, StockBucket.InTransit,
                    Inside(e.Units.Lot), e.Ref, e.Transfer),
            ],
            StockEvent.UnitsMoved e => [BetweenBins(e.Lot, e.Quantity, e.From, e.To, e.Ref)],
            StockEvent.UnitsLeftBins e =>
                [.. e.Bins.Select(left => BetweenBins(e.Lot, left.Quantity, left.Bin, null, null))],
            StockEvent.LotQuarantined e => Turned(MovementKind.Quarantine, e.Lot, LotStatus.Quarantined, e.Cause),
            StockEvent.LotBlocked e => Turned(MovementKind.Block, e.Lot, e.Status, e.Cause),
            StockEvent.LotExpired e => Turned(MovementKind.Expiry, e.Lot, LotStatus.Expired, null),
            StockEvent.LotReleased e => Turned(MovementKind.Release, e.Lot, LotStatus.Approved, e.Cause),
            _ => [],
        };

    private StockMovement BetweenBins(string lot, int quantity, string? from, string? to, string? reference) => new(
        MovementKind.BinMove, lot, quantity, Inside(lot), Inside(lot),
        $"from {from ?? "no bin"} to {to ?? "no bin"}", reference);

    private static string ReturnedTo(StockEvent.StockReturned e) =>
        e.Disposition == Disposition.Restock ? e.Lot : StockItem.ReturnedLot(e.Lot);

    private IReadOnlyList<StockMovement> Corrected(MovementKind kind, string lot, int delta, string reason) =>
        delta switch
        {
            > 0 => [new(kind, lot, delta, StockBucket.Adjustment, Inside(lot), reason, null)],
            < 0 => [new(kind, lot, -delta, Inside(lot), StockBucket.Adjustment, reason, null)],
            _ => [],
        };

    /// <summary>All units of a lot, when its status changes.</summary>
    private IReadOnlyList<StockMovement> Turned(MovementKind kind, string lot, LotStatus status, string? reason) =>
        Of(lot) is { Quantity: > 0 } balance && balance.Status != status
            ? [new(kind, lot, balance.Quantity, BucketOf(balance.Status), BucketOf(status), reason, null)]
            : [];

    /// <summary>The balances with the status that the event gives a lot; its units are then where that status puts
    /// them.</summary>
    private StockBalances Marked(StockEvent happened) =>
        happened switch
        {
            StockEvent.LotQuarantined e => Mark(e.Lot, LotStatus.Quarantined),
            StockEvent.LotBlocked e => Mark(e.Lot, e.Status),
            StockEvent.LotExpired e => Mark(e.Lot, LotStatus.Expired),
            StockEvent.LotReleased e => Mark(e.Lot, LotStatus.Approved),
            StockEvent.StockReturned { Disposition: Disposition.Quarantine } e =>
                Mark(ReturnedTo(e), LotStatus.Quarantined),
            _ => this,
        };

    private StockBalances Mark(string lot, LotStatus status) =>
        new(Lots.SetItem(lot, Of(lot) with { Status = status }));

    private StockBalances Moved(StockMovement movement)
    {
        // From one bucket inside to another: the mark has done it.
        var change = (IsInside(movement.From), IsInside(movement.To)) switch
        {
            (false, true) => movement.Quantity,
            (true, false) => -movement.Quantity,
            _ => 0,
        };
        var balance = Of(movement.Lot);
        return balance.Quantity + (long)change < 0
            ? throw new UnreachableException(
                $"Lot {movement.Lot} holds {balance.Quantity} units; {movement.Quantity} cannot leave.")
            : new StockBalances(Lots.SetItem(movement.Lot, balance with { Quantity = balance.Quantity + change }));
    }
}

/// <summary>Units of a lot, all in the bucket of its status.</summary>
public sealed record LotBalance(int Quantity, LotStatus Status)
{
    public static LotBalance None { get; } = new(0, LotStatus.Approved);
}

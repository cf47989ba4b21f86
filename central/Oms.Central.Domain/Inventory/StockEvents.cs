using Oms.Central.Json;

namespace Oms.Central.Inventory;

/// <summary>The released names of a stock item's events.</summary>
public static class StockEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("stock.received", StockJson.Default.StockReceived),
        EventForm.First("stock.reservation-made", StockJson.Default.ReservationMade),
        EventForm.First("stock.reservation-denied", StockJson.Default.ReservationDenied),
        EventForm.First("stock.backorder-queued", StockJson.Default.BackorderQueued),
        EventForm.First("stock.backorder-reduced", StockJson.Default.BackorderReduced),
        EventForm.First("stock.reservation-confirmed", StockJson.Default.ReservationConfirmed),
        EventForm.First("stock.reservation-extended", StockJson.Default.ReservationExtended),
        EventForm.First("stock.reservation-released", StockJson.Default.ReservationReleased),
        EventForm.First("stock.reservation-expired", StockJson.Default.ReservationExpired),
        EventForm.First("stock.shipped", StockJson.Default.StockShipped),
        EventForm.First("stock.returned", StockJson.Default.StockReturned),
        EventForm.First("stock.scrapped", StockJson.Default.StockScrapped),
        EventForm.First("stock.transferred-out", StockJson.Default.StockTransferredOut),
        EventForm.First("stock.transferred-in", StockJson.Default.StockTransferredIn),
        EventForm.First("stock.units-moved", StockJson.Default.UnitsMoved),
        EventForm.First("stock.units-left-bins", StockJson.Default.UnitsLeftBins),
        EventForm.First("stock.lot-quarantined", StockJson.Default.LotQuarantined),
        EventForm.First("stock.lot-blocked", StockJson.Default.LotBlocked),
        EventForm.First("stock.lot-expired", StockJson.Default.LotExpired),
        EventForm.First("stock.lot-released", StockJson.Default.LotReleased),
        EventForm.First("stock.adjusted", StockJson.Default.StockAdjusted),
        EventForm.First("stock.counted", StockJson.Default.StockCounted),
        EventForm.First("stock.shortfall-raised", StockJson.Default.ShortfallRaised),
        EventForm.First("stock.safety-stock-set", StockJson.Default.SafetyStockSet),
        EventForm.First("stock.reorder-point-set", StockJson.Default.ReorderPointSet),
        EventForm.First("stock.low", StockJson.Default.LowStockDetected),
        EventForm.First("stock.low-ended", StockJson.Default.LowStockEnded),
        EventForm.First("stock.backorder-policy-set", StockJson.Default.BackorderPolicySet),
        EventForm.First("stock.preorder-released", StockJson.Default.PreorderReleased),
        EventForm.First("stock.serial-tracking-set", StockJson.Default.SerialTrackingSet),
        EventForm.First("stock.supply-expected", StockJson.Default.SupplyExpected),
        EventForm.First("stock.pegs-fell-due", StockJson.Default.PegsFellDue),
        EventForm.First("stock.backorders-pegged", StockJson.Default.BackordersPegged),
        EventForm.First("stock.restocked", StockJson.Default.StockRestocked),
        EventForm.First("stock.sent-back", StockJson.Default.StockSentBack),
        EventForm.First("stock.picked", StockJson.Default.StockPicked),
        EventForm.First("stock.put-back", StockJson.Default.StockPutBack),
        EventForm.First("stock.picks-unwanted", StockJson.Default.PicksUnwanted),
    ];

    /// <summary>The reservation that an event makes, changes or ends; null where it is of none.</summary>
    public static string? ReservationOf(StockEvent happened) =>
        happened switch
        {
            StockEvent.ReservationMade e => e.Reservation,
            StockEvent.ReservationDenied e => e.Reservation,
            StockEvent.BackorderQueued e => e.Reservation,
            StockEvent.BackorderReduced e => e.Reservation,
            StockEvent.ReservationConfirmed e => e.Reservation,
            StockEvent.ReservationExtended e => e.Reservation,
            StockEvent.ReservationReleased e => e.Reservation,
            StockEvent.ReservationExpired e => e.Reservation,
            StockEvent.StockShipped e => e.Reservation,
            StockEvent.StockPicked e => e.Reservation,
            StockEvent.StockPutBack e => e.Reservation,
            StockEvent.PicksUnwanted e => e.Reservation,
            _ => null,
        };
}

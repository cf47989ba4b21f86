using Oms.Central.Json;

namespace Oms.Central.Orders;

/// <summary>The released names of an order's events.</summary>
public static class OrderEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("order.placed", OrderJson.Default.OrderPlaced),
        EventForm.First("order.line-allocation-requested", OrderJson.Default.LineAllocationRequested),
        EventForm.First("order.line-reserved", OrderJson.Default.LineReserved),
        EventForm.First("order.line-confirmation-requested", OrderJson.Default.LineConfirmationRequested),
        EventForm.First("order.line-allocated", OrderJson.Default.LineAllocated),
        EventForm.First("order.line-backordered", OrderJson.Default.LineBackordered),
        EventForm.First("order.reservation-surrendered", OrderJson.Default.ReservationSurrendered),
        EventForm.First("order.line-reservation-lost", OrderJson.Default.LineReservationLost),
        EventForm.First("order.hold-placed", OrderJson.Default.HoldPlaced),
        EventForm.First("order.hold-released", OrderJson.Default.HoldReleased),
        EventForm.First("order.released", OrderJson.Default.OrderReleased),
        EventForm.First("order.shipment-begun", OrderJson.Default.ShipmentBegun),
        EventForm.First("order.line-shipped", OrderJson.Default.LineShipped),
        EventForm.First("order.line-shipment-refused", OrderJson.Default.LineShipmentRefused),
        EventForm.First("order.line-delivered", OrderJson.Default.LineDelivered),
        EventForm.First("order.line-shorted", OrderJson.Default.LineShorted),
        EventForm.First("order.line-refused", OrderJson.Default.LineRefused),
        EventForm.First("order.line-flagged", OrderJson.Default.LineFlagged),
        EventForm.First("order.line-cancelled", OrderJson.Default.LineCancelled),
        EventForm.First("order.cancelled", OrderJson.Default.OrderCancelled),
        EventForm.First("order.closed", OrderJson.Default.OrderClosed),
        EventForm.First("order.priced", OrderJson.Default.OrderPriced),
        EventForm.First("order.tender-added", OrderJson.Default.TenderAdded),
        EventForm.First("order.payment-noted", OrderJson.Default.PaymentNoted),
        EventForm.First("order.tender-ended", OrderJson.Default.TenderEnded),
        EventForm.First("order.charge-requested", OrderJson.Default.ChargeRequested),
        EventForm.First("order.refund-requested", OrderJson.Default.RefundRequested),
        EventForm.First("order.void-requested", OrderJson.Default.VoidRequested),
        EventForm.First("order.ask-refused", OrderJson.Default.AskRefused),
        EventForm.First("order.charge-block-decided", OrderJson.Default.ChargeBlockDecided),
        EventForm.First("order.money-retried", OrderJson.Default.MoneyRetried),
        EventForm.First("order.drafted", OrderJson.Default.OrderDrafted),
        EventForm.First("order.draft-revised", OrderJson.Default.DraftRevised),
        EventForm.First("order.draft-discarded", OrderJson.Default.DraftDiscarded),
        EventForm.First("order.recent-orders-counted", OrderJson.Default.RecentOrdersCounted),
        EventForm.First("order.check-passed", OrderJson.Default.CheckPassed),
        EventForm.First("order.check-failed", OrderJson.Default.CheckFailed),
        EventForm.First("order.change-proposed", OrderJson.Default.ChangeProposed),
        EventForm.First("order.change-confirmed", OrderJson.Default.ChangeConfirmed),
        EventForm.First("order.change-declined", OrderJson.Default.ChangeDeclined),
        EventForm.First("order.change-expired", OrderJson.Default.ChangeExpired),
        EventForm.First("order.return-requested", OrderJson.Default.ReturnRequested),
        EventForm.First("order.return-released", OrderJson.Default.ReturnReleased),
        EventForm.First("order.line-returned", OrderJson.Default.LineReturned),
        EventForm.First("order.return-credit-refused", OrderJson.Default.ReturnCreditRefused),
    ];
}

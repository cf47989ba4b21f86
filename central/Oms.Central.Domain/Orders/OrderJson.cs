using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Orders;

/// <summary>How an order's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(OrderEvent.OrderPlaced))]
[JsonSerializable(typeof(OrderEvent.LineAllocationRequested))]
[JsonSerializable(typeof(OrderEvent.LineReserved))]
[JsonSerializable(typeof(OrderEvent.LineConfirmationRequested))]
[JsonSerializable(typeof(OrderEvent.LineAllocated))]
[JsonSerializable(typeof(OrderEvent.LineBackordered))]
[JsonSerializable(typeof(OrderEvent.ReservationSurrendered))]
[JsonSerializable(typeof(OrderEvent.LineReservationLost))]
[JsonSerializable(typeof(OrderEvent.HoldPlaced))]
[JsonSerializable(typeof(OrderEvent.HoldReleased))]
[JsonSerializable(typeof(OrderEvent.OrderReleased))]
[JsonSerializable(typeof(OrderEvent.ShipmentBegun))]
[JsonSerializable(typeof(OrderEvent.LineShipped))]
[JsonSerializable(typeof(OrderEvent.LineShipmentRefused))]
[JsonSerializable(typeof(OrderEvent.LineDelivered))]
[JsonSerializable(typeof(OrderEvent.LineShorted))]
[JsonSerializable(typeof(OrderEvent.LineRefused))]
[JsonSerializable(typeof(OrderEvent.LineFlagged))]
[JsonSerializable(typeof(OrderEvent.LineCancelled))]
[JsonSerializable(typeof(OrderEvent.OrderCancelled))]
[JsonSerializable(typeof(OrderEvent.OrderClosed))]
[JsonSerializable(typeof(OrderEvent.OrderPriced))]
[JsonSerializable(typeof(OrderEvent.TenderAdded))]
[JsonSerializable(typeof(OrderEvent.PaymentNoted))]
[JsonSerializable(typeof(OrderEvent.TenderEnded))]
[JsonSerializable(typeof(OrderEvent.ChargeRequested))]
[JsonSerializable(typeof(OrderEvent.RefundRequested))]
[JsonSerializable(typeof(OrderEvent.VoidRequested))]
[JsonSerializable(typeof(OrderEvent.AskRefused))]
[JsonSerializable(typeof(OrderEvent.ChargeBlockDecided))]
[JsonSerializable(typeof(OrderEvent.MoneyRetried))]
[JsonSerializable(typeof(OrderEvent.OrderDrafted))]
[JsonSerializable(typeof(OrderEvent.DraftRevised))]
[JsonSerializable(typeof(OrderEvent.DraftDiscarded))]
[JsonSerializable(typeof(OrderEvent.RecentOrdersCounted))]
[JsonSerializable(typeof(OrderEvent.CheckPassed))]
[JsonSerializable(typeof(OrderEvent.CheckFailed))]
[JsonSerializable(typeof(OrderEvent.ChangeProposed))]
[JsonSerializable(typeof(OrderEvent.ChangeConfirmed))]
[JsonSerializable(typeof(OrderEvent.ChangeDeclined))]
[JsonSerializable(typeof(OrderEvent.ChangeExpired))]
[JsonSerializable(typeof(OrderEvent.ReturnRequested))]
[JsonSerializable(typeof(OrderEvent.ReturnReleased))]
[JsonSerializable(typeof(OrderEvent.LineReturned))]
[JsonSerializable(typeof(OrderEvent.ReturnCreditRefused))]
[JsonSerializable(typeof(Returns.ReturnRequest))]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(Order))]
public sealed partial class OrderJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Purchasing;

/// <summary>How suppliers and purchase orders are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(SupplierEvent.SupplierDefined))]
[JsonSerializable(typeof(SupplierEvent.SupplierRevised))]
[JsonSerializable(typeof(SupplierEvent.SupplierActivitySet))]
[JsonSerializable(typeof(Supplier))]
[JsonSerializable(typeof(PurchaseEvent.PurchaseDrafted))]
[JsonSerializable(typeof(PurchaseEvent.PurchaseRevised))]
[JsonSerializable(typeof(PurchaseEvent.PurchaseSent))]
[JsonSerializable(typeof(PurchaseEvent.PurchaseAcknowledged))]
[JsonSerializable(typeof(PurchaseEvent.PurchaseRejected))]
[JsonSerializable(typeof(PurchaseEvent.NoticeRegistered))]
[JsonSerializable(typeof(PurchaseEvent.GoodsReceived))]
[JsonSerializable(typeof(PurchaseEvent.GoodsNotBooked))]
[JsonSerializable(typeof(PurchaseEvent.UnitsGivenUp))]
[JsonSerializable(typeof(PurchaseEvent.SupplyChanged))]
[JsonSerializable(typeof(PurchaseEvent.PurchaseReceived))]
[JsonSerializable(typeof(PurchaseEvent.InvoiceMatched))]
[JsonSerializable(typeof(PurchaseEvent.InvoiceDecided))]
[JsonSerializable(typeof(PurchaseEvent.PurchaseClosed))]
[JsonSerializable(typeof(PurchaseEvent.PurchaseCancelled))]
[JsonSerializable(typeof(PurchaseEvent.UnitsShipped))]
[JsonSerializable(typeof(PurchaseEvent.ShipmentReported))]
[JsonSerializable(typeof(PurchaseEvent.UnitsDeclined))]
[JsonSerializable(typeof(PurchaseEvent.UnitsStopped))]
[JsonSerializable(typeof(PurchaseEvent.PromiseTold))]
[JsonSerializable(typeof(PurchaseTerms))]
[JsonSerializable(typeof(PurchaseOrder))]
public sealed partial class PurchasingJson : JsonSerializerContext;

/// <summary>How commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(PurchaseCommand))]
[JsonSerializable(typeof(PurchaseRejection))]
[JsonSerializable(typeof(PurchaseOrder))]
public sealed partial class PurchaseWireJson : JsonSerializerContext;

/// <summary>The same of suppliers: the names of their cases are the same, so they cannot stand together.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SupplierCommand))]
[JsonSerializable(typeof(SupplierRejection))]
[JsonSerializable(typeof(Supplier))]
public sealed partial class SupplierWireJson : JsonSerializerContext;

/// <summary>The released names of the events.</summary>
public static class PurchasingEvents
{
    public static IReadOnlyList<EventForm> Suppliers { get; } =
    [
        EventForm.First("supplier.defined", PurchasingJson.Default.SupplierDefined),
        EventForm.First("supplier.revised", PurchasingJson.Default.SupplierRevised),
        EventForm.First("supplier.activity-set", PurchasingJson.Default.SupplierActivitySet),
    ];

    public static IReadOnlyList<EventForm> Orders { get; } =
    [
        EventForm.First("purchase-order.drafted", PurchasingJson.Default.PurchaseDrafted),
        EventForm.First("purchase-order.revised", PurchasingJson.Default.PurchaseRevised),
        EventForm.First("purchase-order.sent", PurchasingJson.Default.PurchaseSent),
        EventForm.First("purchase-order.acknowledged", PurchasingJson.Default.PurchaseAcknowledged),
        EventForm.First("purchase-order.rejected", PurchasingJson.Default.PurchaseRejected),
        EventForm.First("purchase-order.notice-registered", PurchasingJson.Default.NoticeRegistered),
        EventForm.First("purchase-order.goods-received", PurchasingJson.Default.GoodsReceived),
        EventForm.First("purchase-order.goods-not-booked", PurchasingJson.Default.GoodsNotBooked),
        EventForm.First("purchase-order.units-given-up", PurchasingJson.Default.UnitsGivenUp),
        EventForm.First("purchase-order.received", PurchasingJson.Default.PurchaseReceived),
        EventForm.First("purchase-order.invoice-matched", PurchasingJson.Default.InvoiceMatched),
        EventForm.First("purchase-order.invoice-decided", PurchasingJson.Default.InvoiceDecided),
        EventForm.First("purchase-order.closed", PurchasingJson.Default.PurchaseClosed),
        EventForm.First("purchase-order.cancelled", PurchasingJson.Default.PurchaseCancelled),
        EventForm.First("purchase-order.supply-changed", PurchasingJson.Default.SupplyChanged),
        EventForm.First("purchase-order.units-shipped", PurchasingJson.Default.UnitsShipped),
        EventForm.First("purchase-order.shipment-reported", PurchasingJson.Default.ShipmentReported),
        EventForm.First("purchase-order.units-declined", PurchasingJson.Default.UnitsDeclined),
        EventForm.First("purchase-order.units-stopped", PurchasingJson.Default.UnitsStopped),
        EventForm.First("purchase-order.promise-told", PurchasingJson.Default.PromiseTold),
    ];
}

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Books;
using Oms.Central.Capacity;
using Oms.Central.Carriers;
using Oms.Central.Channels;
using Oms.Central.Claims;
using Oms.Central.Costing;
using Oms.Central.Custody;
using Oms.Central.Customers;
using Oms.Central.Depots;
using Oms.Central.Epcis;
using Oms.Central.Fleet;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Products;
using Oms.Central.Purchasing;
using Oms.Central.Returns;
using Oms.Central.Routing;
using Oms.Central.Transfers;
using Oms.Central.Transparency;

namespace Oms.Central.Tests.Wire;

/// <summary>What crosses from node to node, and how it is written.</summary>
internal static class WireFamilies
{
    /// <summary>The families of commands and rejections.</summary>
    public static IReadOnlyList<JsonTypeInfo> Messages { get; } =
    [
        OrderWireJson.Default.OrderCommand, OrderWireJson.Default.OrderRejection,
        StockWireJson.Default.StockCommand, StockWireJson.Default.StockRejection,
        BinWireJson.Default.BinCommand, BinWireJson.Default.BinRejection,
        TransferWireJson.Default.TransferCommand, TransferWireJson.Default.TransferRejection,
        RouteWireJson.Default.RouteCommand, RouteWireJson.Default.RouteRejection,
        CustodyWireJson.Default.CustodyCommand, CustodyWireJson.Default.CustodyRejection,
        DepotWireJson.Default.DepotCommand, DepotWireJson.Default.DepotRejection,
        ClaimWireJson.Default.ClaimCommand, ClaimWireJson.Default.ClaimRejection,
        FleetVehicleWireJson.Default.FleetVehicleCommand, FleetVehicleWireJson.Default.FleetVehicleRejection,
        LogWireJson.Default.LogCommand, LogWireJson.Default.LogRejection,
        ApiKeyWireJson.Default.ApiKeyCommand, ApiKeyWireJson.Default.ApiKeyRejection,
        EpcisWireJson.Default.CapturedEventCommand, EpcisWireJson.Default.CapturedEventRejection,
        EpcisWireJson.Default.CaptureJobCommand, EpcisWireJson.Default.CaptureJobRejection,
        EpcisWireJson.Default.NamedQueryCommand, EpcisWireJson.Default.NamedQueryRejection,
        EpcisWireJson.Default.SubscriptionCommand, EpcisWireJson.Default.SubscriptionRejection,
        PaymentWireJson.Default.PaymentCommand, PaymentWireJson.Default.PaymentRejection,
        StoreCreditWireJson.Default.StoreCreditCommand, StoreCreditWireJson.Default.StoreCreditRejection,
        ProductWireJson.Default.ProductCommand, ProductWireJson.Default.ProductRejection,
        ProductWireJson.Default.GtinCommand, ProductWireJson.Default.GtinRejection,
        LocationWireJson.Default.LocationCommand, LocationWireJson.Default.LocationRejection,
        ChannelWireJson.Default.ChannelCommand, ChannelWireJson.Default.ChannelRejection,
        CustomerWireJson.Default.CustomerCommand, CustomerWireJson.Default.CustomerRejection,
        BookWireJson.Default.SeriesCommand, BookWireJson.Default.SeriesRejection,
        BookWireJson.Default.DocumentCommand, BookWireJson.Default.DocumentRejection,
        SupplierWireJson.Default.SupplierCommand, SupplierWireJson.Default.SupplierRejection,
        PurchaseWireJson.Default.PurchaseCommand, PurchaseWireJson.Default.PurchaseRejection,
        RoutingWireJson.Default.RoutingPolicyCommand, RoutingWireJson.Default.RoutingRejection,
        CapacityWireJson.Default.CapacityCommand, CapacityWireJson.Default.CapacityRejection,
        RoutingWireJson.Default.StoredDecisionCommand, RoutingWireJson.Default.StoredDecisionRejection,
        RecentOrdersWireJson.Default.RecentOrdersCommand, RecentOrdersWireJson.Default.RecentOrdersRejection,
        CostWireJson.Default.CostCommand, CostWireJson.Default.CostRejection,
        ReturnWireJson.Default.ReturnCommand, ReturnWireJson.Default.ReturnRejection,
        ExchangeWireJson.Default.ExchangeCommand, ExchangeWireJson.Default.ExchangeRejection,
        FulfilmentWireJson.Default.FulfilmentCommand, FulfilmentWireJson.Default.FulfilmentRejection,
        CarrierWireJson.Default.CarrierCommand, CarrierWireJson.Default.CarrierRejection,
        CarrierWireJson.Default.LabelCommand, CarrierWireJson.Default.LabelRejection,
        CloseOutWireJson.Default.CloseOutCommand, CloseOutWireJson.Default.CloseOutRejection,
        WaveWireJson.Default.WaveCommand, WaveWireJson.Default.WaveRejection,
        WaveWireJson.Default.SsccCommand, WaveWireJson.Default.SsccRejection,
    ];

    public static IReadOnlyList<JsonTypeInfo> States { get; } =
    [
        OrderWireJson.Default.Order, StockWireJson.Default.StockItem, RouteWireJson.Default.DeliveryRoute,
        CustodyWireJson.Default.CheckOutCustody, DepotWireJson.Default.Depot, ClaimWireJson.Default.Claim,
        TransferWireJson.Default.Transfer, BinWireJson.Default.BinStock,
        FleetVehicleWireJson.Default.FleetVehicle, LogWireJson.Default.CustodyLog, ApiKeyWireJson.Default.ApiKey,
        EpcisWireJson.Default.CapturedEvent, EpcisWireJson.Default.CaptureJob, EpcisWireJson.Default.NamedQuery,
        EpcisWireJson.Default.Subscription, PaymentWireJson.Default.Payment, ProductWireJson.Default.Product,
        ProductWireJson.Default.GtinOwner, LocationWireJson.Default.Location, ChannelWireJson.Default.Channel,
        CustomerWireJson.Default.CustomerAccount, RoutingWireJson.Default.RoutingPolicy,
        RoutingWireJson.Default.StoredDecision, CapacityWireJson.Default.CapacityBook,
        BookWireJson.Default.DocumentSeries, BookWireJson.Default.BillDocument,
        SupplierWireJson.Default.Supplier, PurchaseWireJson.Default.PurchaseOrder,
        StoreCreditWireJson.Default.StoreCredit,
        RecentOrdersWireJson.Default.RecentOrders, CostWireJson.Default.CostBook,
        ReturnWireJson.Default.ReturnOrder, ExchangeWireJson.Default.Exchange,
        CarrierWireJson.Default.Carrier, CarrierWireJson.Default.ShippingLabel,
        CloseOutWireJson.Default.CloseOut,
        FulfilmentWireJson.Default.FulfilmentOrder, WaveWireJson.Default.PickWave, WaveWireJson.Default.SsccSeries,
    ];

    /// <summary>The cases that a family's type holds, by reflection.</summary>
    public static IEnumerable<Type> CasesOf(JsonTypeInfo family) =>
        family.Type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Where(type => type.IsSubclassOf(family.Type));

    /// <summary>An entity before its first event.</summary>
    public static object InitialOf(JsonTypeInfo state) => state.Type.GetProperty("Initial")!.GetValue(null)!;

    public static JsonTypeInfo FamilyOf(object message) =>
        Messages.Single(family => family.Type.IsInstanceOfType(message));

    /// <summary>What is read of what is written.</summary>
    public static object? Across(object value, JsonTypeInfo json) =>
        JsonSerializer.SerializeToElement(value, json).Deserialize(json);
}

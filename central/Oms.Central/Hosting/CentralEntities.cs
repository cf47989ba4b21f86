using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Books;
using Oms.Central.Capacity;
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
using Oms.Central.Storage;
using Oms.Central.Transfers;
using Oms.Central.Transparency;

namespace Oms.Central.Hosting;

/// <summary>Every kind of entity of the centre: how its events, its state and its messages are written.</summary>
internal static partial class CentralEntities
{
    private const int DepotSnapshotEvery = 50;

    public static EntityType<Order, OrderCommand, OrderEvent, OrderRejection> Orders { get; } =
        new(OrderId.Kind, new FormCodec<OrderEvent>(OrderEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Order>(1, OrderJson.Default.Order),
            Wire = new(
                OrderWireJson.Default.OrderCommand,
                OrderWireJson.Default.OrderRejection,
                OrderWireJson.Default.Order),
        };

    public static EntityType<StockItem, StockCommand, StockEvent, StockRejection> Stock { get; } =
        new(StockItem.Kind, new FormCodec<StockEvent>(StockEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<StockItem>(1, StockJson.Default.StockItem),
            Wire = new(
                StockWireJson.Default.StockCommand,
                StockWireJson.Default.StockRejection,
                StockWireJson.Default.StockItem),
            Settings = new EntitySettings { SnapshotEvery = 1_000 },
        };

    public static EntityType<BinStock, BinCommand, BinEvent, BinRejection> Bins { get; } =
        new(BinStock.Kind, new FormCodec<BinEvent>(BinEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<BinStock>(1, BinJson.Default.BinStock),
            Wire = new(BinWireJson.Default.BinCommand, BinWireJson.Default.BinRejection, BinWireJson.Default.BinStock),
        };

    public static EntityType<Transfer, TransferCommand, TransferEvent, TransferRejection> Transfers { get; } =
        new(Transfer.Kind, new FormCodec<TransferEvent>(TransferEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Transfer>(1, TransferJson.Default.Transfer),
            Wire = new(
                TransferWireJson.Default.TransferCommand,
                TransferWireJson.Default.TransferRejection,
                TransferWireJson.Default.Transfer),
        };

    public static EntityType<DeliveryRoute, RouteCommand, RouteEvent, RouteRejection> Routes { get; } =
        new(DeliveryRoute.Kind, new FormCodec<RouteEvent>(RouteEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<DeliveryRoute>(1, RouteJson.Default.DeliveryRoute),
            Wire = new(
                RouteWireJson.Default.RouteCommand,
                RouteWireJson.Default.RouteRejection,
                RouteWireJson.Default.DeliveryRoute),
        };

    public static EntityType<CheckOutCustody, CustodyCommand, CustodyEvent, CustodyRejection> CheckOuts { get; } =
        new(CheckOutCustody.Kind, new FormCodec<CustodyEvent>(CustodyEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<CheckOutCustody>(1, CustodyJson.Default.CheckOutCustody),
            Wire = new(
                CustodyWireJson.Default.CustodyCommand,
                CustodyWireJson.Default.CustodyRejection,
                CustodyWireJson.Default.CheckOutCustody),
        };

    public static EntityType<Depot, DepotCommand, DepotEvent, DepotRejection> Depots { get; } =
        new(Depot.Kind, new FormCodec<DepotEvent>(DepotEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Depot>(1, DepotJson.Default.Depot),
            Wire = new(
                DepotWireJson.Default.DepotCommand,
                DepotWireJson.Default.DepotRejection,
                DepotWireJson.Default.Depot),
            Settings = new EntitySettings { SnapshotEvery = DepotSnapshotEvery },
        };

    public static EntityType<Claim, ClaimCommand, ClaimEvent, ClaimRejection> Claims { get; } =
        new(Claim.Kind, new FormCodec<ClaimEvent>(ClaimEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Claim>(1, ClaimJson.Default.Claim),
            Wire = new(
                ClaimWireJson.Default.ClaimCommand,
                ClaimWireJson.Default.ClaimRejection,
                ClaimWireJson.Default.Claim),
        };

    public static EntityType<FleetVehicle, FleetVehicleCommand, FleetVehicleEvent, FleetVehicleRejection> Vehicles
    { get; } =
        new(FleetVehicle.Kind, new FormCodec<FleetVehicleEvent>(FleetVehicleEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<FleetVehicle>(1, FleetVehicleJson.Default.FleetVehicle),
            Wire = new(
                FleetVehicleWireJson.Default.FleetVehicleCommand,
                FleetVehicleWireJson.Default.FleetVehicleRejection,
                FleetVehicleWireJson.Default.FleetVehicle),
        };

    public static EntityType<Product, ProductCommand, ProductEvent, ProductRejection> Products { get; } =
        new(Product.Kind, new FormCodec<ProductEvent>(ProductEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Product>(1, ProductJson.Default.Product),
            Wire = new(
                ProductWireJson.Default.ProductCommand,
                ProductWireJson.Default.ProductRejection,
                ProductWireJson.Default.Product),
        };

    public static EntityType<GtinOwner, GtinCommand, GtinEvent, GtinRejection> Gtins { get; } =
        new(GtinOwner.Kind, new FormCodec<GtinEvent>(GtinEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<GtinOwner>(1, ProductJson.Default.GtinOwner),
            Wire = new(
                ProductWireJson.Default.GtinCommand,
                ProductWireJson.Default.GtinRejection,
                ProductWireJson.Default.GtinOwner),
        };

    public static EntityType<Location, LocationCommand, LocationEvent, LocationRejection> Locations { get; } =
        new(Location.Kind, new FormCodec<LocationEvent>(LocationEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Location>(1, LocationJson.Default.Location),
            Wire = new(
                LocationWireJson.Default.LocationCommand,
                LocationWireJson.Default.LocationRejection,
                LocationWireJson.Default.Location),
        };

    public static EntityType<Channel, ChannelCommand, ChannelEvent, ChannelRejection> Channels { get; } =
        new(Channel.Kind, new FormCodec<ChannelEvent>(ChannelEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Channel>(1, ChannelJson.Default.Channel),
            Wire = new(
                ChannelWireJson.Default.ChannelCommand,
                ChannelWireJson.Default.ChannelRejection,
                ChannelWireJson.Default.Channel),
        };

    public static EntityType<CustomerAccount, CustomerCommand, CustomerEvent, CustomerRejection> Accounts { get; } =
        new(CustomerAccount.Kind, new FormCodec<CustomerEvent>(CustomerEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<CustomerAccount>(1, CustomerJson.Default.CustomerAccount),
            Wire = new(
                CustomerWireJson.Default.CustomerCommand,
                CustomerWireJson.Default.CustomerRejection,
                CustomerWireJson.Default.CustomerAccount),
        };

    public static EntityType<CustodyLog, LogCommand, LogEvent, LogRejection> Log { get; } =
        new(CustodyLog.Kind, new FormCodec<LogEvent>(LogEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<CustodyLog>(1, LogJson.Default.CustodyLog),
            Wire = new(
                LogWireJson.Default.LogCommand,
                LogWireJson.Default.LogRejection,
                LogWireJson.Default.CustodyLog),
            Settings = new EntitySettings { SnapshotEvery = DepotSnapshotEvery },
        };

    public static EntityType<ApiKey, ApiKeyCommand, ApiKeyEvent, ApiKeyRejection> ApiKeys { get; } =
        new(ApiKey.Kind, new FormCodec<ApiKeyEvent>(ApiKeyEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<ApiKey>(1, ApiKeyJson.Default.ApiKey),
            Wire = new(
                ApiKeyWireJson.Default.ApiKeyCommand,
                ApiKeyWireJson.Default.ApiKeyRejection,
                ApiKeyWireJson.Default.ApiKey),
        };

    public static EntityType<CapturedEvent, CapturedEventCommand, CapturedEventEvent, CapturedEventRejection>
        CapturedEvents
    { get; } =
        new(CapturedEvent.Kind, new FormCodec<CapturedEventEvent>(CapturedEventForms.Forms))
        {
            Snapshots = new JsonSnapshotCodec<CapturedEvent>(1, EpcisJson.Default.CapturedEvent),
            Wire = new(
                EpcisWireJson.Default.CapturedEventCommand,
                EpcisWireJson.Default.CapturedEventRejection,
                EpcisWireJson.Default.CapturedEvent),
        };

    public static EntityType<CaptureJob, CaptureJobCommand, CaptureJobEvent, CaptureJobRejection> CaptureJobs { get; } =
        new(CaptureJob.Kind, new FormCodec<CaptureJobEvent>(CaptureJobForms.Forms))
        {
            Snapshots = new JsonSnapshotCodec<CaptureJob>(1, EpcisJson.Default.CaptureJob),
            Wire = new(
                EpcisWireJson.Default.CaptureJobCommand,
                EpcisWireJson.Default.CaptureJobRejection,
                EpcisWireJson.Default.CaptureJob),
        };

    public static EntityType<NamedQuery, NamedQueryCommand, NamedQueryEvent, NamedQueryRejection> NamedQueries
    { get; } =
        new(NamedQuery.Kind, new FormCodec<NamedQueryEvent>(NamedQueryForms.Forms))
        {
            Snapshots = new JsonSnapshotCodec<NamedQuery>(1, EpcisJson.Default.NamedQuery),
            Wire = new(
                EpcisWireJson.Default.NamedQueryCommand,
                EpcisWireJson.Default.NamedQueryRejection,
                EpcisWireJson.Default.NamedQuery),
        };

    public static EntityType<Subscription, SubscriptionCommand, SubscriptionEvent, SubscriptionRejection> Subscriptions
    { get; } =
        new(Subscription.Kind, new FormCodec<SubscriptionEvent>(SubscriptionForms.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Subscription>(1, EpcisJson.Default.Subscription),
            Wire = new(
                EpcisWireJson.Default.SubscriptionCommand,
                EpcisWireJson.Default.SubscriptionRejection,
                EpcisWireJson.Default.Subscription),
        };

    public static EntityType<Payment, PaymentCommand, PaymentEvent, PaymentRejection> Payments { get; } =
        new(Payment.Kind, new FormCodec<PaymentEvent>(PaymentEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Payment>(1, PaymentJson.Default.Payment),
            Wire = new(
                PaymentWireJson.Default.PaymentCommand,
                PaymentWireJson.Default.PaymentRejection,
                PaymentWireJson.Default.Payment),
        };

    public static EntityType<DocumentSeries, SeriesCommand, SeriesEvent, SeriesRejection> DocumentSeries { get; } =
        new(Books.DocumentSeries.Kind, new FormCodec<SeriesEvent>(BookEvents.Series))
        {
            Snapshots = new JsonSnapshotCodec<DocumentSeries>(1, BookJson.Default.DocumentSeries),
            Wire = new(
                BookWireJson.Default.SeriesCommand,
                BookWireJson.Default.SeriesRejection,
                BookWireJson.Default.DocumentSeries),
            Settings = new EntitySettings { SnapshotEvery = 1_000 },
        };

    public static EntityType<BillDocument, DocumentCommand, DocumentEvent, DocumentRejection> Documents { get; } =
        new(BillDocument.Kind, new FormCodec<DocumentEvent>(BookEvents.Documents))
        {
            Snapshots = new JsonSnapshotCodec<BillDocument>(1, BookJson.Default.BillDocument),
            Wire = new(
                BookWireJson.Default.DocumentCommand,
                BookWireJson.Default.DocumentRejection,
                BookWireJson.Default.BillDocument),
        };

    public static EntityType<Supplier, SupplierCommand, SupplierEvent, SupplierRejection> Suppliers { get; } =
        new(Supplier.Kind, new FormCodec<SupplierEvent>(PurchasingEvents.Suppliers))
        {
            Snapshots = new JsonSnapshotCodec<Supplier>(1, PurchasingJson.Default.Supplier),
            Wire = new(
                SupplierWireJson.Default.SupplierCommand,
                SupplierWireJson.Default.SupplierRejection,
                SupplierWireJson.Default.Supplier),
        };

    public static EntityType<PurchaseOrder, PurchaseCommand, PurchaseEvent, PurchaseRejection> Purchases { get; } =
        new(PurchaseOrder.Kind, new FormCodec<PurchaseEvent>(PurchasingEvents.Orders))
        {
            Snapshots = new JsonSnapshotCodec<PurchaseOrder>(1, PurchasingJson.Default.PurchaseOrder),
            Wire = new(
                PurchaseWireJson.Default.PurchaseCommand,
                PurchaseWireJson.Default.PurchaseRejection,
                PurchaseWireJson.Default.PurchaseOrder),
        };

    public static EntityType<CostBook, CostCommand, CostEvent, CostRejection> CostBooks { get; } =
        new(CostBook.Kind, new FormCodec<CostEvent>(CostEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<CostBook>(1, CostingJson.Default.CostBook),
            Wire = new(
                CostWireJson.Default.CostCommand,
                CostWireJson.Default.CostRejection,
                CostWireJson.Default.CostBook),
            Settings = new EntitySettings { SnapshotEvery = 1_000 },
        };

    public static EntityType<RoutingPolicy, RoutingPolicyCommand, RoutingPolicyEvent, RoutingRejection> RoutingPolicies
    { get; } =
        new(RoutingPolicy.Kind, new FormCodec<RoutingPolicyEvent>(RoutingPolicyEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<RoutingPolicy>(1, RoutingJson.Default.RoutingPolicy),
            Wire = new(
                RoutingWireJson.Default.RoutingPolicyCommand,
                RoutingWireJson.Default.RoutingRejection,
                RoutingWireJson.Default.RoutingPolicy),
        };

    public static EntityType<CapacityBook, CapacityCommand, CapacityEvent, CapacityRejection> Capacities { get; } =
        new(CapacityBook.Kind, new FormCodec<CapacityEvent>(CapacityEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<CapacityBook>(1, CapacityJson.Default.CapacityBook),
            Wire = new(
                CapacityWireJson.Default.CapacityCommand,
                CapacityWireJson.Default.CapacityRejection,
                CapacityWireJson.Default.CapacityBook),
            Settings = new EntitySettings { SnapshotEvery = 1_000 },
        };

    public static EntityType<StoredDecision, StoredDecisionCommand, StoredDecisionEvent, StoredDecisionRejection>
        RoutingDecisions
    { get; } =
        new(StoredDecision.Kind, new FormCodec<StoredDecisionEvent>(StoredDecisionEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<StoredDecision>(1, RoutingJson.Default.StoredDecision),
            Wire = new(
                RoutingWireJson.Default.StoredDecisionCommand,
                RoutingWireJson.Default.StoredDecisionRejection,
                RoutingWireJson.Default.StoredDecision),
        };

    public static EntityType<StoreCredit, StoreCreditCommand, StoreCreditEvent, StoreCreditRejection> StoreCredits
    { get; } =
        new(StoreCredit.Kind, new FormCodec<StoreCreditEvent>(StoreCreditEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<StoreCredit>(1, StoreCreditJson.Default.StoreCredit),
            Wire = new(
                StoreCreditWireJson.Default.StoreCreditCommand,
                StoreCreditWireJson.Default.StoreCreditRejection,
                StoreCreditWireJson.Default.StoreCredit),
        };

    public static EntityType<ReturnOrder, ReturnCommand, ReturnEvent, ReturnRejection> Returns { get; } =
        new(ReturnOrder.EntityKind, new FormCodec<ReturnEvent>(ReturnEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<ReturnOrder>(1, ReturnJson.Default.ReturnOrder),
            Wire = new(
                ReturnWireJson.Default.ReturnCommand,
                ReturnWireJson.Default.ReturnRejection,
                ReturnWireJson.Default.ReturnOrder),
        };

    public static EntityType<Exchange, ExchangeCommand, ExchangeEvent, ExchangeRejection> Exchanges { get; } =
        new(Exchange.Kind, new FormCodec<ExchangeEvent>(ExchangeEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Exchange>(1, ExchangeJson.Default.Exchange),
            Wire = new(
                ExchangeWireJson.Default.ExchangeCommand,
                ExchangeWireJson.Default.ExchangeRejection,
                ExchangeWireJson.Default.Exchange),
        };

    public static EntityType<FulfilmentOrder, FulfilmentCommand, FulfilmentEvent, FulfilmentRejection> Fulfilments
    { get; } =
        new(FulfilmentOrder.Kind, new FormCodec<FulfilmentEvent>(FulfilmentEvents.Orders))
        {
            Snapshots = new JsonSnapshotCodec<FulfilmentOrder>(1, FulfilmentJson.Default.FulfilmentOrder),
            Wire = new(
                FulfilmentWireJson.Default.FulfilmentCommand,
                FulfilmentWireJson.Default.FulfilmentRejection,
                FulfilmentWireJson.Default.FulfilmentOrder),
        };

    public static EntityType<PickWave, WaveCommand, WaveEvent, WaveRejection> Waves { get; } =
        new(PickWave.Kind, new FormCodec<WaveEvent>(FulfilmentEvents.Waves))
        {
            Snapshots = new JsonSnapshotCodec<PickWave>(1, FulfilmentJson.Default.PickWave),
            Wire = new(
                WaveWireJson.Default.WaveCommand, WaveWireJson.Default.WaveRejection, WaveWireJson.Default.PickWave),
        };

    public static EntityType<SsccSeries, SsccCommand, SsccEvent, SsccRejection> SsccSeries { get; } =
        new(Central.Fulfilments.SsccSeries.Kind, new FormCodec<SsccEvent>(FulfilmentEvents.Series))
        {
            Snapshots = new JsonSnapshotCodec<SsccSeries>(1, FulfilmentJson.Default.SsccSeries),
            Wire = new(
                WaveWireJson.Default.SsccCommand, WaveWireJson.Default.SsccRejection, WaveWireJson.Default.SsccSeries),
            Settings = new EntitySettings { SnapshotEvery = 1_000 },
        };

    public static EntityType<RecentOrders, RecentOrdersCommand, RecentOrdersEvent, RecentOrdersRejection> Recent
    { get; } =
        new(RecentOrders.Kind, new FormCodec<RecentOrdersEvent>(RecentOrdersEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<RecentOrders>(1, RecentOrdersJson.Default.RecentOrders),
            Wire = new(
                RecentOrdersWireJson.Default.RecentOrdersCommand,
                RecentOrdersWireJson.Default.RecentOrdersRejection,
                RecentOrdersWireJson.Default.RecentOrders),
        };
}

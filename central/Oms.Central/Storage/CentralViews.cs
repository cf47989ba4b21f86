using Oms.Central.Access;
using Oms.Central.Books;
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

namespace Oms.Central.Storage;

/// <summary>What lists are filtered by.</summary>
internal static class CentralViews
{
    public static IReadOnlyList<View> All { get; } =
    [
        View.Of<Order, OrderCommand, OrderEvent, OrderRejection>(
            OrderId.Kind,
            OrderJson.Default.Order,
            (id, order) => new ViewColumns(
                Snake(order.Status),
                order.Terms?.Channel,
                SearchOf(id, order))),
        View.Of<StockItem, StockCommand, StockEvent, StockRejection>(
            StockItem.Kind,
            ListedStockJson.Default.StockItem,
            (id, _) => new ViewColumns(StockItemId.Parse(id)?.Sku, StockItemId.Parse(id)?.Location, null),
            ListedStock.Parts),
        View.Of<Transfer, TransferCommand, TransferEvent, TransferRejection>(
            Transfer.Kind,
            TransferJson.Default.Transfer,
            (_, transfer) => new ViewColumns(Snake(transfer.Status), transfer.Terms?.From, null)),
        View.Of<DeliveryRoute, RouteCommand, RouteEvent, RouteRejection>(
            DeliveryRoute.Kind,
            RouteJson.Default.DeliveryRoute,
            (_, route) => new ViewColumns(Snake(route.Status), route.Plan?.Depot, null)),
        View.Of<CheckOutCustody, CustodyCommand, CustodyEvent, CustodyRejection>(
            CheckOutCustody.Kind,
            CustodyJson.Default.CheckOutCustody,
            (_, custody) => new ViewColumns(
                Snake(custody.Status), custody.Depot, ViewTerms.Whole(Timeline.CheckOutTerm(custody.Route)))),
        View.Of<Depot, DepotCommand, DepotEvent, DepotRejection>(
            Depot.Kind, DepotJson.Default.Depot, (_, _) => default),
        View.Of<Claim, ClaimCommand, ClaimEvent, ClaimRejection>(
            Claim.Kind,
            ClaimJson.Default.Claim,
            (_, claim) => new ViewColumns(
                Snake(claim.Status), claim.Terms?.ClaimKind,
                $"{claim.Terms?.Order} {claim.Terms?.PartyId}".ToUpperInvariant())),
        View.Of<FleetVehicle, FleetVehicleCommand, FleetVehicleEvent, FleetVehicleRejection>(
            FleetVehicle.Kind,
            FleetVehicleJson.Default.FleetVehicle,
            (_, vehicle) => new ViewColumns(VehicleEndpoints.StatusOf(vehicle), null, null)),
        View.Of<Product, ProductCommand, ProductEvent, ProductRejection>(
            Product.Kind,
            ProductJson.Default.Product,
            (_, product) => product.Sku is null
                ? default
                : new ViewColumns(Snake(product.Status), ProductEndpoints.Known, ProductEndpoints.SearchOf(product))),
        View.Of<Location, LocationCommand, LocationEvent, LocationRejection>(
            Location.Kind,
            LocationJson.Default.Location,
            (_, location) => new ViewColumns(
                Snake(location.Status), Snake(location.Terms!.Kind), LocationEndpoints.SearchOf(location))),
        View.Of<Channel, ChannelCommand, ChannelEvent, ChannelRejection>(
            Channel.Kind,
            ChannelJson.Default.Channel,
            (_, channel) => new ViewColumns(
                Snake(channel.Status), Snake(channel.Terms!.Kind), ChannelEndpoints.SearchOf(channel))),
        View.Of<BillDocument, DocumentCommand, DocumentEvent, DocumentRejection>(
            BillDocument.Kind,
            BookJson.Default.BillDocument,
            (_, document) => new ViewColumns(
                Snake(document.Terms!.Kind), document.Terms.Order, document.Number)),
        View.Of<Supplier, SupplierCommand, SupplierEvent, SupplierRejection>(
            Supplier.Kind,
            PurchasingJson.Default.Supplier,
            (_, supplier) => new ViewColumns(
                supplier.IsActive ? "true" : "false", supplier.Terms?.Currency,
                $"{supplier.Id}\n{supplier.Terms?.Name}".ToUpperInvariant())),
        View.Of<PurchaseOrder, PurchaseCommand, PurchaseEvent, PurchaseRejection>(
            PurchaseOrder.Kind,
            PurchasingJson.Default.PurchaseOrder,
            (_, order) => new ViewColumns(
                Snake(order.Status), order.Terms?.Supplier, order.Terms?.DropShip?.Order.ToUpperInvariant())),
        View.Of<RoutingPolicy, RoutingPolicyCommand, RoutingPolicyEvent, RoutingRejection>(
            RoutingPolicy.Kind,
            RoutingJson.Default.RoutingPolicy,
            (_, policy) => new ViewColumns(null, null, policy.Id?.ToUpperInvariant())),
        View.Of<CustomerAccount, CustomerCommand, CustomerEvent, CustomerRejection>(
            CustomerAccount.Kind,
            CustomerJson.Default.CustomerAccount,
            (_, account) => new ViewColumns(Snake(account.Status), null, CustomerEndpoints.SearchOf(account))),
        View.Of<CaptureJob, CaptureJobCommand, CaptureJobEvent, CaptureJobRejection>(
            CaptureJob.Kind, EpcisJson.Default.CaptureJob, (_, _) => default),
        View.Of<NamedQuery, NamedQueryCommand, NamedQueryEvent, NamedQueryRejection>(
            NamedQuery.Kind, EpcisJson.Default.NamedQuery, (_, _) => default),
        View.Of<Subscription, SubscriptionCommand, SubscriptionEvent, SubscriptionRejection>(
            Subscription.Kind, EpcisJson.Default.Subscription, (_, _) => default),
        View.Of<Payment, PaymentCommand, PaymentEvent, PaymentRejection>(
            Payment.Kind,
            PaymentJson.Default.Payment,
            (_, payment) => new ViewColumns(payment.Terms?.Order, PaymentView.StatusOf(payment), null)),
        View.Of<StoreCredit, StoreCreditCommand, StoreCreditEvent, StoreCreditRejection>(
            StoreCredit.Kind,
            StoreCreditJson.Default.StoreCredit,
            (_, credit) => new ViewColumns(credit.Account, null, null)),
        View.Of<CostBook, CostCommand, CostEvent, CostRejection>(
            CostBook.Kind,
            CostingJson.Default.CostBook,
            (_, book) => new ViewColumns(book.Flagged > 0 ? "true" : "false", book.Currency, null)),
        View.Of<ReturnOrder, ReturnCommand, ReturnEvent, ReturnRejection>(
            ReturnOrder.EntityKind,
            ReturnJson.Default.ReturnOrder,
            (_, of) => new ViewColumns(Snake(of.Status), of.Order, null)),
        View.Of<FulfilmentOrder, FulfilmentCommand, FulfilmentEvent, FulfilmentRejection>(
            FulfilmentOrder.Kind,
            FulfilmentJson.Default.FulfilmentOrder,
            (_, order) => new ViewColumns(
                Snake(order.Status), order.Work?.Location, FulfilmentView.SearchOf(order))),
        View.Of<Carrier, CarrierCommand, CarrierEvent, CarrierRejection>(
            Carrier.Kind,
            CarrierJson.Default.Carrier,
            (_, carrier) => new ViewColumns(null, null, carrier.Id?.ToUpperInvariant())),
        View.Of<ShippingLabel, LabelCommand, LabelEvent, LabelRejection>(
            ShippingLabel.Kind, CarrierJson.Default.ShippingLabel, (_, label) => LabelEndpoints.ColumnsOf(label)),
        View.Of<CloseOut, CloseOutCommand, CloseOutEvent, CloseOutRejection>(
            CloseOut.Kind, CloseOutJson.Default.CloseOut, (_, closeOut) => CloseOutEndpoints.ColumnsOf(closeOut)),
        View.Of<PickWave, WaveCommand, WaveEvent, WaveRejection>(
            PickWave.Kind,
            FulfilmentJson.Default.PickWave,
            (_, wave) => new ViewColumns(Snake(wave.Status), wave.Location, null)),
        View.Of<Exchange, ExchangeCommand, ExchangeEvent, ExchangeRejection>(
            Exchange.Kind,
            ExchangeJson.Default.Exchange,
            (_, of) => new ViewColumns(Snake(of.Status), of.Terms?.Order, null)),
    ];

    /// <summary>Who may ask: apart from the rest, and never emptied while the centre serves.</summary>
    public static IReadOnlyList<View> Keys { get; } =
    [
        View.Of<ApiKey, ApiKeyCommand, ApiKeyEvent, ApiKeyRejection>(
            ApiKey.Kind, ApiKeyJson.Default.ApiKey, (_, _) => default),
    ];

    /// <summary>Any key by which somebody may ask for an order: its id and reference, who gets it, and the packages
    /// and parcels that its units are in.</summary>
    private static string SearchOf(string id, Order order) => string.Join(
        ' ',
        [
            id, order.Terms?.ExternalRef, order.Terms?.Customer.Name,
            .. order.Lines.SelectMany(line => line.Packages ?? []).Select(units => units.Sscc).Distinct(),
            .. order.Lines.SelectMany(line => line.Lots).Select(lot => lot.Parcel?.TrackingNumber).Distinct(),
            RoutingWorker.TermsOf(order),
        ]).ToUpperInvariant();

    public static string Snake(Enum value) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

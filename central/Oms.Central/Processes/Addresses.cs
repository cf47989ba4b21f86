using System.Security.Cryptography;
using System.Text;
using Oms.Actors.Processes;
using Oms.Central.Bins;
using Oms.Central.Books;
using Oms.Central.Capacity;
using Oms.Central.Carriers;
using Oms.Central.Claims;
using Oms.Central.Custody;
using Oms.Central.Depots;
using Oms.Central.Fleet;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Purchasing;
using Oms.Central.Returns;
using Oms.Central.Transfers;
using Oms.Central.Transparency;
using Oms.Entities;

namespace Oms.Central.Processes;

/// <summary>Steps to the entities of the tenant that an event is of.</summary>
internal static class Addresses
{
    public static ProcessStep Order(this RecordedEvent happened, string order, OrderCommand command) =>
        happened.To(OrderId.Kind, order, command);

    public static ProcessStep Recent(this RecordedEvent happened, string who, RecentOrdersCommand command) =>
        happened.To(RecentOrders.Kind, who, command);

    public static ProcessStep Stock(this RecordedEvent happened, string sku, string location, StockCommand command) =>
        happened.To(StockItem.Kind, StockItemId.Of(sku, location), command);

    public static ProcessStep Bin(this RecordedEvent happened, string location, string code, BinCommand command) =>
        happened.To(BinStock.Kind, BinId.Of(location, code), command);

    public static ProcessStep Transfer(this RecordedEvent happened, string transfer, TransferCommand command) =>
        happened.To(Transfers.Transfer.Kind, transfer, command);

    public static ProcessStep Route(this RecordedEvent happened, string route, RouteCommand command) =>
        happened.To(DeliveryRoute.Kind, route, command);

    public static ProcessStep Depot(this RecordedEvent happened, string depot, DepotCommand command) =>
        happened.To(Depots.Depot.Kind, depot, command);

    public static ProcessStep Custody(this RecordedEvent happened, string checkOut, CustodyCommand command) =>
        happened.To(CheckOutCustody.Kind, checkOut, command);

    public static ProcessStep Vehicle(this RecordedEvent happened, string vehicle, FleetVehicleCommand command) =>
        happened.To(FleetVehicle.Kind, vehicle, command);

    public static ProcessStep Payment(this RecordedEvent happened, string payment, PaymentCommand command) =>
        happened.To(Payments.Payment.Kind, payment, command);

    public static ProcessStep Credit(
        this RecordedEvent happened, string account, string currency, StoreCreditCommand command) =>
        happened.To(StoreCredit.Kind, StoreCredit.IdOf(account, currency), command);

    public static ProcessStep Document(this RecordedEvent happened, string document, DocumentCommand command) =>
        happened.To(BillDocument.Kind, document, command);

    public static ProcessStep Series(this RecordedEvent happened, string series, SeriesCommand command) =>
        happened.To(DocumentSeries.Kind, series, command);

    public static ProcessStep Return(this RecordedEvent happened, string id, ReturnCommand command) =>
        happened.To(ReturnOrder.EntityKind, id, command);

    public static ProcessStep Exchange(this RecordedEvent happened, string id, ExchangeCommand command) =>
        happened.To(Returns.Exchange.Kind, id, command);

    public static ProcessStep Location(this RecordedEvent happened, string location, LocationCommand command) =>
        happened.To(Locations.Location.Kind, EntityAddress.Join(location), command);

    public static ProcessStep Purchase(this RecordedEvent happened, string purchase, PurchaseCommand command) =>
        happened.To(PurchaseOrder.Kind, purchase, command);

    public static ProcessStep Fulfilment(this RecordedEvent happened, string id, FulfilmentCommand command) =>
        happened.To(FulfilmentOrder.Kind, id, command);

    public static ProcessStep Label(this RecordedEvent happened, string sscc, LabelCommand command) =>
        happened.To(ShippingLabel.Kind, sscc, command);

    public static ProcessStep CloseOut(this RecordedEvent happened, string id, CloseOutCommand command) =>
        happened.To(Carriers.CloseOut.Kind, id, command);

    public static ProcessStep Wave(this RecordedEvent happened, string id, WaveCommand command) =>
        happened.To(PickWave.Kind, id, command);

    public static ProcessStep Capacity(this RecordedEvent happened, string location, CapacityCommand command) =>
        happened.To(CapacityBook.Kind, EntityAddress.Join(location), command);

    public static ProcessStep Log(this RecordedEvent happened, LogCommand command) =>
        happened.To(CustodyLog.Kind, CustodyLog.Id, command);

    public static ProcessStep ToClaim(this RecordedEvent happened, string id, ClaimCommand command) =>
        happened.To(Claims.Claim.Kind, id, command);

    /// <summary>Opens a claim; its id is derived from what it is about, so it is opened once.</summary>
    public static ProcessStep Claim(this RecordedEvent happened, ClaimTerms terms)
    {
        const int IdBytes = 16;
        var about = string.Join(
            '\0', terms.CheckOut, terms.ClaimKind, terms.Order, $"{terms.Line}", terms.Sku, terms.Lot);
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(about)).AsSpan(0, IdBytes));
        return happened.To(Claims.Claim.Kind, id, new ClaimCommand.Open(terms));
    }

    private static ProcessStep To(this RecordedEvent happened, string kind, string id, object command) =>
        new(EntityAddress.Of(happened.Address.Tenant, kind, id), command);
}

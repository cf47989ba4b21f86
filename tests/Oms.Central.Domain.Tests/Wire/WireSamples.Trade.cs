using NodaTime;
using Oms.Central.Costing;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Purchasing;
using Oms.Central.Routing;
using Oms.Finance;

namespace Oms.Central.Tests.Wire;

/// <content>Loading at one of several locations, suppliers, purchase orders and routing.</content>
internal static partial class WireSamples
{
    private static IReadOnlyList<object> Trade =>
    [
        new OrderCommand.BeginShipment("R-8", 1) { LoadFrom = "dc-2" },
        new SupplierCommand.Define("dairy", Dairy),
        new SupplierCommand.Revise(Dairy, 3),
        new SupplierCommand.SetActive(true, 3),
        new SupplierRejection.NoSuchSupplier(),
        new SupplierRejection.Differs(),
        new SupplierRejection.StaleRevision(3, 4),
        new SupplierRejection.InvalidTerms("/currency", "It is no currency of ISO 4217."),
        new PurchaseCommand.Draft("PO-1", Purchase),
        new PurchaseCommand.Revise(Purchase, 3),
        new PurchaseCommand.Send(3),
        new PurchaseCommand.Acknowledge("S-1", Acknowledged, 3),
        new PurchaseCommand.RejectAll("sold out", 3),
        new PurchaseCommand.RegisterNotice(Notice),
        new PurchaseCommand.Receive(
            "R-1", 1, "L1", new LocalDate(2027, 1, 31), 90, 2, new LocalDate(2026, 12, 5)),
        new PurchaseCommand.RecordNotBooked("R-1", "TooMany"),
        new PurchaseCommand.GiveUp(1, "sold out", 3),
        new PurchaseCommand.MatchInvoice("I-1", Invoiced, Money.Of(7_290, "EUR")),
        new PurchaseCommand.DecideInvoice("I-1", true, "agreed by telephone", "apikey:1"),
        new PurchaseCommand.Cancel("not needed", 3),
        new PurchaseRejection.NoSuchPurchaseOrder(),
        new PurchaseRejection.NoSuchLine(2),
        new PurchaseRejection.NoSuchInvoice("I-1"),
        new PurchaseRejection.IdTaken(),
        new PurchaseRejection.ReferenceReused("R-1"),
        new PurchaseRejection.StaleRevision(3, 4),
        new PurchaseRejection.IllegalTransition(PurchaseStatus.Draft, "Nothing was ordered by it."),
        new PurchaseRejection.Invalid("/quantity", "It must be from 1 to 1000000."),
        new PurchaseRejection.TooMany(200),
        new StockCommand.Receive("ASN-2", "L1", 90, null) { UnitCost = Euros },
        new StockCommand.ExpectSupply("po/PO-1/1", 90, new LocalDate(2026, 12, 4)),
        new StockCommand.TellPegs(),
        new OrderCommand.RecordPromise(1, "order-1/1/1", new LocalDate(2026, 12, 4)),
        new CostCommand.Receive("MILK@dc-1/7", 90, StockBucket.Supplier, Money.Of(81, "EUR"), "EUR"),
        new CostCommand.Issue("MILK@dc-1/9", 10, StockBucket.Customer, "EUR"),
        new CostRejection.QuantityInvalid(1, 1_000_000_000),
        new CostRejection.CostInvalid(0, 1_000_000_000_000),
        new RoutingPolicyCommand.Define("main", Policy),
        new RoutingPolicyCommand.Revise(Policy, 3),
        new RoutingRejection.NoSuchPolicy(),
        new RoutingRejection.Differs(),
        new RoutingRejection.StaleRevision(3, 4),
        new RoutingRejection.InvalidTerms("/rules", "A policy has 1 to 30 rules."),
        new RoutingRejection.TooManyVersions(200),
    ];
}

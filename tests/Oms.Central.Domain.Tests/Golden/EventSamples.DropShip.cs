using NodaTime;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Purchasing;
using Oms.Central.Returns;

namespace Oms.Central.Tests.Golden;

/// <content>What suppliers send straight to customers.</content>
internal static partial class EventSamples
{
    private static DropShipFor For => new("order-1", 1);
    private static DropShipLine ForLine => new(1, "order-1/1/1");
    private static Parcel Parcel => new("UPS", "1Z999AA10123456784");
    private static WorkUnits[] FewerUnits => [new(1, "order-1/1/1", 3, 7)];

    private static LineSupply Supply => new("dairy", Euros, 25);

    private static PurchaseTerms DropShipTerms => new(
        "dairy", "dairy-direct", [new PurchasedLine("MILK", 10, Euros, Christmas) { For = ForLine }], 25)
    {
        DropShip = For,
    };

    /// <summary>One event of every form of drop shipments.</summary>
    private static IReadOnlyList<object> DropShip =>
    [
        new OrderEvent.LineAssigned(1, "order-1/1/1", "dairy", 10),
        new OrderEvent.DropShipRequested(DropShipTerms),
        new OrderEvent.LineDeclined(1, "order-1/1/1", 3, "sold out"),
        new PurchaseEvent.UnitsShipped(
            For, "D-1", new LocalDate(2026, 12, 3), Parcel, [new SuppliedUnits(1, ForLine, "MILK", "L1", 7, Euros)]),
        new PurchaseEvent.ShipmentReported(
            For, "D-1", 1, "P-1", At, new string('a', 64),
            [
                new ReportedUnits(ForLine, "MILK", new ArrivedUnits(1, "L1", 4, 1, 1, 1, "late"), Euros)
                {
                    Late = true,
                },
            ]),
        new PurchaseEvent.UnitsDeclined(For, FewerUnits, "sold out"),
        new PurchaseEvent.UnitsStopped(For, FewerUnits, "customer", true),
        new PurchaseEvent.PromiseTold(For, [new PromisedDay(1, "order-1/1/1", Christmas)]),
    ];

    /// <summary>What drop shipments add to events that were there before.</summary>
    private static IReadOnlyList<object> DropShipLater =>
    [
        new OrderEvent.OrderPlaced("order-1", Terms, At) { Supplies = [new SuppliedLine(1, Supply)] },
        new OrderEvent.ReservationSurrendered(1, "order-1/1/1", "MILK", "dairy-direct", 7, true) { DropShip = true },
        new OrderEvent.LineShipped(1, "order-1/1/1", "drop-ship order-1@1/D-1", Lots) { Parcel = Parcel },
        new OrderEvent.WorkStopRequested(1, FewerUnits, "customer", true) { DropShip = true },
        new OrderEvent.WorkKept(1, "UnitsPacked") { Lines = [1] },
        new OrderEvent.ChangeProposed(
            1, [], [new AddedLine(3, new OrderedLine("NUTS", 2, null), 2) { Supply = Supply }], At, At, "more",
            "apikey:1"),
        new OrderEvent.OrderRouted(
            1, "order-1.1-cccccccccccccccc", "main", 2, Inputs,
            [new RoutedUnits(1, "dairy-direct", 6, false) { Supply = Supply }], [], At),
        new ExchangeEvent.ReplacementDue("order-2", null) { Supplies = [new SuppliedLine(1, Supply)] },
        new PurchaseEvent.PurchaseDrafted("order-1@1", DropShipTerms),
        new LocationEvent.LocationDefined(
            "dairy-direct",
            new LocationTerms("Dairy", LocationKind.SupplierVirtual, "UTC")
            {
                DropShip = new DropShipTerms("dairy", [new DropShipOffer("MILK", Euros, 100)], 25),
            }),
    ];
}

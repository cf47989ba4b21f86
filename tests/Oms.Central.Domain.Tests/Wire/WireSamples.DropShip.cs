using NodaTime;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Purchasing;

namespace Oms.Central.Tests.Wire;

/// <content>What suppliers send straight to customers.</content>
internal static partial class WireSamples
{
    private static DropShipLine ForLine => new(1, "order-1/1/1");
    private static Parcel Parcel => new("UPS", "1Z999AA10123456784");

    private static LineSupply Supply => new("dairy", Euros, 25);

    private static IReadOnlyList<object> DropShip =>
    [
        new OrderCommand.RecordDeclined(1, [new WorkUnits(1, "order-1/1/1", 3, 7)], "sold out"),
        new OrderCommand.RecordWorkKept(1, "UnitsPacked") { Lines = [1] },
        new OrderCommand.Place("order-1", Terms) { Supplies = [new SuppliedLine(1, Supply)] },
        new OrderCommand.PlaceDraft(3) { Supplies = [new SuppliedLine(1, Supply)] },
        new OrderCommand.RecordShipped(1, "order-1/1/1", "drop-ship order-1@1/D-1", Lots) { Parcel = Parcel },
        new OrderCommand.RecordRouting(
            "order-1.1-cccccccccccccccc", "main", 2, "cc",
            [new RoutedUnits(1, "dairy-direct", 6, false) { Supply = Supply }], []),
        new OrderCommand.ProposeChange(
            new ChangeWish([], [new OrderedLine("NUTS", 2, null)], "more", 15)
            {
                Supplies = [new SuppliedLine(1, Supply)],
            },
            "apikey:1",
            3),
        new PurchaseCommand.DropShip(
            "order-1@1",
            new PurchaseTerms(
                "dairy", "dairy-direct",
                [new PurchasedLine("MILK", 10, Euros, new LocalDate(2026, 12, 24)) { For = ForLine }], 25)
            {
                DropShip = new DropShipFor("order-1", 1),
            }),
        new PurchaseCommand.Stop([new WorkUnits(1, "order-1/1/1", 3, 7)], "customer", true),
        new PurchaseCommand.Ship("D-1", new LocalDate(2026, 12, 3), Parcel, [new AnnouncedUnits(1, "L1", 7)]),
        new PurchaseCommand.Report(
            "D-1",
            new DeliveryReport("P-1", At, new string('a', 64), [new ArrivedUnits(1, "L1", 4, 1, 1, 1, "late")])),
        new PurchaseRejection.QuantityExceeded(1, 11, 10),
        new PurchaseRejection.NoSuchShipment("D-9"),
        new LocationCommand.Define(
            "dairy-direct",
            new LocationTerms("Dairy", LocationKind.SupplierVirtual, "UTC")
            {
                DropShip = new DropShipTerms("dairy", [new DropShipOffer("MILK", Euros, 100)], 25),
            }),
    ];
}

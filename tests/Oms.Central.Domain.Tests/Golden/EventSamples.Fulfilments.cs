using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;

namespace Oms.Central.Tests.Golden;

/// <content>Picking and packing.</content>
internal static partial class EventSamples
{
    private const string Sscc = "095212340000000018";

    private static WorkUnits[] WorkUnits => [new(1, "order-1/1/1", 2, 8)];

    private static PackageUnits[] InPackages => [new(1, Sscc, "L1", 1)];

    private static UnitsPutBack[] PutBack =>
        [new("order-1/1/1", "MILK", "order-1@1/4/0", "L1", 1) { Serials = Serial }];

    private static FulfilmentWork Work => new(
        "order-1", 1, "dc-1", 5, Christmas, [new WorkLine(1, "order-1/1/1", "MILK", 10, Band)]);

    /// <summary>One event of every form of picking and packing.</summary>
    private static IReadOnlyList<object> Fulfilments =>
    [
        new OrderEvent.LineToBePicked(1, "order-1/1/1"),
        new OrderEvent.FulfilmentRequested(1, "dc-1", Work.Lines) { Priority = 5, Promise = Christmas },
        new OrderEvent.WorkStopRequested(1, WorkUnits, "customer", true),
        new OrderEvent.WorkStopped(1, WorkUnits, "customer"),
        new OrderEvent.WorkKept(1, "UnitsPacked"),
        new OrderEvent.WorkWithdrawn(1, WorkUnits),
        new OrderEvent.LineShortPicked(1, "order-1/1/1", 2, "not-found"),
        new OrderEvent.WorkPacked(1, [new PackedLine(1, "order-1/1/1", InPackages)]),
        new OrderEvent.WorkReopened(1),
        new StockEvent.StockPicked("order-1/1/1", "p-1", "order-1@1", "L1", 1) { Serials = Serial },
        new StockEvent.StockPutBack("order-1/1/1", "p-1/back", "L1", 1) { Serials = Serial },
        new StockEvent.PicksUnwanted("order-1/1/1", 3),
        new FulfilmentEvent.FulfilmentOpened(Work, At),
        new FulfilmentEvent.FulfilmentHeld("look", "apikey:1"),
        new FulfilmentEvent.FulfilmentReleased(),
        new FulfilmentEvent.FulfilmentScheduled(At),
        new FulfilmentEvent.FulfilmentWoke(),
        new FulfilmentEvent.FulfilmentCancelled("order-1", 1, "dc-1", WorkUnits, PutBack, "fire", "apikey:1"),
        new FulfilmentEvent.WaveJoined("W-1"),
        new FulfilmentEvent.WaveLeft("W-1"),
        new FulfilmentEvent.UnitsPicked("p-1", "order-1/1/1", "L1", 1) { Serials = Serial },
        new FulfilmentEvent.UnitsShort("order-1", 1, 1, "order-1/1/1", 2, 8, "not-found", "apikey:1"),
        new FulfilmentEvent.PackageOpened(Sscc),
        new FulfilmentEvent.UnitsPacked(
            Sscc, [new PackedUnits(1, "order-1/1/1", "MILK", "L1", 1) { Serials = Serial }]),
        new FulfilmentEvent.PackageClosed(Sscc, 1_030),
        new FulfilmentEvent.PackageVoided(Sscc, "torn"),
        new FulfilmentEvent.AllPacked("order-1", 1, [new PackedLine(1, "order-1/1/1", InPackages)]),
        new FulfilmentEvent.ReopeningRequested("order-1", 1, "customer", "apikey:1"),
        new FulfilmentEvent.FulfilmentReopened(),
        new FulfilmentEvent.ReopeningRefused("Its units have left, or are leaving."),
        new FulfilmentEvent.UnitsStopped("order-1", 1, "dc-1", WorkUnits, PutBack, "customer", true),
        new FulfilmentEvent.UnitsWithdrawn(WorkUnits),
        new FulfilmentEvent.UnitsDispatched("order-1/1/1", 10, "R-7"),
        new FulfilmentEvent.RouteHandedOver("R-7", "co-1"),
        new FulfilmentEvent.PickUpCodeIssued(Digest, At),
        new FulfilmentEvent.PickUpFailed(4),
        new FulfilmentEvent.UnitsCollected("dc-1", [new CollectedUnits("order-1/1/1", "MILK", 10)], "apikey:1"),
        new FulfilmentEvent.CollectionRefused("order-1/1/1", "LotIsBlocked"),
        new WaveEvent.WaveMade("dc-1", ["order-1@1"]),
        new WaveEvent.OrderDropped("order-1@1", "InWave"),
        new WaveEvent.WaveStarted("apikey:1"),
        new WaveEvent.WaveFinished(["order-1@1"]),
        new WaveEvent.WaveCancelled(["order-1@1"], "rain"),
        new SsccEvent.SsccAssigned(1, Sscc, "order-1@1"),
    ];

    /// <summary>Members that came with it.</summary>
    private static IReadOnlyList<object> PackedLater =>
    [
        new LocationEvent.LocationRevised(new LocationTerms("North", LocationKind.Warehouse, "UTC")
        {
            Fulfilment = new FulfilmentTerms(FulfilmentMode.PickAndPack, "9521234"),
        }),
        new OrderEvent.ShipmentBegun(
            "R-7", 1, "dc-1", [new(1, "order-1/1/1", "MILK", 10, Band) { Packages = InPackages }]),
        new StockEvent.ReservationReleased("order-1/1/1", 2, 0, StockItem.ShortWhilePicked) { Picked = 8 },
        new StockEvent.StockShipped("order-1/1/1", 10, "R-7", Lots) { Fulfilment = "order-1@1" },
        new RouteEvent.LoadingStarted("R-7", Stops) { PackedAt = ["dc-1"] },
        new RouteEvent.ManifestClosed("co-1", "dep-1", [], []) { Fulfilments = ["order-1@1"] },
    ];
}

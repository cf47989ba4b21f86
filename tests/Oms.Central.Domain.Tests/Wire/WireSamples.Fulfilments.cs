using NodaTime;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Orders;

namespace Oms.Central.Tests.Wire;

/// <content>Picking and packing.</content>
internal static partial class WireSamples
{
    private const string Sscc = "095212340000000018";

    private static WorkUnits[] WorkUnits => [new(1, "order-1/1/1", 2, 8)];

    private static IReadOnlyList<object> Fulfilments =>
    [
        new OrderCommand.BeginShipment("R-9", 1) { PackedAt = ["dc-1"] },
        new OrderCommand.MarkForPicking(1, "order-1/1/1"),
        new OrderCommand.RecordPacked(1, [new PackedLine(1, "order-1/1/1", [new PackageUnits(1, Sscc, "L1", 2)])]),
        new OrderCommand.ReopenWork(1),
        new OrderCommand.RecordShortPick(1, 1, "order-1/1/1", 2, 8, "not-found"),
        new OrderCommand.RecordShortStock(1, "order-1/1/1", 8),
        new OrderCommand.RecordWorkStopped(1, WorkUnits, "customer", true),
        new OrderCommand.RecordWorkKept(1, "UnitsPacked"),
        new OrderCommand.RecordWorkRejected(1, WorkUnits, "fire", "apikey:1"),
        new OrderRejection.UnitsPacked(1, 1),
        new StockCommand.Pick("order-1/1/1", "p-1", "order-1@1", "L1", 1) { Serials = Serial, Bin = "A-01" },
        new StockCommand.PutBack("order-1/1/1", "p-1/back", "L1", 1) { Serials = Serial },
        new StockRejection.UnitIsPicked("A-1", "order-1/1/1"),
        new LocationCommand.LoadFromShelf(),
        new LocationRejection.PicksAndPacks(),
        new FulfilmentCommand.Open(new FulfilmentWork(
            "order-1", 1, "dc-1", 5, new LocalDate(2026, 12, 24),
            [new WorkLine(1, "order-1/1/1", "MILK", 10, null)])),
        new FulfilmentCommand.Hold("look", "apikey:1", 3),
        new FulfilmentCommand.Release(3),
        new FulfilmentCommand.Schedule(Instant.FromUtc(2026, 12, 24, 8, 0), 3),
        new FulfilmentCommand.Wake(),
        new FulfilmentCommand.Cancel("fire", "apikey:1", 3),
        new FulfilmentCommand.JoinWave("W-1"),
        new FulfilmentCommand.LeaveWave("W-1"),
        new FulfilmentCommand.RecordPicked("p-1", "order-1/1/1", "L1", 1) { Serials = Serial },
        new FulfilmentCommand.ShortPick(1, 2, "not-found", "apikey:1"),
        new FulfilmentCommand.OpenPackage(Sscc),
        new FulfilmentCommand.Pack(Sscc, "MILK", "L1", 1) { Serials = Serial },
        new FulfilmentCommand.ClosePackage(Sscc, 1_030),
        new FulfilmentCommand.VoidPackage(Sscc, "torn"),
        new FulfilmentCommand.Reopen("customer", "apikey:1"),
        new FulfilmentCommand.RecordReopened(),
        new FulfilmentCommand.RecordNotReopened("Its units have left, or are leaving."),
        new FulfilmentCommand.Stop(WorkUnits, "customer", true),
        new FulfilmentCommand.Withdraw(WorkUnits),
        new FulfilmentCommand.RecordDispatched("order-1/1/1", 10, "R-7"),
        new FulfilmentCommand.RecordHandedOver("R-7", "co-1"),
        new FulfilmentCommand.IssuePickUpCode(new string('a', 64), Instant.FromUtc(2026, 12, 24, 8, 0)),
        new FulfilmentCommand.Collect(new string('a', 64), "apikey:1"),
        new FulfilmentCommand.RecordNotCollected("order-1/1/1", "LotIsBlocked"),
        new FulfilmentRejection.PickUpCodeOver(true),
        new FulfilmentRejection.NoSuchFulfilmentOrder(),
        new FulfilmentRejection.IdTaken(),
        new FulfilmentRejection.StaleRevision(3, 4),
        new FulfilmentRejection.Invalid("/reason", "It must have 1 to 64 characters."),
        new FulfilmentRejection.IllegalTransition(FulfilmentStatus.OnHold, "It is on hold: look"),
        new FulfilmentRejection.QuantityExceeded(3, 2),
        new FulfilmentRejection.NoSuchLine(2),
        new FulfilmentRejection.NoSuchPackage(Sscc),
        new FulfilmentRejection.NotPicked("MILK", "L1", "A-1", 2),
        new FulfilmentRejection.PackageNotOpen(Sscc, PackageStatus.Closed),
        new FulfilmentRejection.UnitsPacked(1, 2),
        new FulfilmentRejection.InWave("W-2"),
        new FulfilmentRejection.TooMany("packages", 500),
        new WaveCommand.Make("dc-1", ["order-1@1"]),
        new WaveCommand.Drop("order-1@1", "InWave"),
        new WaveCommand.Start("apikey:1"),
        new WaveCommand.Finish(),
        new WaveCommand.Cancel("rain"),
        new WaveRejection.NoSuchWave(),
        new WaveRejection.IdTaken(),
        new WaveRejection.Invalid("/orders", "They are ids of fulfilment orders."),
        new WaveRejection.IllegalTransition(WaveStatus.Open, "It is not being picked."),
        new SsccCommand.Assign("9521234", "order-1@1"),
        new SsccRejection.UsedUp("9521234"),
    ];
}

using NodaTime;
using Oms.Central.Carriers;
using Oms.Central.Fulfilments;
using Oms.Central.Locations;
using Oms.Central.Orders;
using Oms.Central.Products;
using Oms.Central.Returns;

namespace Oms.Central.Tests.Golden;

/// <content>Carriers, labels, and fulfilment orders that are split, put together or moved.</content>
internal static partial class EventSamples
{
    private static readonly LocalDate Shipped = new(2026, 11, 30);

    private static WorkApart Apart => new(1, 7) { Until = At, Held = new FulfilmentHold("look", "apikey:1") };

    private static PartedUnits[] Parted =>
    [
        new(1, "order-1/1/1", "MILK", "dc-1", 2, 8) { NewLine = 3, NewReservation = "order-1/3/1" },
        new(2, "order-1/2/1", "NUTS", "dc-1", 4, 0),
    ];

    private static CarrierTerms CarrierTerms => new(
        "Fast Freight", CarrierKind.Table, "EUR",
        [
            new CarrierService(
                "parcel", "Parcel", 490, 2, 31_500, 50, 25, 3_000,
                [new ServiceZone("islands", "DE", 3, ["259"], 900), new ServiceZone("inland", "DE", 1)],
                ["3", "9"], [Weekday.Monday, Weekday.Friday], "15:30", ServiceUse.Outbound),
        ]);

    private static CarrierDecision Choice => new(
        1_030, 900, ["3"], "DE", 120_500, Christmas, false,
        [
            new ServiceVerdict("fast", 1, "parcel", ServiceFate.Chosen, null, 640, Shipped, Christmas),
            new ServiceVerdict("slow", 2, "heavy", ServiceFate.Excluded, "weight", null, null, null),
        ],
        1);

    private static LabelAsk LabelOf(LabelPurpose purpose, string owner) => new(
        1, purpose, owner, "order-1", "dc-1", "fast", 1, "parcel", CarrierKind.Table, 1_030, Euros, Shipped, Christmas,
        Choice);

    /// <summary>One event of every form of carriers, labels and of what is done with fulfilment orders.</summary>
    private static IReadOnlyList<object> Carriers =>
    [
        new OrderEvent.WorkSplit(1, Parted, Apart),
        new OrderEvent.WorkMoved(1, Parted, "dc-2", "flood", "apikey:1"),
        new OrderEvent.WorkMerged(2, 1, Work.Lines),
        new FulfilmentEvent.UnitsSplit("order-1", 1, WorkUnits, Apart),
        new FulfilmentEvent.UnitsMoved("order-1", 1, WorkUnits, "dc-2", "flood", "apikey:1"),
        new FulfilmentEvent.FulfilmentMerged("order-1", 2, 1, WorkUnits),
        new FulfilmentEvent.UnitsAdded(2, Work.Lines),
        new FulfilmentEvent.LabelRequested(Sscc, LabelOf(LabelPurpose.Outbound, "order-1@1")),
        new FulfilmentEvent.LabelVoidRequested(Sscc, 1),
        new FulfilmentEvent.LabelRecorded(Sscc, 1, LabelStage.Printed)
        {
            Tracking = "FF-1",
            Cost = Euros,
            Reason = "as asked",
        },
        new ReturnEvent.ReturnLabelRequested(Sscc, LabelOf(LabelPurpose.Return, "RMA-1")),
        new ReturnEvent.ReturnLabelUnwanted(Sscc, 1),
        new ReturnEvent.ReturnLabelRecorded(Sscc, 1, LabelStage.Kept) { Tracking = "FF-1", Reason = "scanned" },
        new CarrierEvent.CarrierDefined("fast", CarrierTerms),
        new CarrierEvent.CarrierRevised(CarrierTerms),
        new LabelEvent.LabelAsked(LabelOf(LabelPurpose.Outbound, "order-1@1"), At),
        new LabelEvent.CallBegun(1, "node-1", At),
        new LabelEvent.LabelPrinted("order-1@1", 1, "FF-1", Euros),
        new LabelEvent.LabelDeclined("RMA-1", 1, "no-route") { Purpose = LabelPurpose.Return },
        new LabelEvent.CallInDoubt(1, "timeout", At),
        new LabelEvent.LabelUnwanted(1),
        new LabelEvent.LabelVoidRequested(1, At),
        new LabelEvent.LabelVoided("order-1@1", 1),
        new LabelEvent.LabelKept("RMA-1", 1, "scanned") { Purpose = LabelPurpose.Return },
        new LabelEvent.LabelClosedOut(1, "fast@dc-1@2026-11-30@1"),
        new LabelEvent.LabelReleased(1, "fast@dc-1@2026-11-30@1"),
        new CloseOutEvent.CloseOutBegun(
            new CloseOutTerms("fast", "dc-1", Shipped, 1, CarrierKind.Http, "0190-1"),
            [new CloseOutParcel(Sscc, 1, "order-1", "parcel", "FF-1", 1_030)], true, At),
        new CloseOutEvent.ParcelIncluded(Sscc, 1),
        new CloseOutEvent.ParcelLeftOut(Sscc, 1, "NotLive"),
        new CloseOutEvent.ExceptionNoted(Sscc, 1, "void-asked", At),
        new CloseOutEvent.CloseOutSealed(At),
        new CloseOutEvent.CloseOutEmptied(),
        new CloseOutEvent.CallBegun("node-1", At),
        new CloseOutEvent.CallInDoubt("timeout", At),
        new CloseOutEvent.CloseOutAccepted("EOD-7"),
        new CloseOutEvent.CloseOutDeclined("closed", [new ParcelNumber(Sscc, 1)]),
    ];

    /// <summary>Members that came with them.</summary>
    private static IReadOnlyList<object> LabelledLater =>
    [
        new LocationEvent.LocationRevised(new LocationTerms("North", LocationKind.Warehouse, "UTC")
        {
            Fulfilment = new FulfilmentTerms(FulfilmentMode.PickAndPack, "9521234")
            {
                Weights = new PackageWeights(180, 50, 20),
            },
        }),
        new LabelEvent.LabelKept("order-1@1", 1, "closed-out") { CloseOut = "fast@dc-1@2026-11-30@1" },
        new OrderEvent.ReturnRequested(
            Request with { Policy = Request.Policy with { KitsWhole = true } }, Returnable),
        new OrderEvent.WorkKept(1, "UnitsPacked") { Lines = [1, 2] },
        new OrderEvent.FulfilmentRequested(2, "dc-1", Work.Lines) { Apart = Apart },
        new FulfilmentEvent.FulfilmentOpened(Work with { Group = 2, Apart = Apart }, At),
        new FulfilmentEvent.PackageClosed(Sscc, 1_030)
        {
            Expected = 1_900,
            Override = new WeightOverride("half full", "apikey:1"),
            Size = new UnitSize(300, 200, 100),
        },
    ];
}

using NodaTime;
using Oms.Central.Carriers;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Products;
using Oms.Central.Returns;
using Oms.Finance;

namespace Oms.Central.Tests.Wire;

/// <content>Carriers, labels, and fulfilment orders that are split, put together or moved.</content>
internal static partial class WireSamples
{
    private static WorkApart Apart => new(1, 7)
    {
        Until = Instant.FromUtc(2026, 12, 24, 8, 0),
        Held = new FulfilmentHold("look", "apikey:1"),
    };

    private static WorkLine[] WorkLines => [new(1, "order-1/1/1", "MILK", 10, null)];

    private static CarrierTerms CarrierTerms => new(
        "Fast Freight", CarrierKind.Http, "EUR",
        [new CarrierService("parcel", "Parcel", 490, 2, 31_500, Zones: [new ServiceZone("all", "DE", 1)])]);

    private static LabelAsk LabelAsk => new(
        1, LabelPurpose.Outbound, "order-1@1", "order-1", "dc-1", "fast", 1, "parcel", CarrierKind.Http, 1_030,
        Money.Of(640, "EUR"), new LocalDate(2026, 11, 30), new LocalDate(2026, 12, 1),
        new CarrierDecision(
            1_030, null, [], "DE", 120_500, null, false,
            [
                new ServiceVerdict(
                    "fast", 1, "parcel", ServiceFate.Chosen, null, 640, new LocalDate(2026, 11, 30),
                    new LocalDate(2026, 12, 1)),
            ],
            0));

    private static IReadOnlyList<object> Carriers =>
    [
        new OrderCommand.RecordWorkSplit(1, WorkUnits, Apart),
        new OrderCommand.RecordWorkMoved(1, WorkUnits, "dc-2", "flood", "apikey:1"),
        new OrderCommand.RecordWorkMerged(2, 1, WorkUnits),
        new OrderCommand.RecordWorkKept(1, "UnitsPacked") { Lines = [1, 2] },
        new OrderCommand.RecordWorkNotAdded(1, ["order-1/1/1"], "IllegalTransition"),
        new StockCommand.Divide("order-1/1/1", 8, "order-1/3/1", 2),
        new FulfilmentCommand.Open(new FulfilmentWork("order-1", 2, "dc-1", 5, null, WorkLines) { Apart = Apart }),
        new FulfilmentCommand.Split([new OpenUnits(1, 2)], 3),
        new FulfilmentCommand.Move([new OpenUnits(1, 2)], "dc-2", "flood", "apikey:1", 3),
        new FulfilmentCommand.MergeInto("order-1", "dc-1", 1, Instant.FromUtc(2026, 12, 24, 8, 0)),
        new FulfilmentCommand.Add(2, WorkLines),
        new FulfilmentCommand.ClosePackage(Sscc, 1_030)
        {
            Check = new WeightCheck(1_900, 100),
            Override = new WeightOverride("half full", "apikey:1"),
            Size = new UnitSize(300, 200, 100),
        },
        new FulfilmentCommand.RequestLabel(Sscc, LabelAsk, true),
        new FulfilmentCommand.VoidLabel(Sscc),
        new FulfilmentCommand.RecordLabel(Sscc, 1, LabelStage.Printed)
        {
            Tracking = "FF-1",
            Cost = Money.Of(640, "EUR"),
            Reason = "as asked",
        },
        new FulfilmentRejection.UnitsPicked(2),
        new FulfilmentRejection.PackageNotClosed(Sscc, PackageStatus.Open),
        new FulfilmentRejection.WeightMismatch(Sscc, 1_030, 1_900, 100),
        new FulfilmentRejection.LabelInProgress(Sscc),
        new FulfilmentRejection.LabelExists(Sscc, "fast", "parcel"),
        new ReturnCommand.RequestLabel(Sscc, LabelAsk, false),
        new ReturnCommand.RecordLabel(Sscc, 1, LabelStage.Declined) { Tracking = "FF-1", Reason = "no-route" },
        new ReturnRejection.LabelExists("fast", "parcel"),
        new CarrierCommand.Define("fast", CarrierTerms),
        new CarrierCommand.Revise(CarrierTerms, 3),
        new CarrierRejection.NoSuchCarrier(),
        new CarrierRejection.Differs(),
        new CarrierRejection.StaleRevision(3, 4),
        new CarrierRejection.InvalidTerms("/services/0/id", "The service is named twice."),
        new CarrierRejection.TooManyVersions(200),
        new LabelCommand.Ask(LabelAsk),
        new LabelCommand.BeginCall(1, "node-1"),
        new LabelCommand.RecordPrinted(1, "FF-1", Money.Of(640, "EUR")),
        new LabelCommand.RecordDeclined(1, "no-route"),
        new LabelCommand.RecordDoubt(1, "timeout"),
        new LabelCommand.Void(1),
        new LabelCommand.RecordVoided(1),
        new LabelCommand.RecordKept(1, "scanned"),
        new LabelRejection.LabelExists(1, LabelStage.Printed),
        new LabelRejection.CallUnderWay(Instant.FromUtc(2026, 12, 24, 8, 0)),
        new LabelRejection.TooMany(50),
        new LabelCommand.Include(1, "fast@dc-1@2026-11-30@1"),
        new LabelCommand.Release(1, "fast@dc-1@2026-11-30@1"),
        new LabelRejection.NotLive(),
        new LabelRejection.ClosedOut("fast@dc-1@2026-11-30@1"),
        new CloseOutCommand.Begin(
            new CloseOutTerms("fast", "dc-1", new LocalDate(2026, 11, 30), 1, CarrierKind.Http, "0190-1"),
            [
                new CloseOutParcel(
                    Sscc, 1, "order-1", "parcel", "FF-1", 1_030, ParcelFate.LeftOut, "NotLive", "void-asked"),
            ],
            true),
        new CloseOutCommand.RecordIncluded(Sscc, 1),
        new CloseOutCommand.RecordLeftOut(Sscc, 1, "NotLive"),
        new CloseOutCommand.NoteUnwanted(Sscc, 1, "void-asked"),
        new CloseOutCommand.BeginCall("node-1"),
        new CloseOutCommand.RecordAccepted("EOD-7"),
        new CloseOutCommand.RecordDeclined("closed"),
        new CloseOutCommand.RecordDoubt("timeout"),
        new OrderRejection.KitNotWhole(1, "BREAKFAST"),
        new OrderCommand.RecordOutcome("co-1", "R-7", 1, 1, "L1", 4, 7, 1, 1, 1, "late", Pod) { More = true },
        new OrderCommand.RecordShipped(1, "order-1/1/1", "drop-ship order-1@1/D-1", Lots) { More = true },
        new OrderCommand.SettleDues(),
        new CloseOutRejection.NothingToClose(),
        new CloseOutRejection.Taken(),
        new CloseOutRejection.CallUnderWay(Instant.FromUtc(2026, 12, 24, 8, 0)),
    ];
}

using System.Text.Json;
using NodaTime;
using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Channels;
using Oms.Central.Claims;
using Oms.Central.Custody;
using Oms.Central.Customers;
using Oms.Central.Depots;
using Oms.Central.Epcis;
using Oms.Central.Fleet;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Products;
using Oms.Central.Purchasing;
using Oms.Central.Routing;
using Oms.Central.Transfers;
using Oms.Central.Transparency;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;
using Oms.Finance;

namespace Oms.Central.Tests.Wire;

/// <summary>One message of every case, with every member set.</summary>
internal static partial class WireSamples
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 54, 1).PlusNanoseconds(250_000_001);
    private static readonly TemperatureBand Band = new(2_000, 8_000);
    private static readonly ProofOfDelivery Pod = new("A. Buyer", At, "aa");
    private static readonly LotQuantity[] Lots = [new("L1", 10)];
    private static readonly TemperatureExcursion Excursion = new("RF-12", 1, At, At, 9_500, Band, ["ee"]);
    private static readonly StopDelivery Delivery = new(1, "order-1", [new(1, "MILK", "L1", 7, 1, 1, 1, "late")], Pod);
    private static readonly MovedLot Moved = new("L1", 1, new LocalDate(2027, 1, 31)) { Serials = ["A-1"] };
    private static readonly Money Euros = Money.Of(1_250, "EUR");
    private static readonly JsonElement Json = JsonElement.Parse("{\"a\":1.50}");

    private static readonly OrderTerms Terms = new(
        "web",
        "SO-1",
        new Customer("Shop", new PostalAddress(["1 High Street"], "Springfield", "12345", "US")),
        "dc-1",
        ShipPolicy.Split,
        [new("MILK", 10, Band), new("NUTS", 5, null)]);

    private static readonly OrderTerms PricedTerms = Terms with
    {
        ShipPolicy = ShipPolicy.SplitAbove,
        Lines = [new("MILK", 10, Band) { Price = new LinePrice(Euros, [new Discount("ten", Euros)], "food") }],
        Money = new MoneyTerms(
            "EUR",
            [new Discount("spring", Euros)],
            "standard",
            CapturePolicy.AfterShipment,
            [new Tender(
                PaymentMethod.Card, Euros, new CardReference("tok_1", "4242"), new LocalDate(2026, 12, 21), "K-17")])
        {
            SplitAbove = Euros,
        },
    };

    private static readonly ProductTerms Product = new(
        "Milk",
        "EA",
        [new(PackLevel.Each, "4006381333931", 1)],
        new UnitSize(70, 70, 200),
        1_030,
        new DangerousGoods("UN1203", "3", 2),
        Band,
        21,
        7,
        LotTracked: true,
        SerialTracked: true,
        [new KitComponent("NUTS", 2)],
        ["OAT-MILK"],
        ["dairy"]);

    private static readonly GtinClaim[] Claims = [new("04006381333931", 3)];

    private static readonly SupplierTerms Dairy = new("Dairy", "EUR", 5, 20, 14);

    private static readonly PurchaseTerms Purchase = new(
        "dairy", "dc-1", [new("MILK", 100, Money.Of(80, "EUR"), new LocalDate(2026, 12, 3))], 20);

    private static readonly AcknowledgedLine[] Acknowledged =
        [new(1, 90, Money.Of(81, "EUR"), new LocalDate(2026, 12, 4))];

    private static readonly AdvanceNotice Notice = new("ASN-1", new LocalDate(2026, 12, 4), [new(1, "L1", 90)]);
    private static readonly InvoicedLine[] Invoiced = [new(1, 90, Money.Of(81, "EUR"))];

    private static readonly RoutingTerms Policy = new(
        [
            new RoutingRule.OnlyKinds([LocationKind.Warehouse]), new RoutingRule.Within(500),
            new RoutingRule.HazardCapability(), new RoutingRule.TemperatureCapability(),
            new RoutingRule.RemainingLife(), new RoutingRule.NoDisruption(), new RoutingRule.HasCapacity(),
            new RoutingRule.NotTurnedDown(), new RoutingRule.KeepsPromise(), new RoutingRule.Nearest(),
            new RoutingRule.FewestSplits(), new RoutingRule.InOrder(["dc-1"]), new RoutingRule.HighestStock(),
            new RoutingRule.ProtectLowStock(3), new RoutingRule.Cheapest(), new RoutingRule.Fastest(),
        ],
        600,
        4,
        Money.Of(5_000, "EUR"),
        new ParcelCost(Money.Of(450, "EUR"), Money.Of(35, "EUR")));

    private static readonly LocationTerms Place = new(
        "North",
        LocationKind.Warehouse,
        "America/Chicago",
        "9506000134376",
        new PostalAddress(["1 High Street"], "Springfield", "12345", "US"),
        new Position(45_764_043, 4_835_659),
        [new OpeningHours(Weekday.Monday, "08:00", "17:00")],
        [new LocalDate(2026, 12, 25)],
        "15:30",
        ["3"],
        [Band],
        400);

    private static readonly Bin Shelf = new("A-01", "cold", 10, 20_000, 30_000, Band, ["3"]);

    private static readonly ChannelTerms WebShop = new(
        "Web shop", ChannelKind.Web, new ChannelPolicies(ShipPolicy.Split, "dc-1", 15, true), 2, 500);

    private static readonly SealedProfile Hidden = new("AAEC", "AwQF");
    private static readonly CustomerFacts Facts = new(["vip"], 30);

    public static IReadOnlyList<object> All { get; } =
    [
        new OrderCommand.Place("order-1", Terms),
        new OrderCommand.PlaceHold(HoldType.Manual, "call", "apikey:1", 3),
        new OrderCommand.ReleaseHold(HoldType.Stock, "stock-arrived", 4),
        new OrderCommand.CancelLine(1, 2, "customer", 5),
        new OrderCommand.Cancel("customer", 6),
        new OrderCommand.RecordReserved(1, "order-1/1/1"),
        new OrderCommand.RecordBackordered(1, "order-1/1/1"),
        new OrderCommand.RecordConfirmed(1, "order-1/1/1"),
        new OrderCommand.RecordReservationLost(1, "order-1/1/1", "expired"),
        new OrderCommand.BeginShipment("R-7", 1),
        new OrderCommand.RecordShipped(1, "order-1/1/1", "R-7", Lots),
        new OrderCommand.RecordShipmentRefused(1, "order-1/1/1", "R-7", "OutOfStock"),
        new OrderCommand.RecordOutcome("co-1", "R-7", 1, 1, "L1", 4, 7, 1, 1, 1, "late", Pod),
        new OrderCommand.Flag(1, "excursion", "co-1", "warm"),
        new OrderRejection.NoSuchOrder(),
        new OrderRejection.NoSuchLine(3),
        new OrderRejection.DuplicateOrder(),
        new OrderRejection.StaleRevision(3, 4),
        new OrderRejection.IllegalTransition(OrderStatus.Cancelled, "Cancel", "It has ended."),
        new OrderRejection.HoldActive([HoldType.Fraud, HoldType.Stock]),
        new OrderRejection.NoSuchHold(HoldType.Credit),
        new OrderRejection.QuantityExceeded(3, 2),
        new OrderRejection.InvalidTerms("/channel", "It must have 1 to 64 characters."),

        new StockCommand.Receive("ASN-1", "L1", 100, new LocalDate(2027, 1, 31)),
        new StockCommand.Reserve("order-1/1/1", 10, Duration.FromMinutes(15) + Duration.FromNanoseconds(1), true),
        new StockCommand.Confirm("order-1/1/1"),
        new StockCommand.Extend("basket-1", Duration.FromMinutes(15)),
        new StockCommand.Reduce("order-1/1/1", 6, "surrendered"),
        new StockCommand.ExpireDue(),
        new StockCommand.Ship("order-1/1/1", 10, "R-7"),
        new StockCommand.Return("co-1/1", "L1", 2, Disposition.Quarantine, "damaged"),
        new StockCommand.Adjust("L1", -2, "count", 90),
        new StockCommand.Count("L1", 86, 88, "cycle"),
        new StockCommand.Scrap("S-1", "L1", 2, "broken"),
        new StockCommand.TransferOut("T-1", 1, 1, "dc-2"),
        new StockCommand.TransferIn("T-1", "DOCK-1", Moved),
        new StockCommand.QuarantineLot("L1", "recall"),
        new StockCommand.BlockLot("L1", LotStatus.Recalled, "glass"),
        new StockCommand.ReleaseLot("L1", "tested"),
        new StockCommand.SetSafetyStock(5),
        new StockCommand.SetReorderPoint(20),
        new StockCommand.SetBackorderPolicy(
            new BackorderPolicy(BackorderMode.Preorder, 50, 30, new LocalDate(2027, 2, 1))),
        new StockCommand.SetSerialTracking(true),
        new StockRejection.NoSuchReservation("order-1/1/1"),
        new StockRejection.NoSuchLot("L1"),
        new StockRejection.QuantityInvalid("It must be from 1."),
        new StockRejection.StockStale(90, 88),
        new StockRejection.OutOfStock(3),
        new StockRejection.ReservationDiffers("order-1/1/1", 10),
        new StockRejection.ReferenceReused("ASN-1"),
        new StockRejection.ReservationEnded("basket-1", "expired"),
        new StockRejection.BackorderLimitReached(50, 48, 3),
        new StockRejection.SerialIsThere("A-1", "L1"),
        new StockRejection.NoSuchSerial("A-1", "L1"),
        new StockRejection.LotIsBlocked("L1", LotStatus.Recalled),
        new StockRejection.LimitReached("lots", 10_000),
        new StockRejection.Invalid("/ttl_seconds", "It must be above 0."),
        new StockRejection.NotPossible("It is hard."),

        new StockCommand.MoveUnits("PUT-1", "L1", 5, null, "A-01"),
        new StockRejection.NotInBin("L1", null, 3),
        new BinCommand.SetLimits(new BinLimits(10, 20_000, null)),
        new BinCommand.Remove(),
        new BinCommand.Expect("PUT-1", new BinArrival("MILK", "L1", 5, "A-02", new UnitMeasure(1_030, 1_000))),
        new BinCommand.RecordPlaced("PUT-1"),
        new BinCommand.GiveUp("PUT-1", "NotInBin"),
        new BinCommand.TakeOut("MILK", "L1", 5),
        new BinRejection.NoSuchBin(),
        new BinRejection.BinFull("units", 10, 15),
        new BinRejection.TooMany("lots", 1_000),
        new BinRejection.NotThere("MILK", "L1", 3),
        new BinRejection.ReferenceReused("PUT-1"),
        new BinRejection.Invalid("/quantity", "It must be at least 1."),
        new TransferCommand.Draft("T-1", new TransferTerms("dc-1", "dc-2", [new("MILK", 1)])),
        new TransferCommand.MakeReady(),
        new TransferCommand.Dispatch(),
        new TransferCommand.RecordSent(1, [Moved]),
        new TransferCommand.RecordRefused(1, "OutOfStock"),
        new TransferCommand.Receive("DOCK-1", 1, "L1", 1, ["A-1"]),
        new TransferCommand.RecordReceiptRefused("DOCK-1", 1, "dc-2", Moved, "LimitReached"),
        new TransferCommand.Close("lost"),
        new TransferCommand.Cancel("not needed"),
        new TransferRejection.NoSuchTransfer(),
        new TransferRejection.IdTaken(),
        new TransferRejection.Invalid("/lines", "A transfer has lines."),
        new TransferRejection.IllegalTransition(TransferStatus.Received, "Nothing is on its way."),
        new TransferRejection.ReferenceReused("DOCK-1"),
        new TransferRejection.NotInTransit(1, "L1", 0),

        new RouteCommand.Plan(
            new RoutePlan("R-7", "dep-1", "dep-1", "T-12", "D-3", "RF-12", [new(1, "Shop", "order-1", "dc-1")])),
        new RouteCommand.Dispatch(),
        new RouteCommand.ExpectLines("order-1", [new(1, "order-1/1/1", "MILK", 10, Band)]),
        new RouteCommand.RecordLoaded("order-1", 1, Lots),
        new RouteCommand.LeaveBehind("order-2", 1, "HoldActive"),
        new RouteCommand.RecordExcursion("co-1", 3, Excursion),
        new RouteCommand.Close(
            "co-1",
            new CustodyEvent.CustodyCompleted(
                "dep-1", "T-12", "D-3", "R-7", "anna", 8, [new(4, Delivery)], [new("MILK", "L1", 2, 2)], [Excursion])),
        new RouteCommand.RecordTrouble("co-1", "dispute", "seal"),
        new RouteRejection.NoSuchRoute(),
        new RouteRejection.RouteTaken(),
        new RouteRejection.IllegalTransition(RouteStatus.Loading, "It is being loaded."),
        new RouteRejection.InvalidPlan("/stops", "Stops are numbered from 1."),

        new CustodyCommand.Take(
            "dep-1", "gw-1", "i-1", [new(1, 2, "ff", "check-out.arrived", 1, At, new byte[] { 0x7B, 0x7D })]),
        new CustodyRejection.RecordsMissing(3, 5),

        new DepotCommand.Register("dep-1", "North", "dep-1"),
        new DepotCommand.IssueCode("cc", At),
        new DepotCommand.Enrol("cc", "gw-1", "i-1", "key", Json, 7),
        new DepotCommand.AcceptRecords(
            "gw-1", "i-1", 1, "ee", [new(2, "co-1", 1, true, new(Json, "sig", Json, "ff"))], 9, "ntp"),
        new DepotCommand.Quarantine("b-1", "gw-1", "i-1", "fork", "twice", Json),
        new DepotCommand.Release("b-1"),
        new DepotCommand.Report("fork", "gw-1", "twice"),
        new DepotCommand.AssignManifest(new Manifest(
            "R-7", 1, "dep-1", "T-12", "D-3", "RF-12", [new(1, "order-1", "Shop", [new(1, "MILK", "L1", 10, Band)])],
            At)),
        new DepotCommand.ChangeKey("gw-1", "i-1", "key", Json, 7),
        new DepotCommand.RevokeKey("gw-1", "key", 81, "stolen", Json, 7),

        new DepotRejection.NoSuchDepot(),
        new DepotRejection.Differs(),
        new DepotRejection.Invalid("/name", "It must have 1 to 64 characters."),
        new DepotRejection.EnrolmentRefused("The code is too old."),
        new DepotRejection.HeadMoved(8),
        new DepotRejection.NotEnrolled("gw-1"),
        new DepotRejection.NoSuchBatch("b-1"),
        new DepotRejection.NoSuchKey("gw-1"),

        new CustodyCommand.NoteCertified("co-1.3", 1),
        new FleetVehicleCommand.NoteDefects("co-1.3", "co-1", ["tires"]),
        new FleetVehicleCommand.Certify("co-1.3", 1),
        new FleetVehicleRejection.None(),
        new ClaimCommand.Open(new ClaimTerms("shortage", "co-1", 4, "R-7", "order-1", 1, "MILK", "L1", 1, "late")),
        new ClaimCommand.Resolve("credited", "CN-12", "apikey:1"),
        new ClaimRejection.NoSuchClaim(),
        new ClaimRejection.AlreadyResolved("credited"),

        new LogCommand.Append("dep-1@gw-1@i-1", 2, [Json]),
        new LogCommand.Publish(1, "ff", "note"),
        new LogRejection.NotTheLog(1),
        new LogRejection.EntriesMissing("dep-1@gw-1@i-1", 2),

        new ApiKeyCommand.Create("shop", ApiScope.Integration, "dd"),
        new ApiKeyCommand.Revoke(),

        new CapturedEventCommand.Capture(new EventContent("urn:e:1", true, Json, Json), "job-1", 2, true),
        new CapturedEventCommand.Confirm("job-1", true),
        new CapturedEventCommand.Discard("job-1", true),
        new CapturedEventRejection.Duplicate("urn:e:1", true),
        new CaptureJobCommand.Request(
            CaptureErrorBehaviour.Proceed,
            [new CaptureItem(2, "ab", new EventContent("urn:e:1", true, Json, Json))],
            [new CaptureError("ValidationException", "$.type", "It is missing.")]),
        new CaptureJobCommand.Note(
            2, new CaptureTarget("ab", true), new CaptureError("DuplicateException", "$", "It is there.")),
        new CaptureJobRejection.NoSuchJob(),
        new NamedQueryCommand.Define(Json),
        new NamedQueryCommand.Delete(),
        new NamedQueryRejection.NameTaken(),
        new NamedQueryRejection.NoSuchQuery(),
        new SubscriptionCommand.Open(new SubscriptionTerms(
            "alarms", Json, "https://example.com/in", "key", new QuerySchedule("0", null, null, null, null, null), true,
            At)),
        new SubscriptionCommand.FallDue(),
        new SubscriptionCommand.Claim(3, "node-1", At),
        new SubscriptionCommand.Deliver(3, "node-1", new DeliveryMark(17, "urn:e:1", false), 1, true),
        new SubscriptionCommand.Fail(3, "node-1", "It answered 500."),
        new SubscriptionCommand.Close(),
        new SubscriptionRejection.NoSuchSubscription(),
        new SubscriptionRejection.AlreadyOpen(),
        new SubscriptionRejection.NotNow(),
        new SubscriptionRejection.NotTheRun(4),
        new ApiKeyRejection.NoSuchKey(),
        new ApiKeyRejection.Differs(),
        new PaymentCommand.Open(
            new PaymentTerms(
                "order-1", PaymentMethod.Card, Euros, new CardReference("tok_1", "4242"), new LocalDate(2026, 12, 21)),
            "apikey:1",
            Euros),
        new PaymentCommand.Capture("c-1", Euros, "apikey:1", 3),
        new PaymentCommand.Void("v-1", "cancelled", "apikey:1", 3),
        new PaymentCommand.Refund("r-1", Euros, "broken", "apikey:1", Euros, 3),
        new PaymentCommand.BeginCall(2, "node-1"),
        new PaymentCommand.RecordSuccess(1, "psp-1", At),
        new PaymentCommand.RecordFailure(2, "declined"),
        new PaymentCommand.RecordDoubt(2, "timeout"),
        new PaymentCommand.NoteNotice(2),
        new PaymentCommand.Confirm(2, true, "count-7", "apikey:1", 3),
        new PaymentCommand.Expire(),
        new PaymentCommand.OpenDispute("d-1", Euros, "fraud"),
        new PaymentCommand.SettleDispute("d-1", true),
        new PaymentRejection.NoSuchPayment(),
        new PaymentRejection.NoSuchTransaction(2),
        new PaymentRejection.NoSuchDispute("d-1"),
        new PaymentRejection.InvalidTerms("/amount", "It is nothing."),
        new PaymentRejection.CurrencyDiffers("EUR"),
        new PaymentRejection.StaleRevision(3),
        new PaymentRejection.CaptureExceedsAuthorised(Euros),
        new PaymentRejection.RefundExceedsCaptured(Euros),
        new PaymentRejection.DisputeExceedsCaptured(Euros),
        new PaymentRejection.ApprovalRequired(Euros),
        new PaymentRejection.ReferenceReused("c-1"),
        new PaymentRejection.IllegalTransition(PaymentStatus.PartiallyCaptured, "It has expired."),
        new PaymentRejection.CallUnderWay("node-1"),
        new PaymentRejection.TooMany(200),

        new ProductCommand.Define("MILK", Product, Claims, 0),
        new ProductCommand.Revise(Product, Claims, 0, 3),
        new ProductCommand.Discontinue("replaced", 3),
        new ProductCommand.Reactivate(3),
        new ProductCommand.Disown("04006381333931", 3),
        new ProductRejection.NoSuchProduct(),
        new ProductRejection.SkuTaken(),
        new ProductRejection.StaleRevision(3, 4),
        new ProductRejection.InvalidTerms("/name", "It must have 1 to 200 characters."),
        new ProductRejection.IsDiscontinued(),
        new ProductRejection.ClaimLost("04006381333931"),
        new ProductRejection.CarriesGtin("04006381333931"),
        new GtinCommand.Claim("MILK"),
        new GtinCommand.Release("MILK", 3),
        new GtinRejection.Taken("NUTS", 3, At),

        .. Trade,
        .. PricedChanges,
        .. Books,
        .. Returns,
        .. Fulfilments, .. Routing, .. Carriers, .. DropShip,
        new LocationCommand.Define("dc-1", Place),
        new LocationCommand.Revise(Place, 3),
        new LocationCommand.Close("moved", 3),
        new LocationCommand.Reopen(3),
        new LocationCommand.SetBin(Shelf, 3),
        new LocationCommand.RemoveBin("A-01", 3),
        new LocationRejection.NoSuchLocation(),
        new LocationRejection.Differs(),
        new LocationRejection.StaleRevision(3, 4),
        new LocationRejection.InvalidTerms("/terms/name", "It must have 1 to 200 characters."),
        new LocationRejection.TooManyBins(2_000),
        new ChannelCommand.Define("web", WebShop),
        new ChannelCommand.Revise(WebShop, 3),
        new ChannelCommand.Suspend("sale", 3),
        new ChannelCommand.Resume(3),
        new ChannelCommand.Allocate(new Allocation("MILK", 10, 250, 1), 3),
        new ChannelCommand.EndAllocation("MILK", 3),
        new ChannelRejection.NoSuchChannel(),
        new ChannelRejection.Differs(),
        new ChannelRejection.StaleRevision(3, 4),
        new ChannelRejection.InvalidTerms("/terms/name", "It must have 1 to 64 characters."),
        new ChannelRejection.TooManyAllocations(5_000),
        new CustomerCommand.Register(Hidden, Facts),
        new CustomerCommand.Revise(Hidden, Facts, 3),
        new CustomerCommand.SetConsent("newsletter", true, "form 12", 3),
        new CustomerCommand.Merge("c-2", 3),
        new CustomerCommand.Absorb("c-1"),
        new CustomerCommand.FinishMerge("c-2"),
        new CustomerCommand.UndoMerge("c-2", "IsErased"),
        new CustomerCommand.Erase("asked for"),
        new CustomerRejection.NoSuchCustomer(),
        new CustomerRejection.Differs(),
        new CustomerRejection.StaleRevision(3, 4),
        new CustomerRejection.Invalid("/reason", "It must have 1 to 64 characters."),
        new CustomerRejection.IsMerged("c-2"),
        new CustomerRejection.IsErased(),
        new CustomerRejection.TooMany("consents", 50),
        new OrderCommand.Place("order-2", PricedTerms)
        {
            Quote = new PriceQuote(
                new TaxAnswer("table:1", [new(100_000, 93)], new(100_000, 4)), new ShippingAnswer("table:1", 40)),
        },
        new OrderCommand.Flag(1, "excursion", "co-2", "warm") { Route = "R-7", Lots = ["L1"] },
        new OrderCommand.AddTender(PricedTerms.Money!.Tenders[0], 3),
        new OrderCommand.RecordPayment(
            1, 2, TransactionKind.Capture, "order-1", Euros, TransactionStatus.Failed, "no-funds"),
        new OrderCommand.EndTender(1),
        new OrderCommand.RecordAskRefused(1, "order-1", "IllegalTransition"),
        new OrderCommand.DecideChargeBlock(1, "excursion", "co-1", true, "warm", "apikey:1", 3),
        new OrderCommand.RetryMoney("mended", "apikey:1", 3),
        new RouteCommand.RecordBreach("co-1", 3, "seal-broken", "It is gone."),
        new StoreCreditCommand.Grant("K-17", Euros, "sorry", "apikey:1"),
        new StoreCreditCommand.Withdraw(Euros, "lapsed", "apikey:1"),
        new StoreCreditCommand.Answer("order-1.1", 2, TransactionKind.Capture, Euros),
        new StoreCreditRejection.TooLittle(Euros),
        new StoreCreditRejection.Invalid("/account", "It must have 1 to 64 characters."),

        new OrderCommand.Draft("order-1", Terms),
        new OrderCommand.Revise(Terms, 3),
        new OrderCommand.PlaceDraft(3) { Checks = new OrderChecks(true, true, true, 60) },
        new OrderCommand.Discard("typed twice", 3),
        new OrderCommand.Recall(),
        new OrderCommand.RecordRecent(2, "order-0"),
        new OrderCommand.RecordCheck(HoldType.Address, 1, true, "address-rules"),
        new OrderCommand.ProposeChange(
            new ChangeWish([new LineQuantity(1, 8)], [new OrderedLine("NUTS", 2, null)], "more", 15)
            {
                Destination = new OrderDestination(Terms.Customer, Hidden),
            },
            "apikey:1",
            3),
        new OrderCommand.ConfirmChange(1, "apikey:1", 3),
        new OrderCommand.DeclineChange(1, "too dear", "apikey:1", 3),
        new OrderCommand.ExpireChange(1),
        new OrderCommand.CancelKit(1, 2, "customer", 3),
        new OrderRejection.NoSuchKit(2),
        new OrderRejection.ChangeAlreadyOpen(1),
        new OrderRejection.NoSuchChange(2),
        new OrderRejection.ChangeOver(1, "Expired"),
        new OrderRejection.ChangeNotPossible(1, "It is being loaded."),
        new RecentOrdersCommand.Note("order-1", "ab", 60),
        new RecentOrdersRejection.WindowInvalid(43_200),
    ];
}

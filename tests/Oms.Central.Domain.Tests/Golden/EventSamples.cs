using System.Text.Json;
using NodaTime;
using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Channels;
using Oms.Central.Claims;
using Oms.Central.Costing;
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
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Custody.Places;
using Oms.Finance;

namespace Oms.Central.Tests.Golden;

/// <summary>One event of every released form, with every member set.</summary>
internal static partial class EventSamples
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 54, 1).PlusNanoseconds(250_000_000);
    private static readonly TemperatureBand Band = new(2_000, 8_000);
    private static readonly ProofOfDelivery Pod = new("A. Buyer", At, "aa");
    private static readonly LotQuantity[] Lots = [new("L1", 10)];
    private static readonly TemperatureExcursion Excursion = new("RF-12", 1, At, At, 9_500, Band, ["ee"]);
    private static readonly StopDelivery Delivery = new(1, "order-1", [new(1, "MILK", "L1", 7, 1, 1, 1, "late")], Pod);
    private static readonly CargoCount[] Counts = [new("MILK", "L1", 2, 2)];
    private static readonly ExposedLine[] Exposed = [new("order-1", 1, "MILK", "L1", "dc-1")];
    private static readonly MovedLot Moved = new("L1", 1, new LocalDate(2027, 1, 31)) { Serials = ["A-1"] };
    private static readonly TransferTerms TransferTerms = new("dc-1", "dc-2", [new("MILK", 1)]);
    private static readonly Money Euros = Money.Of(1_250, "EUR");
    private static readonly JsonElement Json = JsonElement.Parse("{\"a\":1}");

    private static readonly Manifest Manifest = new(
        "R-7", 1, "dep-1", "T-12", "D-3", "RF-12", [new(1, "order-1", "Shop", [new(1, "MILK", "L1", 10, Band)])],
        At);

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

    private static readonly PlannedStop[] Stops = [new(1, "Shop", "order-1", "dc-1")];

    private static readonly ManifestCatalogue Catalogue = new(
        [
            new CatalogueProduct("MILK", [new("09506000134352", 1)])
            {
                LotTracked = true,
                SerialTracked = true,
                ExpiryTracked = true,
                UnitGrams = 1_030,
                Lots = [new CatalogueLot("L1") { Expiry = new LocalDate(2027, 1, 31), Serials = ["A-1"] }],
            },
        ])
    {
        LogisticUnits = [new CatalogueUnit("395011015300000011", [new LogisticContent("MILK", "L1", 3)])],
        Terms =
        [
            new StopTerms(1)
            {
                Place = new Position(45_764_043, 4_835_659),
                RadiusMetres = 200,
                From = At,
                Until = At,
                Band = Band,
            },
        ],
        WeightTolerance = new WeightRule(10, 500),
    };

    private static readonly DeliveryReconciliation Reconciliation = new(
        [new ReconciledLine("MILK", "L1", 10, 7, 1, 1, 1, 2, 3)],
        [new StockBooking("MILK", "L1", 1, BookingKind.Quarantine)],
        [new Finding("short", "MILK/L1", "1 of 10 are neither delivered nor back.")]);

    public static IReadOnlyList<object> All { get; } =
    [
        new OrderEvent.OrderPlaced("order-1", Terms, At),
        new OrderEvent.LineAllocationRequested(1, "order-1/1/1", "MILK", "dc-1", 10),
        new OrderEvent.LineReserved(1, "order-1/1/1", 10),
        new OrderEvent.LineConfirmationRequested(1, "order-1/1/1", "MILK", "dc-1"),
        new OrderEvent.LineAllocated(1, "order-1/1/1", 10),
        new OrderEvent.LineBackordered(1, "order-1/1/1", 10),
        new OrderEvent.ReservationSurrendered(1, "order-1/1/1", "MILK", "dc-1", 4, true),
        new OrderEvent.LineReservationLost(1, "order-1/1/1", 10, "expired"),
        new OrderEvent.HoldPlaced(HoldType.Manual, "call", "apikey:1"),
        new OrderEvent.HoldReleased(HoldType.Stock, "stock-arrived"),
        new OrderEvent.OrderReleased(),
        new OrderEvent.ShipmentBegun("R-7", 1, "dc-1", [new(1, "order-1/1/1", "MILK", 10, Band)]),
        new OrderEvent.LineShipped(1, "order-1/1/1", "R-7", Lots),
        new OrderEvent.LineShipmentRefused(1, "order-1/1/1", "R-7", "OutOfStock"),
        new OrderEvent.LineDelivered(1, "co-1", 1, "L1", 4, 7, Pod),
        new OrderEvent.LineShorted(1, "co-1", 1, "L1", 4, 1, "late"),
        new OrderEvent.LineRefused(1, "co-1", 1, "L1", 4, 1, 1, "late"),
        new OrderEvent.LineFlagged(1, "excursion", "co-1", "warm"),
        new OrderEvent.LineCancelled(1, 2, "customer"),
        new OrderEvent.OrderCancelled("customer"),
        new OrderEvent.OrderClosed(),

        new StockEvent.StockReceived("ASN-1", "L1", 100, new LocalDate(2027, 1, 31)),
        new StockEvent.ReservationMade("order-1/1/1", 10, At),
        new StockEvent.ReservationDenied("order-1/1/1", 10, 3),
        new StockEvent.BackorderQueued("order-1/1/1", 10, 3, true),
        new StockEvent.BackorderReduced("order-1/1/1", 4, 6, "surrendered"),
        new StockEvent.ReservationConfirmed("order-1/1/1"),
        new StockEvent.ReservationExtended("basket-1", At),
        new StockEvent.ReservationReleased("order-1/1/1", 4, 6, "surrendered"),
        new StockEvent.ReservationExpired("order-1/1/1", 10),
        new StockEvent.StockShipped("order-1/1/1", 10, "R-7", Lots),
        new StockEvent.StockReturned("co-1/1", "L1", 2, Disposition.Quarantine, "damaged"),
        new StockEvent.StockScrapped("S-1", "L1", 2, "broken"),
        new StockEvent.StockTransferredOut("T-1", 1, "dc-2", [Moved]),
        new StockEvent.StockTransferredIn("T-1", "DOCK-1", Moved),
        new StockEvent.LotQuarantined("L1", 90, "recall", ["order-2/1/1"]),
        new StockEvent.LotBlocked("L1", LotStatus.Recalled, 90, "glass", ["order-2/1/1"]),
        new StockEvent.LotExpired("L1", 90, new LocalDate(2027, 1, 31), ["order-2/1/1"]),
        new StockEvent.LotReleased("L1", "tested"),
        new StockEvent.StockAdjusted("L1", -2, "count"),
        new StockEvent.StockCounted("L1", 86, -2, "cycle"),
        new StockEvent.ShortfallRaised(5, ["order-2/1/1"]),
        new StockEvent.SafetyStockSet(5),
        new StockEvent.ReorderPointSet(20),
        new StockEvent.LowStockDetected(18, 20),
        new StockEvent.LowStockEnded(118, 20),
        new StockEvent.BackorderPolicySet(
            new BackorderPolicy(BackorderMode.Preorder, 50, 30, new LocalDate(2027, 2, 1))),
        new StockEvent.PreorderReleased(new LocalDate(2027, 2, 1)),
        new StockEvent.SerialTrackingSet(true),

        new TransferEvent.TransferDrafted("T-1", TransferTerms),
        new TransferEvent.TransferMadeReady(),
        new TransferEvent.TransferDispatched("T-1", TransferTerms),
        new TransferEvent.LineSent(1, [Moved]),
        new TransferEvent.LineRefused(1, "OutOfStock"),
        new TransferEvent.UnitsReceived("T-1", "DOCK-1", 1, "MILK", "dc-2", Moved),
        new TransferEvent.TransferReceived([new TransferDiscrepancy(1, "L1", 1)], "lost"),
        new TransferEvent.TransferCancelled("not needed"),

        new RouteEvent.ManifestPlanned(new RoutePlan("R-7", "dep-1", "dep-1", "T-12", "D-3", "RF-12", Stops)),
        new RouteEvent.LoadingStarted("R-7", Stops),
        new RouteEvent.LinesExpected("order-1", [new("order-1", 1, "MILK", 10, Band, [])]),
        new RouteEvent.LineLoaded("order-1", 1, Lots),
        new RouteEvent.OrderLeftBehind("order-2", 1, "HoldActive"),
        new RouteEvent.ManifestDispatched(Manifest),
        new RouteEvent.ManifestCancelled("nothing-loaded"),
        new RouteEvent.ExcursionRecorded("co-1", 3, "warm", "dep-1", Exposed),
        new RouteEvent.ManifestClosed(
            "co-1",
            "dep-1",
            [new(1, "order-1", 1, "MILK", "L1", "dc-1", 4, 7, 1, 1, 1, 1, 1, true, "late", Pod)],
            [new("count-discrepancy", "order-1", 1, "MILK", "L1", 2, 1, "It differs.")]),
        new RouteEvent.ManifestTroubled("co-1", "dispute", "seal", Exposed),

        new CustodyEvent.RecordsTaken("dep-1", "gw-1", "i-1", [new(1, 2, "ff", "check-out.arrived", At)]),
        new CustodyEvent.CustodyOpened("dep-1", "T-12", "D-3", "R-7", At),
        new CustodyEvent.DeliveryNoted(4, Delivery),
        new CustodyEvent.CountsNoted(5, Counts),
        new CustodyEvent.ExcursionNoted("R-7", 3, Excursion),
        new CustodyEvent.CustodyCompleted(
            "dep-1", "T-12", "D-3", "R-7", "anna", 8, [new(4, Delivery)], Counts, [Excursion]),
        new CustodyEvent.DefectsNoted("T-12", 3, ["tires", "horn"]),
        new CustodyEvent.DefectCertified("T-12", "co-1.3", 1),
        new CustodyEvent.CustodyCheckedIn("dep-1", "T-12", "D-3", "R-7", 9),
        new FleetVehicleEvent.DefectsNoted("co-1.3", "co-1", ["tires", "horn"]),
        new FleetVehicleEvent.DefectCertified("co-1.3", 1),
        new CustodyEvent.CustodyRefused("dep-1", "R-7", 8, "brakes", "anna"),
        new CustodyEvent.CustodyDisputed("dep-1", "R-7", 8, "seal", "D-3"),
        new CustodyEvent.CustodyBroken("dep-1", "R-7", 8, "unread"),

        new DepotEvent.DepotRegistered("dep-1", "North", "dep-1"),
        new DepotEvent.EnrolmentCodeIssued("cc", At),
        new DepotEvent.GatewayEnrolled("cc", "gw-1", "i-1", "key", Json),
        new DepotEvent.RecordsAccepted(
            "gw-1", "i-1", 2, 2, "ff", 9, "ntp", At, [new(Json, "sig", Json, "ff")], [new(0, "co-1", 1, true)]),
        new DepotEvent.BatchQuarantined("b-1", "gw-1", "i-1", "fork", "twice", At, Json),
        new DepotEvent.BatchReleased("b-1"),
        new DepotEvent.IncidentRaised("fork", "gw-1", "twice", At),
        new DepotEvent.ManifestAssigned(1, Manifest),
        new DepotEvent.GatewayKeyAnnounced("gw-1", "i-1", "key", 9),
        new DepotEvent.GatewayKeyChanged("gw-1", "i-1", "key", Json),
        new DepotEvent.KeyRevoked("gw-1", "key", 81, "stolen", Json, At),

        new ClaimEvent.ClaimOpened(
            new ClaimTerms("shortage", "co-1", 4, "R-7", "order-1", 1, "MILK", "L1", 1, "late"), At),
        new ClaimEvent.ClaimResolved("credited", "CN-12", "apikey:1", At),

        new LogEvent.LeavesAppended("dep-1@gw-1@i-1", 2, 0, [Json]),
        new LogEvent.CheckpointSigned(1, "ff", "note"),

        new ApiKeyEvent.ApiKeyCreated("shop", ApiScope.Integration, "dd"),
        new ApiKeyEvent.ApiKeyRevoked(),

        new CapturedEventEvent.EventCaptured(new EventContent("urn:e:1", true, Json, Json), "job-1", 2, true, At),
        new CapturedEventEvent.EventConfirmed("job-1", true),
        new CapturedEventEvent.EventDiscarded("job-1", false),
        new CaptureJobEvent.CaptureRequested(
            CaptureErrorBehaviour.Proceed,
            [new CaptureItem(2, "ab", new EventContent("urn:e:1", true, Json, Json))],
            [new CaptureError("ValidationException", "$.type", "It is missing.")],
            At),
        new CaptureJobEvent.ItemTaken(2, new CaptureTarget("ab", true)),
        new CaptureJobEvent.ItemRefused(2, new CaptureError("DuplicateException", "$", "It is there.")),
        new CaptureJobEvent.CaptureFinished(
            true, CaptureErrorBehaviour.Rollback, [new CaptureTarget("ab", true)], At),
        new SubscriptionEvent.SubscriptionOpened(
            new SubscriptionTerms(
                "alarms", Json, "https://example.com/in", "key",
                new QuerySchedule("0", "0,30", "[8-17]", null, null, "1"),
                true, At),
            At),
        new SubscriptionEvent.RunFellDue(At),
        new SubscriptionEvent.RunClaimed(3, "node-1", At, At),
        new SubscriptionEvent.RunDelivered(3, new DeliveryMark(17, "urn:e:1", false), 1, true, At),
        new SubscriptionEvent.RunFailed(4, "It answered 500.", 2, At),
        new SubscriptionEvent.SubscriptionClosed("It was not taken.", At),
        new NamedQueryEvent.QueryDefined(Json, At),
        new NamedQueryEvent.QueryDeleted(),

        new PaymentEvent.PaymentOpened(
            new PaymentTerms(
                "order-1", PaymentMethod.Card, Euros, new CardReference("tok_1", "4242"), new LocalDate(2026, 12, 21)),
            At),
        new PaymentEvent.TransactionRequested(2, TransactionKind.Capture, "c-1", Euros, "shipped", "apikey:1", At),
        new PaymentEvent.CallBegun(2, "node-1", At),
        new PaymentEvent.TransactionInDoubt(2, "timeout", At),
        new PaymentEvent.TransactionSucceeded(1, TransactionKind.Authorisation, Euros, "psp-1", At, At),
        new PaymentEvent.TransactionFailed(2, TransactionKind.Void, Euros, "declined", At),
        new PaymentEvent.ProviderNotified(2, At),
        new PaymentEvent.AuthorisationExpired(Euros, At),
        new PaymentEvent.DisputeOpened("d-1", Euros, Money.Of(1, "EUR"), "fraud", At),
        new PaymentEvent.DisputeSettled("d-1", true, Euros, At),
        new TransferEvent.ReceiptRefused("DOCK-1", 1, "dc-2", Moved, "LimitReached"),
        new StockEvent.UnitsMoved("PUT-1", "L1", 5, null, "A-01"),
        new StockEvent.UnitsLeftBins("L1", [new BinQuantity("A-01", 5)]),
        new BinEvent.LimitsSet(new BinLimits(10, 20_000, null)),
        new BinEvent.BinGone(),
        new BinEvent.UnitsExpected("PUT-1", new BinArrival("MILK", "L1", 5, "A-02", new UnitMeasure(1_030, 1_000))),
        new BinEvent.UnitsPlaced("PUT-1"),
        new BinEvent.UnitsGivenUp("PUT-1", "NotInBin"),
        new BinEvent.UnitsTakenOut("MILK", "L1", 5),
        new ProductEvent.ProductDefined("MILK", Product, 1, Claims),
        new ProductEvent.ProductRevised(Product, Claims, Claims),
        new ProductEvent.ProductDiscontinued("replaced"),
        new ProductEvent.ProductReactivated(),
        new ProductEvent.GtinDisowned("04006381333931", 3),
        new GtinEvent.GtinClaimed("MILK", 3, At),
        new GtinEvent.GtinReleased("MILK", 3),

        new LocationEvent.LocationDefined("dc-1", Place),
        new LocationEvent.LocationRevised(Place),
        new LocationEvent.LocationClosed("moved"),
        new LocationEvent.LocationReopened(),
        new LocationEvent.BinSet(Shelf),
        new LocationEvent.BinRemoved("A-01"),
        new ChannelEvent.ChannelDefined("web", WebShop),
        new ChannelEvent.ChannelRevised(WebShop),
        new ChannelEvent.ChannelSuspended("sale"),
        new ChannelEvent.ChannelResumed(),
        new ChannelEvent.AllocationSet(new Allocation("MILK", 10, 250, 1)),
        new ChannelEvent.AllocationEnded("MILK"),
        new CustomerEvent.CustomerRegistered(Hidden, Facts),
        new CustomerEvent.CustomerRevised(Hidden, Facts),
        new CustomerEvent.ConsentSet("newsletter", new Consent(true, "form 12", At)),
        new CustomerEvent.MergeBegun("c-2"),
        new CustomerEvent.CustomerAbsorbed("c-1"),
        new CustomerEvent.CustomerMerged("c-2"),
        new CustomerEvent.MergeUndone("c-2", "IsErased"),
        new CustomerEvent.CustomerErased("asked for", At),
        new RoutingPolicyEvent.PolicyDefined("main", Policy),
        new RoutingPolicyEvent.PolicyRevised(Policy),
        new SupplierEvent.SupplierDefined("dairy", Dairy),
        new SupplierEvent.SupplierRevised(Dairy),
        new SupplierEvent.SupplierActivitySet(false),
        new PurchaseEvent.PurchaseDrafted("PO-1", Purchase),
        new PurchaseEvent.PurchaseRevised(Purchase),
        new PurchaseEvent.PurchaseSent(At),
        new PurchaseEvent.PurchaseAcknowledged("S-1", Acknowledged),
        new PurchaseEvent.PurchaseRejected("sold out"),
        new PurchaseEvent.NoticeRegistered(Notice),
        new PurchaseEvent.GoodsReceived(
            "PO-1", "R-1", 1, "MILK", "dc-1", "L1", new LocalDate(2027, 1, 31), 90, 2, new LocalDate(2026, 12, 5),
            ["late", "damaged"]),
        new PurchaseEvent.GoodsNotBooked("R-1", "TooMany"),
        new PurchaseEvent.UnitsGivenUp(1, 10, "sold out"),
        new PurchaseEvent.PurchaseReceived(),
        new PurchaseEvent.InvoiceMatched(
            "I-1", Invoiced, Money.Of(7_290, "EUR"), [new MatchFinding("quantity", 1, 90, 88)]),
        new PurchaseEvent.InvoiceDecided("I-1", true, "agreed by telephone", "apikey:1"),
        new PurchaseEvent.PurchaseClosed(),
        new PurchaseEvent.PurchaseCancelled("not needed"),
        new OrderEvent.OrderPriced(
            new OrderTotals("EUR", [new(10, 1_000, 50, 25, 93, 40, 4)]),
            CapturePolicy.AfterDelivery,
            new PriceQuote(
                new TaxAnswer("table:1", [new(100_000, 93)], new(100_000, 4)), new ShippingAnswer("table:1", 40))),
        new OrderEvent.TenderAdded(
            2,
            "order-1.2",
            new PaymentTerms(
                "order-1", PaymentMethod.Card, Euros, new CardReference("tok_1", "4242"), new LocalDate(2026, 12, 21)),
            1),
        new OrderEvent.PaymentNoted(
            1, 2, TransactionKind.Capture, "order-1", Euros, TransactionStatus.Failed, "no-funds"),
        new OrderEvent.TenderEnded(1),
        new OrderEvent.ChargeRequested(1, "order-1.1", "order-1", Euros),
        new OrderEvent.RefundRequested(1, "order-1.1", "order-2", Euros, "not-delivered"),
        new OrderEvent.VoidRequested(1, "order-1.1", "order-3", Euros),
        new OrderEvent.AskRefused(1, "order-1", "IllegalTransition"),
        new OrderEvent.ChargeBlockDecided(1, "excursion", "co-1", ChargeBlockStatus.Refunded, "warm", "apikey:1"),
        new OrderEvent.MoneyRetried("mended", "apikey:1"),
        new RouteEvent.BreachRecorded("co-1", 3, "seal-broken", "It is gone.", Exposed),
        new CustodyEvent.BreachNoted("R-7", 3, "seal-broken", "It is gone."),
        new StoreCreditEvent.CreditGranted("K-17", Euros, "sorry", "apikey:1", At),
        new StoreCreditEvent.CreditWithdrawn(Euros, "lapsed", "apikey:1", At),
        new StoreCreditEvent.CreditHeld("order-1.1", 1, Euros, At),
        new StoreCreditEvent.CreditSpent("order-1.1", 2, Euros, At),
        new StoreCreditEvent.CreditReleased("order-1.1", 3, Euros, At),
        new StoreCreditEvent.CreditRestored("order-1.1", 4, Euros, At),
        new OrderEvent.OrderDrafted("order-1", Terms, At),
        new OrderEvent.DraftRevised(Terms),
        new OrderEvent.DraftDiscarded("typed twice"),
        new OrderEvent.RecentOrdersCounted(2, "order-0"),
        new OrderEvent.CheckPassed(HoldType.Address, "address-rules"),
        new OrderEvent.CheckFailed(HoldType.Fraud, "500 units; 100 are usual at most."),
        new OrderEvent.ChangeProposed(
            1,
            [new LineCut(1, 2)],
            [new AddedLine(3, new OrderedLine("NUTS", 2, null), 2)],
            At,
            At,
            "more",
            "apikey:1"),
        new OrderEvent.ChangeConfirmed(1, "apikey:1"),
        new OrderEvent.ChangeDeclined(1, "too dear", "apikey:1"),
        new OrderEvent.ChangeExpired(1),
        new OrderEvent.LinesPriced(1, [new PricedLine(3, new(2, 200, 0, 0, 20, 40, 4))], ChangeAnswers),
        new OrderEvent.DisputeNoted(1, "d-1", Euros, DisputeStatus.Lost),
        new RecentOrdersEvent.OrderNoted("order-1", "ab", At, 60, 2, "order-0"),
        .. Bills,
        new CostEvent.CostReceived("MILK@dc-1/7", 90, 7_290, 7_290, -15, -12, StockBucket.Supplier, "EUR"),
        new CostEvent.CostIssued("MILK@dc-1/9", 10, 800, 805, StockBucket.Customer, "EUR"),
        new PurchaseEvent.SupplyChanged("PO-1", 1, "MILK", "dc-1", 90, new LocalDate(2026, 12, 4)),
        new StockEvent.SupplyExpected("po/PO-1/1", 90, new LocalDate(2026, 12, 4)),
        new StockEvent.PegsFellDue(At),
        new StockEvent.BackordersPegged(
            [new PeggedBackorder("order-1/1/1", new LocalDate(2026, 12, 4), new LocalDate(2026, 12, 4))]),
        new OrderEvent.LinePromiseMoved(1, "order-1/1/1", null, new LocalDate(2026, 12, 4)),
        .. Returns,
        .. Fulfilments, .. Routing, .. Carriers, .. DropShip,
    ];
}

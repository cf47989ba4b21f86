using NodaTime;
using Oms.Central.Access;
using Oms.Central.Books;
using Oms.Central.Channels;
using Oms.Central.Claims;
using Oms.Central.Costing;
using Oms.Central.Custody;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Purchasing;
using Oms.Central.Transfers;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;
using Oms.Finance;

namespace Oms.Central.Tests.Golden;

/// <content>Members that came later.</content>
internal static partial class EventSamples
{
    /// <summary>Events with the members that came later, which are absent where nobody set them.</summary>
    public static IReadOnlyList<object> Later =>
    [
        new RouteEvent.ManifestPlanned(new RoutePlan(
            "R-7", "dep-1", "dep-1", "T-12", "D-3", "RF-12", [Stops[0] with { Ordered = [new(1, "MILK", 12)] }])
        {
            Catalogue = Catalogue,
        }),
        new RouteEvent.ManifestDispatched(Manifest with
        {
            Stops = [Manifest.Stops[0] with { Ordered = [new(1, "MILK", 12)] }],
            Catalogue = Catalogue,
        }),
        new RouteEvent.ManifestClosed(
            "co-1",
            "dep-1",
            [
                new(1, "order-1", 1, "MILK", "L1", "dc-1", 4, 7, 1, 1, 1, 1, 1, true, "late", Pod with
                {
                    Strokes = 4,
                    Position = new Position(45_764_043, 4_835_659),
                    TemperatureMilliC = 4_000,
                })
                {
                    Missing = 1,
                },
            ],
            []),
        new CustodyEvent.CountsNoted(5, Counts) { Reconciliation = Reconciliation },
        new CustodyEvent.CustodyCompleted(
            "dep-1", "T-12", "D-3", "R-7", "anna", 8, [new(4, Delivery)], Counts, [Excursion])
        {
            Kept = [new ItemQuantity(new Item(ItemKind.Units, "MILK", "L1"), 1)],
            StandsFor = "co-0",
            Reconciliation = Reconciliation,
        },
        new StockEvent.ReservationMade("basket-1", 10, At)
        {
            UsableUntil = new LocalDate(2027, 1, 15),
            Lot = "L1",
            Serial = "A-1",
        },
        new StockEvent.ReservationDenied("basket-1", 10, 3) { Limit = 50 },
        new StockEvent.BackorderQueued("basket-1", 10, 3, false)
        {
            Priority = 7,
            Promise = new LocalDate(2027, 2, 1),
            CancelAfter = At,
            UsableUntil = new LocalDate(2027, 1, 15),
            Lot = "L1",
            Serial = "A-1",
        },
        new StockEvent.StockReceived("ASN-1", "L1", 1, null) { Serials = ["A-1"] },
        new StockEvent.StockShipped("basket-1", 1, "R-7", Lots) { Serials = ["A-1"] },
        new StockEvent.StockReturned("co-1/1", "L1", 1, Disposition.Restock, "refused") { Serials = ["A-1"] },
        new StockEvent.StockScrapped("S-1", "L1", 1, "broken") { Serials = ["A-1"] },
        new StockEvent.StockCounted("L1", 1, 0, "cycle") { Serials = ["A-1"] },
        new OrderEvent.OrderPlaced("order-1", PricedTerms, At),
        new OrderEvent.LineDelivered(1, "co-1", 1, "L1", 4, 7, Pod) { Route = "R-7" },
        new OrderEvent.LineShorted(1, "co-1", 1, "L1", 4, 1, "late") { Route = "R-7" },
        new OrderEvent.LineRefused(1, "co-1", 1, "L1", 4, 1, 1, "late") { Route = "R-7" },
        new OrderEvent.LineFlagged(1, "excursion", "co-1", "warm") { Route = "R-7", Lots = ["L1"] },
        new PaymentEvent.PaymentOpened(
            new PaymentTerms("order-1", PaymentMethod.StoreCredit, Euros, null, null) { Account = "K-17" }, At),
        new PaymentEvent.TransactionRequested(
            1, TransactionKind.Authorisation, "authorisation", Euros, null, "order", At)
        {
            Account = "K-17",
        },
        new OrderEvent.OrderPlaced("order-1", SealedTerms, At) { Checks = new OrderChecks(true, true, true, 60) },
        new OrderEvent.LineAllocationRequested(1, "order-1/1/1", "MILK", "dc-1", 10)
        {
            Priority = 5,
            Promise = Christmas,
            CancelAfter = At,
            TtlSeconds = 960,
        },
        new OrderEvent.LineBackordered(1, "order-1/1/1", 10) { Promise = Christmas },
        new OrderEvent.HoldPlaced(HoldType.Address, "to-be-checked", "order") { Pending = true, Round = 1 },
        new OrderEvent.HoldReleased(HoldType.Address, "called") { By = "apikey:1" },
        new OrderEvent.ChangeProposed(1, [], [], At, At, "moved", "apikey:1")
        {
            Destination = new OrderDestination(SealedTerms.Customer, Hidden),
        },
        new OrderEvent.ChangeProposed(
            1,
            [],
            [
                new AddedLine(
                    3,
                    new OrderedLine("NUTS", 2, null) { Price = new LinePrice(Money.Of(100, "EUR"), [], "food") },
                    2),
            ],
            At,
            At,
            "more",
            "apikey:1")
        {
            Prices = new ChangePrices([new PricedLine(3, new(2, 200, 0, 0, 20, 40, 4))], ChangeAnswers),
            Tender = new Tender(PaymentMethod.Card, Card: new CardReference("tok_2", "1881")),
        },
        new OrderEvent.OrderPriced(
            new OrderTotals(
                "EUR", [new(10, 1_000, 50, 25, 0, 40, 0) { TaxIncluded = 84, ShippingTaxIncluded = 4 }]),
            CapturePolicy.AfterDelivery,
            ChangeAnswers),
        new ChannelEvent.ChannelDefined(
            "web",
            new ChannelTerms(
                "Web shop", ChannelKind.Web, new ChannelPolicies(ShipPolicy.Split) { PricesIncludeTax = true })),
        new ApiKeyEvent.ApiKeyCreated("anna", ApiScope.Integration, "dd") { Role = ApiRole.CsrExternal },
        .. Elsewhere,
        new StockEvent.StockReceived("ASN-2", "L1", 90, null) { UnitCost = Euros },
        new PurchaseEvent.GoodsReceived("PO-1", "R-1", 1, "MILK", "dc-1", "L1", null, 90, 2, Christmas, ["damaged"])
        {
            UnitCost = Euros,
        },
        new TransferEvent.TransferReceived([new TransferDiscrepancy(1, "L1", 2) { Sku = "MILK" }], "stolen"),
        new CostEvent.CostReceived("MILK@dc-1/7", 90, 7_290, 7_290, 0, 0, StockBucket.Supplier, "EUR")
        {
            UnitCost = 81,
            Flag = CostDoubt.ForeignCurrency,
        },
        new CostEvent.CostIssued("MILK@dc-1/9", 10, 0, 0, StockBucket.Customer, "EUR") { Flag = CostDoubt.NoCost },
        new OrderEvent.LineShipped(1, "order-1/1/1", "R-7", Lots) { Serials = Serial },
        new ChannelEvent.ChannelRevised(WebShop with { Returns = ReturnTerms }),
        new ClaimEvent.ClaimOpened(
            new ClaimTerms("quality", "", 0, null, "order-1", 1, "MILK", "L1", 1, "sour")
            {
                Party = ClaimParty.Supplier,
                PartyId = "dairy",
                Return = "RMA-1",
                Claimed = Euros,
            },
            At),
        new OrderEvent.OrderPlaced("order-1", KitTerms, At),
        new OrderEvent.OrderPriced(
            new OrderTotals("EUR", [new(10, 1_000, 50, 25, 93, 40, 4) { Rates = Rates }]),
            CapturePolicy.AfterDelivery,
            ChangeAnswers),
        new OrderEvent.BillRequested(2, BillKind.CreditNote, "EUR", [Billed with { Rates = Rates }]),
        new DocumentEvent.DocumentRequested(
            new DocumentTerms("order-1", 1, BillKind.Invoice, "EUR", [Billed with { Rates = Rates }]), At),
        .. PackedLater, .. LabelledLater,
        new StockEvent.ReservationMade("order-1/1/1", 10, null),
        new OrderEvent.LineAllocationRequested(1, "order-1/1/1", "MILK", "dc-1", 10) { Firm = true },
        .. DropShipLater,
    ];

    private static TaxRates Rates => new("food", 70_000, 190_000);

    private static OrderTerms KitTerms => PricedTerms with
    {
        Lines =
        [
            PricedTerms.Lines[0] with
            {
                Kit = new LineKit(1, "BREAKFAST", 5, KitPolicy.Whole),
                Price = new LinePrice(Euros, [], "food") { Per = 5 },
            },
        ],
    };

    /// <summary>Lines that leave other locations than their order.</summary>
    private static IReadOnlyList<object> Elsewhere =>
    [
        new OrderEvent.OrderPlaced(
            "order-1", Terms with { Lines = [Terms.Lines[0], Terms.Lines[1] with { ShipFrom = "dc-2" }] }, At),
        new OrderEvent.ShipmentBegun(
            "R-7", 1, "dc-1", [new ShipmentLine(2, "order-1/2/1", "NUTS", 5, null) { Location = "dc-2" }]),
        new RouteEvent.ManifestPlanned(
            new RoutePlan("R-7", "dep-1", "dep-1", "T-12", "D-3", null, Stops) { LoadFrom = "dc-2" }),
        new RouteEvent.LoadingStarted("R-7", Stops) { LoadFrom = "dc-2" },
        new RouteEvent.LinesExpected(
            "order-1", [new RouteLine("order-1", 2, "NUTS", 5, null, []) { Location = "dc-2" }]),
        new OrderEvent.OrderPlaced("order-1", Unnamed, At),
        new ChannelEvent.ChannelDefined(
            "web",
            new ChannelTerms("Shop", ChannelKind.Web, new ChannelPolicies(ShipPolicy.Split) { Routing = "main" })),
    ];

    private static PriceQuote ChangeAnswers => new(
        new TaxAnswer("table:1", [new(100_000, 20)], new(100_000, 4)), new ShippingAnswer("table:1", 540));

    private static LocalDate Christmas => new(2026, 12, 24);

    private static OrderTerms SealedTerms => Terms with
    {
        Customer = new Customer("", new PostalAddress([], "", "", "US")),
        CustomerId = "K-17",
        SealedCustomer = Hidden,
        Priority = 5,
        Promise = Christmas,
        CancelAfter = At,
        Lines =
        [
            new("MILK", 10, Band)
            {
                Promise = Christmas,
                Attributes = [new LineDetail("engraving", "To A.")],
                Kit = new LineKit(1, "BREAKFAST", 5, KitPolicy.Whole),
            },
        ],
    };
}

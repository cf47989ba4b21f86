using Oms.Central.Claims;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Pricing;
using Oms.Central.Returns;

namespace Oms.Central.Tests.Golden;

/// <content>Returns.</content>
internal static partial class EventSamples
{
    private static string Digest => new('a', 64);

    private static string[] Serial => ["A-1"];

    private static ReturnPolicy ReturnTerms => new(14, 5_000, 900, true, true);

    private static ReturnRequest Request => new(
        "RMA-1", [new ReturnWish(1, 1, "broken", Serial)], "dc-1", RefundTarget.StoreCredit, "K-17", ReturnTerms,
        "apikey:1")
    {
        Exception = "regular customer",
        CreditMax = 900,
        Exchange = "EX-1",
    };

    private static ReturnableLine[] Returnable =>
        [new(1, "MILK", 1, "broken", Lots, Serial, Euros, true)];

    private static ExchangeTerms Exchanged => new(
        "order-1", Request, "order-2", Terms,
        new PriceQuote(new TaxAnswer("table:1", [new(100_000, 93)], new(100_000, 0)), new ShippingAnswer("table:1", 0)),
        Euros, Euros);

    /// <summary>One event of every form of returns.</summary>
    private static IReadOnlyList<object> Returns =>
    [
        new OrderEvent.ReturnRequested(Request, Returnable),
        new OrderEvent.ReturnReleased("RMA-1", [new LineUnits(1, 1)], "refused"),
        new OrderEvent.LineReturned("RMA-1", "I-1", 1, [new UnitsBack("R-7", "L1", 1) { Serials = Serial }], 160)
        {
            Refund = Euros,
            Credit = Euros,
            Account = "K-17",
        },
        new OrderEvent.ReturnCreditRefused("RMA-1", "I-1", 1, Euros, "Invalid"),
        new StockEvent.StockRestocked("t-1", "L1", 1, "looked at") { Serials = Serial },
        new StockEvent.StockSentBack("v-1", "L1~returned", 1, "faulty") { Serials = Serial },
        new ReturnEvent.ReturnOpened("RMA-1", "order-1", Request, Returnable, At),
        new ReturnEvent.BlindUnitsTaken(
            "B-1", "dc-1", [new BlindUnits("BOX", "MILK", "L1", 1, "unopened", Serial)], "co-1", "apikey:1", At),
        new ReturnEvent.RouteUnitsTaken(
            "route-1", "order-1", "co-1", "dep-1", [new RouteUnits("1/1/L1/refused", 1, "MILK", "L1", 2, true, "late")],
            At),
        new ReturnEvent.ReturnApproved("apikey:1", At) { Exchange = "EX-1" },
        new ReturnEvent.ReturnRefused("order-1", "worn", "apikey:1", At) { Exchange = "EX-1" },
        new ReturnEvent.ReturnCancelled("order-1", "kept", "apikey:1", At) { Exchange = "EX-1" },
        new ReturnEvent.ReturnReceived("RMA-1", "R-1", 1, "MILK", "L1", 1, "dc-1", "unopened", Serial, At)
        {
            From = "B-1",
        },
        new ReturnEvent.UnitsInspected(
            "RMA-1", "I-1", "R-1", "order-1", 1, "L1", 1, UnitFate.Restock, 500, "a scratch", Serial, "apikey:1", At),
        new ReturnEvent.InspectionBooked("I-1", Euros, Euros),
        new ReturnEvent.UnitsDisposed("RMA-1", "I-1", "MILK", "L1", 1, "dc-1", UnitFate.Scrap, "a scratch", Serial),
        new ReturnEvent.ReturnCreditRefused("I-1", "Invalid"),
        new ReturnEvent.StepFailed("R-1", ReturnStep.Receipt, "SerialIsThere"),
        new ReturnEvent.UnitsMatched(
            "B-1", "BOX", "RMA-1", 1, "MILK", "L1", 1, "dc-1", "unopened", Serial, "apikey:1"),
        new ReturnEvent.MatchRefused("BOX", "RMA-1", 1, 1, Serial, "QuantityExceeded"),
        new ReturnEvent.ReturnGivenUp("order-1", [new LineUnits(1, 1)], "lost", "apikey:1"),
        new ReturnEvent.ReturnClosed(1, Euros) { Exchange = "EX-1" },
        new ExchangeEvent.ExchangeProposed("EX-1", Exchanged, At),
        new ExchangeEvent.ExchangeApproved(),
        new ExchangeEvent.ReplacementDue("order-2", Exchanged.Quote),
        new ExchangeEvent.UnitsCameBack(1, Euros),
        new ExchangeEvent.ReplacementPaid("order-2", "exchange-EX-1", Euros),
        new ExchangeEvent.ExchangeEnded("EX-1", "order-2", true, "refused"),
        new ExchangeEvent.ReplacementFailed("DuplicateOrder"),
        new ClaimEvent.EvidenceAttached(new ClaimEvidence("photo", "crate.jpg", Digest), "apikey:1", At),
        new ClaimEvent.ClaimJudged(true, "plain to see", "apikey:1", At),
        new ClaimEvent.ClaimSettled(
            new ClaimSettlement(SettlementKind.Credit, Euros, "K-17", "order-1.1", "order-2"), "apikey:1", At),
        new ClaimEvent.SettlementFailed("Invalid"),
    ];
}

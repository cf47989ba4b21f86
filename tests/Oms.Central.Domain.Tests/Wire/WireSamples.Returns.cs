using Oms.Central.Claims;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Pricing;
using Oms.Central.Returns;

namespace Oms.Central.Tests.Wire;

/// <content>Returns.</content>
internal static partial class WireSamples
{
    private static string[] Serial => ["A-1"];

    private static ReturnRequest Request => new(
        "RMA-1", [new ReturnWish(1, 1, "broken", Serial)], "dc-1", RefundTarget.StoreCredit, "K-17",
        new ReturnPolicy(14, 5_000, 900, true, true), "apikey:1")
    {
        Exception = "regular customer",
        CreditMax = 900,
        Exchange = "EX-1",
    };

    private static IReadOnlyList<object> Returns =>
    [
        new OrderCommand.RequestReturn(Request),
        new OrderCommand.ReleaseReturn("RMA-1", [new LineUnits(1, 1)], "refused"),
        new OrderCommand.BookReturn("RMA-1", "I-1", 1, "L1", 1, Serial, 500),
        new OrderCommand.RefuseReturnCredit("RMA-1", "I-1", "Invalid"),
        new OrderCommand.RecordShipped(1, "order-1/1/1", "R-7", Lots) { Serials = Serial },
        new OrderRejection.ReturnExceedsDelivered(1, 3, 2),
        new OrderRejection.ReturnWindowOver(1, 3, 0),
        new OrderRejection.SerialNotOfLine(1, "A-9"),
        new OrderRejection.ReturnDiffers("RMA-1"),
        new OrderRejection.NoSuchReturn("RMA-1"),
        new StockCommand.Restock("t-1", "L1", 1, "looked at") { Serials = Serial },
        new StockCommand.SendBack("v-1", "L1~returned", 1, "faulty") { Serials = Serial },
        new ReturnCommand.Open(
            "RMA-1", "order-1", Request, [new ReturnableLine(1, "MILK", 1, "broken", Lots, Serial, Euros, true)]),
        new ReturnCommand.TakeBlind(
            "B-1", "dc-1", [new BlindUnits("BOX", "MILK", "L1", 1, "unopened", Serial)], "co-1", "apikey:1"),
        new ReturnCommand.TakeFromRoute(
            "route-1", "order-1", "co-1", "dep-1",
            [new RouteUnits("1/1/L1/refused", 1, "MILK", "L1", 2, true, "late")]),
        new ReturnCommand.Approve("apikey:1", 3),
        new ReturnCommand.Refuse("worn", "apikey:1", 3),
        new ReturnCommand.Cancel("kept", "apikey:1", 3),
        new ReturnCommand.Receive("R-1", 1, "L1", 1, "unopened", Serial, "dc-1") { From = "B-1" },
        new ReturnCommand.Inspect("I-1", "R-1", 1, UnitFate.ReturnToVendor, 500, "a scratch", Serial, "apikey:1"),
        new ReturnCommand.Match("BOX", "RMA-1", 1, 1, Serial, "apikey:1"),
        new ReturnCommand.GiveUp("lost", "apikey:1", 3),
        new ReturnCommand.RecordBooked("I-1", Euros, Euros),
        new ReturnCommand.RecordCreditRefused("I-1", "Invalid"),
        new ReturnCommand.RecordFault("R-1", ReturnStep.Receipt, "SerialIsThere"),
        new ReturnCommand.RecordMatchRefused("BOX", "RMA-1", 1, 1, Serial, "QuantityExceeded"),
        new ReturnCommand.Recall(),
        new ReturnRejection.NoSuchReturn(),
        new ReturnRejection.NoSuchLine(2),
        new ReturnRejection.NoSuchReceipt("R-1"),
        new ReturnRejection.IdTaken(),
        new ReturnRejection.ReferenceReused("R-1"),
        new ReturnRejection.StaleRevision(3, 4),
        new ReturnRejection.IllegalTransition(ReturnStatus.Refused, "Its units may not come."),
        new ReturnRejection.QuantityExceeded(3, 2),
        new ReturnRejection.NotOfLine(1, "A-9"),
        new ReturnRejection.Invalid("/lot", "It must have 1 to 64 characters."),
        new ReturnRejection.TooMany(1_000),
        new ExchangeCommand.Propose("EX-1", new ExchangeTerms(
            "order-1", Request, "order-2", Terms,
            new PriceQuote(
                new TaxAnswer("table:1", [new(100_000, 93)], new(100_000, 0)), new ShippingAnswer("table:1", 0)),
            Euros, Euros)),
        new ExchangeCommand.RecordApproved(),
        new ExchangeCommand.RecordEnded("refused"),
        new ExchangeCommand.RecordReturned(1, Euros),
        new ExchangeCommand.RecordFault("DuplicateOrder"),
        new ExchangeRejection.NoSuchExchange(),
        new ExchangeRejection.IdTaken(),
        new ClaimCommand.Attach(new ClaimEvidence("photo", "crate.jpg", new string('a', 64)), "apikey:1"),
        new ClaimCommand.Judge(true, "plain to see", "apikey:1", 3),
        new ClaimCommand.Settle(
            new ClaimSettlement(SettlementKind.Refund, Euros, "K-17", "order-1.1", "order-2"), "apikey:1", 3),
        new ClaimCommand.RecordFault("Invalid"),
        new ClaimRejection.Differs(),
        new ClaimRejection.StaleRevision(3, 4),
        new ClaimRejection.IllegalTransition(ClaimStatus.Settled, "Only what is accepted is settled."),
        new ClaimRejection.NoEvidence(),
        new ClaimRejection.Invalid("/sha256", "It must be 64 hexadecimal digits in lower case."),
        new ClaimRejection.TooMany(100),
    ];
}

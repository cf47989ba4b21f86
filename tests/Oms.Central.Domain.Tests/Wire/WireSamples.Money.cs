using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;

namespace Oms.Central.Tests.Wire;

/// <content>Changes of orders with prices.</content>
internal static partial class WireSamples
{
    private static IReadOnlyList<object> PricedChanges =>
    [
        new OrderCommand.ProposeChange(
            new ChangeWish([new LineQuantity(1, 12)], [], "more", 15) { Tender = PricedTerms.Money!.Tenders[0] },
            "apikey:1",
            3)
        {
            Quote = new ChangeQuote(
                [200],
                40,
                new PriceQuote(
                    new TaxAnswer("table:1", [new(100_000, 20)], new(100_000, 4)), new ShippingAnswer("table:1", 540))),
        },
        new OrderCommand.ConfirmChange(1, "apikey:1", 3) { Limit = Euros },
        new OrderRejection.ApprovalRequired(Euros),
        new OrderCommand.RecordDispute(1, "d-1", Euros, DisputeStatus.Won),
    ];
}

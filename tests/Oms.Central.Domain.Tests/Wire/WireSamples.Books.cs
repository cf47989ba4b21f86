using Oms.Central.Books;
using Oms.Central.Orders;

namespace Oms.Central.Tests.Wire;

/// <content>Bills, documents and their series.</content>
internal static partial class WireSamples
{
    private static IReadOnlyList<object> Books =>
    [
        new OrderCommand.RecordBill(2, "CN-2026-000017"),
        new SeriesCommand.Assign("order-1.1"),
        new SeriesRejection.InvalidDocument("order 1"),
        new DocumentCommand.Request(new DocumentTerms(
            "order-1", 1, BillKind.Invoice, "EUR", [new(1, "MILK", 10, new BillParts(1_000, 100, 500, 50))])),
        new DocumentCommand.Request(new DocumentTerms(
            "order-1",
            1,
            BillKind.Invoice,
            "EUR",
            [
                new(1, "MILK", 10, new BillParts(1_000, 100, 500, 50))
                {
                    Rates = new TaxRates("food", 70_000, 190_000),
                },
            ])),
        new OrderCommand.Place("order-3", PricedTerms with
        {
            Lines =
            [
                PricedTerms.Lines[0] with
                {
                    Kit = new LineKit(1, "BREAKFAST", 5, KitPolicy.Whole),
                    Price = new LinePrice(Euros, [], "food") { Per = 5 },
                },
            ],
        }),
        new DocumentCommand.RecordNumber("INV-2026-000017"),
        new DocumentRejection.NoSuchDocument(),
        new DocumentRejection.Differs(),
        new DocumentRejection.Numbered("INV-2026-000017"),
    ];
}

using Oms.Central.Books;
using Oms.Central.Orders;

namespace Oms.Central.Tests.Golden;

/// <content>Bills, documents and their series.</content>
internal static partial class EventSamples
{
    private static IReadOnlyList<object> Bills =>
    [
        new OrderEvent.BillRequested(2, BillKind.CreditNote, "EUR", [Billed, new(null, null, 0, new(90, 8, 2, 0))]),
        new OrderEvent.BillIssued(2, "CN-2026-000017"),
        new DocumentEvent.DocumentRequested(
            new DocumentTerms("order-1", 1, BillKind.Invoice, "EUR", [Billed]), At),
        new DocumentEvent.DocumentIssued(
            "INV-2026-000017", "order-1", 1, BillKind.Invoice, "EUR", Billed.Parts, At),
        new SeriesEvent.NumberAssigned(17, "order-1.1"),
    ];

    private static BillLine Billed => new(1, "MILK", 10, new BillParts(1_000, 100, 500, 50));
}

using NodaTime;
using Oms.Central.Books;
using Oms.Central.Orders;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Books;

public sealed class DocumentTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    private static readonly DocumentTerms Terms = new(
        "order-1", 1, BillKind.Invoice, "EUR", [new(1, "MILK", 10, new BillParts(1_000, 100, 500, 50))]);

    [Fact]
    public void A_series_numbers_each_document_once_and_without_a_gap()
    {
        var (series, numbers) = (DocumentSeries.Initial, new Dictionary<string, long>());
        foreach (var document in new[] { "a.1", "a.1", "b.1", "c.1", "c.1", "d.1" })
        {
            var decision = DocumentSeries.Decide(series, new SeriesCommand.Assign(document), Noon);
            foreach (var happened in (decision as Decision<SeriesEvent, SeriesRejection>.Accepted)?.Events ?? [])
            {
                var assigned = Assert.IsType<SeriesEvent.NumberAssigned>(happened);
                numbers.Add(assigned.Document, assigned.Number);
                series = DocumentSeries.Evolve(series, happened);
            }
        }

        Assert.Equal([1L, 2, 3, 4], numbers.Values.Order());
        Assert.Equal("INV-2026-000004", DocumentSeries.NumberOf(DocumentSeries.NameOf(BillKind.Invoice, Noon), 4));
        Assert.Equal("CN-2026", DocumentSeries.NameOf(BillKind.CreditNote, Noon));
    }

    [Fact]
    public void A_gap_in_a_series_is_never_read_as_if_it_were_none() =>
        Assert.Throws<System.Diagnostics.UnreachableException>(() =>
            DocumentSeries.Evolve(DocumentSeries.Initial, new SeriesEvent.NumberAssigned(2, "a.1")));

    [Fact]
    public void A_document_is_issued_with_its_sum_and_never_changes_again()
    {
        var document = After(BillDocument.Initial, new DocumentCommand.Request(Terms));
        Assert.IsType<DocumentRejection.Differs>(
            Refuse(document, new DocumentCommand.Request(Terms with { Currency = "USD" })));
        Assert.IsType<DocumentRejection.Differs>(Refuse(
            document,
            new DocumentCommand.Request(Terms with { Lines = [Terms.Lines[0] with { Units = 9 }] })));
        Assert.Empty(Decide(document, new DocumentCommand.Request(Terms with { Lines = [.. Terms.Lines] })));

        var issued = Assert.IsType<DocumentEvent.DocumentIssued>(
            Assert.Single(Decide(document, new DocumentCommand.RecordNumber("INV-2026-000001"))));
        Assert.Equal(1_650, issued.Total.Value);
        document = BillDocument.Evolve(document, issued);
        Assert.Empty(Decide(document, new DocumentCommand.RecordNumber("INV-2026-000001")));
        Assert.IsType<DocumentRejection.Numbered>(
            Refuse(document, new DocumentCommand.RecordNumber("INV-2026-000002")));
        Assert.IsType<DocumentRejection.NoSuchDocument>(
            Refuse(BillDocument.Initial, new DocumentCommand.RecordNumber("INV-2026-000001")));
    }

    private static IReadOnlyList<DocumentEvent> Decide(BillDocument document, DocumentCommand command) =>
        (BillDocument.Decide(document, command, Noon) as Decision<DocumentEvent, DocumentRejection>.Accepted)
            ?.Events ?? [];

    private static DocumentRejection Refuse(BillDocument document, DocumentCommand command) =>
        Assert.IsType<Decision<DocumentEvent, DocumentRejection>.Rejected>(
            BillDocument.Decide(document, command, Noon)).Reason;

    private static BillDocument After(BillDocument document, DocumentCommand command) =>
        Decide(document, command).Aggregate(document, BillDocument.Evolve);
}

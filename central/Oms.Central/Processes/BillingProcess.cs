using Oms.Actors.Processes;
using Oms.Central.Books;
using Oms.Central.Orders;

namespace Oms.Central.Processes;

/// <summary>Makes the invoices and credit notes that orders ask for: first the document, then its number.</summary>
internal sealed class BillingProcess : IProcessManager
{
    public string Name => "billing";

    public bool Listens(string kind) => kind is OrderId.Kind or BillDocument.Kind or DocumentSeries.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            OrderEvent.BillRequested e =>
            [
                happened.Document(Order.BillId(happened.Address.Id, e.Bill), new DocumentCommand.Request(
                    new DocumentTerms(happened.Address.Id, e.Bill, e.Kind, e.Currency, e.Lines))),
            ],
            DocumentEvent.DocumentRequested e =>
                [happened.Series(DocumentSeries.NameOf(e.Terms.Kind, e.At), new SeriesCommand.Assign(
                    happened.Address.Id))],
            SeriesEvent.NumberAssigned e =>
                [happened.Document(e.Document, new DocumentCommand.RecordNumber(
                    DocumentSeries.NumberOf(happened.Address.Id, e.Number)))],
            DocumentEvent.DocumentIssued e =>
                [happened.Order(e.Order, new OrderCommand.RecordBill(e.Bill, e.Number))],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) => [];
}

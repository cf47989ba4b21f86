using Oms.Actors.Processes;
using Oms.Central.Inventory;
using Oms.Central.Transfers;

namespace Oms.Central.Processes;

/// <summary>Takes a transfer's units from the one location, and puts what arrived into the other.</summary>
internal sealed class TransferProcess : IProcessManager
{
    public string Name => "transfer";

    public bool Listens(string kind) => kind is Transfer.Kind or StockItem.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            TransferEvent.TransferDispatched e =>
            [
                .. e.Terms.Lines.Select((line, index) => happened.Stock(
                    line.Sku,
                    e.Terms.From,
                    new StockCommand.TransferOut(e.Id, index + 1, line.Quantity, e.Terms.To))),
            ],
            StockEvent.StockTransferredOut e =>
                [happened.Transfer(e.Transfer, new TransferCommand.RecordSent(e.Line, e.Lots))],
            TransferEvent.UnitsReceived e =>
                [happened.Stock(e.Sku, e.To, new StockCommand.TransferIn(e.Id, e.Ref, e.Units))],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        (happened.Event, rejected.Command) switch
        {
            (TransferEvent.TransferDispatched e, StockCommand.TransferOut c) =>
                [happened.Transfer(e.Id, new TransferCommand.RecordRefused(c.Line, reason.GetType().Name))],
            (TransferEvent.UnitsReceived e, StockCommand.TransferIn c) =>
            [
                happened.Transfer(
                    e.Id,
                    new TransferCommand.RecordReceiptRefused(c.Ref, e.Line, e.To, c.Units, reason.GetType().Name)),
            ],
            _ => [],
        };
}

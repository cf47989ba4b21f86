using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Transfers.TransferEvent, Oms.Central.Transfers.TransferRejection>;

namespace Oms.Central.Transfers;

/// <summary>Units that go from one location to another. While they are on their way they are its own: what left the one
/// location is what is in transit, has arrived at the other, or is said to be missing.</summary>
/// <param name="Receipts">References of receipts, with what they stood for.</param>
public sealed partial record Transfer(
    long Revision,
    string Id,
    TransferStatus Status,
    TransferTerms? Terms,
    ImmutableList<TransferLine> Lines,
    Recent Receipts,
    string? Reason) : IEntity<Transfer, TransferCommand, TransferEvent, TransferRejection>
{
    /// <summary>The kind in every transfer's address.</summary>
    public const string Kind = "transfer";

    public static Transfer Initial { get; } = new(
        0, string.Empty, TransferStatus.Absent, null, [], Recent.Empty, null);

    [JsonIgnore]
    public int InTransit => Lines.Sum(line => line.InTransit);

    public static Decision Decide(Transfer state, TransferCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (TransferStatus.Absent, TransferCommand.Draft c) => c.Terms.Fault() is { } fault
                ? Decision.Reject(fault)
                : Decision.Accept(new TransferEvent.TransferDrafted(c.Id, c.Terms)),
            (_, TransferCommand.Draft c) => state.Terms!.IsSameAs(c.Terms)
                ? Decision.AlreadyDone
                : Decision.Reject(new TransferRejection.IdTaken()),
            (TransferStatus.Absent, _) => Decision.Reject(new TransferRejection.NoSuchTransfer()),

            (TransferStatus.Draft, TransferCommand.MakeReady) =>
                Decision.Accept(new TransferEvent.TransferMadeReady()),
            (TransferStatus.Ready, TransferCommand.MakeReady) => Decision.AlreadyDone,

            (TransferStatus.Ready, TransferCommand.Dispatch) =>
                Decision.Accept(new TransferEvent.TransferDispatched(state.Id, state.Terms!)),
            (TransferStatus.InTransit or TransferStatus.PartiallyReceived or TransferStatus.Received,
                TransferCommand.Dispatch) => Decision.AlreadyDone,

            (TransferStatus.Draft or TransferStatus.Ready, TransferCommand.Cancel c) =>
                Decision.Accept(new TransferEvent.TransferCancelled(c.Reason)),
            (TransferStatus.Cancelled, TransferCommand.Cancel) => Decision.AlreadyDone,

            (TransferStatus.InTransit or TransferStatus.PartiallyReceived, TransferCommand.RecordSent c) =>
                state.Line(c.Line) is { IsSettled: false }
                    ? Decision.Accept(new TransferEvent.LineSent(c.Line, c.Lots))
                    : Decision.AlreadyDone,
            (TransferStatus.InTransit or TransferStatus.PartiallyReceived, TransferCommand.RecordRefused c) =>
                state.Line(c.Line) is { IsSettled: false }
                    ? state.AndEnd(new TransferEvent.LineRefused(c.Line, c.Reason))
                    : Decision.AlreadyDone,
            (_, TransferCommand.RecordSent or TransferCommand.RecordRefused) => Decision.AlreadyDone,

            (_, TransferCommand.Receive c) => state.Receive(c),
            (_, TransferCommand.RecordReceiptRefused c) => state.TakeBack(c),
            (TransferStatus.InTransit or TransferStatus.PartiallyReceived, TransferCommand.Close c) =>
                state.Close(c),
            (TransferStatus.Received, TransferCommand.Close) => Decision.AlreadyDone,

            _ => Decision.Reject(new TransferRejection.IllegalTransition(
                state.Status, $"It cannot be asked to {command.GetType().Name} now.")),
        };

    public static Transfer Evolve(Transfer state, TransferEvent happened)
    {
        var next = happened switch
        {
            TransferEvent.TransferDrafted e => state with
            {
                Id = e.Id,
                Status = TransferStatus.Draft,
                Terms = e.Terms,
                Lines =
                [
                    .. e.Terms.Lines.Select((line, index) =>
                        new TransferLine(index + 1, line.Sku, line.Quantity, null, [])),
                ],
            },
            TransferEvent.TransferMadeReady => state with { Status = TransferStatus.Ready },
            TransferEvent.TransferDispatched => state with { Status = TransferStatus.InTransit },
            TransferEvent.LineSent e => state.Set(e.Line, line => line with
            {
                Lots =
                [
                    .. e.Lots.Select(lot => new TransferLot(lot.Lot, lot.Expires, lot.Quantity, 0, 0)
                    {
                        Serials = lot.Serials,
                    }),
                ],
            }),
            TransferEvent.LineRefused e => state.Set(e.Line, line => line with { Refused = e.Reason }),
            TransferEvent.UnitsReceived e => state.OnReceived(e),
            TransferEvent.ReceiptRefused e => state.OnReceiptRefused(e),
            TransferEvent.TransferReceived e => e.Missing.Aggregate(state, (transfer, missing) =>
                transfer.SetLot(missing.Line, missing.Lot, lot => lot with
                {
                    Missing = lot.Missing + missing.Missing,
                    Refused = null,
                }))
                with
            { Status = TransferStatus.Received, Reason = e.Reason },
            TransferEvent.TransferCancelled e => state with { Status = TransferStatus.Cancelled, Reason = e.Reason },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private Decision Close(TransferCommand.Close c) =>
        Lines.Exists(line => !line.IsSettled)
            ? Decision.Reject(new TransferRejection.IllegalTransition(Status, "Its units are just leaving."))
            : Decision.Accept(new TransferEvent.TransferReceived(
                [
                    .. from line in Lines
                       from lot in line.Lots
                       where lot.InTransit > 0
                       select new TransferDiscrepancy(line.Number, lot.Lot, lot.InTransit) { Sku = line.Sku },
                ],
                c.Reason));

    /// <summary>The event, and the end of the transfer where nothing is on its way any more.</summary>
    private Decision AndEnd(TransferEvent happened)
    {
        var after = Evolve(this, happened);
        return after.Lines.TrueForAll(line => line is { IsSettled: true, InTransit: 0 })
            ? Decision.Accept(happened, new TransferEvent.TransferReceived([], null))
            : Decision.Accept(happened);
    }

    private TransferLine? Line(int number) => number >= 1 && number <= Lines.Count ? Lines[number - 1] : null;

    private Transfer Set(int number, Func<TransferLine, TransferLine> change) =>
        this with { Lines = Lines.SetItem(number - 1, change(Lines[number - 1])) };

    private Transfer SetLot(int number, string name, Func<TransferLot, TransferLot> change) =>
        Set(number, line => line with
        {
            Lots = [.. line.Lots.Select(lot => lot.Lot == name ? change(lot) : lot)],
        });
}

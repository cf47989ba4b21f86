using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Entities;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Purchasing.PurchaseEvent, Oms.Central.Purchasing.PurchaseRejection>;

namespace Oms.Central.Purchasing;

/// <summary>An order to a supplier: what was agreed, what came, and what is owed for it.</summary>
/// <remarks>
/// What comes is a fact and is never refused for being too much, too late or of another lot: it is said so. Paid is
/// only what was ordered, came in good order and costs what was agreed (three-way match), or what a person approved.
/// </remarks>
/// <param name="Receipts">References of receipts, with what they stood for.</param>
/// <param name="Faults">Units that came and are not in stock.</param>
public sealed partial record PurchaseOrder(
    long Revision,
    string Id,
    PurchaseStatus Status,
    PurchaseTerms? Terms,
    string? SupplierRef,
    ImmutableList<PurchaseLine> Lines,
    ImmutableList<AdvanceNotice> Notices,
    Recent Receipts,
    ImmutableList<SupplierInvoice> Invoices,
    ImmutableList<NotBooked> Faults) : IEntity<PurchaseOrder, PurchaseCommand, PurchaseEvent, PurchaseRejection>
{
    /// <summary>The kind in every purchase order's address.</summary>
    public const string Kind = "purchase-order";

    /// <summary>Notices of one purchase order; invoices likewise.</summary>
    public const int PapersMax = 200;

    public static PurchaseOrder Initial { get; } =
        new(0, string.Empty, PurchaseStatus.Absent, null, null, [], [], Recent.Empty, [], []);

    /// <summary>The currency of all its prices.</summary>
    private Currency Currency => Terms!.Lines[0].UnitCost.Currency;

    /// <summary>Whether units of it may still come.</summary>
    [JsonIgnore]
    public bool IsOpen =>
        Status is PurchaseStatus.Sent or PurchaseStatus.Acknowledged or PurchaseStatus.PartiallyReceived;

    public static Decision Decide(PurchaseOrder state, PurchaseCommand command, Instant now)
    {
        var decision = Answer(state, command, now);
        if (decision is not Decision.Accepted { Events: { Count: > 0 } events })
        {
            return decision;
        }

        var after = events.Aggregate(state, Evolve);
        return Decision.Accept([.. events, .. after.Tell(state, command), .. Follow(after)]);
    }

    private static Decision Answer(PurchaseOrder state, PurchaseCommand command, Instant now) =>
        state.AnswerDropShip(command, now) ?? (state.Status, command) switch
        {
            (PurchaseStatus.Absent, PurchaseCommand.Draft c) => c.Terms.Fault() is { } fault
                ? Decision.Reject(fault)
                : Decision.Accept(new PurchaseEvent.PurchaseDrafted(c.Id, c.Terms)),
            (_, PurchaseCommand.Draft c) => c.Terms.IsSameAs(state.Terms!)
                ? Decision.AlreadyDone
                : Decision.Reject(new PurchaseRejection.IdTaken()),
            (PurchaseStatus.Absent, _) => Decision.Reject(new PurchaseRejection.NoSuchPurchaseOrder()),
            _ when Expected(command) is { } expected && expected != state.Revision =>
                Decision.Reject(new PurchaseRejection.StaleRevision(expected, state.Revision)),

            (PurchaseStatus.Draft, PurchaseCommand.Revise c) => c.Terms.Fault() is { } fault
                ? Decision.Reject(fault)
                : c.Terms.IsSameAs(state.Terms!)
                    ? Decision.AlreadyDone
                    : Decision.Accept(new PurchaseEvent.PurchaseRevised(c.Terms)),
            (PurchaseStatus.Draft, PurchaseCommand.Send) => Decision.Accept(new PurchaseEvent.PurchaseSent(now)),
            (not PurchaseStatus.Cancelled, PurchaseCommand.Send) => Decision.AlreadyDone,

            (PurchaseStatus.Sent or PurchaseStatus.Acknowledged or PurchaseStatus.PartiallyReceived,
                PurchaseCommand.Acknowledge c) => state.Acknowledge(c),
            (PurchaseStatus.Sent, PurchaseCommand.RejectAll c) =>
                Decision.Accept(new PurchaseEvent.PurchaseRejected(c.Reason)),
            (PurchaseStatus.Rejected, PurchaseCommand.RejectAll) => Decision.AlreadyDone,

            (_, PurchaseCommand.RegisterNotice c) => state.Announce(c),
            (_, PurchaseCommand.Receive c) => state.Receive(c),
            (_, PurchaseCommand.RecordNotBooked c) => state.Faults.Exists(fault => fault.Ref == c.Ref)
                ? Decision.AlreadyDone
                : Decision.Accept(new PurchaseEvent.GoodsNotBooked(c.Ref, c.Reason)),
            (_, PurchaseCommand.GiveUp c) => state.GiveUp(c),

            (_, PurchaseCommand.MatchInvoice c) => state.Match(c),
            (_, PurchaseCommand.DecideInvoice c) => state.DecideInvoice(c),

            (PurchaseStatus.Draft or PurchaseStatus.Sent or PurchaseStatus.Acknowledged, PurchaseCommand.Cancel c) =>
                Decision.Accept(new PurchaseEvent.PurchaseCancelled(c.Reason)),
            (PurchaseStatus.Cancelled, PurchaseCommand.Cancel) => Decision.AlreadyDone,

            _ => Decision.Reject(state.Illegal($"It cannot be asked to {command.GetType().Name} now.")),
        };

    private Decision Acknowledge(PurchaseCommand.Acknowledge c)
    {
        foreach (var (index, said) in c.Lines.Index())
        {
            if (Line(said.Line) is null)
            {
                return Decision.Reject(new PurchaseRejection.NoSuchLine(said.Line));
            }

            if (said.Quantity is < 0 or > PurchaseTerms.QuantityMax)
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/lines/{index}/quantity", $"It must be from 0 to {PurchaseTerms.QuantityMax}."));
            }

            if (said.UnitCost.Currency != Currency || said.UnitCost.Minor is < 0 or > PurchaseTerms.CostMax)
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/lines/{index}/unit_cost", $"It must be in {Currency}, from 0 to {PurchaseTerms.CostMax}."));
            }

            if (c.Lines.Take(index).Any(other => other.Line == said.Line))
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/lines/{index}/line", "The line is named twice."));
            }

            if (Terms!.DropShip is not null && Line(said.Line) is { } line
                && (said.Quantity < line.Received || said.Quantity > WantedOf(line)))
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/lines/{index}/quantity",
                    $"It must be from {line.Received}, which were shipped, to {WantedOf(line)}, which are ordered."));
            }
        }

        return Status != PurchaseStatus.Sent && SupplierRef == (c.SupplierRef ?? SupplierRef) && c.Lines.All(IsKnown)
            ? Decision.AlreadyDone
            : Decision.Accept(new PurchaseEvent.PurchaseAcknowledged(c.SupplierRef, c.Lines));
    }

    private bool IsKnown(AcknowledgedLine said) =>
        Line(said.Line) is { } line && line.UnitCost == said.UnitCost
        && (Terms!.DropShip is null ? line.Promised : WantedOf(line)) == said.Quantity
        && line.ExpectedOn == said.ExpectedOn;

    private Decision Announce(PurchaseCommand.RegisterNotice c)
    {
        if (Notices.Find(notice => notice.Ref == c.Notice.Ref) is { } known)
        {
            return known.ArrivesOn == c.Notice.ArrivesOn && known.Units.SequenceEqual(c.Notice.Units)
                ? Decision.AlreadyDone
                : Decision.Reject(new PurchaseRejection.ReferenceReused(c.Notice.Ref));
        }

        foreach (var (index, units) in c.Notice.Units.Index())
        {
            if (Line(units.Line) is null)
            {
                return Decision.Reject(new PurchaseRejection.NoSuchLine(units.Line));
            }

            if (units.Quantity is < 1 or > PurchaseTerms.QuantityMax || !OrderTerms.IsName(units.Lot))
            {
                return Decision.Reject(new PurchaseRejection.Invalid(
                    $"/units/{index}", $"A lot of 1 to 64 characters, 1 to {PurchaseTerms.QuantityMax} units."));
            }
        }

        return !IsOpen ? Decision.Reject(Illegal("Nothing of it is to come."))
            : Notices.Count >= PapersMax ? Decision.Reject(new PurchaseRejection.TooMany(PapersMax))
            : Decision.Accept(new PurchaseEvent.NoticeRegistered(c.Notice));
    }

    private Decision Receive(PurchaseCommand.Receive c)
    {
        var what = $"{c.Line}:{c.Lot}:{c.Quantity}:{c.Damaged}";
        if (Receipts.Find(c.Ref) is { } known)
        {
            return known == what
                ? Decision.AlreadyDone
                : Decision.Reject(new PurchaseRejection.ReferenceReused(c.Ref));
        }

        return Status is PurchaseStatus.Draft or PurchaseStatus.Cancelled or PurchaseStatus.Rejected
            ? Decision.Reject(Illegal("Nothing was ordered by it; book the units as a receipt of the stock item."))
            : Line(c.Line) is not { } line
                ? Decision.Reject(new PurchaseRejection.NoSuchLine(c.Line))
            : c.Quantity is < 1 or > PurchaseTerms.QuantityMax
                ? Decision.Reject(new PurchaseRejection.Invalid(
                    "/quantity", $"It must be from 1 to {PurchaseTerms.QuantityMax}."))
            : c.Damaged < 0 || c.Damaged > c.Quantity
                ? Decision.Reject(new PurchaseRejection.Invalid("/damaged", "It must be from 0 to the quantity."))
            : line.Received + (long)c.Quantity > StockItem.QuantityMax
                ? Decision.Reject(new PurchaseRejection.Invalid("/quantity", "More came than can be counted."))
            : Decision.Accept(new PurchaseEvent.GoodsReceived(
                Id, c.Ref, c.Line, line.Sku, Terms!.Location, c.Lot, c.Expires, c.Quantity, c.Damaged, c.On,
                [.. Unexpected(line, c)])
            {
                UnitCost = line.UnitCost,
            });
    }

    private IEnumerable<string> Unexpected(PurchaseLine line, PurchaseCommand.Receive c)
    {
        if (c.Quantity > line.Open)
        {
            yield return "over";
        }

        if (c.On > line.ExpectedOn)
        {
            yield return "late";
        }

        if (c.Damaged > 0)
        {
            yield return "damaged";
        }

        var announced = Notices.SelectMany(notice => notice.Units).Where(units => units.Line == c.Line).ToList();
        if (announced.Count > 0 && !announced.Exists(units => units.Lot == c.Lot))
        {
            yield return "unannounced-lot";
        }
    }

    private Decision GiveUp(PurchaseCommand.GiveUp c) =>
        Line(c.Line) is not { } line ? Decision.Reject(new PurchaseRejection.NoSuchLine(c.Line))
        : !IsOpen ? Decision.Reject(Illegal("Nothing of it is to come."))
        : line.Open == 0 ? Decision.AlreadyDone
        : Decision.Accept(new PurchaseEvent.UnitsGivenUp(c.Line, line.Open, c.Reason));

    /// <summary>What follows from the events themselves.</summary>
    private static IEnumerable<PurchaseEvent> Follow(PurchaseOrder state)
    {
        if (state.IsOpen && state.Status != PurchaseStatus.Sent && state.Lines.TrueForAll(line => line.Open == 0))
        {
            var received = new PurchaseEvent.PurchaseReceived();
            yield return received;
            state = Evolve(state, received);
        }

        if (state.Status == PurchaseStatus.Received
            && state.Lines.TrueForAll(line => line.Invoiced >= line.Good)
            && !state.Invoices.Exists(invoice => invoice.Status == InvoiceStatus.Disputed))
        {
            yield return new PurchaseEvent.PurchaseClosed();
        }

        foreach (var line in state.Terms?.DropShip is null ? state.Lines : [])
        {
            var coming = state.IsOpen && line.Open > 0 ? new ExpectedSupply(line.Open, line.ExpectedOn) : null;
            if (coming != line.Told)
            {
                yield return new PurchaseEvent.SupplyChanged(
                    state.Id, line.Number, line.Sku, state.Terms!.Location, coming?.Quantity ?? 0, coming?.On);
            }
        }
    }

    private static long? Expected(PurchaseCommand command) =>
        command switch
        {
            PurchaseCommand.Revise c => c.Expected,
            PurchaseCommand.Send c => c.Expected,
            PurchaseCommand.Acknowledge c => c.Expected,
            PurchaseCommand.RejectAll c => c.Expected,
            PurchaseCommand.GiveUp c => c.Expected,
            PurchaseCommand.Cancel c => c.Expected,
            _ => null,
        };

    private PurchaseLine? Line(int number) => number >= 1 && number <= Lines.Count ? Lines[number - 1] : null;

    private PurchaseRejection.IllegalTransition Illegal(string reason) => new(Status, reason);
}

using NodaTime;
using Oms.Central.Pricing;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Placing, at once or by way of a draft.</content>
public sealed partial record Order
{
    /// <summary>Whether its reference is free: nothing was placed under it, nor is anything drafted.</summary>
    private bool IsUnplaced => Status is OrderStatus.Absent or OrderStatus.Draft or OrderStatus.Discarded;

    /// <summary>What is decided before an order is placed; null where it is placed.</summary>
    private Decision? AnswerDraft(OrderCommand command, Instant now) =>
        (Status, command) switch
        {
            (_, OrderCommand.Recall) => Decision.Reject(new OrderRejection.NoSuchOrder()),
            (OrderStatus.Absent or OrderStatus.Discarded, OrderCommand.Place c) =>
                Place(c.Id, c.Terms, c.Checks, c.Quote, c.Supplies, now),
            (OrderStatus.Absent or OrderStatus.Discarded, OrderCommand.Draft c) => c.Terms.DraftFault() is { } fault
                ? Decision.Reject(fault)
                : Decision.Accept(new OrderEvent.OrderDrafted(c.Id, c.Terms, now)),
            (OrderStatus.Discarded, OrderCommand.Discard) => Decision.AlreadyDone,
            (OrderStatus.Absent, _) => Decision.Reject(new OrderRejection.NoSuchOrder()),
            (OrderStatus.Discarded, _) => Decision.Reject(Illegal(command, "The draft was discarded.")),

            (OrderStatus.Draft, OrderCommand.Draft c) => Terms!.IsSameAs(c.Terms)
                ? Decision.AlreadyDone
                : Decision.Reject(new OrderRejection.DuplicateOrder()),
            (OrderStatus.Draft, _) when ExpectedOf(command) is { } expected && expected != Revision => Stale(expected),
            (OrderStatus.Draft, OrderCommand.Revise c) => Revise(c),
            (OrderStatus.Draft, OrderCommand.PlaceDraft c) => Place(Id, Terms!, c.Checks, c.Quote, c.Supplies, now),
            (OrderStatus.Draft, OrderCommand.Discard c) => Decision.Accept(new OrderEvent.DraftDiscarded(c.Reason)),
            (OrderStatus.Draft, _) => Decision.Reject(Illegal(command, "It is a draft: place it, or discard it.")),

            (_, OrderCommand.Draft) => Decision.Reject(new OrderRejection.DuplicateOrder()),
            (_, OrderCommand.Revise or OrderCommand.Discard) =>
                Decision.Reject(Illegal(command, "It is placed already; propose a change, or cancel it.")),
            (_, OrderCommand.PlaceDraft) => Decision.AlreadyDone,
            _ => null,
        };

    private static Decision Place(
        string id,
        OrderTerms terms,
        OrderChecks? checks,
        PriceQuote? quote,
        IReadOnlyList<SuppliedLine>? supplies,
        Instant now)
    {
        if (terms.Fault() is { } fault)
        {
            return Decision.Reject(fault);
        }

        if (terms.CancelAfter <= now)
        {
            return Decision.Reject(new OrderRejection.InvalidTerms("/cancel_after", "It is over already."));
        }

        var (priced, unpriced) = Price(id, terms, quote);
        return unpriced is not null
            ? Decision.Reject(unpriced)
            : Decision.Accept(
            [
                new OrderEvent.OrderPlaced(id, terms, now) { Checks = checks, Supplies = supplies },
                .. priced,
                .. PendingHolds(checks),
            ]);
    }

    private Decision Revise(OrderCommand.Revise c) =>
        (c.Terms.Channel, c.Terms.ExternalRef) != (Terms!.Channel, Terms.ExternalRef)
            ? Decision.Reject(new OrderRejection.InvalidTerms(
                "/external_ref", "A draft keeps its channel and its reference; discard it, and write another one."))
        : c.Terms.DraftFault() is { } fault ? Decision.Reject(fault)
        : c.Terms.IsSameAs(Terms) ? Decision.AlreadyDone
        : Decision.Accept(new OrderEvent.DraftRevised(c.Terms));

    /// <summary>The order as its terms say, with nothing asked for.</summary>
    private Order Written(string id, OrderTerms terms, Instant at) => this with
    {
        Id = id,
        Terms = terms,
        PlacedAt = at,
        Lines = [.. terms.Lines.Select((line, index) => OrderLine.New(index + 1, line, terms.Promise, terms.ShipFrom))],
    };

    private static long? ExpectedOf(OrderCommand command) =>
        command switch
        {
            OrderCommand.Revise c => c.Expected,
            OrderCommand.PlaceDraft c => c.Expected,
            OrderCommand.Discard c => c.Expected,
            OrderCommand.ProposeChange c => c.Expected,
            OrderCommand.ConfirmChange c => c.Expected,
            OrderCommand.DeclineChange c => c.Expected,
            _ => null,
        };
}

using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Changes: proposed, and then confirmed, declined or over.</content>
/// <remarks>
/// What a change adds are lines like the others from the moment it is proposed, only marked: so the stock is held,
/// every unit is counted, and no answer of a stock item is lost. More of a line is a line of its own that adds to it,
/// since all open units of a line are in one reservation. What a change takes away stays until it is confirmed, and is
/// judged again then: units may have left meanwhile.
/// </remarks>
public sealed partial record Order
{
    private const string ChangeReminder = "change-expiry";
    private const int SecondsOfMinute = 60;

    /// <summary>The change that is proposed; null where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderChange? Change { get; init; }

    /// <summary>The last change that ended; null where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EndedChange? LastChange { get; init; }

    /// <summary>Where it goes since a change said so; null for where its terms say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderDestination? Destination { get; init; }

    /// <summary>Who gets the order, and where, as things are now. The order is placed, or drafted.</summary>
    public OrderDestination ShipTo() => Destination ?? new OrderDestination(Terms!.Customer, Terms.SealedCustomer);

    public static IReadOnlyList<Reminder<OrderCommand>> Reminders(Order state) =>
        state.Change is { } change
            ?
            [
                new Reminder<OrderCommand>(
                    ChangeReminder, change.ExpiresAt, new OrderCommand.ExpireChange(change.Number)),
            ]
            : [];

    /// <summary>What a change would come to: the order after it is proposed and confirmed, as far as stock items need
    /// not be asked.</summary>
    /// <param name="quote">What is to be known of it (<see cref="QuestionOf"/>); null where nothing is.</param>
    /// <returns>The rejection; or the order's state with the change open.</returns>
    public (Order? Proposed, OrderRejection? Rejection) Preview(ChangeWish wish, ChangeQuote? quote, Instant now) =>
        Decide(this, new OrderCommand.ProposeChange(wish, string.Empty, null) { Quote = quote }, now) switch
        {
            Decision.Accepted { Events: var events } => (events.Aggregate(this, Evolve), null),
            Decision.Rejected { Reason: var reason } => (null, reason),
            _ => throw new System.Diagnostics.UnreachableException("A change is proposed, or refused."),
        };

    private Decision? AnswerChange(OrderCommand command, Instant now) =>
        command switch
        {
            OrderCommand.ConfirmChange c when LastChange == new EndedChange(c.Number, ChangeOutcome.Confirmed) =>
                Decision.AlreadyDone,
            OrderCommand.DeclineChange c when LastChange == new EndedChange(c.Number, ChangeOutcome.Declined) =>
                Decision.AlreadyDone,
            OrderCommand.ProposeChange or OrderCommand.ConfirmChange or OrderCommand.DeclineChange
                when ExpectedOf(command) is { } expected && expected != Revision => Stale(expected),
            OrderCommand.ProposeChange c => Propose(c, now),
            OrderCommand.ConfirmChange c => NotOpen(c.Number) ?? Confirm(c, now),
            OrderCommand.DeclineChange c => NotOpen(c.Number) ?? EndChange(
                "change-declined", new OrderEvent.ChangeDeclined(c.Number, c.Reason, c.By)),
            OrderCommand.ExpireChange c => Change?.Number != c.Number || now < Change.ExpiresAt
                ? Decision.AlreadyDone
                : EndChange("change-expired", new OrderEvent.ChangeExpired(c.Number)),
            _ => null,
        };

    private Decision? NotOpen(int number) =>
        Change?.Number == number ? null
        : Decision.Reject(number < 1 || number > (LastChange?.Number ?? 0)
            ? new OrderRejection.NoSuchChange(number)
            : new OrderRejection.ChangeOver(
                number, LastChange!.Number == number ? $"{LastChange.Outcome}" : "Over"));

    private Decision Propose(OrderCommand.ProposeChange c, Instant now)
    {
        if (c.Wish.Fault() is { } fault)
        {
            return Decision.Reject(fault);
        }

        if (Status is not (OrderStatus.Placed or OrderStatus.Released))
        {
            return Decision.Reject(Illegal(c, "The order has ended."));
        }

        if (Change is { } open)
        {
            return Decision.Reject(new OrderRejection.ChangeAlreadyOpen(open.Number));
        }

        if (PricesFault(c.Wish) is { } wrong)
        {
            return Decision.Reject(wrong);
        }

        var (plan, refusal) = PlanOf(c.Wish);
        if (plan is null)
        {
            return Decision.Reject(refusal!);
        }

        var (prices, unpriced) = PricesOf(plan, c.Wish.Destination, c.Quote);
        return unpriced is not null
            ? Decision.Reject(unpriced)
            : Decision.Accept(new OrderEvent.ChangeProposed(
                (LastChange?.Number ?? 0) + 1,
                plan.Cuts,
                plan.Added,
                now,
                now + Duration.FromMinutes(c.Wish.HoldMinutes),
                c.Wish.Reason,
                c.By)
            {
                Destination = c.Wish.Destination,
                Prices = prices,
                Tender = c.Wish.Tender,
            });
    }

    /// <summary>What a wish takes away and adds, as things are now.</summary>
    private (ChangePlan? Plan, OrderRejection? Rejection) PlanOf(ChangeWish wish)
    {
        var cuts = new List<LineCut>();
        var added = new List<AddedLine>();
        foreach (var each in wish.Quantities)
        {
            if (Line(each.Line) is not { } line)
            {
                return (null, new OrderRejection.NoSuchLine(each.Line));
            }

            if (KeptTogether(line) is { } kit)
            {
                return (null, new OrderRejection.ChangeNotPossible(line.Number, kit));
            }

            var more = each.Quantity - line.Standing;
            if (more > 0)
            {
                added.Add(new AddedLine(
                    0,
                    new OrderedLine(line.Sku, more, line.Band)
                    {
                        Attributes = line.Attributes,
                        ShipFrom = line.ShipFrom,
                        Price = Money is null ? null : PriceOf(line) with { Discounts = [] },
                    },
                    line.Number)
                {
                    Supply = line.Supply,
                });
            }
            else if (more < 0)
            {
                cuts.Add(new LineCut(line.Number, -more));
            }
        }

        added.AddRange(wish.Added.Select((line, index) => new AddedLine(0, line, null)
        {
            Supply = wish.Supplies?.FirstOrDefault(each => each.Line == index + 1)?.Supply,
        }));
        return Refusal(cuts, added, wish.Destination) is { } refusal
            ? (null, refusal)
            : (new ChangePlan(
                cuts, [.. added.Select((line, index) => line with { Line = Lines.Count + index + 1 })]), null);
    }

    private OrderRejection? Refusal(List<LineCut> cuts, List<AddedLine> added, OrderDestination? destination) =>
        cuts.Count == 0 && added.Count == 0 && destination is null
            ? new OrderRejection.ChangeNotPossible(0, "Nothing would change.")
        : Lines.Count + added.Count > LinesMax
            ? new OrderRejection.InvalidTerms("/add", $"An order has up to {LinesMax} lines, those it had included.")
        : Lines.Sum(line => (long)line.Quantities.Ordered) + added.Sum(line => (long)line.Item.Quantity) > UnitsMax
            ? new OrderRejection.InvalidTerms("/add", $"An order has up to {UnitsMax} units.")
        : NotPossible(cuts, destination);

    /// <summary>Why units cannot be taken away, or the address cannot change, as things are now.</summary>
    private OrderRejection.ChangeNotPossible? NotPossible(IReadOnlyList<LineCut> cuts, OrderDestination? destination) =>
        cuts.Select(cut => (cut, line: Lines[cut.Line - 1])).Where(each => each.cut.Quantity > each.line.Cancellable)
            .Select(each => new OrderRejection.ChangeNotPossible(
                each.line.Number,
                $"{each.cut.Quantity} units would be taken away; {each.line.Cancellable} have not left."))
            .FirstOrDefault()
        ?? (destination is not null && Lines.Any(line =>
            line.Quantities.Shipped > 0 || line.Allocation?.Stage == AllocationStage.Shipping)
            ? new OrderRejection.ChangeNotPossible(0, "Units have left, or are being loaded, for the old address.")
            : null);

    private Decision Confirm(OrderCommand.ConfirmChange c, Instant now)
    {
        var change = Change!;
        if (now >= change.ExpiresAt)
        {
            return Decision.Reject(new OrderRejection.ChangeOver(change.Number, $"{ChangeOutcome.Expired}"));
        }

        if (NotPossible(change.Cuts, change.Destination) is { } refusal)
        {
            return Decision.Reject(refusal);
        }

        foreach (var number in change.Added)
        {
            if (Lines[number - 1].Allocation?.Stage is not (AllocationStage.Soft or AllocationStage.Backordered))
            {
                return Decision.Reject(new OrderRejection.ChangeNotPossible(
                    number,
                    Lines[number - 1].Quantities.Open == 0
                        ? "No unit is to be had; decline the change."
                        : "The stock item has not answered yet."));
            }
        }

        var (events, uncovered) = Confirmed(c.By, c.Limit);
        return uncovered is null ? Decision.Accept(events) : Decision.Reject(uncovered);
    }

    /// <summary>What the confirmation of the open change does, whatever the stock items say.</summary>
    /// <param name="limit">The most that may be owed on invoices and in cash together; null for any amount.</param>
    /// <returns>The events; and why what is owed in addition cannot be paid as it is to be.</returns>
    private (IReadOnlyList<OrderEvent> Events, OrderRejection? Rejection) Confirmed(string by, Money? limit)
    {
        var change = Change!;
        List<OrderEvent> events =
        [
            .. change.Cuts.SelectMany(cut => CancelUnits(Lines[cut.Line - 1], cut.Quantity, "change")),
            new OrderEvent.ChangeConfirmed(change.Number, by),
            .. change.Destination is not null && Checks?.Address == true
                ? [Held(HoldType.Address, change.Number)]
                : Array.Empty<OrderEvent>(),
            .. change.Prices is { } prices
                ? [new OrderEvent.LinesPriced(change.Number, prices.Lines, prices.Quote)]
                : Array.Empty<OrderEvent>(),
        ];
        var after = events.Aggregate(this, Evolve);
        var (tender, rejection) = Supplement(after, limit);
        if (Checks?.Fraud == true && Money is not null && OrderDues.Of(after).Owed > OrderDues.Of(this).Owed)
        {
            events.Add(Held(HoldType.Fraud, change.Number));
        }

        return (tender is null ? events : [.. events, tender], rejection);
    }

    /// <summary>Gives back what the change held.</summary>
    private Decision EndChange(string reason, OrderEvent ended) =>
        Decision.Accept(
        [
            .. from number in Change!.Added
               let line = Lines[number - 1]
               where line.Quantities.Open > 0
               from happened in CancelUnits(line, line.Quantities.Open, reason)
               select happened,
            ended,
        ]);

    /// <summary>What a change takes away and adds; numbers of lines are given.</summary>
    private sealed record ChangePlan(List<LineCut> Cuts, List<AddedLine> Added);
}

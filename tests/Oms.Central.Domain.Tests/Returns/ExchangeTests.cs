using NodaTime;
using Oms.Central.Returns;
using Oms.Central.Tests.Orders;
using Oms.Finance;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Returns.ExchangeEvent, Oms.Central.Returns.ExchangeRejection>;

namespace Oms.Central.Tests.Returns;

/// <summary>When what replaces returned units is placed and paid.</summary>
public sealed class ExchangeTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly Money Credit = PricedOrders.Euros(220);

    [Fact]
    public void Reserved_at_approval_the_replacement_is_placed_first_and_paid_when_the_units_are_there()
    {
        var approved = After(Proposed(atApproval: true), new ExchangeCommand.RecordApproved());
        Assert.True(approved.IsReplacementDue);
        Assert.Equal(
            [
                new ExchangeEvent.UnitsCameBack(2, Credit),
                new ExchangeEvent.ReplacementPaid("order-2", "exchange-EX-1", Credit),
            ],
            Do(approved, new ExchangeCommand.RecordReturned(2, Credit)));
    }

    [Fact]
    public void Else_it_is_placed_when_the_units_are_there_with_the_tender_that_their_credit_pays()
    {
        var approved = After(Proposed(atApproval: false), new ExchangeCommand.RecordApproved());
        Assert.False(approved.IsReplacementDue);
        Assert.Equal(
            [new ExchangeEvent.UnitsCameBack(2, Credit), new ExchangeEvent.ReplacementDue("order-2", null)],
            Do(approved, new ExchangeCommand.RecordReturned(2, Credit)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_nothing_comes_it_ends_and_says_whether_there_is_an_order_to_be_cancelled(bool atApproval)
    {
        var approved = After(Proposed(atApproval), new ExchangeCommand.RecordApproved());
        var ended = new ExchangeEvent.ExchangeEnded("EX-1", "order-2", atApproval, "nothing-came");
        Assert.Equal([ended], Do(approved, new ExchangeCommand.RecordReturned(0, null)));
        var over = Exchange.Evolve(approved, ended);
        Assert.Equal(ExchangeStatus.Ended, over.Status);
        Assert.Same(
            Decision.AlreadyDone, Exchange.Decide(over, new ExchangeCommand.RecordReturned(2, Credit), Noon));
    }

    [Fact]
    public void What_is_told_twice_happens_once()
    {
        var approved = After(Proposed(atApproval: true), new ExchangeCommand.RecordApproved());
        Assert.Same(Decision.AlreadyDone, Exchange.Decide(approved, new ExchangeCommand.RecordApproved(), Noon));
        var done = After(approved, new ExchangeCommand.RecordReturned(2, Credit));
        Assert.Same(
            Decision.AlreadyDone, Exchange.Decide(done, new ExchangeCommand.RecordReturned(2, Credit), Noon));
        Assert.Same(Decision.AlreadyDone, Exchange.Decide(done, new ExchangeCommand.RecordEnded("late"), Noon));
    }

    private static Exchange Proposed(bool atApproval) => After(
        Exchange.Initial,
        new ExchangeCommand.Propose("EX-1", new ExchangeTerms(
            "order-1",
            new ReturnRequest(
                "EX-1", [new ReturnWish(1, 2, "broken")], "dc-1", RefundTarget.StoreCredit, "exchange-EX-1",
                new ReturnPolicy(ReservesAtApproval: atApproval), "anna"),
            "order-2", Orders.Orders.Terms(), null, Credit, Credit)));

    private static Exchange After(Exchange state, ExchangeCommand command) =>
        Do(state, command).Aggregate(state, Exchange.Evolve);

    private static IReadOnlyList<ExchangeEvent> Do(Exchange state, ExchangeCommand command) =>
        Assert.IsType<Decision.Accepted>(Exchange.Decide(state, command, Noon)).Events;
}

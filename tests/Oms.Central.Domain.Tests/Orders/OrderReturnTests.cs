using NodaTime;
using Oms.Central.Orders;
using Oms.Central.Returns;
using Oms.Custody.CheckOuts;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using static Oms.Central.Tests.Orders.PricedOrders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>Which units of an order may come back, and what is refunded for them.</summary>
public sealed class OrderReturnTests
{
    private static readonly ReturnPolicy Full = new(RefundsShipping: true);

    private static Order Delivered => Paid(After(Shipped(), Outcome(1, "A", 10), Outcome(2, "B", 5)));

    [Fact]
    public void Units_may_come_back_until_the_window_ends_and_not_a_moment_later()
    {
        var window = Duration.FromDays(Full.WindowDays);
        Assert.IsType<Decision.Accepted>(Order.Decide(ProvenAt(Noon - window), Request(1, 3), Noon));
        Assert.Equal(
            new OrderRejection.ReturnWindowOver(1, 3, 0),
            Refuse(ProvenAt(Noon - window - Duration.Epsilon), Request(1, 3)));
        Assert.IsType<Decision.Accepted>(Order.Decide(
            ProvenAt(Noon - window - Duration.Epsilon), Request(1, 3, exception: "regular customer"), Noon));
    }

    [Fact]
    public void Two_returns_never_have_the_same_unit()
    {
        var asked = After(Delivered, Request(1, 6));
        Assert.Equal(new OrderRejection.ReturnExceedsDelivered(1, 5, 4), Refuse(asked, Request(1, 5, "RMA-2")));
        Assert.Same(Decision.AlreadyDone, Order.Decide(asked, Request(1, 6), Noon));
        Assert.Equal(new OrderRejection.ReturnDiffers("RMA-1"), Refuse(asked, Request(1, 5)));
        var freed = After(asked, new OrderCommand.ReleaseReturn("RMA-1", [new LineUnits(1, 1)], "lost"));
        Assert.Equal(5, After(freed, Request(1, 5, "RMA-2")).Returns!["RMA-2"].Lines[0].Open);
        Assert.Equal(
            new OrderRejection.ReturnExceedsDelivered(1, 6, 5), Refuse(freed, Book(1, "A", 6)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(11)]
    public void A_return_of_no_unit_or_of_more_than_were_delivered_is_refused(int quantity) =>
        Assert.Equal(
            new OrderRejection.ReturnExceedsDelivered(1, quantity, 10), Refuse(Delivered, Request(1, quantity)));

    [Fact]
    public void What_is_counted_twice_is_counted_once()
    {
        var booked = Paid(After(Delivered, Request(1, 2), Book(1, "A", 2)));
        Assert.Equal((2, 2, 270), (
            booked.Lines[0].Quantities.Returned, booked.Lines[0].Back!.Sum(back => back.Quantity),
            booked.Money!.Refunded));
        Assert.Same(Decision.AlreadyDone, Order.Decide(booked, Book(1, "A", 2), Noon));
        Assert.Equal(OrderStatus.Closed, booked.Status);
    }

    [Fact]
    public void For_units_that_the_customer_does_not_pay_nothing_is_refunded()
    {
        var flagged = After(
            Shipped(), Flagged(1, "A"), Outcome(1, "A", 10), Outcome(2, "B", 5), Decided(1, refund: true));
        var order = Paid(flagged);
        var before = order.Money!.Charged;
        var booked = Paid(After(order, Request(1, 10), Book(1, "A", 10)));
        Assert.Equal((0L, before), (booked.Money!.Refunded, booked.Money.Charged));
        Assert.Equal(0, booked.Returns!["RMA-1"].Booked[0].Refund);
        Assert.Equal(before, OrderDues.Of(booked).Owed);
    }

    [Fact]
    public void Store_credit_that_is_not_granted_goes_back_to_the_card()
    {
        var booked = Paid(After(Delivered, Request(1, 2, to: RefundTarget.StoreCredit), Book(1, "A", 2)));
        Assert.Equal((0L, 270), (booked.Money!.Refunded, booked.Returns!["RMA-1"].Booked[0].Credit));
        var refused = new OrderCommand.RefuseReturnCredit("RMA-1", "I-1", "Invalid");
        var back = Paid(After(booked, refused));
        Assert.Equal((270L, 0L), (back.Money!.Refunded, back.Returns!["RMA-1"].Booked[0].Credit));
        Assert.Same(Decision.AlreadyDone, Order.Decide(back, refused, Noon));
    }

    [Fact]
    public void Store_credit_goes_up_to_its_limit_and_the_rest_to_the_card()
    {
        var booked = Paid(After(
            Delivered, Request(1, 3, to: RefundTarget.StoreCredit, creditMax: 400), Book(1, "A", 2),
            Book(1, "A", 1, "I-2")));
        Assert.Equal([270L, 130L], booked.Returns!["RMA-1"].Booked.Select(each => each.Credit));
        Assert.Equal(5, booked.Money!.Refunded);
    }

    private static Order ProvenAt(Instant signed) => Paid(After(
        Shipped(),
        new OrderCommand.RecordOutcome(
            "co-1", "R-1", 1, 1, "A", 4, 10, 0, 0, 0, null, new ProofOfDelivery("A. Buyer", signed, "aa")),
        Outcome(2, "B", 5)));

    private static OrderCommand.RequestReturn Request(
        int line,
        int quantity,
        string id = "RMA-1",
        RefundTarget to = RefundTarget.Original,
        long? creditMax = null,
        string? exception = null) =>
        new(new ReturnRequest(
            id, [new ReturnWish(line, quantity, "broken")], "dc-1", to,
            to == RefundTarget.StoreCredit ? "K-17" : null, Full, "anna")
        {
            CreditMax = creditMax,
            Exception = exception,
        });

    private static OrderCommand.BookReturn Book(int line, string lot, int quantity, string reference = "I-1") =>
        new("RMA-1", reference, line, lot, quantity, null, 1_000);
}

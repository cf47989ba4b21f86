using NodaTime;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Tests.Payments;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Operations;

/// <summary>The auditor finds what should never be, and nothing where all is well.</summary>
public sealed class OrderMoneyAuditTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private static Order Sound
    {
        get
        {
            var place = OrderMoneyProperties.Place(new Random(1), CapturePolicy.AfterDelivery);
            var placed = Assert.IsType<Decision.Accepted>(Order.Decide(Order.Initial, place, Noon)).Events
                .Aggregate(Order.Initial, Order.Evolve);
            return placed.Money!.Tenders.Aggregate(placed, (order, tender) => Order.Evolve(
                order,
                new OrderEvent.PaymentNoted(
                    tender.Number, 1, TransactionKind.Authorisation, null, tender.Terms.Amount,
                    TransactionStatus.Succeeded, null)));
        }
    }

    [Fact]
    public void A_sound_order_has_no_violation() => Assert.Empty(Check(Sound));

    [Fact]
    public void Totals_that_do_not_follow_from_the_lines_are_found()
    {
        var money = Sound.Money!;
        var wrong = money.Totals with
        {
            Lines = [money.Totals.Lines[0] with { Gross = money.Totals.Lines[0].Gross + 1 }, money.Totals.Lines[1]],
        };
        Assert.Equal("I10", Assert.Single(Check(Sound with { Money = money with { Totals = wrong } })).Invariant);
    }

    [Fact]
    public void A_charge_for_goods_that_did_not_arrive_is_found() =>
        Assert.Equal("I11", Assert.Single(Check(Charged(Sound, 1))).Invariant);

    [Fact]
    public void A_closed_order_with_too_little_charged_is_found() =>
        Assert.Contains(Check(Sound with { Status = OrderStatus.Closed }), each => each.Invariant == "I10");

    [Fact]
    public void What_the_order_believes_and_its_payment_denies_is_found()
    {
        var order = Sound;
        var tender = order.Money!.Tenders[0];
        var payment = Payment.Evolve(Payment.Initial, new PaymentEvent.PaymentOpened(tender.Terms, Noon));
        payment = Payment.Evolve(payment, new PaymentEvent.TransactionRequested(
            1, TransactionKind.Authorisation, Payment.AuthorisationRef, tender.Terms.Amount, null, "order", Noon));
        Assert.Empty(Check(order, (tender.Payment, payment)));
        var failed = Payment.Evolve(payment, new PaymentEvent.TransactionFailed(
            1, TransactionKind.Authorisation, tender.Terms.Amount, "no-funds", Noon));
        Assert.Equal("I10", Assert.Single(Check(order, (tender.Payment, failed))).Invariant);
    }

    [Fact]
    public void A_dispute_that_was_won_at_the_payment_and_lost_at_the_order_is_found()
    {
        var order = Charged(Sound, 100);
        var tender = order.Money!.Tenders[0];
        var payment = Payment.Evolve(Payment.Initial, new PaymentEvent.PaymentOpened(tender.Terms, Noon));
        payment = Payment.Evolve(payment, new PaymentEvent.DisputeOpened(
            "d-1", OrderMoneyWorld.Euros(100), OrderMoneyWorld.Euros(0), "fraud", Noon));
        var open = Order.Evolve(
            order, new OrderEvent.DisputeNoted(1, "d-1", OrderMoneyWorld.Euros(100), DisputeStatus.Open));
        Assert.DoesNotContain(Check(open, (tender.Payment, payment)), each => each.Invariant == "I9");
        var won = Payment.Evolve(
            payment, new PaymentEvent.DisputeSettled("d-1", true, OrderMoneyWorld.Euros(100), Noon));
        Assert.DoesNotContain(Check(open, (tender.Payment, won)), each => each.Invariant == "I9");
        var lost = Order.Evolve(
            open, new OrderEvent.DisputeNoted(1, "d-1", OrderMoneyWorld.Euros(100), DisputeStatus.Lost));
        Assert.Contains(Check(lost, (tender.Payment, won)), each => each.Invariant == "I9");
    }

    [Fact]
    public void Store_credit_that_comes_from_nowhere_is_found()
    {
        var violations = new List<Violation>();
        OrderMoneyAudit.Check(
            [], [], new() { ["K-17@EUR"] = StoreCredit.Initial with { Balance = 1 } }, violations);
        Assert.Equal("I10", Assert.Single(violations).Invariant);
    }

    private static Order Charged(Order order, long minor)
    {
        var tender = order.Money!.Tenders[0];
        return order with
        {
            Money = order.Money with
            {
                Tenders = order.Money.Tenders.SetItem(0, tender with
                {
                    Transactions = tender.Transactions.Add(new TenderTransaction(
                        "order-1", 2, TransactionKind.Capture, minor, TransactionStatus.Succeeded, ByOrder: true)),
                }),
            },
        };
    }

    private static List<Violation> Check(Order order, params (string Id, Payment Payment)[] payments)
    {
        var violations = new List<Violation>();
        OrderMoneyAudit.Check(
            new() { [order.Id] = order },
            payments.ToDictionary(each => each.Id, each => each.Payment),
            [],
            violations);
        return violations;
    }
}

using FsCheck;
using FsCheck.Fluent;
using Oms.Central.Payments;
using Xunit;
using static Oms.Central.Tests.Payments.PaymentSamples;
using Decision =
    Oms.Entities.Decision<Oms.Central.Payments.StoreCreditEvent, Oms.Central.Payments.StoreCreditRejection>;

namespace Oms.Central.Tests.Payments;

/// <summary>What holds for store credit after any commands, repeated ones included.</summary>
public sealed class StoreCreditProperties
{
    private static Gen<StoreCreditCommand> Commands => Gen.OneOf(
        Gen.Choose(-1, 60).Select(n => (StoreCreditCommand)new StoreCreditCommand.Grant(
            "K-17", Euros(n), "sorry", "anna")),
        Gen.Choose(-1, 60).Select(n => (StoreCreditCommand)new StoreCreditCommand.Withdraw(Euros(n), "lapsed", "anna")),
        from payment in Gen.Elements("p-1", "p-2", "p-3")
        from number in Gen.Choose(1, 8)
        from kind in Gen.Elements(Enum.GetValues<TransactionKind>())
        from minor in Gen.Choose(1, 60)
        select (StoreCreditCommand)new StoreCreditCommand.Answer(payment, number, kind, Euros(minor)));

    [Fact]
    public void The_balance_is_never_below_zero_and_no_unit_comes_from_nowhere() =>
        Prop.ForAll(Commands.ArrayOf(60).ToArbitrary(), commands =>
        {
            var state = StoreCredit.Initial;
            foreach (var command in commands)
            {
                if (StoreCredit.Decide(state, command, Noon) is not Decision.Accepted accepted)
                {
                    continue;
                }

                state = accepted.Events.Aggregate(state, StoreCredit.Evolve);
                Assert.True(state.Balance >= 0);
                Assert.All(state.Uses.Values, use => Assert.True(use is { Held: >= 0, Spent: >= 0 }));
                Assert.Equal(state.Granted, state.Balance + state.Held + state.Spent + state.Withdrawn);
                if (command is StoreCreditCommand.Answer)
                {
                    Assert.Same(Decision.AlreadyDone, StoreCredit.Decide(state, command, Noon));
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_payments_of_60_draw_on_100_once()
    {
        var state = StoreCredit.Evolve(
            StoreCredit.Initial, new StoreCreditEvent.CreditGranted("K-17", Euros(100), "sorry", "anna", Noon));
        var first = new StoreCreditCommand.Answer("p-1", 1, TransactionKind.Authorisation, Euros(60));
        state = Assert.IsType<Decision.Accepted>(StoreCredit.Decide(state, first, Noon))
            .Events.Aggregate(state, StoreCredit.Evolve);
        Assert.Equal(
            new StoreCreditRejection.TooLittle(Euros(40)),
            Assert.IsType<Decision.Rejected>(
                StoreCredit.Decide(state, first with { Payment = "p-2" }, Noon)).Reason);
    }

    [Fact]
    public void An_account_has_one_currency_and_one_owner()
    {
        var state = StoreCredit.Evolve(
            StoreCredit.Initial, new StoreCreditEvent.CreditGranted("K-17", Euros(100), "sorry", "anna", Noon));
        Assert.IsType<Decision.Rejected>(StoreCredit.Decide(
            state,
            new StoreCreditCommand.Answer("p", 1, TransactionKind.Authorisation, Finance.Money.Of(1, "USD")),
            Noon));
        Assert.IsType<Decision.Rejected>(StoreCredit.Decide(
            state, new StoreCreditCommand.Grant("K-18", Euros(1), "sorry", "anna"), Noon));
    }
}

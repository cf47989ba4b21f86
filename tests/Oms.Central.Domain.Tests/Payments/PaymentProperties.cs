using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Payments;
using Oms.Finance;
using Xunit;
using static Oms.Central.Tests.Payments.PaymentSamples;
using Decision = Oms.Entities.Decision<Oms.Central.Payments.PaymentEvent, Oms.Central.Payments.PaymentRejection>;

namespace Oms.Central.Tests.Payments;

/// <summary>What holds for a payment after any commands and answers, repeated and late ones included.</summary>
public sealed class PaymentProperties
{
    private static Gen<long> Amounts => Gen.OneOf(Gen.Choose(-1, 130).Select(n => (long)n), Gen.Constant(100L));

    private static Gen<int> Numbers => Gen.Choose(0, 9);

    private static Gen<string> Refs => Gen.Choose(1, 12).Select(n => $"t{n}");

    private static Gen<Money?> Limits => Gen.Elements(null, Euros(50));

    private static Gen<PaymentCommand> Opens => Gen.Elements(
        new PaymentCommand.Open(Card(), "anna", null),
        new PaymentCommand.Open(Card(), "anna", null),
        new PaymentCommand.Open(Card(), "anna", null),
        new PaymentCommand.Open(Cash(), "anna", null),
        new PaymentCommand.Open(Invoice(), "anna", Euros(100))).Select(open => (PaymentCommand)open);

    private static Gen<PaymentCommand> Commands => Gen.OneOf(
        Opens,
        from reference in Refs from minor in Amounts select Capture(reference, minor),
        from reference in Refs from minor in Amounts select Capture(reference, minor),
        from reference in Refs
        from minor in Amounts
        from limit in Limits
        select Refund(reference, minor, limit),
        Refs.Select(Void),
        Numbers.Select(n => (PaymentCommand)new PaymentCommand.BeginCall(n, "node-1")),
        Gen.Choose(1, 3).Select(n => (PaymentCommand)new PaymentCommand.RecordSuccess(n, "psp", null)),
        Numbers.Select(n => (PaymentCommand)new PaymentCommand.RecordSuccess(n, "psp", null)),
        Numbers.Select(n => (PaymentCommand)new PaymentCommand.RecordFailure(n, "declined")),
        Numbers.Select(n => (PaymentCommand)new PaymentCommand.RecordDoubt(n, "timeout")),
        Numbers.Select(n => (PaymentCommand)new PaymentCommand.NoteNotice(n)),
        from number in Numbers
        from succeeded in Gen.Elements(true, false)
        select (PaymentCommand)new PaymentCommand.Confirm(number, succeeded, "count", "bob", null),
        Gen.Constant((PaymentCommand)new PaymentCommand.Expire()),
        from n in Gen.Choose(1, 3)
        from minor in Amounts
        select (PaymentCommand)new PaymentCommand.OpenDispute($"d{n}", Euros(minor), "fraud"),
        from n in Gen.Choose(1, 3)
        from won in Gen.Elements(true, false)
        select (PaymentCommand)new PaymentCommand.SettleDispute($"d{n}", won));

    private static Arbitrary<(PaymentCommand Open, (PaymentCommand Command, int Hours)[] Steps)> Histories =>
        (from open in Opens
         from rest in (from command in Commands from hours in Gen.Choose(0, 6) select (command, hours)).ArrayOf(40)
         select (open, rest)).ToArbitrary();

    [Fact]
    public void What_may_be_captured_never_exceeds_what_is_authorised() =>
        Always((_, oracle, _) => Assert.True(oracle.Live(TransactionKind.Capture) <= oracle.Authorised));

    [Fact]
    public void What_may_be_refunded_never_exceeds_what_is_captured_for_certain() =>
        Always((_, oracle, _) => Assert.True(oracle.Live(TransactionKind.Refund) <= oracle.Captured));

    [Fact]
    public void Refunds_and_disputes_exceed_captures_only_by_what_a_dispute_said() =>
        Always((_, oracle, _) => Assert.True(
            oracle.Live(TransactionKind.Refund) + oracle.Disputed - oracle.Excess <= oracle.Captured));

    [Fact]
    public void What_is_given_back_was_not_captured() =>
        Always((_, oracle, _) => Assert.True(
            oracle.Live(TransactionKind.Capture) + oracle.Live(TransactionKind.Void) <= oracle.Authorised));

    [Fact]
    public void Amounts_are_those_of_a_ledger_that_knows_nothing_of_the_rules() =>
        Always((state, oracle, _) => Assert.Equal(
            (oracle.Authorised, oracle.Captured, oracle.Live(TransactionKind.Capture), oracle.Refunded,
                oracle.Live(TransactionKind.Refund), oracle.Disputed, oracle.Excess),
            (state.Authorised, state.Captured, state.CaptureExposure, state.Refunded, state.RefundExposure,
                state.Disputed, state.DisputedExcess)));

    [Fact]
    public void Nothing_is_captured_after_the_authorisation_ended() =>
        Always((_, _, step) => Assert.False(
            step.Events.Any(e => e is PaymentEvent.TransactionRequested { Kind: TransactionKind.Capture })
                && (step.Before.Expired || step.Before.ExpiresAt <= step.At)));

    [Fact]
    public void The_provider_owes_an_answer_exactly_while_a_card_transaction_is_unsettled() =>
        Always((state, _, _) => Assert.Equal(
            state.Terms is { Method: PaymentMethod.Card } && state.Transactions.Any(each => each.IsUnsettled),
            state.AwaitsProvider));

    [Fact]
    public void A_command_with_its_own_identity_has_no_second_effect() =>
        Always((_, _, step) =>
        {
            if (step.Command is not (PaymentCommand.BeginCall or PaymentCommand.RecordDoubt or PaymentCommand.Confirm))
            {
                Assert.Same(Decision.AlreadyDone, Payment.Decide(step.After, step.Command, step.At));
            }
        });

    private static void Always(Action<Payment, Ledger, Step> check) =>
        Prop.ForAll(Histories, history =>
        {
            var (state, now, ledger) = (Payment.Initial, Noon, new Ledger());
            foreach (var (command, hours) in history.Steps.Prepend((history.Open, 0)))
            {
                now += Duration.FromHours(hours);
                if (Payment.Decide(state, command, now) is Decision.Accepted { Events: { Count: > 0 } events })
                {
                    var before = state;
                    state = events.Aggregate(state, Payment.Evolve);
                    foreach (var happened in events)
                    {
                        ledger.Book(happened);
                    }

                    check(state, ledger, new Step(command, before, events, state, now));
                }
            }
        }).QuickCheckThrowOnFailure();

    private sealed record Step(
        PaymentCommand Command, Payment Before, IReadOnlyList<PaymentEvent> Events, Payment After, Instant At);

    /// <summary>The oracle: sums of what events say, kept apart from the entity's own.</summary>
    private sealed class Ledger
    {
        private readonly Dictionary<TransactionKind, long> _live = [];
        private readonly Dictionary<string, (long Amount, long Excess)> _disputes = [];

        public long Authorised { get; private set; }

        public long Captured { get; private set; }

        public long Refunded { get; private set; }

        public long Disputed => _disputes.Values.Sum(each => each.Amount);

        public long Excess => _disputes.Values.Sum(each => each.Excess);

        public long Live(TransactionKind kind) => _live.GetValueOrDefault(kind);

        public void Book(PaymentEvent happened)
        {
            switch (happened)
            {
                case PaymentEvent.TransactionRequested e:
                    _live[e.Kind] = Live(e.Kind) + e.Amount.Minor;
                    break;
                case PaymentEvent.TransactionFailed e:
                    _live[e.Kind] = Live(e.Kind) - e.Amount.Minor;
                    break;
                case PaymentEvent.TransactionSucceeded { Kind: TransactionKind.Authorisation } e:
                    Authorised += e.Amount.Minor;
                    break;
                case PaymentEvent.TransactionSucceeded { Kind: TransactionKind.Capture } e:
                    Captured += e.Amount.Minor;
                    break;
                case PaymentEvent.TransactionSucceeded { Kind: TransactionKind.Refund } e:
                    Refunded += e.Amount.Minor;
                    break;
                case PaymentEvent.DisputeOpened e:
                    _disputes[e.Ref] = (e.Amount.Minor, e.Excess.Minor);
                    break;
                case PaymentEvent.DisputeSettled { Won: true } e:
                    _ = _disputes.Remove(e.Ref);
                    break;
                default:
                    break;
            }
        }
    }
}

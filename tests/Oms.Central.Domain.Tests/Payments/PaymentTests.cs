using NodaTime;
using Oms.Central.Payments;
using Oms.Finance;
using Xunit;
using static Oms.Central.Tests.Payments.PaymentSamples;
using Decision = Oms.Entities.Decision<Oms.Central.Payments.PaymentEvent, Oms.Central.Payments.PaymentRejection>;

namespace Oms.Central.Tests.Payments;

/// <summary>What a payment answers; several tests are named after what users of other systems lived through.</summary>
public sealed class PaymentTests
{
    [Fact]
    public void Opening_a_card_payment_asks_for_its_authorisation() =>
        Given().When(new PaymentCommand.Open(Card(), "anna", null)).Then(
            new PaymentEvent.PaymentOpened(Card(), Noon),
            Requested(1, TransactionKind.Authorisation, Payment.AuthorisationRef, 100));

    [Fact]
    public void An_invoice_is_granted_captured_and_credited_by_the_house_at_once()
    {
        var granted = Given().When(new PaymentCommand.Open(Invoice(), "anna", null)).ThenState();
        Assert.Equal(PaymentStatus.Authorised, granted.Status);
        Assert.Empty(Payment.Reminders(granted));
        var captured = After(granted, Capture("c1", 100));
        Assert.Equal((PaymentStatus.Captured, false), (captured.Status, captured.AwaitsProvider));
        Assert.Equal(40, After(captured, Refund("r1", 40)).Refunded);
    }

    [Fact]
    public void Cash_counts_as_captured_only_when_somebody_has_counted_it()
    {
        var open = Given().When(new PaymentCommand.Open(Cash(), "anna", null)).ThenState();
        var asked = After(open, Capture("c1", 100));
        Assert.Equal((0, 100, false), (asked.Captured, asked.CaptureExposure, asked.AwaitsProvider));
        var counted = After(asked, new PaymentCommand.Confirm(2, true, "count-7", "bob", null));
        Assert.Equal((100, PaymentStatus.Captured), (counted.Captured, counted.Status));
    }

    [Fact]
    public void What_the_provider_answers_nobody_confirms_by_hand() =>
        Given([.. Authorised(), Requested(2, TransactionKind.Capture, "c1", 100)])
            .When(new PaymentCommand.Confirm(2, true, "count-7", "bob", null))
            .ThenRejected(new PaymentRejection.IllegalTransition(
                PaymentStatus.Authorised, "Only cash is confirmed by people."));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(PaymentTerms.MinorMax + 1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void An_amount_that_is_no_amount_is_refused(long minor)
    {
        Given().When(new PaymentCommand.Open(Card(minor), "anna", null)).ThenRejected(
            new PaymentRejection.InvalidTerms("/amount/minor", "It must be from 1 to 1000000000000000 minor units."));
        Given(Authorised()).When(Capture("c1", minor)).ThenRejected(
            new PaymentRejection.InvalidTerms("/amount/minor", "It must be from 1 to 1000000000000000 minor units."));
    }

    [Fact]
    public void Another_currency_is_refused() =>
        Given(Authorised()).When(new PaymentCommand.Capture("c1", Money.Of(100, "USD"), "anna", null))
            .ThenRejected(new PaymentRejection.CurrencyDiffers("EUR"));

    [Fact]
    public void A_card_number_is_no_token() =>
        Given().When(new PaymentCommand.Open(
            Card() with { Card = new CardReference("4111 1111 1111 1111", "1111") }, "anna", null)).ThenRejected(
            new PaymentRejection.InvalidTerms("/card/token", "It is a card's number; give the provider's token."));

    [Fact]
    public void A_capture_of_exactly_what_is_left_is_taken_and_one_cent_more_is_not()
    {
        PaymentEvent[] some = [.. Authorised(), Requested(2, TransactionKind.Capture, "c1", 60)];
        Given(some).When(Capture("c2", 40)).Then(Requested(3, TransactionKind.Capture, "c2", 40));
        Given(some).When(Capture("c2", 41)).ThenRejected(new PaymentRejection.CaptureExceedsAuthorised(Euros(40)));
    }

    // The refund race of hyperswitch #13182: two refunds of 60 on a capture of 100 both succeeded.
    [Fact]
    public void Two_refunds_of_60_on_100_the_second_is_refused_while_the_first_is_only_asked_for() =>
        Given([.. Captured(), Requested(3, TransactionKind.Refund, "r1", 60)])
            .When(Refund("r2", 60)).ThenRejected(new PaymentRejection.RefundExceedsCaptured(Euros(40)));

    [Fact]
    public void Two_refunds_of_60_on_100_the_second_is_refused_while_the_first_is_in_doubt() =>
        Given([.. Captured(), Requested(3, TransactionKind.Refund, "r1", 60), InDoubt(3)])
            .When(Refund("r2", 60)).ThenRejected(new PaymentRejection.RefundExceedsCaptured(Euros(40)));

    [Fact]
    public void Once_a_refund_is_known_to_have_failed_another_one_may_take_its_place() =>
        Given([.. Captured(), Requested(3, TransactionKind.Refund, "r1", 60), Failed(3, TransactionKind.Refund, 60)])
            .When(Refund("r2", 60)).Then(Requested(4, TransactionKind.Refund, "r2", 60, "broken"));

    // killbill #334: more was refunded than captured.
    [Fact]
    public void What_is_not_captured_for_certain_cannot_be_refunded() =>
        Given([.. Authorised(), Requested(2, TransactionKind.Capture, "c1", 100), InDoubt(2)])
            .When(Refund("r1", 1)).ThenRejected(new PaymentRejection.RefundExceedsCaptured(Euros(0)));

    // pinelab-vendure-plugins #620: one payment was settled three times.
    [Fact]
    public void The_same_capture_asked_for_three_times_is_captured_once()
    {
        var once = Given(Authorised()).When(Capture("c1", 100)).ThenState();
        Assert.Same(Already, Payment.Decide(once, Capture("c1", 100), Noon));
        Assert.Equal(
            Decision.Reject(new PaymentRejection.ReferenceReused("c1")), Payment.Decide(once, Capture("c1", 50), Noon));
        Assert.Equal(
            Decision.Reject(new PaymentRejection.CaptureExceedsAuthorised(Euros(0))),
            Payment.Decide(once, Capture("c2", 100), Noon));
    }

    // medusa #13301: an order that was fine was refunded because an answer was late.
    [Fact]
    public void A_capture_without_an_answer_stays_in_doubt_and_is_asked_about_again()
    {
        var begun = Given([.. Authorised(), Requested(2, TransactionKind.Capture, "c1", 100)])
            .When(new PaymentCommand.BeginCall(2, "node-1")).ThenState();
        var doubtful = After(begun, new PaymentCommand.RecordDoubt(2, "timeout"));
        Assert.Equal(TransactionStatus.InDoubt, doubtful.Transactions[1].Status);
        Assert.Equal(Noon + Duration.FromSeconds(2), doubtful.Transactions[1].DueAt);
        Assert.Equal((100, 0), (doubtful.CaptureExposure, doubtful.Captured));
    }

    [Fact]
    public void The_wait_until_the_provider_is_asked_again_grows_to_an_hour_and_never_ends()
    {
        var state = Given([.. Authorised(), Requested(2, TransactionKind.Capture, "c1", 100)])
            .When(new PaymentCommand.BeginCall(2, "node-1")).ThenState();
        var now = Noon;
        for (var i = 0; i < 100; i++)
        {
            state = After(state, new PaymentCommand.RecordDoubt(2, "timeout"), now);
            Assert.InRange(state.Transactions[1].DueAt!.Value - now, Duration.FromSeconds(2), Payment.AskAgainMax);
            now = state.Transactions[1].DueAt!.Value;
            state = After(state, new PaymentCommand.BeginCall(2, "node-1"), now);
        }

        Assert.True(state.AwaitsProvider);
    }

    [Fact]
    public void One_node_calls_at_a_time_and_another_one_takes_over_when_it_never_came_back()
    {
        var begun = Given([.. Authorised(), Requested(2, TransactionKind.Capture, "c1", 100)])
            .When(new PaymentCommand.BeginCall(2, "node-1")).ThenState();
        Assert.Equal(
            Decision.Reject(new PaymentRejection.CallUnderWay("node-1")),
            Payment.Decide(begun, new PaymentCommand.BeginCall(2, "node-2"), Noon + Duration.FromSeconds(59)));
        var later = After(begun, new PaymentCommand.BeginCall(2, "node-2"), Noon + Payment.CallLease);
        Assert.Equal(
            (TransactionStatus.InDoubt, 2, "node-2"),
            (later.Transactions[1].Status, later.Transactions[1].Attempts, later.Transactions[1].CalledBy));
    }

    // woocommerce-gateway-stripe #838, saleor PR #9504: the same outcome was told twice and counted twice.
    [Fact]
    public void An_outcome_told_twice_or_a_week_late_counts_once()
    {
        var captured = Given(Captured()).When(new PaymentCommand.RecordSuccess(2, "psp-1", null));
        captured.ThenAlreadyDone();
        Given(Captured()).When(new PaymentCommand.NoteNotice(2)).ThenAlreadyDone();
    }

    [Fact]
    public void An_outcome_that_contradicts_the_first_changes_nothing() =>
        Given(Captured()).When(new PaymentCommand.RecordFailure(2, "declined")).ThenRejected(
            new PaymentRejection.IllegalTransition(PaymentStatus.Captured, "Transaction 2 is settled otherwise."));

    [Fact]
    public void A_notice_makes_the_provider_be_asked_now() =>
        Given([.. Authorised(), Requested(2, TransactionKind.Capture, "c1", 100), InDoubt(2)])
            .When(new PaymentCommand.NoteNotice(2)).Then(new PaymentEvent.ProviderNotified(2, Noon));

    [Fact]
    public void What_a_capture_left_can_be_given_back_and_then_nothing_more_is_captured()
    {
        PaymentEvent[] some =
        [
            .. Authorised(), Requested(2, TransactionKind.Capture, "c1", 60), Succeeded(2, TransactionKind.Capture, 60),
        ];
        Given(some).When(Void("v1")).Then(Requested(3, TransactionKind.Void, "v1", 40, "cancelled"));
        Given([.. some, Requested(3, TransactionKind.Void, "v1", 40), InDoubt(3)])
            .When(Capture("c2", 1)).ThenRejected(new PaymentRejection.IllegalTransition(
                PaymentStatus.PartiallyCaptured, "What is left of the authorisation is given back."));
    }

    [Fact]
    public void Nothing_is_given_back_while_a_capture_is_under_way() =>
        Given([.. Authorised(), Requested(2, TransactionKind.Capture, "c1", 60)])
            .When(Void("v1")).ThenRejected(new PaymentRejection.IllegalTransition(
                PaymentStatus.Authorised,
                "A capture is under way; once it is settled what is left can be given back."));

    [Fact]
    public void An_authorisation_that_has_expired_is_not_captured_even_before_the_reminder()
    {
        var authorised = Given([]).When(new PaymentCommand.Open(Card(), "anna", null)).ThenState();
        authorised = After(authorised, new PaymentCommand.RecordSuccess(1, "psp-1", Noon + Duration.FromDays(2)));
        var reminder = Assert.Single(Payment.Reminders(authorised));
        Assert.Equal(Noon + Duration.FromDays(2), reminder.DueAt);
        _ = Assert.IsType<Decision.Accepted>(
            Payment.Decide(authorised, Capture("c1", 1), reminder.DueAt - Duration.Epsilon));
        _ = Assert.IsType<Decision.Rejected>(Payment.Decide(authorised, Capture("c1", 1), reminder.DueAt));
        var expired = After(authorised, reminder.Command, reminder.DueAt);
        Assert.Equal(PaymentStatus.Expired, expired.Status);
        Assert.Empty(Payment.Reminders(expired));
    }

    [Fact]
    public void Refunds_in_parts_do_not_get_round_an_approval_limit()
    {
        PaymentEvent[] some = [.. Captured(), Requested(3, TransactionKind.Refund, "r1", 30)];
        Given(some).When(Refund("r2", 20, Euros(50))).Then(Requested(4, TransactionKind.Refund, "r2", 20, "broken"));
        Given(some).When(Refund("r2", 21, Euros(50))).ThenRejected(new PaymentRejection.ApprovalRequired(Euros(50)));
    }

    [Fact]
    public void Credit_above_the_approval_limit_is_not_granted() =>
        Given().When(new PaymentCommand.Open(Invoice(101), "anna", Euros(100)))
            .ThenRejected(new PaymentRejection.ApprovalRequired(Euros(100)));

    [Fact]
    public void A_disputed_amount_is_not_refunded_as_well()
    {
        PaymentEvent[] disputed =
            [.. Captured(), new PaymentEvent.DisputeOpened("d1", Euros(70), Euros(0), "fraud", Noon)];
        Given(disputed).When(Refund("r1", 31)).ThenRejected(new PaymentRejection.RefundExceedsCaptured(Euros(30)));
        Given([.. disputed, new PaymentEvent.DisputeSettled("d1", false, Euros(70), Noon)])
            .When(Refund("r1", 31)).ThenRejected(new PaymentRejection.RefundExceedsCaptured(Euros(30)));
        Given([.. disputed, new PaymentEvent.DisputeSettled("d1", true, Euros(70), Noon)])
            .When(Refund("r1", 100)).Then(Requested(3, TransactionKind.Refund, "r1", 100, "broken"));
    }

    [Fact]
    public void A_dispute_after_a_refund_says_how_much_went_back_twice() =>
        Given([.. Captured(), Requested(3, TransactionKind.Refund, "r1", 60)])
            .When(new PaymentCommand.OpenDispute("d1", Euros(100), "fraud"))
            .Then(new PaymentEvent.DisputeOpened("d1", Euros(100), Euros(60), "fraud", Noon));

    [Fact]
    public void A_change_of_somebody_else_is_seen() =>
        Given(Authorised()).When(new PaymentCommand.Capture("c1", Euros(1), "anna", 2))
            .ThenRejected(new PaymentRejection.StaleRevision(3));

    private static Decision Already => Decision.AlreadyDone;

    private static Payment After(Payment state, PaymentCommand command, Instant? now = null) =>
        Assert.IsType<Decision.Accepted>(Payment.Decide(state, command, now ?? Noon)).Events
            .Aggregate(state, Payment.Evolve);
}

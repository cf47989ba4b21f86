using NodaTime;
using Decision = Oms.Entities.Decision<Oms.Central.Payments.PaymentEvent, Oms.Central.Payments.PaymentRejection>;

namespace Oms.Central.Payments;

/// <content>What the provider, people and banks say.</content>
public sealed partial record Payment
{
    private static readonly Duration AskAgainFirst = Duration.FromSeconds(2);
    private const int DoublingsMax = 12;

    private Decision BeginCall(PaymentCommand.BeginCall c, Instant now)
    {
        if (Find(c.Number) is not { } transaction)
        {
            return Decision.Reject(new PaymentRejection.NoSuchTransaction(c.Number));
        }

        if (!transaction.IsUnsettled || transaction.DueAt is not { } due)
        {
            return Decision.Reject(new PaymentRejection.IllegalTransition(Status, "Nothing is to be asked."));
        }

        if (transaction.CalledBy is { } node && due > now)
        {
            return Decision.Reject(new PaymentRejection.CallUnderWay(node));
        }

        var called = new PaymentEvent.CallBegun(c.Number, c.Node, now + CallLease);

        // A node that called and never came back may have been heard.
        return transaction is { CalledBy: not null, Status: TransactionStatus.Requested }
            ? Decision.Accept(new PaymentEvent.TransactionInDoubt(c.Number, "no-answer-recorded", now), called)
            : Decision.Accept(called);
    }

    private Decision RecordSuccess(PaymentCommand.RecordSuccess c, Instant now) =>
        Settle(c.Number, TransactionStatus.Succeeded, transaction => new PaymentEvent.TransactionSucceeded(
            c.Number,
            transaction.Kind,
            transaction.Amount,
            c.Proof,
            transaction.Kind == TransactionKind.Authorisation && Terms!.Method == PaymentMethod.Card
                ? c.ExpiresAt ?? (now + AuthorisationValid)
                : null,
            now));

    private Decision RecordFailure(PaymentCommand.RecordFailure c, Instant now) =>
        Settle(c.Number, TransactionStatus.Failed, transaction => new PaymentEvent.TransactionFailed(
            c.Number, transaction.Kind, transaction.Amount, c.Reason, now));

    private Decision Settle(int number, TransactionStatus status, Func<PaymentTransaction, PaymentEvent> settled) =>
        Find(number) is not { } transaction
            ? Decision.Reject(new PaymentRejection.NoSuchTransaction(number))
            : Terms!.Method is not (PaymentMethod.Card or PaymentMethod.StoreCredit)
                ? Decision.Reject(new PaymentRejection.IllegalTransition(Status, "No provider answers for it."))
                : transaction.IsUnsettled
                    ? Decision.Accept(settled(transaction))
                    : transaction.Status == status
                        ? Decision.AlreadyDone
                        : Decision.Reject(new PaymentRejection.IllegalTransition(
                            Status, $"Transaction {number} is settled otherwise."));

    private Decision RecordDoubt(PaymentCommand.RecordDoubt c, Instant now) =>
        Find(c.Number) is not { } transaction
            ? Decision.Reject(new PaymentRejection.NoSuchTransaction(c.Number))
            : !transaction.IsUnsettled || transaction.DueAt is null
                ? Decision.AlreadyDone
                : Decision.Accept(new PaymentEvent.TransactionInDoubt(
                    c.Number, c.Reason, now + Wait(transaction.Attempts)));

    private Decision NoteNotice(PaymentCommand.NoteNotice c, Instant now) =>
        Find(c.Number) is not { } transaction
            ? Decision.Reject(new PaymentRejection.NoSuchTransaction(c.Number))
            : transaction is { IsUnsettled: true, DueAt: { } due, CalledBy: null } && due > now
                ? Decision.Accept(new PaymentEvent.ProviderNotified(c.Number, now))
                : Decision.AlreadyDone;

    private Decision Confirm(PaymentCommand.Confirm c, Instant now)
    {
        if (Find(c.Number) is not { } transaction)
        {
            return Decision.Reject(new PaymentRejection.NoSuchTransaction(c.Number));
        }

        if (Terms!.Method != PaymentMethod.CashOnDelivery)
        {
            return Decision.Reject(new PaymentRejection.IllegalTransition(
                Status, "Only cash is confirmed by people."));
        }

        var status = c.Succeeded ? TransactionStatus.Succeeded : TransactionStatus.Failed;
        return !transaction.IsUnsettled
            ? transaction.Status == status && transaction.Proof == c.Proof
                ? Decision.AlreadyDone
                : Decision.Reject(new PaymentRejection.IllegalTransition(
                    Status, $"Transaction {c.Number} is settled already."))
            : c.Expected is { } seen && seen != Revision
                ? Decision.Reject(new PaymentRejection.StaleRevision(Revision))
                : Decision.Accept(c.Succeeded
                    ? new PaymentEvent.TransactionSucceeded(
                        c.Number, transaction.Kind, transaction.Amount, c.Proof, null, now)
                    : new PaymentEvent.TransactionFailed(
                        c.Number, transaction.Kind, transaction.Amount, c.Proof, now));
    }

    private Decision Expire(Instant now) =>
        !Expired && ExpiresAt <= now && Remainder > 0
            ? Decision.Accept(new PaymentEvent.AuthorisationExpired(Amount(Remainder), now))
            : Decision.AlreadyDone;

    private Decision OpenDispute(PaymentCommand.OpenDispute c, Instant now)
    {
        if (Disputes.Find(each => each.Ref == c.Ref) is { } known)
        {
            return known.Amount == c.Amount
                ? Decision.AlreadyDone
                : Decision.Reject(new PaymentRejection.ReferenceReused(c.Ref));
        }

        if (Terms!.Method != PaymentMethod.Card)
        {
            return Decision.Reject(new PaymentRejection.IllegalTransition(Status, "Only a card has disputes."));
        }

        if (Unfit(c.Ref, c.Amount, null) is { } unfit)
        {
            return unfit;
        }

        if (Disputes.Count >= DisputesMax)
        {
            return Decision.Reject(new PaymentRejection.TooMany(DisputesMax));
        }

        // What a bank did cannot be refused; what went back twice because of it is said.
        var left = long.Max(0, Captured - RefundExposure - (Disputed - DisputedExcess));
        return c.Amount.Minor > Captured
            ? Decision.Reject(new PaymentRejection.DisputeExceedsCaptured(Amount(Captured)))
            : Decision.Accept(new PaymentEvent.DisputeOpened(
                c.Ref, c.Amount, Amount(long.Max(0, c.Amount.Minor - left)), c.Reason, now));
    }

    private Decision SettleDispute(PaymentCommand.SettleDispute c, Instant now) =>
        Disputes.Find(each => each.Ref == c.Ref) is not { } dispute
            ? Decision.Reject(new PaymentRejection.NoSuchDispute(c.Ref))
            : dispute.Status == DisputeStatus.Open
                ? Decision.Accept(new PaymentEvent.DisputeSettled(c.Ref, c.Won, dispute.Amount, now))
                : dispute.Status == (c.Won ? DisputeStatus.Won : DisputeStatus.Lost)
                    ? Decision.AlreadyDone
                    : Decision.Reject(new PaymentRejection.IllegalTransition(
                        Status, $"Dispute {c.Ref} is decided otherwise."));

    private PaymentTransaction? Find(int number) =>
        number >= 1 && number <= Transactions.Count ? Transactions[number - 1] : null;

    private static Duration Wait(int attempts) =>
        Duration.Min(AskAgainMax, AskAgainFirst * (1L << int.Clamp(attempts - 1, 0, DoublingsMax)));
}

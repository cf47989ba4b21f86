using System.Diagnostics;

namespace Oms.Central.Payments;

/// <content>How events change the payment.</content>
public sealed partial record Payment
{
    public static Payment Evolve(Payment state, PaymentEvent happened)
    {
        var next = happened switch
        {
            PaymentEvent.PaymentOpened e when state.Terms is null =>
                state with { Terms = e.Terms, OpenedAt = e.At },
            _ when state.Terms is null => throw new UnreachableException($"{happened} cannot be the first event."),
            PaymentEvent.TransactionRequested e => state.OnRequested(e),
            PaymentEvent.CallBegun e => state.Change(e.Number, each => each with
            {
                Attempts = each.Attempts + 1,
                CalledBy = e.Node,
                DueAt = e.Until,
            }),
            PaymentEvent.TransactionInDoubt e => state.Change(e.Number, each => each with
            {
                Status = TransactionStatus.InDoubt,
                CalledBy = null,
                DueAt = e.AskAt,
                Note = e.Reason,
            }),
            PaymentEvent.TransactionSucceeded e => state.Change(e.Number, each => each with
            {
                Status = TransactionStatus.Succeeded,
                CalledBy = null,
                DueAt = null,
                Proof = e.Proof,
            }) with
            { ExpiresAt = e.Kind == TransactionKind.Authorisation ? e.ExpiresAt : state.ExpiresAt },
            PaymentEvent.TransactionFailed e => state.Change(e.Number, each => each with
            {
                Status = TransactionStatus.Failed,
                CalledBy = null,
                DueAt = null,
                Note = e.Reason,
            }),
            PaymentEvent.ProviderNotified e => state.Change(e.Number, each => each with { DueAt = e.At }),
            PaymentEvent.AuthorisationExpired => state with { Expired = true },
            PaymentEvent.DisputeOpened e => state with
            {
                Disputes = state.Disputes.Add(
                    new Dispute(e.Ref, e.Amount, e.Excess, e.Reason, DisputeStatus.Open, e.At)),
            },
            PaymentEvent.DisputeSettled e => state.OnDisputeSettled(e),
            _ => throw new UnreachableException($"{happened} cannot follow {state.Status}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private Payment OnRequested(PaymentEvent.TransactionRequested e) =>
        e.Number != Transactions.Count + 1
            ? throw new UnreachableException($"Transaction {e.Number} cannot follow {Transactions.Count}.")
            : this with
            {
                Transactions = Transactions.Add(new PaymentTransaction(
                    e.Number,
                    e.Kind,
                    e.Ref,
                    e.Amount,
                    TransactionStatus.Requested,
                    e.By,
                    e.At,
                    0,
                    Terms!.Method == PaymentMethod.Card ? e.At : null,
                    null,
                    null,
                    e.Reason)),
            };

    private Payment Change(int number, Func<PaymentTransaction, PaymentTransaction> change) =>
        Find(number) is { IsUnsettled: true } transaction
            ? this with { Transactions = Transactions.SetItem(number - 1, change(transaction)) }
            : throw new UnreachableException($"Transaction {number} cannot change any more.");

    private Payment OnDisputeSettled(PaymentEvent.DisputeSettled e)
    {
        var index = Disputes.FindIndex(each => each.Ref == e.Ref);
        return index >= 0 && Disputes[index].Status == DisputeStatus.Open
            ? this with
            {
                Disputes = Disputes.SetItem(
                    index, Disputes[index] with { Status = e.Won ? DisputeStatus.Won : DisputeStatus.Lost }),
            }
            : throw new UnreachableException($"Dispute {e.Ref} cannot be decided.");
    }
}

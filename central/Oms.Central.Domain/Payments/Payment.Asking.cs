using NodaTime;
using Oms.Central.Orders;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Payments.PaymentEvent, Oms.Central.Payments.PaymentRejection>;

namespace Oms.Central.Payments;

/// <content>What callers ask for: each is decided once, against everything that was asked for before.</content>
public sealed partial record Payment
{
    private Decision Open(PaymentCommand.Open c, Instant now) =>
        Terms is not null
            ? Terms == c.Terms
                ? Decision.AlreadyDone
                : Decision.Reject(new PaymentRejection.IllegalTransition(Status, "It was opened with other terms."))
            : c.Terms.Fault() is { } fault
                ? Decision.Reject(fault)
                : c.Terms.IsOnCredit && IsAbove(c.Limit, c.Terms.Amount)
                    ? Decision.Reject(new PaymentRejection.ApprovalRequired(c.Limit!))
                    : Decision.Accept(
                    [
                        new PaymentEvent.PaymentOpened(c.Terms, now),
                        .. Ask(
                            c.Terms.Method,
                            new PaymentEvent.TransactionRequested(
                                1, TransactionKind.Authorisation, AuthorisationRef, c.Terms.Amount, null, c.By, now)
                            {
                                Account = c.Terms.Account,
                            }),
                    ]);

    private Decision Capture(PaymentCommand.Capture c, Instant now) =>
        Known(c.Ref, TransactionKind.Capture, c.Amount)
        ?? Unfit(c.Ref, c.Amount, c.Expected)
        ?? Unauthorised(now)
        ?? (c.Amount.Minor > Remainder
            ? Decision.Reject(new PaymentRejection.CaptureExceedsAuthorised(Amount(Remainder)))
            : Ask(TransactionKind.Capture, c.Ref, c.Amount, null, c.By, now));

    private Decision GiveBack(PaymentCommand.Void c, Instant now) =>
        Known(c.Ref, TransactionKind.Void, null)
        ?? Unfit(c.Ref, null, c.Expected)
        ?? Unauthorised(now)
        ?? (Transactions.Any(each => each is { Kind: TransactionKind.Capture, IsUnsettled: true })
            ? Decision.Reject(new PaymentRejection.IllegalTransition(
                Status, "A capture is under way; once it is settled what is left can be given back."))
            : Remainder == 0
                ? Decision.Reject(new PaymentRejection.IllegalTransition(Status, "All of it was captured."))
                : Ask(TransactionKind.Void, c.Ref, Amount(Remainder), c.Reason, c.By, now));

    private Decision Refund(PaymentCommand.Refund c, Instant now)
    {
        var possible = long.Max(0, Captured - RefundExposure - Disputed);
        return Known(c.Ref, TransactionKind.Refund, c.Amount)
            ?? Unfit(c.Ref, c.Amount, c.Expected)
            ?? (c.Amount.Minor > possible
                ? Decision.Reject(new PaymentRejection.RefundExceedsCaptured(Amount(possible)))
                : IsAbove(c.Limit, Amount(RefundExposure).Plus(c.Amount))
                    ? Decision.Reject(new PaymentRejection.ApprovalRequired(c.Limit!))
                    : Ask(TransactionKind.Refund, c.Ref, c.Amount, c.Reason, c.By, now));
    }

    private Decision Ask(
        TransactionKind kind, string reference, Money amount, string? reason, string by, Instant now) =>
        Decision.Accept(
        [
            .. Ask(
                Terms!.Method,
                new PaymentEvent.TransactionRequested(
                    Transactions.Count + 1, kind, reference, amount, reason, by, now)
                {
                    Account = Terms.Account,
                }),
        ]);

    /// <summary>The request, and the answer where the house itself gives it.</summary>
    private static IEnumerable<PaymentEvent> Ask(
        PaymentMethod method, PaymentEvent.TransactionRequested requested)
    {
        yield return requested;
        var isAnswered = method == PaymentMethod.InvoiceTerms
            || (method == PaymentMethod.CashOnDelivery
                && requested.Kind is TransactionKind.Authorisation or TransactionKind.Void);
        if (isAnswered)
        {
            yield return new PaymentEvent.TransactionSucceeded(
                requested.Number, requested.Kind, requested.Amount, ByHouse, null, requested.At);
        }
    }

    /// <summary>The answer to a reference that was used before; null for a new one.</summary>
    /// <param name="amount">What the same request has; null where the payment itself works it out.</param>
    private Decision? Known(string reference, TransactionKind kind, Money? amount) =>
        Transactions.Find(each => each.Ref == reference) is not { } known
            ? null
            : known.Kind == kind && (amount is null || known.Amount == amount)
                ? Decision.AlreadyDone
                : Decision.Reject(new PaymentRejection.ReferenceReused(reference));

    /// <summary>What speaks against a new request whatever it is; null when nothing does.</summary>
    private Decision? Unfit(string reference, Money? amount, long? expected) =>
        expected is { } seen && seen != Revision ? Decision.Reject(new PaymentRejection.StaleRevision(Revision))
        : !OrderTerms.IsName(reference) ? Decision.Reject(new PaymentRejection.InvalidTerms(
            "/ref", "It must have 1 to 64 characters, none a control character."))
        : amount is not null && amount.Currency != Currency
            ? Decision.Reject(new PaymentRejection.CurrencyDiffers(Currency.Code))
        : amount is not null && !PaymentTerms.IsAmount(amount)
            ? Decision.Reject(new PaymentRejection.InvalidTerms("/amount/minor", PaymentTerms.AmountRule))
        : Transactions.Count >= TransactionsMax ? Decision.Reject(new PaymentRejection.TooMany(TransactionsMax))
        : null;

    /// <summary>Why nothing is authorised now; null when something is.</summary>
    private Decision? Unauthorised(Instant now) =>
        Transactions[0].Status != TransactionStatus.Succeeded
            ? Decision.Reject(new PaymentRejection.IllegalTransition(Status, "It is not authorised."))
            : Expired || ExpiresAt <= now
                ? Decision.Reject(new PaymentRejection.IllegalTransition(Status, "The authorisation has expired."))
                : Transactions.Any(each => each.Kind == TransactionKind.Void
                    && each.Status != TransactionStatus.Failed)
                    ? Decision.Reject(new PaymentRejection.IllegalTransition(
                        Status, "What is left of the authorisation is given back."))
                    : null;

    private static bool IsAbove(Money? limit, Money amount) => limit is not null && amount.IsMoreThan(limit);
}

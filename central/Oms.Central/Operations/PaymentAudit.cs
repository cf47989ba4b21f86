using Oms.Central.Payments;

namespace Oms.Central.Operations;

/// <summary>What must hold for the money of every payment, worked out from its transactions one by one.</summary>
internal static class PaymentAudit
{
    /// <summary>I8 of one event: nothing is captured on an authorisation that has ended.</summary>
    /// <param name="payments">As they were before it.</param>
    public static void Judge(
        string id, Dictionary<string, Payment> payments, PaymentEvent happened, List<Violation> violations)
    {
        if (happened is PaymentEvent.TransactionRequested { Kind: TransactionKind.Capture } asked
            && payments.GetValueOrDefault(id, Payment.Initial).Expired)
        {
            violations.Add(new Violation("I8", id, $"Capture {asked.Number} came after the authorisation had ended."));
        }
    }

    public static void Check(Dictionary<string, Payment> payments, List<Violation> violations)
    {
        foreach (var (id, payment) in payments)
        {
            var currency = payment.Terms?.Amount.Currency;
            if (payment.Transactions.Any(each => each.Amount.Currency != currency || each.Amount.Minor <= 0))
            {
                violations.Add(new Violation("I10", id, "An amount is in another currency, or is none."));
            }

            var authorised = Sum(payment, TransactionKind.Authorisation, settledOnly: true);
            var captures = Sum(payment, TransactionKind.Capture);
            var voids = Sum(payment, TransactionKind.Void);
            if (captures + voids > authorised)
            {
                violations.Add(new Violation(
                    "I8",
                    id,
                    $"{captures} are captured or may be and {voids} given back; {authorised} are authorised."));
            }

            var captured = Sum(payment, TransactionKind.Capture, settledOnly: true);
            var refunds = Sum(payment, TransactionKind.Refund);
            var disputed = payment.Disputes.Where(each => each.Status != DisputeStatus.Won)
                .Sum(each => each.Amount.Minor - each.Excess.Minor);
            if (refunds > captured || refunds + disputed > captured)
            {
                violations.Add(new Violation(
                    "I9", id, $"{refunds} are refunded or may be and {disputed} disputed; {captured} are captured."));
            }
        }
    }

    /// <param name="settledOnly">Whether only what is certain counts, or also what may have happened.</param>
    private static long Sum(Payment payment, TransactionKind kind, bool settledOnly = false) =>
        payment.Transactions
            .Where(each => each.Kind == kind && (settledOnly
                ? each.Status == TransactionStatus.Succeeded
                : each.Status != TransactionStatus.Failed))
            .Sum(each => each.Amount.Minor);
}

using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Storage;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>A payment as the API shows it.</summary>
/// <param name="CapturePending">Asked for or in doubt: it counts against every limit as if it were captured.</param>
/// <param name="RefundPending">The same of refunds.</param>
/// <param name="DisputedExcess">What of the disputed amount had been refunded already: it went back twice.</param>
internal sealed record PaymentView(
    string Id,
    long Version,
    string Order,
    PaymentMethod Method,
    PaymentStatus Status,
    Money Amount,
    Money Authorised,
    Money Captured,
    Money CapturePending,
    Money Refunded,
    Money RefundPending,
    Money Disputed,
    Money DisputedExcess,
    CardReference? Card,
    LocalDate? DueOn,
    Instant OpenedAt,
    Instant? ExpiresAt,
    IReadOnlyList<TransactionView> Transactions,
    IReadOnlyList<Dispute> Disputes)
{
    /// <summary>What lists show of a payment for which the provider owes an answer.</summary>
    public const string Pending = "pending";

    /// <summary>Whose store credit it is paid from; null for other methods.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Account { get; init; }

    public static PaymentView Of(string id, Payment payment)
    {
        var terms = payment.Terms!;
        return new PaymentView(
            id,
            payment.Revision,
            terms.Order,
            terms.Method,
            payment.Status,
            terms.Amount,
            Amount(payment.Authorised),
            Amount(payment.Captured),
            Amount(payment.CaptureExposure - payment.Captured),
            Amount(payment.Refunded),
            Amount(payment.RefundExposure - payment.Refunded),
            Amount(payment.Disputed),
            Amount(payment.DisputedExcess),
            terms.Card,
            terms.DueOn,
            payment.OpenedAt,
            payment.ExpiresAt,
            [.. payment.Transactions.Select(TransactionView.Of)],
            payment.Disputes)
        {
            Account = terms.Account,
        };

        Money Amount(long minor) => Money.Of(minor, terms.Amount.Currency);
    }

    /// <summary>What lists are filtered by.</summary>
    public static string StatusOf(Payment payment) =>
        payment.AwaitsProvider ? Pending : CentralViews.Snake(payment.Status);
}

internal sealed record TransactionView(
    int Number,
    TransactionKind Kind,
    Money Amount,
    TransactionStatus Status,
    string By,
    Instant RequestedAt,
    int Attempts,
    Instant? DueAt,
    string? Proof,
    string? Note)
{
    public static TransactionView Of(PaymentTransaction t) => new(
        t.Number, t.Kind, t.Amount, t.Status, t.By, t.RequestedAt, t.Attempts, t.DueAt, t.Proof, t.Note);
}

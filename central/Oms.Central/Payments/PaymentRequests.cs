using NodaTime;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <param name="Card">For method <c>card</c>.</param>
/// <param name="DueOn">For method <c>invoice_terms</c>.</param>
/// <param name="Account">For method <c>store_credit</c>.</param>
internal sealed record OpenPaymentBody(
    string Order,
    PaymentMethod Method,
    Money Amount,
    CardReference? Card = null,
    LocalDate? DueOn = null,
    string? Account = null)
{
    public PaymentTerms Terms => new(Order, Method, Amount, Card, DueOn) { Account = Account };
}

internal sealed record CaptureBody(Money Amount);

internal sealed record VoidBody(string Reason);

internal sealed record RefundBody(Money Amount, string Reason);

/// <param name="Proof">Such as the number of the cash count.</param>
internal sealed record ConfirmBody(bool Succeeded, string Proof);

/// <param name="Ref">The bank's number of it.</param>
internal sealed record OpenDisputeBody(string Ref, Money Amount, string Reason);

internal sealed record SettleDisputeBody(bool Won);

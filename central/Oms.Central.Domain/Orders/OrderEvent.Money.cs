using System.Collections.Immutable;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <content>What happened to an order's money.</content>
public abstract partial record OrderEvent
{
    /// <summary>What the order costs, with the answers that it was worked out from.</summary>
    public sealed record OrderPriced(OrderTotals Totals, CapturePolicy Capture, PriceQuote Quote) : OrderEvent;

    /// <summary>Lines cost something else from now on, by a change that was confirmed; the others cost what they
    /// did.</summary>
    public sealed record LinesPriced(int Change, IReadOnlyList<PricedLine> Lines, PriceQuote Quote) : OrderEvent;

    /// <summary>The order is paid by one more payment, which is to be opened.</summary>
    /// <param name="Replaces">The tender whose authorisation had ended; null for one that was given.</param>
    public sealed record TenderAdded(int Tender, string Payment, PaymentTerms Terms, int? Replaces) : OrderEvent;

    /// <summary>A tender's payment told what became of a transaction.</summary>
    /// <param name="Ref">What it is called there; null where the number says which one it is.</param>
    public sealed record PaymentNoted(
        int Tender,
        int Number,
        TransactionKind Kind,
        string? Ref,
        Money Amount,
        TransactionStatus Status,
        string? Reason) : OrderEvent;

    /// <summary>A tender's authorisation ended by itself.</summary>
    public sealed record TenderEnded(int Tender) : OrderEvent;

    /// <summary>A bank took money back from a tender's payment, or decided whether it stays away.</summary>
    /// <param name="Amount">What of it had not gone back already.</param>
    public sealed record DisputeNoted(int Tender, string Ref, Money Amount, DisputeStatus Status) : OrderEvent;

    /// <summary>Units are to be paid now.</summary>
    public sealed record ChargeRequested(int Tender, string Payment, string Ref, Money Amount) : OrderEvent;

    /// <summary>What was paid for units that the customer did not get goes back.</summary>
    public sealed record RefundRequested(int Tender, string Payment, string Ref, Money Amount, string Reason)
        : OrderEvent;

    /// <summary>What is authorised and not needed any more is given back.</summary>
    public sealed record VoidRequested(int Tender, string Payment, string Ref, Money Amount) : OrderEvent;

    /// <summary>The payment did not take what the order asked for.</summary>
    public sealed record AskRefused(int Tender, string Ref, string Reason) : OrderEvent;

    /// <summary>A person decided who pays for units whose custody went wrong.</summary>
    public sealed record ChargeBlockDecided(
        int Line, string Kind, string Evidence, ChargeBlockStatus Status, string Reason, string By) : OrderEvent;

    /// <summary>The customer is to be given an invoice or a credit note.</summary>
    /// <param name="Bill">From 1, one after the other.</param>
    /// <param name="Currency">ISO 4217.</param>
    public sealed record BillRequested(
        int Bill, BillKind Kind, string Currency, ImmutableList<BillLine> Lines) : OrderEvent;

    /// <summary>A bill has the number of its series.</summary>
    public sealed record BillIssued(int Bill, string Document) : OrderEvent;

    /// <summary>What had failed may be asked for again.</summary>
    public sealed record MoneyRetried(string Reason, string By) : OrderEvent;
}

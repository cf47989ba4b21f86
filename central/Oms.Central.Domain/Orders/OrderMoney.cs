using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Central.Payments;

namespace Oms.Central.Orders;

/// <summary>The money of an order: what it costs, how it is paid, and what was asked of its payments.</summary>
/// <param name="Totals">What was ordered costs, one for each line of the order; fixed when it was placed, and for what
/// a change adds when that was proposed.</param>
/// <param name="Tenders">In the order in which they are captured.</param>
/// <param name="Blocks">Units that nobody may be charged for, or be paid back, until a person decides.</param>
/// <param name="Asked">How many captures, refunds and voids the order has asked for; the last part of the next one's
/// reference.</param>
public sealed record OrderMoney(
    OrderTotals Totals,
    CapturePolicy Capture,
    ImmutableList<OrderTender> Tenders,
    ImmutableList<ChargeBlock> Blocks,
    int Asked)
{
    /// <summary>Tenders of one order, those that replaced others included; more are refused.</summary>
    public const int TendersMax = 20;

    /// <summary>The invoices and credit notes that the order asked for, in their order.</summary>
    public ImmutableList<OrderBill> Bills { get; init; } = [];

    private BilledLines? _billed;

    /// <summary>What the bills say line by line.</summary>
    [JsonIgnore]
    internal BilledLines BilledLines => _billed ??= Bills.Aggregate(BilledLines.None, (all, bill) => all.With(bill));

    /// <summary>What the customer was asked for in all, minor units.</summary>
    [JsonIgnore]
    public long Billed => Bills.Sum(bill => bill.Value);

    /// <summary>Minor units captured, or asked for and not known to have failed, less what went or may go back, banks'
    /// disputes included.</summary>
    [JsonIgnore]
    public long Exposure => Tenders.Sum(tender => tender.CaptureExposure - tender.RefundExposure) - Disputed;

    /// <summary>Minor units that customers have paid for certain, less those that went back for certain.</summary>
    [JsonIgnore]
    public long Charged => Captured - Refunded - Disputed;

    /// <summary>Minor units that banks took back for certain, or hold until a dispute is decided.</summary>
    [JsonIgnore]
    public long Disputed => Tenders.Sum(tender => tender.Disputed);

    /// <summary>How the order's disputes stand; null where there is none. Open ones go before lost ones, and these
    /// before those that were won.</summary>
    [JsonIgnore]
    public DisputeStatus? Dispute
    {
        get
        {
            DisputeStatus[] all = [.. Tenders.SelectMany(tender => tender.Disputes ?? []).Select(each => each.Status)];
            return all.Length == 0 ? null
                : all.Contains(DisputeStatus.Open) ? DisputeStatus.Open
                : all.Contains(DisputeStatus.Lost) ? DisputeStatus.Lost
                : DisputeStatus.Won;
        }
    }

    [JsonIgnore]
    public long Captured => Tenders.Sum(tender => tender.Sum(TransactionKind.Capture, settledOnly: true));

    [JsonIgnore]
    public long Refunded => Tenders.Sum(tender => tender.Sum(TransactionKind.Refund, settledOnly: true));

    /// <summary>Minor units that can be captured now.</summary>
    [JsonIgnore]
    public long Available => Tenders.Sum(tender => tender.Remainder);

    /// <summary>With one more bill.</summary>
    internal OrderMoney With(OrderBill bill) =>
        this with { Bills = Bills.Add(bill), _billed = BilledLines.With(bill) };

    /// <summary>Minor units that people gave back beyond what the goods ask for, or banks took: they are owed no
    /// more.</summary>
    [JsonIgnore]
    public long GivenBack => Tenders.Sum(tender => tender.Transactions
        .Where(each => each is { Kind: TransactionKind.Refund, ByOrder: false, Status: not TransactionStatus.Failed })
        .Sum(each => each.Minor)) + Disputed;

    /// <summary>Minor units that people gave back for certain.</summary>
    [JsonIgnore]
    public long Reduced => Tenders.Sum(tender => tender.Transactions
        .Where(each => each is { Kind: TransactionKind.Refund, ByOrder: false, Status: TransactionStatus.Succeeded })
        .Sum(each => each.Minor));

    /// <summary>Minor units that the house grants on its own risk: invoices and cash on delivery.</summary>
    [JsonIgnore]
    public long OnCredit => Tenders
        .Where(tender => tender.Terms.IsOnCredit && tender is { IsDeclined: false, IsGivenBack: false })
        .Sum(tender => tender.Terms.Amount.Minor);

    /// <summary>Whether the answer to a capture, refund or void is missing.</summary>
    [JsonIgnore]
    public bool IsWaiting => Tenders.Any(tender => tender.Transactions.Any(each => each.IsUnsettled));
}

/// <summary>One way in which the order is paid, and what became of it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Payment">The payment's id.</param>
/// <param name="Replaces">The tender whose authorisation had ended; null for one that was given.</param>
/// <param name="IsEnded">Whether its authorisation ended by itself.</param>
/// <param name="Trouble">Why nothing more is asked of it until somebody says so; null when all is well.</param>
public sealed record OrderTender(
    int Number,
    string Payment,
    PaymentTerms Terms,
    int? Replaces,
    bool IsEnded,
    string? Trouble,
    ImmutableList<TenderTransaction> Transactions)
{
    /// <summary>What banks took back of it, in the order in which it was told; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableList<TenderDispute>? Disputes { get; init; }

    /// <summary>Minor units that banks took back, or hold until a dispute is decided.</summary>
    [JsonIgnore]
    public long Disputed => (Disputes ?? []).Where(each => each.Status != DisputeStatus.Won).Sum(each => each.Minor);

    /// <summary>Minor units that are authorised; captures are not taken off.</summary>
    [JsonIgnore]
    public long Authorised => Sum(TransactionKind.Authorisation, settledOnly: true);

    /// <summary>Whether nobody has answered yet whether it is authorised.</summary>
    [JsonIgnore]
    public bool IsPending => Transactions[0].IsUnsettled;

    [JsonIgnore]
    public bool IsDeclined => Transactions[0].Status == TransactionStatus.Failed;

    [JsonIgnore]
    public long CaptureExposure => Sum(TransactionKind.Capture, settledOnly: false);

    [JsonIgnore]
    public long RefundExposure => Sum(TransactionKind.Refund, settledOnly: false);

    /// <summary>Minor units that can be captured now: 0 once it has ended, is given back or is in trouble.</summary>
    [JsonIgnore]
    public long Remainder => IsEnded || Trouble is not null || IsGivenBack ? 0 : Authorised - CaptureExposure;

    /// <summary>Minor units that can be refunded now: of what is captured for certain.</summary>
    [JsonIgnore]
    public long Refundable => Trouble is not null ? 0
        : long.Max(0, Sum(TransactionKind.Capture, settledOnly: true) - RefundExposure - Disputed);

    [JsonIgnore]
    public bool IsGivenBack => Transactions.Any(each => each.Kind == TransactionKind.Void);

    /// <param name="settledOnly">Whether only what is certain counts, or also what may have happened.</param>
    public long Sum(TransactionKind kind, bool settledOnly) =>
        Transactions.Where(each => each.Kind == kind
            && (settledOnly ? each.Status == TransactionStatus.Succeeded : each.Status != TransactionStatus.Failed))
            .Sum(each => each.Minor);
}

/// <summary>Something that was asked of a tender's payment.</summary>
/// <param name="Number">Its number there; null until the payment has told it.</param>
/// <param name="ByOrder">Whether the order asked for it, or a person.</param>
public sealed record TenderTransaction(
    string Ref, int? Number, TransactionKind Kind, long Minor, TransactionStatus Status, bool ByOrder)
{
    [JsonIgnore]
    public bool IsUnsettled => Status is TransactionStatus.Requested or TransactionStatus.InDoubt;
}

/// <summary>A bank took money of a tender back.</summary>
/// <param name="Ref">The bank's or provider's number of it.</param>
/// <param name="Minor">What of it had not gone back already.</param>
public sealed record TenderDispute(string Ref, long Minor, DisputeStatus Status);

/// <summary>Units whose custody went wrong: they are neither charged nor paid back until a person decides.</summary>
/// <param name="Kind">Such as <c>excursion</c>.</param>
/// <param name="Evidence">The check-out whose evidence shows it.</param>
/// <param name="Route">What the units were on.</param>
/// <param name="Lots">The lots of the line on that route.</param>
public sealed record ChargeBlock(
    int Line, string Kind, string Evidence, string Route, IReadOnlyList<string> Lots, ChargeBlockStatus Status)
{
    /// <summary>Whether it has the status and is about these units.</summary>
    internal bool Is(ChargeBlockStatus status, LotUnits units) =>
        Status == status && Route == units.Route && Lots.Contains(units.Lot);
}

[JsonConverter(typeof(SnakeCaseEnumConverter<ChargeBlockStatus>))]
public enum ChargeBlockStatus
{
    Open,

    /// <summary>The customer pays for the units.</summary>
    Released,

    /// <summary>The customer does not pay for the units, and gets back what was paid.</summary>
    Refunded,
}

/// <summary>How much of what is owed is authorised.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AuthoriseStatus>))]
public enum AuthoriseStatus
{
    None,
    Partial,
    Full,
}

/// <summary>How much of what is owed is charged.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ChargeStatus>))]
public enum ChargeStatus
{
    None,
    Partial,
    Full,

    /// <summary>More is charged than is owed; the rest is going back.</summary>
    Overcharged,
}

/// <summary>How much of what was charged went back.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RefundStatus>))]
public enum RefundStatus
{
    None,
    Partial,
    Full,
}

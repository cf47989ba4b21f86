using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>What a row of a provider's settlement report is about.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SettledKind>))]
public enum SettledKind
{
    /// <summary>Money of a customer that came to the house.</summary>
    Capture,

    /// <summary>Money that went back to a customer.</summary>
    Refund,

    /// <summary>Money that a customer's bank took back.</summary>
    Dispute,

    /// <summary>The same money, given back to the house.</summary>
    DisputeWon,

    /// <summary>What the provider keeps for itself and is of no single transaction.</summary>
    Fee,

    /// <summary>What the provider has transferred to the house's bank; below zero what it asked for.</summary>
    Payout,
}

/// <summary>What became of a row of a reconciliation.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SettlementOutcome>))]
public enum SettlementOutcome
{
    /// <summary>It was not looked at yet.</summary>
    Unread,

    /// <summary>Both sides say the same.</summary>
    Matched,

    /// <summary>The house did not know what had become of it; the report was the reason to ask, and the provider's own
    /// record answered.</summary>
    InDoubtResolved,

    /// <summary>A fee or a payout: it counts in the totals only.</summary>
    Noted,

    /// <summary>It was missing, and came in a later report.</summary>
    Late,

    /// <summary>The house does not know what became of it, and the provider has not answered yet.</summary>
    InDoubt,

    /// <summary>The house moved money that no report has.</summary>
    Missing,

    /// <summary>The report has money that the house did not move.</summary>
    Unknown,

    /// <summary>The amounts or the currencies differ.</summary>
    AmountDiffers,

    /// <summary>The report says a capture where the house has a refund, or the like.</summary>
    KindDiffers,

    /// <summary>The report has money moved where the house holds that it failed, or that a dispute was lost.</summary>
    NotSucceeded,

    /// <summary>An earlier row has the same transaction.</summary>
    Doubled,

    /// <summary>Captures less refunds, disputes and fees are not what was paid out.</summary>
    PayoutDiffers,
}

/// <summary>A row of a provider's settlement report.</summary>
/// <param name="Ref">The provider's own number of the row, 1 to 64 characters: the same row in two reports has the same
/// one.</param>
/// <param name="Amount">Above zero; of a fee or a payout also below it. Before fees.</param>
/// <param name="At">When the money moved, as the provider says.</param>
public sealed record SettlementRow(string Ref, SettledKind Kind, Money Amount, Instant At)
{
    /// <summary>The key of the transaction, <c>{tenant}/{payment}/{number}</c>; of a dispute its reference; null for
    /// fees and payouts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>What the provider kept of it, in the row's currency; below zero where it gave a fee back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Fee { get; init; }

    /// <summary>The longest key.</summary>
    private const int KeyCharsMax = 200;

    /// <summary>Whether it counts in the totals only.</summary>
    [JsonIgnore]
    public bool IsTotal => Kind is SettledKind.Fee or SettledKind.Payout;

    /// <summary>What it is known by among the rows of all reports; null for fees and payouts.</summary>
    [JsonIgnore]
    public string? Name => Key is null ? null : NameOf(Kind, Key);

    /// <summary>What a movement is known by.</summary>
    public static string NameOf(SettledKind kind, string key) => kind switch
    {
        SettledKind.Dispute => $"dispute:{key}",
        SettledKind.DisputeWon => $"dispute-won:{key}",
        _ => key,
    };

    /// <summary>What is wrong with it, by JSON Pointer and rule; null when nothing is.</summary>
    public (string Field, string Reason)? Fault() =>
        !OrderTerms.IsName(Ref) ? ("/ref", "It must have 1 to 64 characters, none a control character.")
        : IsTotal != (Key is null) ? ("/key", "Captures, refunds and disputes have a key; fees and payouts have none.")
        : Key is { } key && (key.Length is 0 or > KeyCharsMax || key.Any(char.IsControl))
            ? ("/key", $"It must have 1 to {KeyCharsMax} characters, none a control character.")
        : !IsTotal && !PaymentTerms.IsAmount(Amount) ? ("/amount/minor", PaymentTerms.AmountRule)
        : !PaymentTerms.IsAmount(Money.Of(long.Max(1, Size(Amount)), Amount.Currency))
            ? ("/amount/minor", "It is too large.")
        : Fee is not null && Fee.Currency != Amount.Currency ? ("/fee/currency", "It must be the amount's.")
        : Fee is not null && !PaymentTerms.IsAmount(Money.Of(long.Max(1, Size(Fee)), Fee.Currency))
            ? ("/fee/minor", "It is too large.")
        : null;

    private static long Size(Money amount) => amount.Minor == long.MinValue ? long.MaxValue : long.Abs(amount.Minor);
}

/// <summary>What the house has of a movement.</summary>
/// <param name="Kind">Null for what moves no money, such as an authorisation.</param>
/// <param name="Succeeded">Null while nobody knows.</param>
public readonly record struct HeldMovement(SettledKind? Kind, Money Amount, bool? Succeeded)
{
    /// <summary>What the house has of a transaction.</summary>
    public static HeldMovement Of(PaymentTransaction transaction) => new(
        transaction.Kind switch
        {
            TransactionKind.Capture => SettledKind.Capture,
            TransactionKind.Refund => SettledKind.Refund,
            _ => null,
        },
        transaction.Amount,
        transaction.IsUnsettled ? null : transaction.Status == TransactionStatus.Succeeded);

    /// <summary>What the house has of a dispute.</summary>
    /// <param name="kind">The taking back, or the giving back.</param>
    public static HeldMovement Of(Dispute dispute, SettledKind kind) => new(
        kind,
        dispute.Amount,
        kind == SettledKind.Dispute ? true : dispute.Status switch
        {
            DisputeStatus.Won => true,
            DisputeStatus.Lost => false,
            _ => null,
        });

    /// <summary>What comes of a row beside it.</summary>
    /// <param name="held">Null where the house has no such movement.</param>
    public static SettlementOutcome Judge(SettlementRow row, HeldMovement? held) =>
        row.IsTotal ? SettlementOutcome.Noted
        : held is not { } ours ? SettlementOutcome.Unknown
        : ours.Kind != row.Kind ? SettlementOutcome.KindDiffers
        : ours.Amount != row.Amount ? SettlementOutcome.AmountDiffers
        : ours.Succeeded switch
        {
            true => SettlementOutcome.Matched,
            false => SettlementOutcome.NotSucceeded,
            null => SettlementOutcome.InDoubt,
        };

    /// <summary>Whether an outcome is a difference between the house and its provider.</summary>
    public static bool IsDifference(SettlementOutcome outcome) => outcome >= SettlementOutcome.InDoubt;
}

/// <summary>What a report comes to in one currency, in minor units.</summary>
/// <param name="Disputes">Taken back, less what was given back to the house.</param>
/// <param name="Fees">Of rows, and fees of their own.</param>
/// <param name="Payouts">What went to the house's bank.</param>
public readonly record struct SettlementTotals(long Captures, long Refunds, long Disputes, long Fees, long Payouts)
{
    /// <summary>What should have been paid out.</summary>
    [JsonIgnore]
    public long Net => Captures - Refunds - Disputes - Fees;

    /// <summary>What was paid out too much; below zero what is missing.</summary>
    [JsonIgnore]
    public long Difference => Payouts - Net;

    /// <summary>With one more row of the same currency.</summary>
    public SettlementTotals With(SettlementRow row)
    {
        var minor = row.Amount.Minor;
        var next = row.Kind switch
        {
            SettledKind.Capture => this with { Captures = Captures + minor },
            SettledKind.Refund => this with { Refunds = Refunds + minor },
            SettledKind.Dispute => this with { Disputes = Disputes + minor },
            SettledKind.DisputeWon => this with { Disputes = Disputes - minor },
            SettledKind.Fee => this with { Fees = Fees + minor },
            _ => this with { Payouts = Payouts + minor },
        };
        return next with { Fees = next.Fees + (row.Fee?.Minor ?? 0) };
    }
}

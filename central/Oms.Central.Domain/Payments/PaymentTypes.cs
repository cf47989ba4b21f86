using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>How a customer pays; it decides who answers what is asked of a payment.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PaymentMethod>))]
public enum PaymentMethod
{
    /// <summary>A card, known only by the provider's token: the provider answers.</summary>
    Card,

    /// <summary>On account, due on a day: the house grants it, and answers at once.</summary>
    InvoiceTerms,

    /// <summary>Cash when the goods are handed over: whoever counts it confirms captures and refunds.</summary>
    CashOnDelivery,

    /// <summary>What the house owes the customer: the customer's <see cref="StoreCredit"/> answers.</summary>
    StoreCredit,
}

[JsonConverter(typeof(SnakeCaseEnumConverter<TransactionKind>))]
public enum TransactionKind
{
    Authorisation,
    Capture,

    /// <summary>Gives back what is authorised and not captured.</summary>
    Void,
    Refund,
}

/// <summary>How far a transaction is. Only a failed one no longer counts against a limit.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<TransactionStatus>))]
public enum TransactionStatus
{
    /// <summary>Asked for; nobody has answered.</summary>
    Requested,

    /// <summary>The answer is missing or unclear: it may have happened. Only asking again ends this.</summary>
    InDoubt,
    Succeeded,
    Failed,
}

/// <summary>How far a payment is; derived from its transactions, never stored.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PaymentStatus>))]
public enum PaymentStatus
{
    /// <summary>No such payment.</summary>
    Absent,

    /// <summary>The authorisation was asked for.</summary>
    Requested,

    /// <summary>Whether it was authorised is not known.</summary>
    InDoubt,
    Declined,
    Authorised,
    PartiallyCaptured,
    Captured,

    /// <summary>What was not captured was given back.</summary>
    Voided,

    /// <summary>The authorisation ended by itself before all of it was captured.</summary>
    Expired,
}

[JsonConverter(typeof(SnakeCaseEnumConverter<DisputeStatus>))]
public enum DisputeStatus
{
    /// <summary>The bank has taken the amount back until it is decided.</summary>
    Open,

    /// <summary>The amount came back to the house.</summary>
    Won,

    /// <summary>The amount is gone.</summary>
    Lost,
}

/// <summary>What a card is known by here: never its number.</summary>
/// <param name="Token">The provider's name for it, 1 to 64 characters.</param>
/// <param name="Last4">The last four digits, for people to recognise it by.</param>
public sealed record CardReference(string Token, string Last4);

/// <param name="Number">From 1 on, in the order in which they were asked for; part of the provider's key.</param>
/// <param name="Ref">The caller's name for it: the same one again changes nothing.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Attempts">How often the provider was called or asked.</param>
/// <param name="DueAt">When the provider is to be called or asked (next); null when there is nothing to ask.</param>
/// <param name="CalledBy">The node that is calling the provider until <paramref name="DueAt"/>.</param>
/// <param name="Proof">What whoever answered calls it, such as the provider's own id.</param>
/// <param name="Note">Why it was asked for, failed or is in doubt.</param>
public sealed record PaymentTransaction(
    int Number,
    TransactionKind Kind,
    string Ref,
    Money Amount,
    TransactionStatus Status,
    string By,
    Instant RequestedAt,
    int Attempts,
    Instant? DueAt,
    string? CalledBy,
    string? Proof,
    string? Note)
{
    /// <summary>Whether nobody knows yet what became of it.</summary>
    [JsonIgnore]
    public bool IsUnsettled => Status is TransactionStatus.Requested or TransactionStatus.InDoubt;
}

/// <summary>A customer's bank takes money back.</summary>
/// <param name="Ref">The bank's or provider's number of it.</param>
/// <param name="Excess">What is not left of the captured amount beside the refunds: such money went back twice.</param>
public sealed record Dispute(
    string Ref, Money Amount, Money Excess, string Reason, DisputeStatus Status, Instant OpenedAt);

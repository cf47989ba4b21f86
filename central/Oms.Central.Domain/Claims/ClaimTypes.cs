using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Claims;

[JsonConverter(typeof(SnakeCaseEnumConverter<ClaimStatus>))]
public enum ClaimStatus
{
    Absent,
    Open,

    /// <summary>Ended with a note, without being judged.</summary>
    Resolved,

    /// <summary>Evidence was brought forward.</summary>
    Evidence,
    Accepted,
    Refused,

    /// <summary>What was accepted is made good.</summary>
    Settled,
}

/// <summary>Whose fault it is said to be, or who says that something is wrong with what was sold.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ClaimParty>))]
public enum ClaimParty
{
    Carrier,
    Supplier,

    /// <summary>The customer claims of the house.</summary>
    Customer,
}

[JsonConverter(typeof(SnakeCaseEnumConverter<SettlementKind>))]
public enum SettlementKind
{
    /// <summary>Store credit is granted, or the other side owes it: then no account is named.</summary>
    Credit,

    /// <summary>Another order replaces what was wrong.</summary>
    Replacement,

    /// <summary>A payment is refunded.</summary>
    Refund,
}

/// <summary>What is claimed, and where the evidence is.</summary>
/// <param name="ClaimKind">Such as <c>shortage</c>, <c>damage</c>, <c>quality</c>, <c>count-discrepancy</c>,
/// <c>dispute</c>.</param>
/// <param name="CheckOut">The check-out whose evidence file proves it; empty where there is none.</param>
/// <param name="CustodySeq">The record within it; 0 for the whole.</param>
public sealed record ClaimTerms(
    string ClaimKind,
    string CheckOut,
    long CustodySeq,
    string? Route,
    string? Order,
    int? Line,
    string? Sku,
    string? Lot,
    int Quantity,
    string Detail)
{
    private const int DetailMax = 1_000;

    /// <summary>Whom it is against, or who claims; null where nobody has said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClaimParty? Party { get; init; }

    /// <summary>The carrier's, supplier's or customer's name or id; null where nobody has said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PartyId { get; init; }

    /// <summary>The return that showed it; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Return { get; init; }

    /// <summary>What is claimed; null where it is not said in money.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Claimed { get; init; }

    /// <summary>The first member that is out of its range; null when all are good. What a hand-over says is taken as it
    /// is.</summary>
    public ClaimRejection.Invalid? Fault() =>
        CheckOut.Length > 0 && Party is null ? null
        : !OrderTerms.IsName(ClaimKind) ? new("/kind", Names.Rule)
        : Quantity is < 0 or > Orders.Order.QuantityMax
            ? new("/quantity", $"It must be from 0 to {Orders.Order.QuantityMax}.")
        : Detail.Length is < 1 or > DetailMax ? new("/detail", $"It must have 1 to {DetailMax} characters.")
        : PartyId is not null && !OrderTerms.IsName(PartyId) ? new("/party_id", Names.Rule)
        : Claimed is not null && !PaymentTerms.IsAmount(Claimed) ? new("/claimed", "It is an amount above 0.")
        : null;
}

/// <summary>Something that proves a claim.</summary>
/// <param name="Source">What it is, such as <c>photo</c> or <c>check-out</c>.</param>
/// <param name="Ref">Where it is: a file's name, or a check-out's id.</param>
/// <param name="Sha256">The file's SHA-256, 64 hexadecimal digits in lower case, so that nobody can change it.</param>
public sealed record ClaimEvidence(string Source, string Ref, string Sha256)
{
    private const int DigestChars = 64;

    internal ClaimRejection.Invalid? Fault() =>
        !OrderTerms.IsName(Source) ? new("/source", Names.Rule)
        : !OrderTerms.IsName(Ref) ? new("/ref", Names.Rule)
        : Sha256.Length != DigestChars || !Sha256.All(char.IsAsciiHexDigitLower)
            ? new("/sha256", "It must be 64 hexadecimal digits in lower case.")
        : null;
}

/// <summary>What makes good what is accepted.</summary>
/// <param name="Amount">For credit and refund.</param>
/// <param name="Account">Whose store credit; null where the other side owes it.</param>
/// <param name="Payment">The payment that is refunded.</param>
/// <param name="Order">The order that replaces what was wrong.</param>
public sealed record ClaimSettlement(
    SettlementKind Kind, Money? Amount = null, string? Account = null, string? Payment = null, string? Order = null)
{
    internal ClaimRejection.Invalid? Fault(ClaimTerms terms) =>
        (Kind == SettlementKind.Replacement) != (Order is not null)
            ? new("/order", "An order is named for a replacement, only.")
        : (Kind == SettlementKind.Refund) != (Payment is not null)
            ? new("/payment", "A payment is named for a refund, only.")
        : (Kind == SettlementKind.Replacement) != (Amount is null)
            ? new("/amount", "An amount is given for credit and refund, only.")
        : Amount is not null && !PaymentTerms.IsAmount(Amount) ? new("/amount/minor", "It must be above 0.")
        : Amount is not null && terms.Claimed is { } claimed
            && (claimed.Currency != Amount.Currency || Amount.IsMoreThan(claimed))
            ? new("/amount", $"Only {claimed} are claimed.")
        : Account is not null && (Kind != SettlementKind.Credit || !StoreCredit.IsAccount(Account))
            ? new("/account", "An account of 1 to 64 characters is named for credit, only.")
        : Account is not null && terms.Party is ClaimParty.Carrier or ClaimParty.Supplier
            ? new("/account", "Credit of a carrier or supplier is theirs to give.")
        : (Payment is not null && !EntityAddress.IsId(Payment)) ? new("/payment", "It is no payment's id.")
        : (Order is not null && !EntityAddress.IsId(Order)) ? new("/order", "It is no order's id.")
        : null;
}

internal static class Names
{
    public const string Rule = "It must have 1 to 64 characters, none a control character.";
}

using NodaTime;
using Oms.Finance;

namespace Oms.Central.Claims;

/// <param name="Party">Whom it is against, or who claims.</param>
/// <param name="CheckOut">The check-out whose evidence file proves it; null where there is none.</param>
internal sealed record OpenClaimBody(
    string Id,
    string Kind,
    ClaimParty Party,
    string PartyId,
    string Detail,
    string? Order = null,
    int? Line = null,
    string? Sku = null,
    string? Lot = null,
    int Quantity = 0,
    string? CheckOut = null,
    long CustodySeq = 0,
    string? Return = null,
    Money? Claimed = null);

internal sealed record ResolveClaimBody(string Resolution, string Note);

internal sealed record JudgeClaimBody(bool Accepted, string Reason);

/// <summary>A claim as the API shows it.</summary>
/// <param name="CheckOut">Null where it came out of no hand-over.</param>
/// <param name="Evidence">Where the check-out's evidence file is; null where it came out of no hand-over.</param>
/// <param name="Attached">What else was brought forward.</param>
internal sealed record ClaimView(
    string Id,
    long Version,
    ClaimStatus Status,
    string Kind,
    ClaimParty? Party,
    string? PartyId,
    string? CheckOut,
    long CustodySeq,
    string? Route,
    string? Order,
    int? Line,
    string? Sku,
    string? Lot,
    string? Return,
    int Quantity,
    Money? Claimed,
    string Detail,
    Instant OpenedAt,
    string? Resolution,
    string? Note,
    string? DecidedBy,
    ClaimSettlement? Settlement,
    string? Fault,
    string? Evidence,
    IReadOnlyList<ClaimEvidence> Attached)
{
    public static ClaimView Of(string id, Claim claim)
    {
        var terms = claim.Terms!;
        var checkOut = terms.CheckOut.Length == 0 ? null : terms.CheckOut;
        return new ClaimView(
            id,
            claim.Revision,
            claim.Status,
            terms.ClaimKind,
            terms.Party,
            terms.PartyId,
            checkOut,
            terms.CustodySeq,
            terms.Route,
            terms.Order,
            terms.Line,
            terms.Sku,
            terms.Lot,
            terms.Return,
            terms.Quantity,
            terms.Claimed,
            terms.Detail,
            claim.OpenedAt,
            claim.Resolution,
            claim.Note,
            claim.DecidedBy,
            claim.Settlement,
            claim.Fault,
            checkOut is null ? null : $"/check-outs/{Uri.EscapeDataString(checkOut)}/evidence",
            claim.Evidence ?? []);
    }
}

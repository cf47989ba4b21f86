using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Claims.ClaimEvent, Oms.Central.Claims.ClaimRejection>;

namespace Oms.Central.Claims;

/// <summary>A claim: something went wrong, this is the proof, and that is what was decided.</summary>
/// <remarks>
/// A claim out of a hand-over has the check-out's evidence file as its proof from the start; any other needs evidence
/// before it is accepted. What a claim is settled by is carried out once; where it cannot be, the claim is accepted and
/// not settled again. <see cref="ClaimCommand.Resolve"/> ends a claim without all that, with a note.
/// </remarks>
public sealed record Claim(
    long Revision, ClaimStatus Status, ClaimTerms? Terms, Instant OpenedAt, string? Resolution, string? Note)
    : IEntity<Claim, ClaimCommand, ClaimEvent, ClaimRejection>
{
    /// <summary>The kind in every claim's address; the id of one out of a hand-over is derived from check-out, kind and
    /// what it is about.</summary>
    public const string Kind = "claim";

    /// <summary>Pieces of evidence of one claim.</summary>
    public const int EvidenceMax = 100;

    public static Claim Initial { get; } = new(0, ClaimStatus.Absent, null, Instant.MinValue, null, null);

    /// <summary>What was brought forward besides the check-out's evidence; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableList<ClaimEvidence>? Evidence { get; init; }

    /// <summary>Who accepted or refused it; null while nobody did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DecidedBy { get; init; }

    /// <summary>What it was settled by; null while it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClaimSettlement? Settlement { get; init; }

    /// <summary>Why the last settlement was not carried out; null where it was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }

    private bool IsUndecided => Status is ClaimStatus.Open or ClaimStatus.Evidence;

    public static Decision Decide(Claim state, ClaimCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (ClaimStatus.Absent, ClaimCommand.Open { Terms: var terms }) when terms.Fault() is { } fault =>
                Decision.Reject(fault),
            (ClaimStatus.Absent, ClaimCommand.Open c) => Decision.Accept(new ClaimEvent.ClaimOpened(c.Terms, now)),
            (_, ClaimCommand.Open c) => c.Terms.CheckOut.Length > 0 || c.Terms == state.Terms
                ? Decision.AlreadyDone
                : Decision.Reject(new ClaimRejection.Differs()),
            (ClaimStatus.Absent, _) => Decision.Reject(new ClaimRejection.NoSuchClaim()),
            _ when Expected(command) is { } expected && expected != state.Revision =>
                Decision.Reject(new ClaimRejection.StaleRevision(expected, state.Revision)),

            (ClaimStatus.Resolved, ClaimCommand.Resolve c) => (c.Resolution, c.Note) == (state.Resolution, state.Note)
                ? Decision.AlreadyDone
                : Decision.Reject(new ClaimRejection.AlreadyResolved(state.Resolution!)),
            (_, ClaimCommand.Resolve c) => state.IsUndecided
                ? Decision.Accept(new ClaimEvent.ClaimResolved(c.Resolution, c.Note, c.By, now))
                : Decision.Reject(state.Illegal("It is decided otherwise.")),

            (_, ClaimCommand.Attach c) => state.Attach(c, now),
            (_, ClaimCommand.Judge c) => state.Judge(c, now),
            (_, ClaimCommand.Settle c) => state.Settle(c, now),
            (ClaimStatus.Settled, ClaimCommand.RecordFault c) =>
                Decision.Accept(new ClaimEvent.SettlementFailed(c.Reason)),
            _ => Decision.Reject(state.Illegal($"It cannot be asked to {command.GetType().Name} now.")),
        };

    private Decision Attach(ClaimCommand.Attach c, Instant now) =>
        Evidence?.Exists(each => each == c.Evidence) == true ? Decision.AlreadyDone
        : c.Evidence.Fault() is { } fault ? Decision.Reject(fault)
        : Evidence?.Count >= EvidenceMax ? Decision.Reject(new ClaimRejection.TooMany(EvidenceMax))
        : IsUndecided ? Decision.Accept(new ClaimEvent.EvidenceAttached(c.Evidence, c.By, now))
        : Decision.Reject(Illegal("It is decided."));

    private Decision Judge(ClaimCommand.Judge c, Instant now) =>
        Status == (c.Accepted ? ClaimStatus.Accepted : ClaimStatus.Refused) ? Decision.AlreadyDone
        : !IsUndecided ? Decision.Reject(Illegal("It is decided otherwise."))
        : c.Accepted && Evidence is null && Terms!.CheckOut.Length == 0
            ? Decision.Reject(new ClaimRejection.NoEvidence())
        : Decision.Accept(new ClaimEvent.ClaimJudged(c.Accepted, c.Reason, c.By, now));

    private Decision Settle(ClaimCommand.Settle c, Instant now) =>
        Status == ClaimStatus.Settled && c.Settlement == Settlement ? Decision.AlreadyDone
        : Status != ClaimStatus.Accepted ? Decision.Reject(Illegal("Only what is accepted is settled, and once."))
        : c.Settlement.Fault(Terms!) is { } fault ? Decision.Reject(fault)
        : Decision.Accept(new ClaimEvent.ClaimSettled(c.Settlement, c.By, now));

    public static Claim Evolve(Claim state, ClaimEvent happened)
    {
        var next = happened switch
        {
            ClaimEvent.ClaimOpened e => state with { Status = ClaimStatus.Open, Terms = e.Terms, OpenedAt = e.At },
            ClaimEvent.ClaimResolved e => state with
            {
                Status = ClaimStatus.Resolved,
                Resolution = e.Resolution,
                Note = e.Note,
            },
            ClaimEvent.EvidenceAttached e => state with
            {
                Status = ClaimStatus.Evidence,
                Evidence = (state.Evidence ?? []).Add(e.Evidence),
            },
            ClaimEvent.ClaimJudged e => state with
            {
                Status = e.Accepted ? ClaimStatus.Accepted : ClaimStatus.Refused,
                Note = e.Reason,
                DecidedBy = e.By,
            },
            ClaimEvent.ClaimSettled e => state with
            {
                Status = ClaimStatus.Settled,
                Settlement = e.Settlement,
                Fault = null,
            },
            ClaimEvent.SettlementFailed e => state with
            {
                Status = ClaimStatus.Accepted,
                Settlement = null,
                Fault = e.Reason,
            },
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private static long? Expected(ClaimCommand command) =>
        command switch
        {
            ClaimCommand.Judge c => c.Expected,
            ClaimCommand.Settle c => c.Expected,
            _ => null,
        };

    private ClaimRejection.IllegalTransition Illegal(string reason) => new(Status, reason);
}

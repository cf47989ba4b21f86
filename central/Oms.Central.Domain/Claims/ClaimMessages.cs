using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Claims;

/// <summary>What a claim can be asked. <c>Expected</c> is the revision that the caller saw; null for any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ClaimCommand.Open), "open")]
[JsonDerivedType(typeof(ClaimCommand.Resolve), "resolve")]
[JsonDerivedType(typeof(ClaimCommand.Attach), "attach")]
[JsonDerivedType(typeof(ClaimCommand.Judge), "judge")]
[JsonDerivedType(typeof(ClaimCommand.Settle), "settle")]
[JsonDerivedType(typeof(ClaimCommand.RecordFault), "record_fault")]
public abstract record ClaimCommand
{
    private ClaimCommand()
    {
    }

    public sealed record Open(ClaimTerms Terms) : ClaimCommand;

    /// <summary>Ends it with a note.</summary>
    public sealed record Resolve(string Resolution, string Note, string By) : ClaimCommand;

    public sealed record Attach(ClaimEvidence Evidence, string By) : ClaimCommand;

    /// <summary>Accepts it, or refuses it.</summary>
    public sealed record Judge(bool Accepted, string Reason, string By, long? Expected) : ClaimCommand;

    public sealed record Settle(ClaimSettlement Settlement, string By, long? Expected) : ClaimCommand;

    /// <summary>The settlement was not carried out.</summary>
    public sealed record RecordFault(string Reason) : ClaimCommand;
}

/// <summary>What happened to a claim. Stored for ever (<see cref="ClaimEvents"/>).</summary>
public abstract record ClaimEvent
{
    private ClaimEvent()
    {
    }

    public sealed record ClaimOpened(ClaimTerms Terms, Instant At) : ClaimEvent;

    public sealed record ClaimResolved(string Resolution, string Note, string By, Instant At) : ClaimEvent;

    public sealed record EvidenceAttached(ClaimEvidence Evidence, string By, Instant At) : ClaimEvent;

    public sealed record ClaimJudged(bool Accepted, string Reason, string By, Instant At) : ClaimEvent;

    public sealed record ClaimSettled(ClaimSettlement Settlement, string By, Instant At) : ClaimEvent;

    /// <summary>The settlement was not carried out: the claim is accepted, and not settled.</summary>
    public sealed record SettlementFailed(string Reason) : ClaimEvent;
}

/// <summary>Why a claim may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ClaimRejection.NoSuchClaim), "no_such_claim")]
[JsonDerivedType(typeof(ClaimRejection.AlreadyResolved), "already_resolved")]
[JsonDerivedType(typeof(ClaimRejection.Differs), "differs")]
[JsonDerivedType(typeof(ClaimRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(ClaimRejection.IllegalTransition), "illegal_transition")]
[JsonDerivedType(typeof(ClaimRejection.NoEvidence), "no_evidence")]
[JsonDerivedType(typeof(ClaimRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(ClaimRejection.TooMany), "too_many")]
public abstract record ClaimRejection
{
    private ClaimRejection()
    {
    }

    public sealed record NoSuchClaim : ClaimRejection;

    public sealed record AlreadyResolved(string Resolution) : ClaimRejection;

    /// <summary>The id stands for another claim.</summary>
    public sealed record Differs : ClaimRejection;

    public sealed record StaleRevision(long Expected, long Current) : ClaimRejection;

    public sealed record IllegalTransition(ClaimStatus Status, string Reason) : ClaimRejection;

    /// <summary>Nothing proves it yet.</summary>
    public sealed record NoEvidence : ClaimRejection;

    /// <param name="Field">A JSON Pointer within the request.</param>
    public sealed record Invalid(string Field, string Reason) : ClaimRejection;

    public sealed record TooMany(int Max) : ClaimRejection;
}

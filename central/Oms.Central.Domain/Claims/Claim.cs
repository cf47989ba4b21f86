using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Entities;
using Oms.Json;
using Decision = Oms.Entities.Decision<Oms.Central.Claims.ClaimEvent, Oms.Central.Claims.ClaimRejection>;

namespace Oms.Central.Claims;

/// <summary>What is claimed, and where the evidence is.</summary>
/// <param name="ClaimKind">Such as <c>shortage</c>, <c>damage</c>, <c>count-discrepancy</c>, <c>dispute</c>.</param>
/// <param name="CheckOut">The check-out whose evidence file proves it.</param>
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
    string Detail);

[JsonConverter(typeof(SnakeCaseEnumConverter<ClaimStatus>))]
public enum ClaimStatus
{
    Absent,
    Open,
    Resolved,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ClaimCommand.Open), "open")]
[JsonDerivedType(typeof(ClaimCommand.Resolve), "resolve")]
public abstract record ClaimCommand
{
    private ClaimCommand()
    {
    }

    public sealed record Open(ClaimTerms Terms) : ClaimCommand;

    public sealed record Resolve(string Resolution, string Note, string By) : ClaimCommand;
}

/// <summary>What happened to a claim. Stored for ever (<see cref="ClaimEvents"/>).</summary>
public abstract record ClaimEvent
{
    private ClaimEvent()
    {
    }

    public sealed record ClaimOpened(ClaimTerms Terms, Instant At) : ClaimEvent;

    public sealed record ClaimResolved(string Resolution, string Note, string By, Instant At) : ClaimEvent;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ClaimRejection.NoSuchClaim), "no_such_claim")]
[JsonDerivedType(typeof(ClaimRejection.AlreadyResolved), "already_resolved")]
public abstract record ClaimRejection
{
    private ClaimRejection()
    {
    }

    public sealed record NoSuchClaim : ClaimRejection;

    public sealed record AlreadyResolved(string Resolution) : ClaimRejection;
}

/// <summary>A claim: something went wrong, and this is the proof.</summary>
public sealed record Claim(
    long Revision, ClaimStatus Status, ClaimTerms? Terms, Instant OpenedAt, string? Resolution, string? Note)
    : IEntity<Claim, ClaimCommand, ClaimEvent, ClaimRejection>
{
    /// <summary>The kind in every claim's address; the id is derived from check-out, kind and what it is
    /// about.</summary>
    public const string Kind = "claim";

    public static Claim Initial { get; } = new(0, ClaimStatus.Absent, null, Instant.MinValue, null, null);

    public static Decision Decide(Claim state, ClaimCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (ClaimStatus.Absent, ClaimCommand.Open c) => Decision.Accept(new ClaimEvent.ClaimOpened(c.Terms, now)),
            (_, ClaimCommand.Open) => Decision.AlreadyDone,
            (ClaimStatus.Open, ClaimCommand.Resolve c) => Decision.Accept(
                new ClaimEvent.ClaimResolved(c.Resolution, c.Note, c.By, now)),
            (ClaimStatus.Resolved, ClaimCommand.Resolve c) => (c.Resolution, c.Note) == (state.Resolution, state.Note)
                ? Decision.AlreadyDone
                : Decision.Reject(new ClaimRejection.AlreadyResolved(state.Resolution!)),
            _ => Decision.Reject(new ClaimRejection.NoSuchClaim()),
        };

    public static Claim Evolve(Claim state, ClaimEvent happened) =>
        happened switch
        {
            ClaimEvent.ClaimOpened e => state with
            {
                Revision = state.Revision + 1,
                Status = ClaimStatus.Open,
                Terms = e.Terms,
                OpenedAt = e.At,
            },
            ClaimEvent.ClaimResolved e => state with
            {
                Revision = state.Revision + 1,
                Status = ClaimStatus.Resolved,
                Resolution = e.Resolution,
                Note = e.Note,
            },
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };
}

/// <summary>How a claim's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(ClaimEvent.ClaimOpened))]
[JsonSerializable(typeof(ClaimEvent.ClaimResolved))]
[JsonSerializable(typeof(Claim))]
public sealed partial class ClaimJson : JsonSerializerContext;

/// <summary>The released names of a claim's events.</summary>
public static class ClaimEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("claim.opened", ClaimJson.Default.ClaimOpened),
        EventForm.First("claim.resolved", ClaimJson.Default.ClaimResolved),
    ];
}

using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;

namespace Oms.Central.Routing;

/// <summary>Where the units of an order leave from, and why from there.</summary>
/// <remarks>Of every line, what is planned and what waits add up to what was ordered.</remarks>
/// <param name="InputsSha256">SHA-256, in hex, of all that the decision was made from: the same inputs give the same
/// decision, byte by byte.</param>
/// <param name="Exact">Whether every possible plan was looked at; else the best location was taken again and
/// again.</param>
/// <param name="Waiting">Units that no location has.</param>
/// <param name="Scores">What the plan counts by each rank, in the policy's order.</param>
/// <param name="Locations">Of every location that was looked at, by id: what became of it.</param>
public sealed record RoutingDecision(
    string InputsSha256,
    bool Exact,
    IReadOnlyList<PlannedUnits> Planned,
    IReadOnlyList<WaitingUnits> Waiting,
    IReadOnlyList<RankScore> Scores,
    IReadOnlyList<LocationVerdict> Locations);

public sealed record PlannedUnits(int Line, string Sku, string Location, int Quantity);

/// <param name="Location">Where they wait for stock; null where no location may serve the line at all.</param>
public sealed record WaitingUnits(int Line, string Sku, string? Location, int Quantity);

/// <param name="Rule">A rank; or <c>units</c>, which comes before all ranks: units that cannot be promised.</param>
public sealed record RankScore(string Rule, long Score);

/// <param name="Metres">How far it is from the recipient; null where that is not known.</param>
/// <param name="ArrivesOn">When goods from there arrive; null where none leave.</param>
/// <param name="Findings">What filters said against it.</param>
/// <param name="Lost">Where it is not in the plan although it might be: what spoke against the best plan with
/// it.</param>
public sealed record LocationVerdict(
    string Location,
    RoutingOutcome Outcome,
    long? Metres,
    LocalDate? ArrivesOn,
    IReadOnlyList<RoutingFinding> Findings,
    LostBy? Lost);

/// <param name="Sku">The product that it is about; null for the whole order.</param>
public sealed record RoutingFinding(string Rule, string? Sku, string Reason);

/// <param name="Rule">The first rank that tells the two plans apart; <c>units</c>, <c>locations</c> and
/// <c>location_id</c> stand for what comes before and after all ranks.</param>
/// <param name="Score">What the best plan with the location counts.</param>
/// <param name="Chosen">What the chosen plan counts.</param>
public sealed record LostBy(string Rule, long Score, long Chosen);

[JsonConverter(typeof(SnakeCaseEnumConverter<RoutingOutcome>))]
public enum RoutingOutcome
{
    /// <summary>Units leave from there.</summary>
    Chosen,

    /// <summary>It might serve the order, but another plan is better.</summary>
    Lost,

    /// <summary>It may serve, and has nothing that is asked for.</summary>
    WithoutStock,

    /// <summary>A filter leaves it out.</summary>
    Excluded,
}

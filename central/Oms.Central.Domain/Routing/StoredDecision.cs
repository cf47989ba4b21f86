using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Entities;
using Decision = Oms.Entities.Decision<
    Oms.Central.Routing.StoredDecisionEvent, Oms.Central.Routing.StoredDecisionRejection>;

namespace Oms.Central.Routing;

/// <summary>A decision about an order that was placed, with all that it was made from. It never changes.</summary>
/// <remarks>It is stored before the order hears of it; one that the order did not take stays, and has no
/// effect.</remarks>
/// <param name="Id">Null while there is none.</param>
public sealed record StoredDecision(long Revision, string? Id, DecisionTerms? Terms, Instant At)
    : IEntity<StoredDecision, StoredDecisionCommand, StoredDecisionEvent, StoredDecisionRejection>
{
    /// <summary>The kind in every decision's address.</summary>
    public const string Kind = "routing-decision";

    private const int HashCharsInId = 16;

    public static StoredDecision Initial { get; } = new(0, null, null, Instant.MinValue);

    /// <summary>The id of a decision: <c>{order}.{n}-{the first digits of what it was made from}</c>.</summary>
    public static string IdOf(string order, int number, string inputsSha256) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{order}.{number}-{inputsSha256[..HashCharsInId]}");

    /// <summary>Makes the decision again from what is stored of it.</summary>
    /// <returns>The same decision, byte by byte.</returns>
    public RoutingDecision Replay() =>
        Router.Route(Terms!.Inputs.Terms, Terms.Inputs.Order, Terms.Inputs.Locations, Terms.Inputs.Today);

    public static Decision Decide(StoredDecision state, StoredDecisionCommand command, Instant now) =>
        command switch
        {
            StoredDecisionCommand.Keep c when state.Id is null =>
                Decision.Accept(new StoredDecisionEvent.DecisionMade(c.Id, c.Terms, now)),
            StoredDecisionCommand.Keep c => c.Terms.IsSameAs(state.Terms!)
                ? Decision.AlreadyDone
                : Decision.Reject(new StoredDecisionRejection.OtherDecision()),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static StoredDecision Evolve(StoredDecision state, StoredDecisionEvent happened) =>
        happened switch
        {
            StoredDecisionEvent.DecisionMade e => new StoredDecision(state.Revision + 1, e.Id, e.Terms, e.At),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
}

/// <param name="Order">The order that it is about.</param>
/// <param name="Policy">The policy's name.</param>
/// <param name="Version">Which version of it.</param>
/// <param name="Inputs">All that it was made from.</param>
public sealed record DecisionTerms(
    string Order, string Policy, int Version, RoutingInputs Inputs, RoutingDecision Decision)
{
    /// <summary>Whether these are the same terms, member by member.</summary>
    public bool IsSameAs(DecisionTerms other) => WrittenForm.IsSame(this, other, RoutingJson.Default.DecisionTerms);
}

/// <summary>What a decision can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(StoredDecisionCommand.Keep), "keep")]
public abstract record StoredDecisionCommand
{
    private StoredDecisionCommand()
    {
    }

    public sealed record Keep(string Id, DecisionTerms Terms) : StoredDecisionCommand;
}

/// <summary>What happened to a decision. Stored for ever (<see cref="StoredDecisionEvents"/>).</summary>
public abstract record StoredDecisionEvent
{
    private StoredDecisionEvent()
    {
    }

    public sealed record DecisionMade(string Id, DecisionTerms Terms, Instant At) : StoredDecisionEvent;
}

/// <summary>Why a decision may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(StoredDecisionRejection.OtherDecision), "other_decision")]
public abstract record StoredDecisionRejection
{
    private StoredDecisionRejection()
    {
    }

    /// <summary>The id stands for another decision.</summary>
    public sealed record OtherDecision : StoredDecisionRejection;
}

/// <summary>The released names of a decision's events.</summary>
public static class StoredDecisionEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
        [EventForm.First("routing-decision.made", RoutingJson.Default.DecisionMade)];
}

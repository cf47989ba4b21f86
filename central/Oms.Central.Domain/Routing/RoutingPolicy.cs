using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Routing.RoutingPolicyEvent, Oms.Central.Routing.RoutingRejection>;

namespace Oms.Central.Routing;

/// <summary>A named policy with all its versions, so that every decision can be made again.</summary>
/// <param name="Id">Null while there is no such policy.</param>
/// <param name="Versions">The first is version 1; the last is in force.</param>
public sealed record RoutingPolicy(long Revision, string? Id, ImmutableList<RoutingTerms> Versions)
    : IEntity<RoutingPolicy, RoutingPolicyCommand, RoutingPolicyEvent, RoutingRejection>
{
    /// <summary>The kind in every policy's address; the id is the policy's, percent-escaped.</summary>
    public const string Kind = "routing-policy";

    /// <summary>Versions of one policy; after them a policy of another name is due.</summary>
    public const int VersionsMax = 200;

    public static RoutingPolicy Initial { get; } = new(0, null, []);

    /// <summary>The terms in force; null while there are none.</summary>
    [JsonIgnore]
    public RoutingTerms? Terms => Versions.IsEmpty ? null : Versions[^1];

    public static Decision Decide(RoutingPolicy state, RoutingPolicyCommand command, Instant now) =>
        command switch
        {
            RoutingPolicyCommand.Define { Terms: var terms } when terms.Fault() is { } fault => Decision.Reject(fault),
            RoutingPolicyCommand.Define c when state.Id is null =>
                Decision.Accept(new RoutingPolicyEvent.PolicyDefined(c.Policy, c.Terms)),
            RoutingPolicyCommand.Define c => c.Terms.IsSameAs(state.Terms!)
                ? Decision.AlreadyDone
                : Decision.Reject(new RoutingRejection.Differs()),

            _ when state.Id is null => Decision.Reject(new RoutingRejection.NoSuchPolicy()),
            RoutingPolicyCommand.Revise { Expected: { } expected } when expected != state.Revision =>
                Decision.Reject(new RoutingRejection.StaleRevision(expected, state.Revision)),
            RoutingPolicyCommand.Revise { Terms: var terms } when terms.Fault() is { } fault => Decision.Reject(fault),
            RoutingPolicyCommand.Revise c when c.Terms.IsSameAs(state.Terms!) => Decision.AlreadyDone,
            RoutingPolicyCommand.Revise when state.Versions.Count >= VersionsMax =>
                Decision.Reject(new RoutingRejection.TooManyVersions(VersionsMax)),
            RoutingPolicyCommand.Revise c => Decision.Accept(new RoutingPolicyEvent.PolicyRevised(c.Terms)),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static RoutingPolicy Evolve(RoutingPolicy state, RoutingPolicyEvent happened)
    {
        var next = state with { Revision = state.Revision + 1 };
        return happened switch
        {
            RoutingPolicyEvent.PolicyDefined e => next with { Id = e.Policy, Versions = [e.Terms] },
            RoutingPolicyEvent.PolicyRevised e => next with { Versions = state.Versions.Add(e.Terms) },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
    }
}

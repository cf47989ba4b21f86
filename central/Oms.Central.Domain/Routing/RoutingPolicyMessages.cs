using System.Text.Json.Serialization;

namespace Oms.Central.Routing;

/// <summary>What a policy can be asked. <c>Expected</c> is the revision that the caller saw; null for any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(RoutingPolicyCommand.Define), "define")]
[JsonDerivedType(typeof(RoutingPolicyCommand.Revise), "revise")]
public abstract record RoutingPolicyCommand
{
    private RoutingPolicyCommand()
    {
    }

    public sealed record Define(string Policy, RoutingTerms Terms) : RoutingPolicyCommand;

    /// <summary>Puts a new version into force.</summary>
    public sealed record Revise(RoutingTerms Terms, long? Expected) : RoutingPolicyCommand;
}

/// <summary>What happened to a policy. Stored for ever (<see cref="RoutingPolicyEvents"/>).</summary>
public abstract record RoutingPolicyEvent
{
    private RoutingPolicyEvent()
    {
    }

    public sealed record PolicyDefined(string Policy, RoutingTerms Terms) : RoutingPolicyEvent;

    public sealed record PolicyRevised(RoutingTerms Terms) : RoutingPolicyEvent;
}

/// <summary>Why a policy may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(RoutingRejection.NoSuchPolicy), "no_such_policy")]
[JsonDerivedType(typeof(RoutingRejection.Differs), "differs")]
[JsonDerivedType(typeof(RoutingRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(RoutingRejection.InvalidTerms), "invalid_terms")]
[JsonDerivedType(typeof(RoutingRejection.TooManyVersions), "too_many_versions")]
public abstract record RoutingRejection
{
    private RoutingRejection()
    {
    }

    public sealed record NoSuchPolicy : RoutingRejection;

    /// <summary>The id stands for a policy with other terms.</summary>
    public sealed record Differs : RoutingRejection;

    public sealed record StaleRevision(long Expected, long Current) : RoutingRejection;

    /// <param name="Field">A JSON Pointer within the terms.</param>
    public sealed record InvalidTerms(string Field, string Reason) : RoutingRejection;

    public sealed record TooManyVersions(int Max) : RoutingRejection;
}

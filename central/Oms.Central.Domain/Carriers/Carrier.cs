using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Carriers.CarrierEvent, Oms.Central.Carriers.CarrierRejection>;

namespace Oms.Central.Carriers;

/// <summary>A carrier with all versions of its terms, so that every choice can be understood later.</summary>
/// <param name="Id">Null while there is no such carrier.</param>
/// <param name="Versions">The first is version 1; the last is in force.</param>
public sealed record Carrier(long Revision, string? Id, ImmutableList<CarrierTerms> Versions)
    : IEntity<Carrier, CarrierCommand, CarrierEvent, CarrierRejection>
{
    /// <summary>The kind in every carrier's address; the id is the carrier's, percent-escaped.</summary>
    public const string Kind = "carrier";

    /// <summary>Versions of one carrier; after them one of another id is due.</summary>
    public const int VersionsMax = 200;

    public static Carrier Initial { get; } = new(0, null, []);

    /// <summary>The terms in force; null while there are none.</summary>
    [JsonIgnore]
    public CarrierTerms? Terms => Versions.IsEmpty ? null : Versions[^1];

    public static Decision Decide(Carrier state, CarrierCommand command, Instant now) =>
        command switch
        {
            CarrierCommand.Define { Terms: var terms } when terms.Fault() is { } fault => Decision.Reject(fault),
            CarrierCommand.Define c when state.Id is null =>
                Decision.Accept(new CarrierEvent.CarrierDefined(c.Carrier, c.Terms)),
            CarrierCommand.Define c => c.Terms.IsSameAs(state.Terms!)
                ? Decision.AlreadyDone
                : Decision.Reject(new CarrierRejection.Differs()),

            _ when state.Id is null => Decision.Reject(new CarrierRejection.NoSuchCarrier()),
            CarrierCommand.Revise { Expected: { } expected } when expected != state.Revision =>
                Decision.Reject(new CarrierRejection.StaleRevision(expected, state.Revision)),
            CarrierCommand.Revise { Terms: var terms } when terms.Fault() is { } fault => Decision.Reject(fault),
            CarrierCommand.Revise c when c.Terms.IsSameAs(state.Terms!) => Decision.AlreadyDone,
            CarrierCommand.Revise when state.Versions.Count >= VersionsMax =>
                Decision.Reject(new CarrierRejection.TooManyVersions(VersionsMax)),
            CarrierCommand.Revise c => Decision.Accept(new CarrierEvent.CarrierRevised(c.Terms)),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static Carrier Evolve(Carrier state, CarrierEvent happened)
    {
        var next = state with { Revision = state.Revision + 1 };
        return happened switch
        {
            CarrierEvent.CarrierDefined e => next with { Id = e.Carrier, Versions = [e.Terms] },
            CarrierEvent.CarrierRevised e => next with { Versions = state.Versions.Add(e.Terms) },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
    }
}

/// <summary>What a carrier can be asked. <c>Expected</c> is the revision that the caller saw; null for any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CarrierCommand.Define), "define")]
[JsonDerivedType(typeof(CarrierCommand.Revise), "revise")]
public abstract record CarrierCommand
{
    private CarrierCommand()
    {
    }

    public sealed record Define(string Carrier, CarrierTerms Terms) : CarrierCommand;

    /// <summary>Puts a new version into force; what was asked under an older one keeps it.</summary>
    public sealed record Revise(CarrierTerms Terms, long? Expected) : CarrierCommand;
}

/// <summary>What happened to a carrier. Stored for ever (<see cref="CarrierEvents"/>).</summary>
public abstract record CarrierEvent
{
    private CarrierEvent()
    {
    }

    public sealed record CarrierDefined(string Carrier, CarrierTerms Terms) : CarrierEvent;

    public sealed record CarrierRevised(CarrierTerms Terms) : CarrierEvent;
}

/// <summary>Why a carrier may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CarrierRejection.NoSuchCarrier), "no_such_carrier")]
[JsonDerivedType(typeof(CarrierRejection.Differs), "differs")]
[JsonDerivedType(typeof(CarrierRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(CarrierRejection.InvalidTerms), "invalid_terms")]
[JsonDerivedType(typeof(CarrierRejection.TooManyVersions), "too_many_versions")]
public abstract record CarrierRejection
{
    private CarrierRejection()
    {
    }

    public sealed record NoSuchCarrier : CarrierRejection;

    /// <summary>The id stands for a carrier with other terms.</summary>
    public sealed record Differs : CarrierRejection;

    public sealed record StaleRevision(long Expected, long Current) : CarrierRejection;

    /// <param name="Field">A JSON Pointer within the terms.</param>
    public sealed record InvalidTerms(string Field, string Reason) : CarrierRejection;

    public sealed record TooManyVersions(int Max) : CarrierRejection;
}

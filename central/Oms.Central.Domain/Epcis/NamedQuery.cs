using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Epcis.NamedQueryEvent, Oms.Central.Epcis.NamedQueryRejection>;

namespace Oms.Central.Epcis;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(Define), "define")]
[JsonDerivedType(typeof(Delete), "delete")]
public abstract record NamedQueryCommand
{
    private NamedQueryCommand()
    {
    }

    public sealed record Define(JsonElement Query) : NamedQueryCommand;

    public sealed record Delete : NamedQueryCommand;
}

/// <summary>What happened to a named query. Stored for ever (<see cref="NamedQueryForms"/>).</summary>
public abstract record NamedQueryEvent
{
    private NamedQueryEvent()
    {
    }

    public sealed record QueryDefined(JsonElement Query, Instant At) : NamedQueryEvent;

    public sealed record QueryDeleted : NamedQueryEvent;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(NameTaken), "name_taken")]
[JsonDerivedType(typeof(NoSuchQuery), "no_such_query")]
public abstract record NamedQueryRejection
{
    private NamedQueryRejection()
    {
    }

    public sealed record NameTaken : NamedQueryRejection;

    public sealed record NoSuchQuery : NamedQueryRejection;
}

/// <summary>A query that was given a name, to be asked again.</summary>
/// <param name="Query">Its parameters; null when it is not there.</param>
public sealed record NamedQuery(long Revision, JsonElement? Query, Instant? CreatedAt)
    : IEntity<NamedQuery, NamedQueryCommand, NamedQueryEvent, NamedQueryRejection>
{
    /// <summary>The kind in every query's address; the id is its name.</summary>
    public const string Kind = "epcis-query";

    public static NamedQuery Initial { get; } = new(0, null, null);

    public static Decision Decide(NamedQuery state, NamedQueryCommand command, Instant now) =>
        (state.Query, command) switch
        {
            (null, NamedQueryCommand.Define c) => Decision.Accept(new NamedQueryEvent.QueryDefined(c.Query, now)),
            (_, NamedQueryCommand.Define) => Decision.Reject(new NamedQueryRejection.NameTaken()),
            (null, NamedQueryCommand.Delete) => Decision.Reject(new NamedQueryRejection.NoSuchQuery()),
            (_, NamedQueryCommand.Delete) => Decision.Accept(new NamedQueryEvent.QueryDeleted()),
            _ => throw new UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static NamedQuery Evolve(NamedQuery state, NamedQueryEvent happened) =>
        happened switch
        {
            NamedQueryEvent.QueryDefined e => new NamedQuery(state.Revision + 1, e.Query, e.At),
            NamedQueryEvent.QueryDeleted => new NamedQuery(state.Revision + 1, null, null),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
}

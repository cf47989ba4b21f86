using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.People;
using Oms.Entities;

namespace Oms.Edge.Gateway.Api;

/// <summary>Who makes a request: a program with the API's key, or a person at the kiosk.</summary>
/// <param name="Person">Null for the key.</param>
internal sealed record Caller(Principal Principal, Person? Person)
{
    public static Caller Key { get; } = new(new Principal(PrincipalKind.ApiKey, "local"), null);

    public static Caller At(Person person) => new(new Principal(PrincipalKind.User, person.Id), person);

    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request went past the pipe.");

    /// <summary>Refuses a step that is not this person's to do.</summary>
    public void Demand(string step)
    {
        if (Person is { } person && !StepRights.May(person.Role, step))
        {
            throw new ProblemException(403, "forbidden", $"A {Name(person.Role)} does not do this step.")
                .With("step", step).With("role", Name(person.Role));
        }
    }

    /// <summary>Refuses what somebody says in another's name: at the kiosk everybody speaks for themselves.</summary>
    public void Demand(Statement said)
    {
        if (Person is not { } person)
        {
            return;
        }

        if (said.Person is { } named && named != person.Id)
        {
            throw new ProblemException(403, "not-yourself", $"{said.Field} must be {person.Id}, who is signed in.")
                .With("field", said.Field).With("expected", person.Id);
        }

        if (said.Role is { } role && role != person.Role)
        {
            throw new ProblemException(403, "not-yourself", $"A {Name(person.Role)} does not sign in this role.")
                .With("field", "role").With("role", Name(person.Role));
        }
    }

    public static string Name(Role role) => role.ToString().ToLowerInvariant();
}

/// <summary>What a body says of people and files.</summary>
/// <param name="Field">The member that names a person.</param>
/// <param name="Person">Whom it names; null when none.</param>
internal sealed record Statement(string Field = "", string? Person = null)
{
    /// <summary>In which role they sign; null where nobody does.</summary>
    public Role? Role { get; init; }

    /// <summary>Files by their SHA-256.</summary>
    public IEnumerable<string?> Files { get; init; } = [];
}

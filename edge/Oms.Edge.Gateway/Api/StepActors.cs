using System.Text.Json;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Depot;
using Oms.Entities;

namespace Oms.Edge.Gateway.Api;

/// <summary>Who does what a request asks for.</summary>
/// <remarks>
/// <c>Oms-Actor: ROLE:PERSON</c> says so. Without it the person that the body names does it: as driver when it is the
/// visit's driver, else in a role of a badge of that person, else as supervisor. A request that names nobody is a
/// system that acts by itself. Who is signed in at the kiosk acts in person, whatever the request says.
/// </remarks>
internal sealed class StepActors(DepotNode node)
{
    public const string Header = "Oms-Actor";

    /// <param name="id">The check-out; null for an arrival.</param>
    /// <param name="person">Whom the body names; null for nobody.</param>
    /// <param name="role">In which role the body says so; null where it does not say.</param>
    /// <exception cref="ProblemException">The header is not of its form, or the person has another role.</exception>
    public async Task<Actor> OfAsync(HttpContext context, string? id, string? person, Role? role = null)
    {
        if (Caller.Of(context).Person is { } signedIn)
        {
            return new Actor(signedIn.Id, signedIn.Role);
        }

        if (Stated(context) is { } stated)
        {
            return Held(stated);
        }

        if (person is null)
        {
            return Actor.Gateway;
        }

        var roles = node.Options.Devices.RolesOf(person);
        return role is { } said ? Held(new Actor(person, said))
            : await IsDriverAsync(context, id, person) ? new Actor(person, Role.Driver)
            : new Actor(person, roles.Count > 0 && !roles.Contains(Role.Supervisor) ? roles.Min() : Role.Supervisor);
    }

    private Actor Held(Actor actor) =>
        node.Options.Devices.RolesOf(actor.Person) is { Count: > 0 } roles && !roles.Contains(actor.Role)
            ? throw new ProblemException(403, "role-not-held", "The person's badge is for another role.")
                .With("person", actor.Person)
                .With("role", Name(actor.Role))
            : actor;

    private async Task<bool> IsDriverAsync(HttpContext context, string? id, string person) =>
        id is not null
        && (await node.Regions.CheckOuts.ReadAsync(
            EntityAddress.Of(CheckOutEvents.Kind, id), context.RequestAborted)).State.Known?.Arrival.Driver == person;

    private static Actor? Stated(HttpContext context)
    {
        var header = context.Request.Headers[Header].ToString();
        if (header.Length == 0)
        {
            return null;
        }

        var colon = header.IndexOf(':', StringComparison.Ordinal);
        var role = Enum.GetValues<Role>()
            .Where(role => role is not Role.System && colon > 0 && header[..colon] == Name(role))
            .Select(role => (Role?)role)
            .FirstOrDefault();
        return role is { } known && colon + 1 < header.Length
            ? new Actor(header[(colon + 1)..], known)
            : throw ProblemException.Malformed(
                Header, "It must be ROLE:PERSON, with the role driver, supervisor, dispatcher or yard.");
    }

    /// <summary>The role as the API writes it.</summary>
    public static string Name(Role role) => JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());
}

using Oms.Entities;

namespace Oms.Central.Access;

/// <summary>Who makes a request, and what that key may do.</summary>
/// <param name="Role">Null for a key that may do all that its scope allows.</param>
internal sealed record Caller(Principal Principal, ApiScope Scope, ApiRole? Role = null)
{
    private static readonly object Key = new();

    /// <summary>Whether names, addresses and the like are shown to it.</summary>
    public bool SeesPersonal => Role is not { } role || RoleRights.Of(role).SeesPersonal;

    public static Caller Of(HttpContext context) =>
        (Caller?)context.Items[Key] ?? throw new InvalidOperationException("The endpoint asks for no scope.");

    public void AttachTo(HttpContext context) => context.Items[Key] = this;
}

/// <summary>What a caller must be allowed to do for an endpoint.</summary>
internal sealed record RequiredScope(ApiScope Scope);

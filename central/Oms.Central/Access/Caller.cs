using Oms.Entities;

namespace Oms.Central.Access;

/// <summary>Who makes a request, and what that key may do.</summary>
internal sealed record Caller(Principal Principal, ApiScope Scope)
{
    private static readonly object Key = new();

    public static Caller Of(HttpContext context) =>
        (Caller?)context.Items[Key] ?? throw new InvalidOperationException("The endpoint asks for no scope.");

    public void AttachTo(HttpContext context) => context.Items[Key] = this;
}

/// <summary>What a caller must be allowed to do for an endpoint.</summary>
internal sealed record RequiredScope(ApiScope Scope);

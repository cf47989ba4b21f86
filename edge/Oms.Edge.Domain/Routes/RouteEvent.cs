using Oms.Custody.CheckOuts;

namespace Oms.Edge.Routes;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record RouteEvent
{
    private RouteEvent()
    {
    }

    /// <param name="CheckOut">The check-out that waits for it; null for none.</param>
    public sealed record ManifestReceived(Manifest Manifest, string? CheckOut) : RouteEvent;

    /// <param name="Manifest">What was known then; null for nothing.</param>
    public sealed record Expected(string CheckOut, Manifest? Manifest) : RouteEvent;
}

using Oms.Custody.CheckOuts;

namespace Oms.Edge.Routes;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record RouteEvent
{
    private RouteEvent()
    {
    }

    public sealed record ManifestReceived(Manifest Manifest) : RouteEvent;
}

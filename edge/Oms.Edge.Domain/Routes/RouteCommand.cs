using Oms.Custody.CheckOuts;

namespace Oms.Edge.Routes;

public abstract record RouteCommand
{
    private RouteCommand()
    {
    }

    /// <summary>Takes a manifest from the centre; route and version name it.</summary>
    public sealed record Receive(Manifest Manifest) : RouteCommand;
}

using Oms.Custody.CheckOuts;

namespace Oms.Edge.Routes;

public abstract record RouteCommand
{
    private RouteCommand()
    {
    }

    /// <summary>Takes a manifest from the centre; route and version name it.</summary>
    public sealed record Receive(Manifest Manifest) : RouteCommand;

    /// <summary>A check-out of this route began; it gets the manifest, now or when it comes.</summary>
    public sealed record Expect(string CheckOut) : RouteCommand;
}

using System.Diagnostics;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Routes.RouteEvent, Oms.Edge.Routes.RouteRejection>;

namespace Oms.Edge.Routes;

/// <summary>What the centre said of a route: the newest manifest, kept for work without a link.</summary>
public sealed record Route : IEntity<Route, RouteCommand, RouteEvent, RouteRejection>
{
    private Route()
    {
    }

    public static Route Initial { get; } = new();

    public Manifest? Manifest { get; private init; }

    public static Decision Decide(Route state, RouteCommand command, Instant now) =>
        command is RouteCommand.Receive { Manifest: var manifest }
            ? state.Manifest?.Version >= manifest.Version
                ? Decision.AlreadyDone
                : Decision.Accept(new RouteEvent.ManifestReceived(manifest))
            : throw new UnreachableException($"{command} is no command of a route.");

    public static Route Evolve(Route state, RouteEvent happened) =>
        happened is RouteEvent.ManifestReceived { Manifest: var manifest }
            ? state with { Manifest = manifest }
            : throw new UnreachableException($"{happened} is no event of a route.");
}

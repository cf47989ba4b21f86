using System.Diagnostics;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Routes.RouteEvent, Oms.Edge.Routes.RouteRejection>;

namespace Oms.Edge.Routes;

/// <summary>What the centre said of a route: the newest manifest, kept for work without a link, and who waits for
/// it.</summary>
public sealed record Route : IEntity<Route, RouteCommand, RouteEvent, RouteRejection>
{
    private Route()
    {
    }

    public static Route Initial { get; } = new();

    public Manifest? Manifest { get; private init; }

    /// <summary>The newest check-out that this route's vehicle is in.</summary>
    public string? CheckOut { get; private init; }

    public static Decision Decide(Route state, RouteCommand command, Instant now) =>
        command switch
        {
            RouteCommand.Receive c when state.Manifest?.Version >= c.Manifest.Version => Decision.AlreadyDone,
            RouteCommand.Receive c => Decision.Accept(new RouteEvent.ManifestReceived(c.Manifest, state.CheckOut)),
            RouteCommand.Expect c when state.CheckOut == c.CheckOut => Decision.AlreadyDone,
            RouteCommand.Expect c => Decision.Accept(new RouteEvent.Expected(c.CheckOut, state.Manifest)),
            _ => throw new UnreachableException($"{command} is no command of a route."),
        };

    public static Route Evolve(Route state, RouteEvent happened) =>
        happened switch
        {
            RouteEvent.ManifestReceived e => state with { Manifest = e.Manifest },
            RouteEvent.Expected e => state with { CheckOut = e.CheckOut },
            _ => throw new UnreachableException($"{happened} is no event of a route."),
        };
}

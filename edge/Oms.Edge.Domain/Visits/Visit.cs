using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Visits.VisitEvent, Oms.Edge.Visits.VisitRejection>;

namespace Oms.Edge.Visits;

/// <summary>What a check-out holds at the depot, so that it can be given back: its dock and its refrigeration
/// unit.</summary>
public sealed record Visit : IEntity<Visit, VisitCommand, VisitEvent, VisitRejection>
{
    private Visit()
    {
    }

    public static Visit Initial { get; } = new();

    public bool HasEnded { get; private init; }

    public bool HasBegun { get; private init; }

    public string? Dock { get; private init; }

    public string? Reefer { get; private init; }

    public static Decision Decide(Visit state, VisitCommand command, Instant now) =>
        (state, command) switch
        {
            (_, VisitCommand.Begin) when state.HasBegun => Decision.AlreadyDone,
            (_, VisitCommand.Begin c) => Decision.Accept(new VisitEvent.Begun(c.Vehicle, c.Dock, c.Reefer, c.Route)),
            (_, VisitCommand.Know c) when state.Reefer == c.Reefer || state.HasEnded => Decision.AlreadyDone,
            (_, VisitCommand.Know c) => Decision.Accept(new VisitEvent.ReeferKnown(c.Reefer)),
            (_, VisitCommand.Move c) when state.Dock == c.Dock || state.HasEnded || !state.HasBegun =>
                Decision.AlreadyDone,
            (_, VisitCommand.Move c) => Decision.Accept(new VisitEvent.Moved(state.Dock, c.Dock)),
            (_, VisitCommand.End) when state.HasEnded => Decision.AlreadyDone,
            (_, VisitCommand.End) => Decision.Accept(new VisitEvent.Ended(state.Dock, state.Reefer)),
            _ => throw new UnreachableException($"{command} is no command of a visit."),
        };

    public static Visit Evolve(Visit state, VisitEvent happened) =>
        happened switch
        {
            VisitEvent.Begun e => state with { HasBegun = true, Dock = e.Dock, Reefer = e.Reefer },
            VisitEvent.ReeferKnown e => state with { Reefer = e.Reefer },
            VisitEvent.Moved e => state with { Dock = e.To },
            VisitEvent.Ended => state with { HasEnded = true },
            _ => throw new UnreachableException($"{happened} is no event of a visit."),
        };
}

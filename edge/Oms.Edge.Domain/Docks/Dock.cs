using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Docks.DockEvent, Oms.Edge.Docks.DockRejection>;

namespace Oms.Edge.Docks;

/// <summary>One dock: its door, and the check-out that stands there, of which there is at most one.</summary>
public sealed record Dock : IEntity<Dock, DockCommand, DockEvent, DockRejection>
{
    private Dock()
    {
    }

    public static Dock Initial { get; } = new();

    public string? CheckOut { get; private init; }

    /// <summary>The newest word of the door; null before the first.</summary>
    public DockEvent.DoorMoved? Door { get; private init; }

    public static Decision Decide(Dock state, DockCommand command, Instant now) =>
        command switch
        {
            DockCommand.Occupy c when state.CheckOut == c.CheckOut => Decision.AlreadyDone,
            DockCommand.Occupy when state.CheckOut is { } other => Decision.Reject(new DockRejection.Occupied(other)),
            DockCommand.Occupy c => Decision.Accept(new DockEvent.Occupied(c.CheckOut)),
            DockCommand.Vacate c when state.CheckOut != c.CheckOut => Decision.AlreadyDone,
            DockCommand.Vacate c => Decision.Accept(new DockEvent.Vacated(c.CheckOut)),
            DockCommand.MoveDoor c => new DockEvent.DoorMoved(c.Device, c.Open, c.At, state.CheckOut) is var moved
                && state.Door is { } last && last with { CheckOut = moved.CheckOut } == moved
                    ? Decision.AlreadyDone
                    : Decision.Accept(moved),
            _ => throw new UnreachableException($"{command} is no command of a dock."),
        };

    public static Dock Evolve(Dock state, DockEvent happened) =>
        happened switch
        {
            DockEvent.Occupied e => state with { CheckOut = e.CheckOut },
            DockEvent.Vacated => state with { CheckOut = null },

            // A late word is recorded, but the newest one by the door's own time says how the door stands.
            DockEvent.DoorMoved e => e.At >= (state.Door?.At ?? Instant.MinValue) ? state with { Door = e } : state,
            _ => throw new UnreachableException($"{happened} is no event of a dock."),
        };
}

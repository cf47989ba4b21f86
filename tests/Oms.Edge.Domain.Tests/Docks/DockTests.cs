using NodaTime;
using Oms.Edge.Docks;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Edge.Docks.DockEvent, Oms.Edge.Docks.DockRejection>;

namespace Oms.Edge.Tests.Docks;

public sealed class DockTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void A_dock_holds_one_check_out()
    {
        var state = Dock.Evolve(Dock.Initial, new DockEvent.Occupied("c-1"));

        Assert.Equal(
            new DockRejection.Occupied("c-1"),
            Assert.IsType<Decision.Rejected>(Dock.Decide(state, new DockCommand.Occupy("c-2"), Noon)).Reason);
        Assert.Same(Decision.AlreadyDone, Dock.Decide(state, new DockCommand.Vacate("c-2"), Noon));
    }

    [Fact]
    public void A_late_word_of_the_door_is_recorded_and_does_not_move_it()
    {
        var state = Dock.Evolve(Dock.Initial, new DockEvent.DoorMoved("dd-3", true, Noon, null));
        var late = new DockCommand.MoveDoor("dd-3", false, Noon - Duration.FromMinutes(5));
        var accepted = Assert.IsType<Decision.Accepted>(Dock.Decide(state, late, Noon));

        Assert.True(accepted.Events.Aggregate(state, Dock.Evolve).Door!.Open);
    }
}

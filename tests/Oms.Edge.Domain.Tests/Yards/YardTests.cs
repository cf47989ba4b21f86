using NodaTime;
using Oms.Edge.Yards;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Edge.Yards.YardEvent, Oms.Edge.Yards.YardRejection>;

namespace Oms.Edge.Tests.Yards;

public sealed class YardTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void Who_has_a_slot_goes_before_who_came_first()
    {
        var yard = After(Book("s-1", "T-2", 0, 60), Enter("T-1", -20), Enter("T-2", -10), Enter("T-3", -5));

        Assert.Equal(["T-2", "T-1", "T-3"], yard.Queue().Select(one => one.Vehicle));
    }

    [Theory]
    [InlineData(-30, true)]
    [InlineData(-31, false)]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void A_slot_is_kept_for_half_an_hour_before_and_after(int minute, bool has) =>
        Assert.Equal(has, After(Book("s-1", "T-1", 0, 60), Enter("T-1", minute)).Queue()[0].Slot is not null);

    [Fact]
    public void Two_slots_of_one_dock_may_touch_and_not_overlap()
    {
        var yard = After(Book("s-1", "T-1", 0, 60), Book("s-2", "T-2", 60, 90));

        Assert.Equal(2, yard.Slots.Count);
        Assert.Equal(new YardRejection.SlotTaken("s-1"), Refusal(yard, Book("s-3", "T-3", 59, 60)));
        Assert.Same(Decision.AlreadyDone, Yard.Decide(yard, Book("s-1", "T-1", 0, 60), Noon));
    }

    [Fact]
    public void A_dock_that_is_booked_now_waits_for_the_vehicle_that_has_it()
    {
        var yard = After(Book("s-1", "T-1", 0, 60), Enter("T-1", 0), Enter("T-2", 0));

        Assert.Equal(
            new YardRejection.DockReserved("s-1", "T-1"), Refusal(yard, new YardCommand.Call("T-2", "dock-1")));
        Assert.Equal("T-1", Go(yard, new YardCommand.Call("T-1", "dock-1")).AtDocks["dock-1"]);
    }

    [Fact]
    public void A_dock_has_one_vehicle_until_it_leaves()
    {
        var yard = After(Enter("T-1", 0), Enter("T-2", 0), new YardCommand.Call("T-1", "dock-1"));

        Assert.Equal(new YardRejection.DockTaken("T-1"), Refusal(yard, new YardCommand.Call("T-2", "dock-1")));
        Assert.Equal(new YardRejection.NotWaiting("T-9"), Refusal(yard, new YardCommand.Call("T-9", "dock-2")));
        yard = Go(Go(yard, new YardCommand.Leave("T-1")), new YardCommand.Call("T-2", "dock-1"));
        Assert.Equal("T-2", yard.AtDocks["dock-1"]);
        Assert.Empty(yard.Waiting);
    }

    [Fact]
    public void A_vehicle_that_is_called_to_another_dock_leaves_the_first_one()
    {
        var yard = After(
            Enter("T-1", 0), new YardCommand.Call("T-1", "dock-1"), new YardCommand.Call("T-1", "dock-2"));
        Assert.Equal(["dock-2"], yard.AtDocks.Keys);
    }

    [Fact]
    public void A_vehicle_whose_visit_began_at_a_dock_waits_no_more()
    {
        var yard = After(Enter("T-1", 0), Enter("T-2", 0), new YardCommand.Stand("T-2", "dock-1"));
        Assert.Equal(["T-1"], yard.Queue().Select(one => one.Vehicle));
        Assert.Equal("T-2", yard.AtDocks["dock-1"]);
        Assert.Same(Decision.AlreadyDone, Yard.Decide(yard, new YardCommand.Stand("T-2", "dock-1"), Noon));
        Assert.Same(Decision.AlreadyDone, Yard.Decide(yard, new YardCommand.Stand("T-9", "dock-2"), Noon));
    }

    private static YardCommand.BookSlot Book(string slot, string vehicle, int from, int to) => new(
        slot, "dock-1", vehicle, Noon + Duration.FromMinutes(from), Noon + Duration.FromMinutes(to));

    private static YardCommand.Enter Enter(string vehicle, int minute) =>
        new(vehicle, $"D-{vehicle}", Noon + Duration.FromMinutes(minute));

    private static Yard After(params YardCommand[] commands) => commands.Aggregate(Yard.Initial, Go);

    private static Yard Go(Yard yard, YardCommand command) =>
        Assert.IsType<Decision.Accepted>(Yard.Decide(yard, command, Noon)).Events.Aggregate(yard, Yard.Evolve);

    private static YardRejection Refusal(Yard yard, YardCommand command) =>
        Assert.IsType<Decision.Rejected>(Yard.Decide(yard, command, Noon)).Reason;
}

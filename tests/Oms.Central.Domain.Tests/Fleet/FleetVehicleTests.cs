using NodaTime;
using Oms.Central.Fleet;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Fleet.FleetVehicleEvent, Oms.Central.Fleet.FleetVehicleRejection>;

namespace Oms.Central.Tests.Fleet;

public sealed class FleetVehicleTests
{
    private static readonly FleetVehicleCommand Found =
        new FleetVehicleCommand.NoteDefects("co-1.3", "co-1", ["tires", "horn"]);

    [Fact]
    public void Every_defect_is_open_until_it_is_certified()
    {
        var one = After(Found, new FleetVehicleCommand.Certify("co-1.3", 1));

        Assert.Equal([new OpenDefect("co-1.3", 2, "horn", "co-1")], one.Open);
        Assert.Empty(After(
            Found,
            new FleetVehicleCommand.Certify("co-1.3", 1),
            new FleetVehicleCommand.Certify("co-1.3", 2)).Open);
    }

    [Fact]
    public void What_is_told_twice_is_done_once()
    {
        Assert.Same(Decision.AlreadyDone, FleetVehicle.Decide(After(Found), Found, Instant.MinValue));
        Assert.Same(
            Decision.AlreadyDone,
            FleetVehicle.Decide(After(Found), new FleetVehicleCommand.Certify("co-1.3", 3), Instant.MinValue));
    }

    private static FleetVehicle After(params FleetVehicleCommand[] commands) =>
        commands.Aggregate(FleetVehicle.Initial, (state, command) =>
            Assert.IsType<Decision.Accepted>(FleetVehicle.Decide(state, command, Instant.MinValue)).Events
                .Aggregate(state, FleetVehicle.Evolve));
}

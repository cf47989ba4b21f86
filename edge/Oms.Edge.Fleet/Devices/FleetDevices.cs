using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Devices;

/// <summary>Every device of a fleet: those at the docks, and those on the vehicles of both rounds.</summary>
public static class FleetDevices
{
    public static IReadOnlyList<DeviceIdentity> Of(long seed, ScenarioShape shape) =>
    [
        .. ScenarioMaker.Depots(shape).SelectMany(depot => depot.Docks.SelectMany(dock => new DeviceIdentity[]
        {
            new(depot.Id, DeviceIdentity.DockDoor, dock.Door, dock.Id),
            new(depot.Id, DeviceIdentity.Scanner, dock.Scanner, dock.Id),
            new(depot.Id, DeviceIdentity.Badge, dock.Badge, dock.Id),
        })),
        .. Trucks(seed, shape).Select(truck =>
            new DeviceIdentity(truck.Depot, DeviceIdentity.Eld, $"eld-{truck.Number}", Dock: null, $"TRK-{truck.Number}")),
        .. Trucks(seed, shape).Where(truck => truck.Cargo != CargoClass.Dry).Select(truck =>
            new DeviceIdentity(
                truck.Depot, DeviceIdentity.Reefer, $"rf-{truck.Number}", Dock: null, $"TRK-{truck.Number}",
                Assortment.BandOf(truck.Cargo))),
    ];

    /// <summary>Every driver's badge: what it shows to a reader, and whose it is.</summary>
    public static IReadOnlyList<(string Depot, string Token, string Driver)> Badges(
        long seed, ScenarioShape shape) =>
        [.. Trucks(seed, shape).Select(truck =>
            (truck.Depot, ScenarioMaker.BadgeToken(truck.Number), $"D-{truck.Number}"))];

    private static IEnumerable<(string Depot, int Number, CargoClass Cargo)> Trucks(long seed, ScenarioShape shape)
    {
        var cargo = ScenarioMaker.Cargo(seed, shape);
        var depots = ScenarioMaker.Depots(shape);
        return from fleet in Enumerable.Range(0, ScenarioMaker.Fleets)
               from route in Enumerable.Range(0, shape.Routes)
               select (
                   depots[route / shape.RoutesPerDepot].Id,
                   ScenarioMaker.TruckNumber(shape, route, fleet),
                   cargo[route]);
    }
}

using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Devices;

/// <summary>Every device of a fleet: those at the docks, and those on the vehicles of both rounds.</summary>
public static class FleetDevices
{
    public static IReadOnlyList<DeviceIdentity> Of(ScenarioShape shape) =>
    [
        .. ScenarioMaker.Depots(shape).SelectMany(depot => depot.Docks.SelectMany(dock => new DeviceIdentity[]
        {
            new(depot.Id, DeviceIdentity.DockDoor, dock.Door, dock.Id),
            new(depot.Id, DeviceIdentity.Scanner, dock.Scanner, dock.Id),
            new(depot.Id, DeviceIdentity.Badge, dock.Badge, dock.Id),
        })),
        .. Trucks(shape).SelectMany(truck => new DeviceIdentity[]
        {
            new(truck.Depot, DeviceIdentity.Reefer, $"rf-{truck.Number}", Dock: null),
            new(truck.Depot, DeviceIdentity.Eld, $"eld-{truck.Number}", Dock: null),
        }),
    ];

    /// <summary>Every driver's badge: what it shows to a reader, and whose it is.</summary>
    public static IReadOnlyList<(string Depot, string Token, string Driver)> Badges(ScenarioShape shape) =>
        [.. Trucks(shape).Select(truck =>
            (truck.Depot, ScenarioMaker.BadgeToken(truck.Number), $"D-{truck.Number}"))];

    private static IEnumerable<(string Depot, int Number)> Trucks(ScenarioShape shape)
    {
        var depots = ScenarioMaker.Depots(shape);
        return from fleet in Enumerable.Range(0, ScenarioMaker.Fleets)
               from route in Enumerable.Range(0, shape.Routes)
               select (depots[route / shape.RoutesPerDepot].Id, ScenarioMaker.TruckNumber(shape, route, fleet));
    }
}

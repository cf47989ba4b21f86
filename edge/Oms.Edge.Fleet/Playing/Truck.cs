using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Playing;

/// <summary>One truck's day: loaded, sent out, driven past its stops, checked out at its dock.</summary>
internal sealed class Truck(Stage stage, Shop shop, RoutePlan route)
{
    public async Task DriveAsync(CancellationToken cancellationToken)
    {
        await using var devices = new TruckDevices(stage, route);
        Show("waits for its orders", 0);

        // The unit cools before anything is loaded, and goes on until the truck is handed over.
        var cooling = devices.CoolAsync(cancellationToken);
        var dispatcher = new Dispatcher(stage, shop, route);
        await dispatcher.PlanAsync(cancellationToken);
        Show("is loaded", 0);
        var manifest = await dispatcher.SendOutAsync(cancellationToken);

        // What happens on the road happens after the departure that the manifest names, however late that was.
        var road = manifest.Departed is { } left ? stage.Later(left, route.Departure) : stage;
        devices.Leave(road);
        stage.Tell(route.Vehicle, $"left {route.Depot} with {route.Stops.Count} orders on {route.Id}");
        await PassStopsAsync(road, devices, cancellationToken);

        await road.UntilAsync(route.Arrival, cancellationToken);
        stage.Tell(route.Vehicle, $"is back at {route.Dock}");
        var checkOut = new CheckOutDesk(road, route, manifest.Stops, step => Show(step, 1));
        await checkOut.HandOverAsync(cooling, cancellationToken);
        await dispatcher.AwaitCloseAsync(cancellationToken);
        Show("checked out, route closed", 1);
        stage.Tell(route.Vehicle, $"route {route.Id} is closed");
    }

    private async Task PassStopsAsync(Stage road, TruckDevices devices, CancellationToken cancellationToken)
    {
        var driving = devices.LogAsync(road, cancellationToken);
        foreach (var stop in route.Stops)
        {
            Show($"on the way to stop {stop.Stop} of {route.Stops.Count}", (stop.Stop - 1.0) / route.Stops.Count);
            await road.UntilAsync(stop.At, cancellationToken);
            stage.Tell(route.Vehicle, Outcome(stop));
        }

        Show("on the way back", 1);
        await driving;
    }

    private string Outcome(StopPlan stop)
    {
        var order = stage.Scenario.Order(stop.Order);
        var wrong = order.Lines.FirstOrDefault(line => line.Reason is not null);
        return wrong is null
            ? $"delivered {order.Reference} to {order.Customer}"
            : $"{order.Customer}, {order.Reference}: {order.Lines.Sum(line => line.Refused)} refused, "
                + $"{order.Lines.Sum(line => line.Short)} short, {order.Lines.Sum(line => line.Damaged)} damaged";
    }

    private void Show(string phase, double share) => stage.World.Board.Set(new PlayBoard.Trip(
        route.Vehicle, route.Id, route.Depot, route.Cargo.ToString().ToLowerInvariant(), phase, share));
}

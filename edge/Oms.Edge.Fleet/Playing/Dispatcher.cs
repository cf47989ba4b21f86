using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Playing;

/// <summary>Plans one route at the centre, sends it out, and sees that it is closed.</summary>
internal sealed class Dispatcher(Stage stage, Shop shop, RoutePlan route)
{
    private readonly string _path = $"/manifests/{route.Id}";

    public async Task PlanAsync(CancellationToken cancellationToken)
    {
        var stops = new List<CentreRequests.RouteStop>();
        foreach (var stop in route.Stops)
        {
            var order = await shop.IdOfAsync(stop.Order, cancellationToken);
            stops.Add(new CentreRequests.RouteStop(stop.Stop, stage.Scenario.Order(stop.Order).Customer, [order]));
        }

        // An order is released a moment after it is placed, once its stock is reserved.
        var body = new CentreRequests.Route(
            route.Id, route.Depot, route.Vehicle, route.Driver, route.Reefer, stops)
        {
            Catalogue = stage.Scenario.CatalogueOf(route),
        };
        await stage.InsistAsync(
            stage.Key($"plan/{route.Id}"),
            key => stage.World.Centre.Http.PostAsync(
                "/manifests", body, CentreJson.Default.NewRoute, key, cancellationToken),
            ["order-not-released"],
            cancellationToken);
    }

    /// <returns>What is on board and when it left, as the centre has it.</returns>
    public async Task<CentreAnswers.RouteState> SendOutAsync(CancellationToken cancellationToken)
    {
        await stage.UntilAsync(route.Departure, cancellationToken);

        // That the workshop mended the truck after its last route may still be on its way to the centre.
        _ = await stage.InsistAsync(
            stage.Key($"dispatch/{route.Id}"),
            key => stage.World.Centre.Http.PostAsync(
                $"{_path}/dispatch", new CentreRequests.Nothing(), CentreJson.Default.Nothing, key, cancellationToken),
            ["vehicle-awaiting-repair"],
            cancellationToken);
        return await AwaitAsync("dispatched", cancellationToken);
    }

    public async Task AwaitCloseAsync(CancellationToken cancellationToken)
    {
        await AwaitAsync("closed", cancellationToken);
        foreach (var stop in route.Stops)
        {
            var order = await shop.IdOfAsync(stop.Order, cancellationToken);
            while ((await stage.World.Centre.Http.GetAsync($"/orders/{order}", cancellationToken))
                .Read(CentreJson.Default.OrderDetail).Status != "closed")
            {
                await stage.PauseAsync(cancellationToken);
            }
        }
    }

    private async Task<CentreAnswers.RouteState> AwaitAsync(string status, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = (await stage.World.Centre.Http.GetAsync(_path, cancellationToken))
                .Read(CentreJson.Default.RouteState);
            if (read.Status == status || read.Status == "closed")
            {
                return read;
            }

            await stage.PauseAsync(cancellationToken);
        }
    }
}

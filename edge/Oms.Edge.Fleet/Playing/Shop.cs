using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Playing;

/// <summary>Places every order at its time.</summary>
internal sealed class Shop(Stage stage)
{
    private readonly Dictionary<string, TaskCompletionSource<string>> _placed = stage.Scenario.Orders.ToDictionary(
        order => order.Reference,
        _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));

    public Task SellAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(stage.Scenario.Orders.Select(order => PlaceAsync(order, cancellationToken)));

    /// <summary>The centre's id of an order, once it is placed.</summary>
    public Task<string> IdOfAsync(string reference, CancellationToken cancellationToken) =>
        _placed[reference].Task.WaitAsync(cancellationToken);

    private async Task PlaceAsync(OrderPlan order, CancellationToken cancellationToken)
    {
        await stage.UntilAsync(order.Placed, cancellationToken);
        var body = new CentreRequests.Order(
            OrderPlan.Channel,
            order.Reference,
            new CentreRequests.Customer(order.Customer, new CentreRequests.Address(
                [order.Address.Street], order.Address.City, order.Address.PostalCode, "US")),
            order.Depot,
            "complete",
            [
                .. order.Lines.Select(line => new CentreRequests.PlacedLine(
                    line.Sku, line.Quantity, stage.Scenario.Product(line.Sku).Band)),
            ]);
        var receipt = (await stage.World.Centre.Http.PostAsync(
            "/orders", body, CentreJson.Default.NewOrder, stage.Key($"order/{order.Reference}"), cancellationToken))
            .Read(CentreJson.Default.Receipt);
        stage.Tell("shop", $"{order.Customer} ordered {order.Units} units ({order.Reference})");
        _placed[order.Reference].SetResult(receipt.Id);
    }
}

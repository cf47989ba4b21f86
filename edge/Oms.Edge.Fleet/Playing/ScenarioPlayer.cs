using NodaTime;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Playing;

/// <summary>Plays a scenario against the running system, to its end, whatever dies and comes back meanwhile.</summary>
/// <remarks>
/// Every write carries a key that is derived from the scenario, and is repeated until it has a final answer. So a
/// player that is stopped and started again on the same scenario goes on where the system stands.
/// </remarks>
public sealed class ScenarioPlayer(Scenario scenario, FleetWorld world)
{
    /// <summary>Plays it all.</summary>
    /// <param name="start">When the scenario's offset zero was or will be, on the world's clock.</param>
    /// <returns>When every route is closed at the centre and every order with it.</returns>
    /// <exception cref="Http.UnexpectedAnswerException">A server refused what the plan wants.</exception>
    public async Task PlayAsync(Instant start, CancellationToken cancellationToken)
    {
        // The first actor to fail stops the others: a scenario half played proves nothing.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stage = new Stage(scenario, world, start);
        await new Warehouse(stage).ReceiveAsync(stop.Token);
        var shop = new Shop(stage);
        List<Task> actors = [shop.SellAsync(stop.Token)];
        actors.AddRange(scenario.Routes.Select(route => new Truck(stage, shop, route).DriveAsync(stop.Token)));
        await foreach (var actor in Task.WhenEach(actors))
        {
            if (!actor.IsCompletedSuccessfully)
            {
                await stop.CancelAsync();
            }
        }

        await Task.WhenAll(actors.OrderBy(actor => actor.IsFaulted ? 0 : 1));
    }
}

using System.Text.Json;
using Oms.Actors;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Ingest;
using Oms.Edge.Gateway.Storage;
using Oms.Entities;

namespace Oms.Simulation.Tests.People;

/// <summary>Someone or something at a depot: asks again, with the same id, until there is an answer.</summary>
internal sealed class DepotVisitor(SimWorld world, string depot)
{
    /// <summary>A guard: in all this time the gateway has always come up and served.</summary>
    private const int AttemptsMax = 400;

    /// <summary>Gives the desk a command until it is answered.</summary>
    public async Task<DeskAnswer> AskAsync(
        Func<CheckOutDesk, Task<DeskAnswer>> ask, EntityAddress address, CommandId id, string what)
    {
        var answer = await UntilAsync(node => ask(node.Desk), answer => answer is not DeskAnswer.Unavailable);
        world.Trace.Add($"{depot} {what} {id} -> {answer.GetType().Name}");
        var promise = new DepotPromise(depot, address, id, what);
        if (answer is DeskAnswer.Done)
        {
            world.Promises.AtDepots.Add(promise);
        }
        else if (answer is DeskAnswer.Rejected)
        {
            world.Promises.RefusedAtDepots.Add(promise);
        }

        return answer;
    }

    /// <summary>Publishes a message until it is acknowledged.</summary>
    /// <param name="effect">The entity that it must have an effect on; null for a reading.</param>
    public async Task PublishAsync(
        string device, string kind, string message, byte[] payload, EntityAddress? effect = null)
    {
        var topic = $"oms/v1/{depot}/{kind}/{device}/{message}";
        var outcome = await UntilAsync(
            node => node.Ingest.TakeAsync(
                new DevicePublication(device, topic, node.Services.Clock.Wall, payload), CancellationToken.None),
            _ => true);
        SimWorld.Must(outcome.Result is IngestResult.Accepted, $"{topic} became a {outcome.Result}: {outcome.Fault}");
        world.Trace.Add($"{depot} {device} {message}");
        if (effect is not null)
        {
            var id = JsonDocument.Parse(payload).RootElement.GetProperty("message_id").GetGuid();
            world.Promises.AtDepots.Add(new DepotPromise(depot, effect, new CommandId(id), message));
        }
    }

    public async Task<CheckOut> ReadAsync(EntityAddress checkOut) =>
        (await UntilAsync(
            node => node.Regions.CheckOuts.ReadAsync(checkOut, CancellationToken.None).AsTask(), _ => true)).State;

    private async Task<T> UntilAsync<T>(Func<DepotNode, Task<T>> call, Func<T, bool> stands)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            try
            {
                var answer = await world.CallAsync(world.LocalNetwork, () => CallAsync(call));
                if (stands(answer))
                {
                    return answer;
                }
            }
            catch (Exception failure) when (failure is TimeoutException or EntityUnavailableException
                or StoreUnavailableException or OperationCanceledException)
            {
                // Whether it was carried out is not known; the same id finds out.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(10, 900)), world.Time);
        }

        throw new InvalidOperationException($"{depot} did not answer {AttemptsMax} times.");
    }

    private async Task<T> CallAsync<T>(Func<DepotNode, Task<T>> call)
    {
        var node = world.Depot(depot).Node ?? throw new TimeoutException($"{depot} is down.");
        try
        {
            return await call(node);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && world.Depot(depot).Node != node)
        {
            // What a process that was killed would have thrown, nobody hears.
            throw new TimeoutException($"{depot} was killed.", failure);
        }
    }
}

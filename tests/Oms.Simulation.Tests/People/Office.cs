using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Oms.Central;
using Oms.Central.Depots;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Simulation.Tests.Hosts;

namespace Oms.Simulation.Tests.People;

/// <summary>The people at the centre: they ask again, with the same key, until they are answered.</summary>
internal sealed class Office(SimWorld world)
{
    /// <summary>A guard: in all this time the centre has always come up and served.</summary>
    private const int AttemptsMax = 400;

    private static readonly Duration BuyAgainAfter = Duration.FromMinutes(1);

    private static readonly Customer Buyer = new("Buyer", new PostalAddress(["1 Road"], "Town", "12345", "DE"));

    private readonly TaskCompletionSource _received = new();
    private int _made;

    /// <summary>Registers the depots and hands out their codes.</summary>
    public async Task OpenAsync()
    {
        foreach (var depot in world.Depots)
        {
            _ = await WriteAsync(
                "/depots", new RegisterDepotBody(depot.Depot, depot.Depot), CentralJson.Default.RegisterDepotBody);
            var answer = await WriteAsync(
                $"/depots/{depot.Depot}/enrolment-codes",
                new EnrolmentCodeBody(),
                CentralJson.Default.EnrolmentCodeBody);
            depot.Code = JsonSerializer.Deserialize(answer.Body, CentralJson.Default.EnrolmentCodeView)!.Code;
        }
    }

    /// <summary>Receives stock.</summary>
    public async Task ReceiveAsync()
    {
        foreach (var receipt in world.Script.Receipts)
        {
            await PauseAsync(3_000);
            await ReceiveAsync(receipt);
        }

        _received.SetResult();
    }

    /// <summary>Places a route's orders, and sends the route out when all of them are allocated.</summary>
    public async Task SendOutAsync(RouteScript route)
    {
        foreach (var order in route.Orders)
        {
            await PauseAsync(2_000);
            var answer = await WriteAsync(
                "/orders",
                new PlaceOrderBody(
                    OrderScript.Channel, order.Ref, Buyer, Script.Warehouse, ShipPolicy.Complete, order.Lines)
                {
                    Money = order.Money,
                },
                CentralJson.Default.PlaceOrderBody);
            var id = JsonSerializer.Deserialize(answer.Body, CentralJson.Default.ReceiptBody)!.Id;
            SimWorld.Must(id == order.Id, $"Order {order.Ref} was placed as {id}.");
        }

        foreach (var order in route.Orders)
        {
            var buyAgain = world.Now;
            await world.UntilAsync(
                async () =>
                {
                    var view = await ReadAsync($"/orders/{order.Id}", CentralJson.Default.OrderView);
                    if (_received.Task.IsCompleted && world.Now >= buyAgain
                        && view?.Holds.Any(hold => hold.Type is HoldType.Stock) is true)
                    {
                        await BuyAgainAsync(order, view);
                        buyAgain = world.Now + BuyAgainAfter;
                    }

                    return view is { Status: OrderStatus.Released, Holds.Count: 0 };
                },
                $"order {order.Ref} is released");
        }

        _ = await WriteAsync(
            "/manifests",
            new PlanManifestBody(
                route.Route,
                route.Depot,
                route.Vehicle,
                route.Driver,
                route.Reefer,
                [.. route.Orders.Select(order => new StopBody(order.Stop, $"consignee-{order.Stop}", [order.Id]))]),
            CentralJson.Default.PlanManifestBody);
        await PauseAsync(1_000);
        _ = await WriteAsync($"/manifests/{route.Route}/dispatch", new EmptyBody(), CentralJson.Default.EmptyBody);
        await world.UntilAsync(
            async () => (await ReadAsync($"/manifests/{route.Route}", CentralJson.Default.ManifestView))
                is { Status: not (RouteStatus.Planned or RouteStatus.Loading) },
            $"{route.Route} has left");
    }

    /// <summary>Reads; null when it is not there.</summary>
    public async Task<T?> ReadAsync<T>(string path, JsonTypeInfo<T> form)
        where T : class
    {
        var answer = await AskAsync("GET", path, [], []);
        return answer.Status switch
        {
            200 => JsonSerializer.Deserialize(answer.Body, form),
            404 => null,
            _ => throw Unexpected("GET", path, answer),
        };
    }

    /// <summary>Asks until there is an answer that stands.</summary>
    public async Task<CentreAnswer> AskAsync(
        string method, string path, byte[] body, IReadOnlyList<(string Name, string Value)> headers)
    {
        var last = "none";
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            try
            {
                var answer = await world.CallAsync(
                    world.Network, () => world.Centre.SendAsync(method, path, body, headers));
                if (!IsTransient(answer))
                {
                    return answer;
                }

                last = $"{answer.Status} {Encoding.UTF8.GetString(answer.Body)}";
            }
            catch (TimeoutException)
            {
                // Whether it was carried out is not known; the same key finds out.
            }

            await PauseAsync(900);
        }

        throw new InvalidOperationException($"{method} {path} was never answered; the last was {last}.");
    }

    /// <summary>
    /// Buys what an order waits for: an excursion of another route may have quarantined the lot that was meant for it,
    /// while its payment was still in doubt.
    /// </summary>
    private async Task BuyAgainAsync(OrderScript order, OrderView view)
    {
        foreach (var line in view.Lines.Where(line => line.Quantities.Backordered > 0))
        {
            var name = string.Create(
                CultureInfo.InvariantCulture, $"again-{order.Ref}-{line.Line}-{world.Promises.Received.Count}");
            await ReceiveAsync(new Receipt(name, line.Sku, $"lot-{name}", line.Quantities.Backordered));
        }
    }

    private async Task ReceiveAsync(Receipt receipt)
    {
        world.Promises.Received.Add(receipt);
        _ = await WriteAsync(
            $"/stock-items/{StockItemId.Of(receipt.Sku, Script.Warehouse)}/receipts",
            new ReceiveBody(receipt.Ref, receipt.Lot, receipt.Units),
            CentralJson.Default.ReceiveBody);
    }

    private async Task<CentreAnswer> WriteAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> form)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"key-{++_made}");
        var answer = await AskAsync(
            "POST",
            path,
            JsonSerializer.SerializeToUtf8Bytes(body, form),
            [("Idempotency-Key", key), ("If-Match", "*")]);
        if (answer.Status is < 200 or >= 300)
        {
            throw Unexpected("POST", path, answer);
        }

        world.Trace.Add($"office {path} -> {answer.Status} {answer.Position}");
        if (answer.Position is { } position)
        {
            var id = JsonDocument.Parse(answer.Body).RootElement.TryGetProperty("id", out var changed)
                ? changed.GetString()!
                : path.Split('/')[2];
            world.Promises.AtCentre.Add(new CentrePromise(position, id, $"POST {path}"));
        }

        return answer;
    }

    private static bool IsTransient(CentreAnswer answer) =>
        answer.Status is 503 or 429
        || (answer.Status == 409
            && Encoding.UTF8.GetString(answer.Body).Contains("idempotency-in-flight", StringComparison.Ordinal));

    private static InvalidOperationException Unexpected(string method, string path, CentreAnswer answer) =>
        new($"{method} {path} was answered {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}");

    private Task PauseAsync(int millisecondsMax) =>
        Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(10, millisecondsMax)), world.Time);
}

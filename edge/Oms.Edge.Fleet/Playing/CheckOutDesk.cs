using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Gateways;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Playing;

/// <summary>Driver and supervisor at the dock: every step of one check-out, by device where there is one.</summary>
internal sealed class CheckOutDesk(
    Stage stage, RoutePlan route, IReadOnlyList<ManifestStop> papers, Action<string> show)
{
    private readonly GatewayClient _gateway = stage.World.Gateways[route.Depot];
    private readonly DepotPlan _depot = stage.Scenario.Depot(route.Depot);
    private readonly DockPlan _dock =
        stage.Scenario.Depot(route.Depot).Docks.Single(dock => dock.Id == route.Dock);

    /// <param name="cooling">Ends when the last temperature is at the gateway.</param>
    public async Task HandOverAsync(Task cooling, CancellationToken cancellationToken)
    {
        await using var door = Connect(DeviceIdentity.DockDoor, _dock.Door, out var doorId);
        show("at the gate");
        var id = await ArriveAsync(cancellationToken);
        await door.PublishAsync("state", DeviceMessages.Door(doorId, At(1), open: true), cancellationToken);

        await AtAsync(2, "check-out: inspection", cancellationToken);
        var defects = route.Defect is { } defect
            ? new VehicleDefect[] { new(defect.Part, defect.Description, PhotoSha256: null) }
            : null;
        await PostAsync(
            id, "inspection",
            new GatewayRequests.Inspection(
                defects is null ? "no-defect" : "defects-found", defects ?? [], route.Driver),
            GatewayJson.Default.Inspection, cancellationToken);

        show("check-out: manifest");
        await AwaitAsync(id, checkOut => checkOut.Steps.GetValueOrDefault("manifest"), cancellationToken);
        await AtAsync(4, "check-out: deliveries", cancellationToken);
        foreach (var stop in papers)
        {
            await PostAsync(id, "deliveries", Delivery(stop), GatewayJson.Default.StopDelivery, cancellationToken, stop.Stop);
        }

        await AtAsync(5, "check-out: scans", cancellationToken);
        await ScanAsync(cancellationToken);
        await PostAsync(
            id, "cargo-verification", new GatewayRequests.CargoVerification(_depot.Supervisor),
            GatewayJson.Default.CargoVerification, cancellationToken);

        await AtAsync(7, "check-out: ELD file, keys", cancellationToken);
        var name = EldFile.NameOf(route, stage.At(Duration.Zero));
        (await _gateway.Http.PutAsync(
            $"/check-outs/{id}/eld-file?name={name}", EldFile.Of(route, stage.At(Duration.Zero)),
            stage.Key($"eld-file/{route.Id}"), cancellationToken)).OrThrow();
        await PostAsync(
            id, "keys", new GatewayRequests.Keys(route.KeyTag, _depot.Supervisor), GatewayJson.Default.Keys,
            cancellationToken);
        await door.PublishAsync("state", DeviceMessages.Door(doorId, At(9), open: false), cancellationToken);

        show("check-out: temperatures");
        await cooling;
        await AtAsync(9, "check-out: signatures", cancellationToken);
        await SwipeAsync(id, cancellationToken);
        await PostAsync(
            id, "sign-offs",
            new GatewayRequests.SignOff("supervisor", _depot.Supervisor, Digest($"{_depot.Supervisor} signs {id}")),
            GatewayJson.Default.NewSignOff, cancellationToken);
        stage.Tell(route.Vehicle, $"is checked out by {route.Driver} and {_depot.Supervisor} ({id})");
    }

    private Task AtAsync(int minutesAfterArrival, string step, CancellationToken cancellationToken)
    {
        show(step);
        return stage.UntilAsync(route.Arrival + Duration.FromMinutes(minutesAfterArrival), cancellationToken);
    }

    private async Task<string> ArriveAsync(CancellationToken cancellationToken)
    {
        var arrival = new GatewayRequests.Arrival(
            route.Vehicle, route.Driver, route.Id, route.Dock,
            route.OdometerMetres + EldFile.Distance(route), stage.At(route.Arrival));

        // The dock or the truck may still be taken by the round before.
        var answer = await stage.InsistAsync(
            stage.Key($"arrival/{route.Id}"),
            key => _gateway.Http.PostAsync("/check-outs", arrival, GatewayJson.Default.Arrival, key, cancellationToken),
            ["dock-occupied", "vehicle-has-open-check-out"],
            cancellationToken);
        return answer.Read(GatewayJson.Default.CheckOut).Id;
    }

    private StopDelivery Delivery(ManifestStop stop)
    {
        var planned = route.Stops.Single(one => one.Stop == stop.Stop);
        var order = stage.Scenario.Order(planned.Order);
        var lines =
            (from line in stop.Lines
             let plan = order.Lines.Single(one => one.Line == line.Line)
             select new DeliveredLine(
                 line.Line, line.Sku, line.Lot, plan.Delivered, plan.Short, plan.Refused, plan.Damaged, plan.Reason))
            .ToList();
        var pod = lines.Any(line => line.Delivered > 0)
            ? new ProofOfDelivery(
                planned.SignedBy, stage.At(planned.At), Digest($"{planned.SignedBy} took in {planned.Order}"))
            : null;
        return new StopDelivery(stop.Stop, stop.Order, lines, pod);
    }

    // One scan a unit: a lost or a doubled one is a unit lost or doubled.
    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        await using var scanner = Connect(DeviceIdentity.Scanner, _dock.Scanner, out var scannerId);
        var number = 0;
        foreach (var stop in route.Stops)
        {
            foreach (var line in stage.Scenario.Order(stop.Order).Lines)
            {
                var lot = stage.Scenario.SupplyOf(route.Depot, line.Sku).Lot;
                for (var unit = 0; unit < line.ComesBack; unit++)
                {
                    number++;
                    var at = stage.At(route.Arrival + Duration.FromMinutes(2) + Duration.FromSeconds(number));
                    var message = DeviceMessages.Scan(
                        scannerId, at, number, stage.Scenario.Product(line.Sku).Gtin, line.Sku, lot, quantity: 1);
                    await scanner.PublishAsync("scan", message, cancellationToken);
                }
            }
        }
    }

    // A swipe before its time is set aside by the gateway, so it is looked at and done again.
    private async Task SwipeAsync(string id, CancellationToken cancellationToken)
    {
        await using var badge = Connect(DeviceIdentity.Badge, _dock.Badge, out var badgeId);
        await AwaitAsync(id, checkOut => checkOut.Missing.Count == 0, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            await badge.PublishAsync(
                "swipe", DeviceMessages.Swipe(badgeId, At(9 + attempt), attempt, route.BadgeToken), cancellationToken);
            if (HasSigned(await ReadAsync(id, cancellationToken)))
            {
                return;
            }

            await stage.PauseAsync(cancellationToken);
            if (HasSigned(await ReadAsync(id, cancellationToken)))
            {
                return;
            }
        }

        static bool HasSigned(GatewayAnswers.CheckOut checkOut) =>
            checkOut.SignOffs.Any(signed => signed.Role == "driver");
    }

    private async Task PostAsync<T>(
        string id, string step, T body, JsonTypeInfo<T> form, CancellationToken cancellationToken, int number = 0) =>
        (await _gateway.Http.PostAsync(
            $"/check-outs/{id}/{step}", body, form, stage.Key($"{step}/{route.Id}/{number}"), cancellationToken)).OrThrow();

    private async Task<GatewayAnswers.CheckOut> ReadAsync(string id, CancellationToken cancellationToken) =>
        (await _gateway.Http.GetAsync($"/check-outs/{id}", cancellationToken)).Read(GatewayJson.Default.CheckOut);

    private async Task AwaitAsync(
        string id, Func<GatewayAnswers.CheckOut, bool> until, CancellationToken cancellationToken)
    {
        while (!until(await ReadAsync(id, cancellationToken)))
        {
            await stage.PauseAsync(cancellationToken);
        }
    }

    private IDeviceLink Connect(string kind, string id, out DeviceIdentity identity)
    {
        identity = new DeviceIdentity(route.Depot, kind, id, route.Dock);
        return stage.World.Connect(identity);
    }

    private Instant At(int minutesAfterArrival) => stage.At(route.Arrival + Duration.FromMinutes(minutesAfterArrival));

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

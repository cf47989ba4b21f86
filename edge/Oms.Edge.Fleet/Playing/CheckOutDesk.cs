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
    private const long EmptyGrams = 7_400_000;
    private const long LimitGrams = 18_000_000;
    private static readonly TimeSpan ReportLimit = TimeSpan.FromSeconds(10);

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

        if (defects is not null)
        {
            // The workshop is next door; without its word the truck would not go out again (49 CFR 396.11(a)(3)).
            await PostAsync(
                id, "repairs",
                new GatewayRequests.Repair(1, "repaired", _depot.Supervisor, "Repaired at the dock."),
                GatewayJson.Default.Repair, cancellationToken);
        }

        show("check-out: manifest");
        await AwaitAsync(id, checkOut => checkOut.Steps.GetValueOrDefault("manifest"), cancellationToken);
        await AtAsync(4, "check-out: deliveries", cancellationToken);
        var deliveries = papers.Select(Delivery).ToList();
        foreach (var delivery in deliveries)
        {
            await PostAsync(
                id, "deliveries", delivery, GatewayJson.Default.StopDelivery, cancellationToken, delivery.Stop);
        }

        await AtAsync(5, "check-out: scans", cancellationToken);
        await ScanAsync(deliveries, cancellationToken);
        await PostAsync(
            id, "cargo-verification", new GatewayRequests.CargoVerification(_depot.Supervisor),
            GatewayJson.Default.CargoVerification, cancellationToken);

        await AtAsync(6, "check-out: odometer, weight", cancellationToken);
        await PostAsync(
            id, "odometer",
            new GatewayRequests.Odometer(
                route.OdometerMetres + EldFile.Distance(route), stage.At(route.Arrival)),
            GatewayJson.Default.Odometer, cancellationToken);
        await PostAsync(
            id, "weights", new GatewayRequests.Weight("gross", EmptyGrams, LimitGrams, $"{route.Depot}-scale"),
            GatewayJson.Default.Weight, cancellationToken);

        await AtAsync(7, "check-out: ELD file, keys, fuel card", cancellationToken);
        var name = EldFile.NameOf(route, stage.At(Duration.Zero));
        var file = EldFile.Of(route, stage.At(Duration.Zero));
        (await _gateway.Http.PutAsync(
            $"/check-outs/{id}/eld-file?name={name}", file, stage.Key($"eld-file/{route.Id}"), cancellationToken))
            .OrThrow();
        stage.World.HandedIn[name] = file;
        await PostAsync(
            id, "keys", new GatewayRequests.Keys(route.KeyTag, _depot.Supervisor), GatewayJson.Default.Keys,
            cancellationToken);
        await PostAsync(
            id, "assets",
            new GatewayRequests.Asset("fuel-card", $"card-{route.Vehicle}", "handed-over", _depot.Supervisor),
            GatewayJson.Default.Asset, cancellationToken);
        await door.PublishAsync("state", DeviceMessages.Door(doorId, At(9), open: false), cancellationToken);

        show("check-out: temperatures");
        await cooling;
        await AwaitTemperaturesAsync(id, cancellationToken);
        await AtAsync(9, "check-out: signatures", cancellationToken);
        await SignAsync(id, cancellationToken);
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
        var lines = new List<DeliveredLine>();
        foreach (var rows in stop.Lines.GroupBy(line => line.Line))
        {
            // A line may come from several lots; what went wrong is taken from the first that has it.
            var plan = order.Lines.Single(line => line.Line == rows.Key);
            var (missing, refused, damaged) = (plan.Short, plan.Refused, plan.Damaged);
            foreach (var row in rows)
            {
                var s = Math.Min(missing, row.Quantity);
                var r = Math.Min(refused, row.Quantity - s);
                var d = Math.Min(damaged, row.Quantity - s - r);
                (missing, refused, damaged) = (missing - s, refused - r, damaged - d);
                var wrong = s + r + d;
                lines.Add(new DeliveredLine(
                    row.Line, row.Sku, row.Lot, row.Quantity - wrong, s, r, d, wrong > 0 ? plan.Reason : null));
            }
        }

        var pod = lines.Any(line => line.Delivered > 0)
            ? new ProofOfDelivery(
                planned.SignedBy, stage.At(planned.At), Digest($"{planned.SignedBy} took in {planned.Order}"))
            : null;
        return new StopDelivery(stop.Stop, stop.Order, lines, pod);
    }

    // One scan a unit: a lost or a doubled one is a unit lost or doubled.
    private async Task ScanAsync(IReadOnlyList<StopDelivery> deliveries, CancellationToken cancellationToken)
    {
        await using var scanner = Connect(DeviceIdentity.Scanner, _dock.Scanner, out var scannerId);
        var number = 0;
        foreach (var line in deliveries.SelectMany(delivery => delivery.Lines))
        {
            for (var unit = 0; unit < line.Refused + line.Damaged; unit++)
            {
                number++;
                var at = At(2) + Duration.FromSeconds(number);
                var gtin = stage.Scenario.Product(line.Sku).Gtin;
                var message = stage.Scenario.IsLabelled(route)
                    ? DeviceMessages.Label(scannerId, at, number, gtin, line.Lot, isDamaged: unit >= line.Refused)
                    : DeviceMessages.Scan(scannerId, at, number, gtin, line.Sku, line.Lot, quantity: 1);
                await scanner.PublishAsync("scan", message, cancellationToken);
            }
        }
    }

    // Nobody signs before the temperatures are looked through; but nobody waits for ever for a report either.
    private async Task AwaitTemperaturesAsync(string id, CancellationToken cancellationToken)
    {
        var began = stage.World.RealTime.GetTimestamp();
        while (route.Excursion is not null
            && (await ReadAsync(id, cancellationToken)).Excursions.Count == 0
            && stage.World.RealTime.GetElapsedTime(began) < ReportLimit)
        {
            await stage.PauseAsync(cancellationToken);
        }
    }

    // Who has not signed yet signs. A late finding makes a signature void, so both look again until it is over.
    private async Task SignAsync(string id, CancellationToken cancellationToken)
    {
        await using var badge = Connect(DeviceIdentity.Badge, _dock.Badge, out var badgeId);
        for (var attempt = 1; ; attempt++)
        {
            var checkOut = await ReadAsync(id, cancellationToken);
            if (checkOut.State != "open")
            {
                return;
            }

            if (checkOut.SignOffs.All(signed => signed.Role != "driver"))
            {
                var at = At(9) + Duration.FromSeconds(attempt);
                await badge.PublishAsync(
                    "swipe", DeviceMessages.Swipe(badgeId, at, attempt, route.BadgeToken), cancellationToken);
            }
            else
            {
                // A refusal means that something changed; the next look says what.
                await _gateway.Http.PostAsync(
                    $"/check-outs/{id}/sign-offs",
                    new GatewayRequests.SignOff(
                        "supervisor", _depot.Supervisor, Digest($"{_depot.Supervisor} signs {id}")),
                    GatewayJson.Default.NewSignOff,
                    stage.Key($"sign-off/{route.Id}/{attempt}"),
                    cancellationToken);
            }

            if (attempt > 1)
            {
                await stage.PauseAsync(cancellationToken);
            }
        }
    }

    private async Task PostAsync<T>(
        string id, string step, T body, JsonTypeInfo<T> form, CancellationToken cancellationToken, int number = 0) =>
        (await _gateway.Http.PostAsync(
            $"/check-outs/{id}/{step}", body, form, stage.Key($"{step}/{route.Id}/{number}"),
                cancellationToken)).OrThrow();

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

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Tests.Playing;

/// <summary>
/// The centre and its gateways on paper: one process, no disk, no signatures, and the written rules of both APIs as far
/// as the fleet meets them. It lets the player be tested alone, and a wrong unit be planted.
/// </summary>
internal sealed class PaperSystem(Scenario scenario)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sku, string Depot, string Lot), (int Units, string Status,
        string Expires)> _lots = [];
    private readonly Dictionary<string, JsonObject> _orders = [];
    private readonly Dictionary<string, JsonObject> _routes = [];
    private readonly Dictionary<string, PaperCheckOut> _checkOuts = [];
    private readonly Dictionary<string, int> _warmReadings = [];
    private readonly HashSet<string> _messages = [];

    /// <summary>Called with each outcome before it is booked; the place to plant a mistake.</summary>
    public Func<DeliveredLine, DeliveredLine> Book { get; set; } = line => line;

    public (int Status, JsonNode Body) Ask(string server, string method, string path, JsonNode? body)
    {
        lock (_gate)
        {
            var parts = path.Split('?')[0].Trim('/').Split('/');
            return server == "centre" ? Centre(method, parts, body) : Gateway(server, method, parts, body);
        }
    }

    /// <summary>Takes a device's message in; one that was taken before changes nothing.</summary>
    public void Hear(string depot, string kind, string device, JsonNode message)
    {
        lock (_gate)
        {
            if (!_messages.Add((string)message["message_id"]!))
            {
                return;
            }

            if (kind == "reefer")
            {
                var band = scenario.Routes.Single(route => route.Reefer == device).Band!;
                var warm = (int)message["zones"]![0]!["return_milli_c"]! > band.MaxMilliC;
                _warmReadings[device] = _warmReadings.GetValueOrDefault(device) + (warm ? 1 : 0);
            }

            var open = _checkOuts.Values.SingleOrDefault(one => one.Depot == depot && one.IsOpen
                && (DockOf(depot, kind, device) ?? "") == one.Arrival.Dock);
            if (kind == "scanner" && open is not null)
            {
                open.Scan(message, scenario);
            }

            if (kind == "badge" && open is { } signing && signing.Missing.Count == 0
                && scenario.Routes.Any(route => route.BadgeToken == (string)message["token"]!))
            {
                Sign(signing, Role.Driver, signing.Arrival.Driver);
            }
        }
    }

    private (int Status, JsonNode Body) Centre(string method, string[] parts, JsonNode? body)
    {
        switch (method, parts)
        {
            case ("POST", ["stock-items", var item, "receipts"]):
                var (sku, location) = (item.Split('@')[0], item.Split('@')[1]);
                _lots.TryAdd(
                    (sku, location, (string)body!["lot"]!), ((int)body["quantity"]!, "approved",
                        (string)body["expires"]!));
                return (201, new JsonObject { ["id"] = item });
            case ("POST", ["stock-items", var blocked, "lots", var lot, "quarantine"]):
                Quarantine(blocked.Split('@')[0], blocked.Split('@')[1], lot);
                return (200, new JsonObject { ["id"] = blocked });
            case ("POST", ["orders"]):
                var reference = (string)body!["external_ref"]!;
                _orders.TryAdd(reference, body.AsObject());
                body["status"] ??= "released";
                return (201, new JsonObject { ["id"] = reference });
            case ("GET", ["orders"]):
                return (200, List(_orders.Select(order => OrderOf(order.Key))));
            case ("GET", ["orders", var id]):
                return (200, OrderOf(id));
            case ("POST", ["manifests"]):
                _routes.TryAdd((string)body!["route"]!, body.AsObject());
                body["status"] ??= "planned";
                return (201, new JsonObject { ["id"] = (string)body["route"]! });
            case ("POST", ["manifests", var route, "dispatch"]):
                Dispatch(_routes[route]);
                return (202, new JsonObject { ["id"] = route });
            case ("GET", ["manifests", var route]):
                return (200, _routes[route].DeepClone());
            case ("GET", ["stock-items"]):
                return (200, List(_lots.Keys.Select(key => $"{key.Sku}@{key.Depot}").Distinct()
                    .Select(id => new JsonObject { ["id"] = id })));
            case ("GET", ["stock-items", var id]):
                return (200, StockOf(id.Split('@')[0], id.Split('@')[1]));
            case ("GET", ["check-outs"]):
                return (200, List(_checkOuts.Values.Select(one => new JsonObject
                {
                    ["id"] = one.Id,
                    ["status"] = one.State
                })));
            case ("GET", ["check-outs", var id, "evidence"]):
                return (200, _checkOuts[id].Evidence());
            case ("GET", ["claims"]):
                return (200, List(_checkOuts.Values.SelectMany(one => one.Claims).Select(claim => claim.DeepClone())));
            default:
                throw new InvalidOperationException($"The centre has no {method} {string.Join('/', parts)}.");
        }
    }

    private (int Status, JsonNode Body) Gateway(string depot, string method, string[] parts, JsonNode? body)
    {
        if (parts is ["check-outs"])
        {
            var dock = (string)body!["dock"]!;
            if (_checkOuts.Values.Any(one => one.Depot == depot && one.IsOpen && one.Arrival.Dock == dock))
            {
                return (409, new JsonObject { ["type"] = "urn:oms:problem:dock-occupied" });
            }

            var arrived = new PaperCheckOut($"check-out-{(string)body["route"]!}", depot, new CheckOutEvent.Arrived(
                depot, (string)body["vehicle"]!, (string)body["driver"]!, (string)body["route"]!, dock,
                (long)body["odometer_metres"]!, Instant.FromUtc(2026, 11, 21, 12, 0)),
                    ManifestOf((string)body["route"]!));
            _checkOuts.Add(arrived.Id, arrived);
            return (201, arrived.View());
        }

        var checkOut = _checkOuts[parts[1]];
        Look(checkOut);
        switch (method, parts.ElementAtOrDefault(2))
        {
            case ("GET", null):
                break;
            case ("POST", "inspection"):
                checkOut.Add(new CheckOutEvent.VehicleInspected(
                    InspectionOutcome.NoDefect, [], (string)body!["inspected_by"]!));
                break;
            case ("POST", "deliveries"):
                checkOut.Add(new CheckOutEvent.DeliveryReconciled(
                    body.Deserialize(DeliveryOptions.Default.StopDelivery)!));
                break;
            case ("POST", "cargo-verification"):
                checkOut.Verify((string)body!["verified_by"]!);
                break;
            case ("PUT", "eld-file"):
                checkOut.Add(new CheckOutEvent.EldFileAttached(new string('0', 64), "eld.csv", 1));
                break;
            case ("POST", "keys"):
                checkOut.Add(new CheckOutEvent.KeysReturned((string)body!["key_tag"]!, (string)body["received_by"]!));
                break;
            case ("POST", "repairs"):
                checkOut.Add(new CheckOutEvent.RepairCertified(
                    checkOut.Arrival.Vehicle, 3, (int)body!["defect"]!, RepairOutcome.Repaired,
                    (string)body["certified_by"]!, (string)body["note"]!));
                break;
            case ("POST", "odometer"):
                checkOut.Add(new CheckOutEvent.OdometerRead(
                    checkOut.Arrival.Vehicle, (long)body!["metres"]!, null, null, null, 0, checkOut.Arrival.At));
                break;
            case ("POST", "weights"):
                checkOut.Add(new CheckOutEvent.WeightRecorded(
                    (string)body!["part"]!, (long)body["grams"]!, (long)body["limit_grams"]!, (string)body["scale"]!));
                break;
            case ("POST", "assets"):
                checkOut.Add(new CheckOutEvent.AssetHanded(
                    ItemKind.FuelCard, (string)body!["id"]!, AssetOutcome.HandedOver, (string)body["received_by"]!));
                break;
            case ("POST", "sign-offs"):
                Sign(checkOut, Role.Supervisor, (string)body!["signer"]!);
                break;
            default:
                throw new InvalidOperationException($"A gateway has no {method} {string.Join('/', parts)}.");
        }

        return (200, checkOut.View());
    }

    private void Sign(PaperCheckOut checkOut, Role role, string signer)
    {
        Look(checkOut);
        if (checkOut.Sign(role, signer))
        {
            Close(checkOut);
        }
    }

    private void Look(PaperCheckOut checkOut)
    {
        var reefer = scenario.Routes.Single(route => route.Id == checkOut.Arrival.Route).Reefer;
        if (reefer is not null && _warmReadings.GetValueOrDefault(reefer) >= 15)
        {
            checkOut.Warm(reefer);
        }
    }

    private void Close(PaperCheckOut checkOut)
    {
        var route = _routes[checkOut.Arrival.Route!];
        route["status"] = "closed";
        foreach (var delivery in checkOut.Events.OfType<CheckOutEvent.DeliveryReconciled>().Select(one => one.Delivery))
        {
            var order = _orders[delivery.Order];
            order["status"] = "closed";
            foreach (var line in delivery.Lines.Select(Book))
            {
                order[$"line {line.Line}"] = new JsonObject
                {
                    ["delivered"] = line.Delivered,
                    ["lost"] = line.Short,
                    ["turned_back"] = line.Refused + line.Damaged,
                };
                order["warm"] = checkOut.IsWarm;
                Return(checkOut.Depot, line, checkOut.IsWarm);
                checkOut.Claim("shortage", delivery.Order, line.Short);
                checkOut.Claim("damage", delivery.Order, line.Damaged);
            }
        }

        if (checkOut.IsWarm)
        {
            foreach (var line in ManifestOf(checkOut.Arrival.Route!).Stops.SelectMany(stop => stop.Lines))
            {
                Quarantine(line.Sku, checkOut.Depot, line.Lot);
            }
        }
    }

    private void Return(string depot, DeliveredLine line, bool warm)
    {
        var (good, bad) = warm ? (0, line.Refused + line.Damaged) : (line.Refused, line.Damaged);
        var key = (line.Sku, depot, line.Lot);
        _lots[key] = _lots[key] with { Units = _lots[key].Units + good };
        var apart = (line.Sku, depot, $"{line.Lot}~returned");
        var there = _lots.GetValueOrDefault(apart, (0, "quarantined", ""));
        _lots[apart] = there with { Item1 = there.Item1 + bad };
    }

    private void Quarantine(string sku, string depot, string lot) =>
        _lots[(sku, depot, lot)] = _lots[(sku, depot, lot)] with { Status = "quarantined" };

    private void Dispatch(JsonObject route)
    {
        if ((string)route["status"]! != "planned")
        {
            return;
        }

        route["status"] = "dispatched";
        foreach (var stop in route["stops"]!.AsArray().OfType<JsonObject>())
        {
            var order = _orders[(string)stop["orders"]![0]!];
            stop["order"] = (string)stop["orders"]![0]!;
            stop["lines"] = new JsonArray([.. order["lines"]!.AsArray().Select((line, index) => (JsonNode)new JsonObject
            {
                ["line"] = index + 1,
                ["sku"] = (string)line!["sku"]!,
                ["lot"] = Take((string)line["sku"]!, (string)order["ship_from"]!, (int)line["quantity"]!),
                ["quantity"] = (int)line["quantity"]!,
                ["band"] = line["band"]?.DeepClone(),
            })]);
        }
    }

    private string Take(string sku, string depot, int units)
    {
        var from = _lots.Where(lot => lot.Key.Sku == sku && lot.Key.Depot == depot && lot.Value.Status == "approved")
            .OrderBy(lot => lot.Value.Expires, StringComparer.Ordinal).First(lot => lot.Value.Units >= units);
        _lots[from.Key] = from.Value with { Units = from.Value.Units - units };
        return from.Key.Lot;
    }

    private Manifest ManifestOf(string route) => new(
        route, 1, (string)_routes[route]["depot"]!, (string)_routes[route]["vehicle"]!,
            (string)_routes[route]["driver"]!,
        (string?)_routes[route]["reefer"],
            _routes[route]["stops"].Deserialize(DeliveryOptions.Default.ManifestStopArray)!);

    private JsonObject OrderOf(string id)
    {
        var order = _orders[id];
        var lines = order["lines"]!.AsArray().Select((line, index) =>
        {
            var places = order[$"line {index + 1}"]?.DeepClone().AsObject() ?? [];
            var (ordered, closed) = ((int)line!["quantity"]!, places.Count > 0);
            places["ordered"] = ordered;
            places["shipped"] = closed ? ordered : 0;
            return (JsonNode)new JsonObject
            {
                ["line"] = index + 1,
                ["sku"] = (string)line["sku"]!,
                ["quantities"] = places,
                ["flags"] = (bool?)order["warm"] == true ? new JsonArray(new JsonObject { ["kind"] = "excursion" })
                    : [],
            };
        });
        return new JsonObject
        {
            ["id"] = id,
            ["external_ref"] = id,
            ["status"] = (string)order["status"]!,
            ["fulfilment"] = "-",
            ["lines"] = new JsonArray([.. lines]),
        };
    }

    private JsonObject StockOf(string sku, string location) => new()
    {
        ["sku"] = sku,
        ["location"] = location,
        ["reserved_soft"] = 0,
        ["reserved_hard"] = 0,
        ["backordered"] = 0,
        ["lots"] = new JsonArray([.. _lots.Where(lot => lot.Key.Sku == sku && lot.Key.Depot == location).Select(lot =>
            (JsonNode)new JsonObject
            {
                ["lot"] = lot.Key.Lot,
                ["quantity"] = lot.Value.Units,
                ["status"] = lot.Value.Status,
            })]),
    };

    private string? DockOf(string depot, string kind, string device) =>
        scenario.Depot(depot).Docks.SingleOrDefault(dock =>
        device == (kind == "scanner" ? dock.Scanner : dock.Badge))?.Id;

    private static JsonObject List(IEnumerable<JsonNode> items) =>
        new() { ["items"] = new JsonArray([.. items]), ["next"] = null };
}

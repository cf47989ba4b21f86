using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;
using Oms.Edge.Fleet.Scenarios;
using Oms.Edge.Routes;

namespace Oms.Edge.Fleet.Tests.Playing;

/// <summary>One check-out on paper.</summary>
internal sealed class PaperCheckOut
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private readonly Dictionary<(string Sku, string Lot), int> _scans = [];

    public PaperCheckOut(string id, string depot, CheckOutEvent.Arrived arrival, Manifest manifest)
    {
        (Id, Depot, Arrival, Manifest) = (id, depot, arrival, manifest);
        Events.Add(arrival);
        Events.Add(new CheckOutEvent.ManifestAttached(manifest));
    }

    public string Id { get; }

    public string Depot { get; }

    public CheckOutEvent.Arrived Arrival { get; }

    public Manifest Manifest { get; }

    public List<CheckOutEvent> Events { get; } = [];

    public List<JsonObject> Claims { get; } = [];

    public bool IsOpen => !Events.OfType<CheckOutEvent.Completed>().Any();

    public bool IsWarm => Events.OfType<CheckOutEvent.TemperatureExcursionRecorded>().Any();

    public string State => IsOpen ? "open" : "completed";

    public IReadOnlyList<string> Missing =>
    [
        .. new (string Step, bool Done)[]
        {
            ("inspection", Has<CheckOutEvent.VehicleInspected>()), ("cargo", Has<CheckOutEvent.CargoVerified>()),
            ("deliveries", Events.OfType<CheckOutEvent.DeliveryReconciled>().Count() == Manifest.Stops.Count),
            ("eld_file", Has<CheckOutEvent.EldFileAttached>()), ("keys", Has<CheckOutEvent.KeysReturned>()),
        }.Where(step => !step.Done).Select(step => step.Step),
    ];

    public void Add(CheckOutEvent happened) => Events.Add(happened);

    public void Scan(JsonNode message, Scenario scenario)
    {
        var code = (string)message["code"]!;
        if ((string?)message["sku"] is { } named)
        {
            Count(named, (string)message["lot"]!);
            Events.Add(new CheckOutEvent.CargoScanned(named, (string)message["lot"]!, 1, code, "scanner", Noon));
            return;
        }

        var label = LabelReader.Read(code);
        var sku = scenario.Products.Single(product => product.Gtin == label.Gtin!.Digits).Sku;
        Count(sku, label.Lot!);
        Events.Add(new CheckOutEvent.CodeScanned(
            code, 1, "scanner", Noon, [new LogisticContent(sku, label.Lot!, 1)], []));
    }

    private void Count(string sku, string lot) => _scans[(sku, lot)] = _scans.GetValueOrDefault((sku, lot)) + 1;

    public void Verify(string by) => Events.Add(new CheckOutEvent.CargoVerified(
        [.. _scans.Select(scan => new CargoCount(scan.Key.Sku, scan.Key.Lot, scan.Value, scan.Value))], by));

    /// <summary>Records the excursion, once; signatures given before it are void.</summary>
    public void Warm(string reefer)
    {
        if (!IsWarm && IsOpen)
        {
            Events.RemoveAll(happened => happened is CheckOutEvent.SignedOff);
            Events.Add(new CheckOutEvent.TemperatureExcursionRecorded(new TemperatureExcursion(
                reefer, 1, Noon, Noon + Duration.FromMinutes(20), 9_000, new TemperatureBand(0, 6_000), [])));
        }
    }

    /// <returns>Whether both have signed now.</returns>
    public bool Sign(Role role, string signer)
    {
        if (!IsOpen || Missing.Count > 0 || Events.OfType<CheckOutEvent.SignedOff>().Any(one => one.Role == role))
        {
            return false;
        }

        Judge();
        Events.Add(new CheckOutEvent.SignedOff(role, signer, new string('0', 64)));
        if (Events.OfType<CheckOutEvent.SignedOff>().Count() < 2)
        {
            return false;
        }

        Events.Add(new CheckOutEvent.Completed($"depot:{Depot}"));
        return true;
    }

    public void Claim(string kind, string order, int units)
    {
        if (units > 0)
        {
            Claims.Add(new JsonObject
            {
                ["kind"] = kind,
                ["route"] = Arrival.Route,
                ["order"] = order,
                ["quantity"] = units,
            });
        }
    }

    public JsonObject View() => new()
    {
        ["id"] = Id,
        ["state"] = State,
        ["vehicle"] = Arrival.Vehicle,
        ["driver"] = Arrival.Driver,
        ["custodian"] = "-",
        ["steps"] = new JsonObject { ["manifest"] = true },
        ["missing"] = new JsonArray([.. Missing.Select(step => (JsonNode)step)]),

        ["excursions"] = new JsonArray([.. Enumerable.Repeat((JsonNode)new JsonObject(), IsWarm ? 1 : 0)]),
        ["sign_offs"] = new JsonArray([.. Events.OfType<CheckOutEvent.SignedOff>()
            .Select(one => (JsonNode)new JsonObject { ["role"] = one.Role.ToString().ToLowerInvariant() })]),
        ["scans"] = _scans.Values.Sum(),
    };

    public JsonObject Evidence() => new()
    {
        ["attachments"] = new JsonArray(),
        ["records"] = new JsonArray([.. Events.Select(happened => (JsonNode)new JsonObject
        {
            ["leaf"] = new JsonObject { ["kind"] = CheckOutEvents.NameOf(happened), ["event_version"] = 1 },
            ["body"] = JsonSerializer.SerializeToNode(happened, CheckOutJson.Default.GetTypeInfo(happened.GetType())!),
        })]),
    };

    /// <summary>Judges the load as a gateway does before the first signature: of every route with a band.</summary>
    private void Judge()
    {
        if (Manifest.Reefer is { } reefer && ManifestBand.Of(Manifest) is { } band
            && !Has<CheckOutEvent.TemperatureJudged>())
        {
            var nothing = new string('0', 64);
            Events.Add(new CheckOutEvent.TemperatureJudged(
                Manifest.Route, reefer, 1, Noon, Noon + Duration.FromHours(1), band, 1,
                IsWarm ? TemperatureOutcome.Excursion : TemperatureOutcome.Proven,
                new TemperatureFacts(1, 0, 0, 0, null, null, 3600, 0, 0, 0, 0), [], nothing, nothing));
        }
    }

    private bool Has<T>() => Events.OfType<T>().Any();
}

using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using Oms.Custody;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;
using Oms.Custody.Seals;
using Oms.Edge.Messages;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>The published schemas accept what the product's own records write, and refuse what it refuses.</summary>
public sealed class SchemaTests
{
    private const string Python = "/usr/bin/python3";
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly (string Schema, string Payload, bool IsGood)[] Payloads =
    [
        ("reefer-reading", JsonSerializer.Serialize(
            new ReeferReading(Noon,
                [new ZoneReading(1) { ReturnMilliC = 4_100, Mode = ReeferMode.Defrost, DoorOpen = true }])
            {
                MessageId = "0193f0a2-7c1e-7d33-8f5e-0a4b1c2d3e4f",
                Clock = ClockQuality.Gps,
                Running = true,
                FuelPermille = 640,
                Alarms = [new ReeferAlarm("P63", 2)],
            },
            DeviceJson.Default.ReeferReading), true),
        ("eld-reading", JsonSerializer.Serialize(
            new EldReading(Noon) { OdometerMetres = 204_118_300, SpeedMmPerSecond = 0 },
                DeviceJson.Default.EldReading), true),
        ("eld-events", JsonSerializer.Serialize(
            new EldEvents(Noon, "TRK-12", [new EldEvent(4711, 1, 4, Noon) { OdometerMetres = 1 }]),
            DeviceJson.Default.EldEvents), true),
        ("eld-events", JsonSerializer.Serialize(
            new EldEvents(Noon, "TRK-12",
            [
                new EldEvent(4711, 1, 4, Noon)
                {
                    PowerUnit = "TRK-12",
                    LatitudeMicrodegrees = 45_757_000,
                    LongitudeMicrodegrees = 4_832_000,
                    ReducedPosition = true,
                    RecordStatus = 1,
                    RecordOrigin = 2,
                    AccumulatedMetres = 1_609,
                    AccumulatedEngineSeconds = 360,
                    UnlocatedMetres = 0,
                    HasMalfunction = false,
                    HasDiagnostic = true,
                    Check = "A0",
                    Comment = "Post-trip",
                    Location = "Lyon",
                },
                new EldEvent(4712, 4, 1, Noon) { CertifiedDay = new LocalDate(2026, 2, 28) },
                new EldEvent(4713, 6, 1, Noon) { Position = "X", Vin = "1M8GDM9AXKP042788", Trailers = "TR1" },
            ])
            {
                StatusChanges = [new EldStatusChange(4_700, Noon, 2)],
            },
            DeviceJson.Default.EldEvents), true),
        ("eld-events", """{"at":"2026-11-21T10:15:00Z","vehicle":"T","events":[]}""", false),
        ("eld-events", """
            {"at":"2026-11-21T10:15:00Z","vehicle":"T","events":[],
             "status_changes":[{"sequence":1,"at":"2026-11-21T10:15:00Z","record_status":2}]}
            """, true),
        ("eld-events", """
            {"at":"2026-11-21T10:15:00Z","vehicle":"T",
             "events":[{"sequence":1,"type":1,"code":1,"at":"2026-11-21T10:15:00Z","record_status":5}]}
            """, false),
        ("eld-profile", JsonSerializer.Serialize(
            new EldProfile(Noon, "TRK-12", new EldIdentity(
                new EldDriver("ada.okafor", "Okafor", "Ada", "TX", "TX48210033") { Person = "D-7" },
                new EldCarrier("2211334", "NORTH RIVER FREIGHT", 8, 0, 6),
                new EldMaker("QA0C", "GAM112", "c2lnbmF0dXJlLW9mLXRoZS1lbGQ="))
            {
                CoDriver = new EldUser("eva.diaz", "Diaz", "Eva"),
                Vin = "1M8GDM9AXKP042788",
                Users = [new EldUser("ben.lee", "Lee", "Ben") { IsDriver = false }],
            }),
            DeviceJson.Default.EldProfile), true),
        ("eld-profile", """
            {"at":"2026-11-21T10:15:00Z","vehicle":"T","identity":{
             "driver":{"username":"ada","last_name":"Okafor","first_name":"Ada","license_state":"TX","license":"1"},
             "carrier":{"us_dot":"1","name":"North","multiday_days":8,"period_start_seconds":0,"utc_offset_hours":6},
             "device":{"registration_id":"QA0C","identifier":"GAM112","authentication":"c2lnbmF0dXJlLW9mLXRo"}}}
            """, false),
        ("seal-circuit", JsonSerializer.Serialize(
            new SealCircuit(Noon, CircuitState.Tampered) { Unit = "TRL-9", Door = "rear" },
            DeviceJson.Default.SealCircuit), true),
        ("seal-circuit", """{"at":"2026-11-21T10:15:00Z","state":"ajar"}""", false),
        ("scan", JsonSerializer.Serialize(
            new Scan(Noon, "(01)0345") { Sku = "MILK", Lot = "L7", Quantity = 2 }, DeviceJson.Default.Scan), true),
        ("badge-swipe", JsonSerializer.Serialize(new BadgeSwipe(Noon, "04A1"), DeviceJson.Default.BadgeSwipe), true),
        ("dock-door-state", JsonSerializer.Serialize(new DockDoorState(Noon, true), DeviceJson.Default.DockDoorState),
            true),
        ("reefer-reading", """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_c":4}]}""", false),
        ("reefer-reading", """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_milli_c":85001}]}""", false),
        ("scan", """{"at":"2026-11-21T10:15:00Z","code":"]C10109506000134352","damaged":true}""", true),
        ("scan", """{"at":"2026-11-21T10:15:00Z","sku":"MILK"}""", false),
        ("scan", """{"at":"2026-11-21T10:15:00Z","code":"1","lot":"L7"}""", false),
    ];

    [Fact]
    public async Task The_schemas_say_what_the_reader_does()
    {
        Assert.SkipUnless(File.Exists(Python)
            && await RunAsync("-c", "import jsonschema") == 0, "python3-jsonschema is not installed.");
        using var folder = new TempDirectory();
        foreach (var (schema, payload, isGood) in Payloads)
        {
            Assert.True(await ValidateAsync(folder, schema, payload) == 0 == isGood, $"{schema}: {payload}");
        }
    }

    [Fact]
    public void The_reader_agrees_on_every_one_of_them() => Assert.All(Payloads, one =>
    {
        var (kind, message) = one.Schema switch
        {
            "reefer-reading" => ("reefer", "reading"),
            "eld-reading" => ("eld", "reading"),
            "eld-events" => ("eld", "events"),
            "eld-profile" => ("eld", "profile"),
            "scan" => ("scanner", "scan"),
            "badge-swipe" => ("badge", "swipe"),
            "seal-circuit" => ("seal", "circuit"),
            _ => ("dock-door", "state"),
        };
        Assert.Equal(one.IsGood,
            MessageReader.Read(kind, message, System.Text.Encoding.UTF8.GetBytes(one.Payload)).Fault is null);
    });

    [Fact]
    public async Task The_schema_of_a_catalogue_takes_what_is_written_and_refuses_numbers_that_are_none()
    {
        Assert.SkipUnless(File.Exists(Python)
            && await RunAsync("-c", "import jsonschema") == 0, "python3-jsonschema is not installed.");
        using var folder = new TempDirectory();
        var catalogue = new ManifestCatalogue(
        [
            new CatalogueProduct("MILK", [new("9506000134352", 1), new("19506000134359", 6)])
            {
                LotTracked = true,
                UnitGrams = 1_030,
                Lots = [new CatalogueLot("L7") { Expiry = new LocalDate(2026, 3, 1), Serials = ["A-1"] }],
            },
        ])
        {
            LogisticUnits = [new CatalogueUnit("395011015300000011", [new LogisticContent("MILK", "L7", 8)])],
            Terms =
            [
                new StopTerms(1)
                {
                    Place = new Position(45_764_043, 4_835_659),
                    RadiusMetres = 200,
                    From = Noon,
                    Until = Noon + Duration.FromHours(1),
                    Band = new TemperatureBand(2_000, 8_000),
                },
            ],
            WeightTolerance = new WeightRule(10, 500),
        };
        Assert.Null(CatalogueCheck.Fault(catalogue, [1]));
        var good = JsonSerializer.Serialize(catalogue, CheckOutJson.Default.ManifestCatalogue);

        Assert.Equal(0, await ValidateAsync(folder, "catalogue", good));
        Assert.NotEqual(0, await ValidateAsync(
            folder, "catalogue", good.Replace("9506000134352", "95060", StringComparison.Ordinal)));
        Assert.NotEqual(0, await ValidateAsync(
            folder, "catalogue", good.Replace("\"units\":6", "\"units\":0", StringComparison.Ordinal)));
    }

    private static async Task<int> ValidateAsync(TempDirectory folder, string schema, string payload)
    {
        var file = Path.Combine(folder.Path, "payload.json");
        await File.WriteAllTextAsync(file, payload, TestContext.Current.CancellationToken);
        return await RunAsync(
            "-c",
            "import json,sys,jsonschema as s; a,b=[json.load(open(f)) for f in sys.argv[1:]]; "
                + "s.Draft202012Validator(a).validate(b)",
            Checkout.PathOf("docs", "schemas", $"{schema}.v1.json"),
            file);
    }

    private static async Task<int> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
        _ = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}

using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Oms.Custody.Temperature;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>Events are stored for ever: their names and bytes never change.</summary>
public sealed class CheckOutEventsTests
{
    private static readonly TemperatureBand Band = new(2_000, 8_000);
    private static readonly Finding Wrong = new("line-check", "line 4", "The check value is wrong.", "4.4.5.2");

    // One of each kind with every member set, and the first one once more as it was before it had so many.
    private static readonly CheckOutEvent[] Samples =
    [
        new CheckOutEvent.Arrived("lyon", "TRK-12", "D-7", "R-1", "dock-3", 204_118_300, Noon),
        new CheckOutEvent.Arrived("lyon", "TRK-12", "D-7", "R-1", "dock-3", 204_118_300, Noon)
        {
            Direction = Direction.CheckIn,
            Trailer = "TRL-3",
            Checklist = new ChecklistTemplate("cold", 2,
                [
                    new StepRule("pre-cool", Required: true)
                    {
                        BeforeLoading = true,
                        Evidence = [EvidenceKind.Photo],
                        Outcomes = ["reached"],
                    },
                ])
            {
                Scope = new ChecklistScope
                {
                    Direction = Direction.CheckIn,
                    VehicleClass = "van",
                    CargoClass = "pharma",
                    Customer = "acme",
                },
                Parts = ["tires"],
                OdometerToleranceMetres = 100,
            },
            Issued = [new Item(ItemKind.FuelCard, "FC-1")],
            PriorReports = [new PriorReport("co-0.3", ["tires"])],
            StandsFor = new Superseded(
                "co-0", "completed", 12, "A dent.", [new ItemQuantity(new Item(ItemKind.Units, "MILK", "L7"), 2)]),
            Actor = TheSupervisor,
            Evidence = [new EvidenceItem(EvidenceKind.Signature, Hash)],
        },
        new CheckOutEvent.ManifestAttached(Promised with
        {
            Departed = Noon,
            VehicleClass = "van",
            CargoClass = "pharma",
            Customer = "acme",
            Seals = [new ManifestSeal("rear", "AB 123")],
            Checklists = [new ChecklistTemplate("few", 1, [new StepRule("keys", Required: true)])],
        }),
        new CheckOutEvent.ManifestAttached(CatalogueSamples.Listed with
        {
            Stops = [Promised.Stops[1] with { Ordered = [new OrderedQuantity(1, "MILK", 6)] }],
            Catalogue = CatalogueSamples.Catalogue with
            {
                Terms =
                [
                    CatalogueSamples.Catalogue.Terms![0] with { RadiusMetres = 400 },
                ],
                WeightTolerance = new WeightRule(10, 500),
            },
        }),
        new CheckOutEvent.VehicleInspected(
            InspectionOutcome.DefectsFound, [new VehicleDefect("horn", "silent", Hash)], "D-7")
        {
            Parts = ["horn"],
            Vehicle = "TRK-12",
            Actor = TheDriver,
            Supersedes = 3,
        },
        new CheckOutEvent.InspectionAcknowledged("TRK-12", true, Hash, ["co-0.3"]),
        new CheckOutEvent.RepairCertified("TRK-12", 3, 1, RepairOutcome.Unnecessary, "M-1", "It works."),
        new CheckOutEvent.CargoScanned("MILK", "L7", 2, "0345", "sc-3", Noon) { CarriedFrom = 5 },
        new CheckOutEvent.CargoScanned("MILK", "L7", 2, "0345", "sc-3", Noon) { Damaged = true },
        new CheckOutEvent.CodeScanned(
            "(00)395011015300000011(02)09506000134352(37)3(10)L7(17)260301(21)A-1", 2, "sc-3", Noon,
            [new LogisticContent("MILK", "L7", 3)], [Wrong])
        {
            Damaged = true,
            Label = new ReadLabel
            {
                Gtin = "09506000134352",
                Sscc = "395011015300000011",
                Lot = "L7",
                Serial = "A-1",
                Expiry = new LocalDate(2026, 3, 1),
                Count = 3,
            },
        },
        new CheckOutEvent.CargoCounted("MILK", null, 3, 1, "S-1", Noon),
        new CheckOutEvent.CargoVerified([new CargoCount("MILK", "L7", 3, 2)], "S-1"),
        new CheckOutEvent.CargoVerified([new CargoCount("MILK", "L7", 3, 2)], "S-1")
        {
            Lines =
            [
                new TallyLine(
                    "MILK", "L7", 3, 1, 0, new ManualCount("MILK", "L7", 3, 1, "S-1", Noon), CountSource.Ruling, 2, 1),
            ],
            Found = 1,
            Findings = [Wrong],
            Rulings = [new CountRuling("MILK", "L7", 2, 1, "S-1", "torn")],
            Reconciliation = new DeliveryReconciliation(
                [new ReconciledLine("MILK", "L7", 16, 13, 1, 1, 1, 2, 3)],
                [new StockBooking("MILK", "L7", 1, BookingKind.Restock)],
                [Wrong]),
        },
        new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, "O-1", [new DeliveredLine(1, "MILK", "L7", 7, 1, 1, 1, "late")],
            new ProofOfDelivery("Anna", Noon, Hash))),
        new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, "O-1", [new DeliveredLine(1, "MILK", "L7", 7, 1, 1, 1, "late")], CatalogueSamples.Proof))
        {
            Findings = [Wrong],
        },
        new CheckOutEvent.EldFileAttached(Hash, "Smith.csv", 812) { Check = new EldFileCheck(1, 2, [Wrong], 3_600) },
        new CheckOutEvent.SealHandled(
            "TRL-3", "rear", SealAction.Checked, "AB 124", SealCondition.Damaged, SealClass.Security, "AB 123", "r",
            Noon),
        new CheckOutEvent.TemperatureJudged(
            "R-1", "rf-07", 1, Noon, Noon, Band, 2, TemperatureOutcome.NoProof,
            new TemperatureFacts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), [TemperatureRule.Gap], Hash, OtherHash),
        new CheckOutEvent.HazmatChecked(Hash, ["UN1090"], ["FLAMMABLE"], 1, [Wrong]),
        new CheckOutEvent.KeysReturned("K-12", "S-1"),
        new CheckOutEvent.AssetHanded(ItemKind.Device, "TAB-1", AssetOutcome.HandedOver, "S-1"),
        new CheckOutEvent.PreCoolChecked(1, 4_000, 8_000, Noon),
        new CheckOutEvent.OdometerRead("TRK-12", 5_000, 3_600, 1_000, 5_100, 100, Noon),
        new CheckOutEvent.WeightRecorded("gross", 17_000_000, 18_000_000, "T-1"),
        new CheckOutEvent.WeightRecorded("gross", 17_000_000, 18_000_000, "T-1")
        {
            TareGrams = 7_400_000,
            ExpectedGrams = 9_000_000,
            Finding = Wrong,
        },
        new CheckOutEvent.ExceptionNoted(new Item(ItemKind.Units, "MILK", "L7"), 1, "cargo", "Dented."),
        new CheckOutEvent.TemperatureExcursionRecorded(
            new TemperatureExcursion("rf-07", 1, Noon, Noon, 9_400, Band, [Hash])),
        new CheckOutEvent.SignedOff(Role.Supervisor, "S-1", Hash),
        new CheckOutEvent.Completed("depot:lyon") { Kept = [new ItemQuantity(new Item(ItemKind.Key, "K-12"), 1)] },
        new CheckOutEvent.Refused("It smells.", "S-1"),
        new CheckOutEvent.Disputed("It is short.", "D-7"),
    ];

    private static string[] Released =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "CheckOuts", "check-out-events.jsonl"));

    [Fact]
    public void Every_event_is_written_as_it_was_released() => Assert.Equal(Released, Samples.Select(Line));

    [Fact]
    public void Every_released_event_is_still_read_and_written_back_the_same() =>
        Assert.All(Released, line =>
        {
            var name = line[..line.IndexOf(".v1 ", StringComparison.Ordinal)];
            var body = Encoding.UTF8.GetBytes(line[(name.Length + 4)..]);

            Assert.Equal(line, Line(CheckOutEvents.Read(name, 1, body)!));
            Assert.Null(CheckOutEvents.Read(name, 2, body));
        });

    [Fact]
    public void Every_event_has_a_sample() =>
        Assert.Equal(
            typeof(CheckOutEvent).GetNestedTypes().Select(type => type.Name).Order(),
            Samples.Select(sample => sample.GetType().Name).Distinct().Order());

    [Fact]
    public void A_role_from_before_it_was_written_in_lower_case_is_read() =>
        Assert.Equal(
            new CheckOutEvent.SignedOff(Role.Driver, "D-7", Hash),
            CheckOutEvents.Read(
                CheckOutEvents.SignedOff,
                1,
                Encoding.UTF8.GetBytes($$"""{"role":"Driver","signer":"D-7","signature_sha256":"{{Hash}}"}""")));

    [Fact]
    public void A_member_that_is_not_known_is_refused() =>
        Assert.Throws<JsonException>(() => CheckOutEvents.Read(
            CheckOutEvents.KeysReturned, 1, """{"key_tag":"K","received_by":"S","more":1}"""u8));

    private static string Line(CheckOutEvent happened) =>
        $"{CheckOutEvents.NameOf(happened)}.v1 {Encoding.UTF8.GetString(CheckOutEvents.Write(happened))}";
}

using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Oms.Custody.Temperature;
using Oms.Epcis.Mapping;
using Xunit;

namespace Oms.Epcis.Tests;

/// <summary>Every step of a check-out as EPCIS events.</summary>
public sealed class MappingTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 7, 1, 12, 0);
    private static readonly TemperatureBand Band = new(2_000, 8_000);

    private static readonly string Hash = new('a', 64);

    private static readonly CheckOutEvent.Arrived Arrival = new("dep-1", "T-12", "D-3", "R-7", "D 1", 12_345, Noon);

    private static readonly Gs1Names Names = new(
        "9521321",
        "9521321000025",
        new Dictionary<string, string> { ["dep-1"] = "9521321000018" },
        "https://oms.example.com");

    private static readonly CheckOutEvent[] Steps =
    [
        Arrival,
        new CheckOutEvent.ManifestAttached(new Manifest(
            "R-7", 1, "dep-1", "T-12", "D-3", "RF-12", [new(1, "order-1", "Shop", [new(1, "MILK", "L1", 10, Band)])])),
        new CheckOutEvent.VehicleInspected(
            InspectionOutcome.DefectsFound, [new VehicleDefect("tires", "worn", "aa")], "S-1"),
        new CheckOutEvent.CargoScanned("MILK", "L1", 2, "code", "scan-1", Noon),
        new CheckOutEvent.CodeScanned(
            "]C10109506000134352\u001d21A-1", 1, "scan-1", Noon, [new LogisticContent("MILK", "L1", 1)], [])
        {
            Label = new ReadLabel { Gtin = "09506000134352", Serial = "A-1" },
        },
        new CheckOutEvent.CodeScanned(
            "a torn label", 1, "scan-1", Noon, [], [new Finding("unknown-code", "a torn label", "Count by hand.")]),
        new CheckOutEvent.CargoCounted("MILK", "L1", 3, 1, "S-1", Noon),
        new CheckOutEvent.CargoCounted("MILK", null, 0, 0, "S-1", Noon),
        new CheckOutEvent.CargoVerified([new CargoCount("MILK", "L1", 3, 2)], "S-1"),
        new CheckOutEvent.DeliveryReconciled(new StopDelivery(
            1, "order-1", [new(1, "MILK", "L1", 7, 1, 1, 1, "late")], new ProofOfDelivery("A", Noon, "bb"))),
        new CheckOutEvent.EldFileAttached("cc", "file.csv", 9),
        new CheckOutEvent.KeysReturned("K-1", "S-1"),
        new CheckOutEvent.TemperatureExcursionRecorded(Excursion(to: null)),
        new CheckOutEvent.InspectionAcknowledged("T-12", Satisfied: true, Hash, ["rep-1"]),
        new CheckOutEvent.RepairCertified("T-12", 2, 1, RepairOutcome.Repaired, "M-1", "New tire."),
        new CheckOutEvent.TemperatureJudged(
            "R-7", "RF-12", 1, Noon - Duration.FromHours(2), Noon, Band, 1, TemperatureOutcome.Proven,
            new TemperatureFacts(10, 3_000, 5_000, 4_000, 4_100, 4_100, 7_200, 0, 0, 0, 0), [], Hash, Hash),
        new CheckOutEvent.PreCoolChecked(1, 4_000, 8_000, Noon),
        new CheckOutEvent.SealHandled("TR-1", "rear", SealAction.Broken, "S-77", null, null, "S-77", "unloading", Noon),
        new CheckOutEvent.HazmatChecked(Hash, ["UN1203"], ["FLAMMABLE"], 0, []),
        new CheckOutEvent.OdometerRead("T-12", 5_000, 3_600, 1_000, 5_100, 100, Noon),
        new CheckOutEvent.WeightRecorded("gross", 10_000, 12_000, "scale-1"),
        new CheckOutEvent.AssetHanded(ItemKind.FuelCard, "FC-1", AssetOutcome.Damaged, "S-1"),
        new CheckOutEvent.ExceptionNoted(new Item(ItemKind.Units, "MILK", "L1"), 2, "cargo", "crushed"),
        new CheckOutEvent.SignedOff(Role.Driver, "D-3", "dd"),
        new CheckOutEvent.Completed("depot"),
        new CheckOutEvent.Refused("seal broken", "S-1"),
        new CheckOutEvent.Disputed("count", "S-1"),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Steps.Length)];

    [Fact]
    public void Every_kind_of_step_has_events()
    {
        var kinds = typeof(CheckOutEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(CheckOutEvent)));
        Assert.Equal(NamesOf(kinds), NamesOf(CheckOutMapping.Kinds));
        Assert.Equal(NamesOf(kinds), NamesOf(Steps.Select(step => step.GetType()).Distinct()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_event_of_a_step_keeps_the_standard_and_has_the_id_of_what_it_says(int step)
    {
        var happened = Assert.Single(Map(Steps[step]));
        Assert.Empty(EpcisValidator.Check(happened));
        Assert.Equal(EventHash.Of(happened), happened.EventId);
        Assert.Equal("urn:oms:record:co-1%2F4", happened.Text("oms:record"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_record_gives_the_same_event_and_another_record_another_one(int step)
    {
        Assert.Equal(Map(Steps[step])[0].Body.GetRawText(), Map(Steps[step])[0].Body.GetRawText());
        Assert.NotEqual(Map(Steps[step])[0].EventId, Map(Steps[step], seq: 5)[0].EventId);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_house_without_numbers_of_GS1_has_valid_events_too(int step)
    {
        var record = new CustodyRecord("co 1/ä", 4, "dep-1", Noon, Steps[step]);
        Assert.All(
            CheckOutMapping.Map(CheckOutScene.Empty, record, Gs1Names.None),
            happened => Assert.Empty(EpcisValidator.Check(happened)));
    }

    [Fact]
    public void An_arrival_names_vehicle_gate_and_depot_by_their_GS1_keys()
    {
        var happened = Map(Arrival)[0];
        Assert.Equal("arriving", happened.Text("bizStep"));
        Assert.Equal("https://id.gs1.org/8004/9521321T-12", happened.Member("epcList")!.Value[0].GetString());
        Assert.Equal("urn:oms:spot:dep-1%2FD%201", happened.Member("readPoint")!.Value.GetProperty("id").GetString());
        Assert.Equal(
            "https://id.gs1.org/414/9521321000018",
            happened.Member("bizLocation")!.Value.GetProperty("id").GetString());
    }

    [Fact]
    public void The_hand_over_accepts_from_the_carrier_to_the_depot()
    {
        var happened = Map(new CheckOutEvent.Completed("depot"))[0];
        Assert.Equal("accepting", happened.Text("bizStep"));
        Assert.Equal(
            "https://id.gs1.org/417/9521321000025",
            happened.Member("sourceList")!.Value[0].GetProperty("source").GetString());
        Assert.Equal(
            "https://id.gs1.org/417/9521321000018",
            happened.Member("destinationList")!.Value[0].GetProperty("destination").GetString());
    }

    [Fact]
    public void At_a_check_in_the_depot_gives_and_the_carrier_takes()
    {
        var scene = CheckOutScene.Empty.After(new CustodyRecord(
            "co-1", 1, "dep-1", Noon, Arrival with { Direction = Direction.CheckIn }));
        var record = new CustodyRecord("co-1", 4, "dep-1", Noon, new CheckOutEvent.Completed("driver:D-3"));

        var happened = CheckOutMapping.Map(scene, record, Names)[0];

        Assert.Equal(
            "https://id.gs1.org/417/9521321000018",
            happened.Member("sourceList")!.Value[0].GetProperty("source").GetString());
        Assert.Equal(
            "https://id.gs1.org/417/9521321000025",
            happened.Member("destinationList")!.Value[0].GetProperty("destination").GetString());
    }

    [Theory]
    [InlineData(3, 3, "completeness_verified")]
    [InlineData(3, 2, "mismatch_quantity")]
    [InlineData(0, 1, "mismatch_class")]
    public void A_count_is_told_by_how_it_compares(int expected, int found, string disposition) =>
        Assert.Equal(
            disposition,
            Map(new CheckOutEvent.CargoVerified([new CargoCount("MILK", "L1", expected, found)], "S-1"))[0]
                .Text("disposition"));

    [Fact]
    public void A_temperature_is_told_as_an_aggregate_that_points_at_the_evidence()
    {
        var element = Map(new CheckOutEvent.TemperatureExcursionRecorded(Excursion(Noon)))[0]
            .Member("sensorElementList")!.Value[0];
        Assert.Equal(
            "https://oms.example.com/check-outs/co-1/evidence",
            element.GetProperty("sensorMetadata").GetProperty("rawData").GetString());
        var report = element.GetProperty("sensorReport")[0];
        Assert.Equal("9.5", report.GetProperty("maxValue").GetRawText());
        Assert.Equal("CEL", report.GetProperty("uom").GetString());
        Assert.False(report.TryGetProperty("minValue", out _));
    }

    [Fact]
    public void An_excursion_that_ended_declares_the_event_of_the_open_one_in_error_under_its_id()
    {
        var open = Record(new CheckOutEvent.TemperatureExcursionRecorded(Excursion(to: null)), 4);
        var told = Map(open.Happened)[0];
        var scene = Scene.After(open);
        var ended = CheckOutMapping.Map(
            scene, Record(new CheckOutEvent.TemperatureExcursionRecorded(Excursion(Noon)), 5), Names);

        Assert.Equal(2, ended.Count);
        Assert.Equal((told.EventId, true), (ended[0].EventId, ended[0].DeclaresError));
        var error = ended[0].Member("errorDeclaration")!.Value;
        Assert.Equal("incorrect_data", error.GetProperty("reason").GetString());
        Assert.Equal(ended[1].EventId, error.GetProperty("correctiveEventIDs")[0].GetString());
        Assert.All(ended, happened => Assert.Empty(EpcisValidator.Check(happened)));

        var other = Excursion(Noon) with { Zone = 2 };
        Assert.Single(CheckOutMapping.Map(
            scene, Record(new CheckOutEvent.TemperatureExcursionRecorded(other), 6), Names));
    }

    [Theory]
    [InlineData("09521321123458", "L1", "https://id.gs1.org/01/09521321123458/10/L1")]
    [InlineData("9521321123458", null, "https://id.gs1.org/01/09521321123458")]
    [InlineData("9521321123459", "L1", "urn:oms:product:9521321123459%2FL1")]
    [InlineData("MILK", "", "urn:oms:product:MILK")]
    public void A_product_is_a_GTIN_where_its_check_digit_says_so(string sku, string? lot, string wanted) =>
        Assert.Equal(wanted, Gs1Names.Product(sku, lot));

    [Theory]
    [InlineData(SealAction.Applied, "ADD", "installing", "container_closed")]
    [InlineData(SealAction.Broken, "DELETE", "removing", "container_open")]
    public void A_seal_that_is_applied_or_broken_is_associated_with_what_it_closes(
        SealAction action, string told, string step, string disposition)
    {
        var happened = Assert.Single(CheckOutMapping.Map(
            Scene, SealRecord(action, Instant.FromUtc(2026, 11, 29, 0, 0)), Names));
        Assert.Empty(EpcisValidator.Check(happened));
        Assert.Equal(
            (EventTypes.Association, told, step, disposition, "https://id.gs1.org/8004/9521321TR-1"),
            (happened.Type, happened.Text("action"), happened.Text("bizStep"), happened.Text("disposition"),
                happened.Text("parentID")));
        Assert.Equal("https://id.gs1.org/8004/9521321S-77", happened.Member("childEPCs")!.Value[0].GetString());
    }

    [Theory]
    [InlineData(SealAction.Applied, 28)]
    [InlineData(SealAction.Broken, 28)]
    [InlineData(SealAction.Checked, 30)]
    public void A_seal_of_before_and_one_that_is_looked_at_are_told_as_ever(SealAction action, int day)
    {
        var happened = Assert.Single(CheckOutMapping.Map(
            Scene, SealRecord(action, Instant.FromUtc(2026, 11, day, 12, 0)), Names));
        Assert.Equal((EventTypes.Object, "OBSERVE"), (happened.Type, happened.Text("action")));
    }

    private static CustodyRecord SealRecord(SealAction action, Instant at) => new(
        "co-1", 4, "dep-1", at,
        new CheckOutEvent.SealHandled(
            "TR-1", "rear", action, "S-77", action is SealAction.Checked ? SealCondition.Intact : null, null, "S-77",
            action is SealAction.Broken ? "unloading" : null, Noon));

    private static CheckOutScene Scene => CheckOutScene.Empty.After(Record(Arrival, 1));

    private static TemperatureExcursion Excursion(Instant? to) =>
        new("RF-12", 1, Noon - Duration.FromHours(1), to, 9_500, Band, ["ee"]);

    private static CustodyRecord Record(CheckOutEvent happened, long seq) => new("co-1", seq, "dep-1", Noon, happened);

    private static IReadOnlyList<EpcisEvent> Map(CheckOutEvent happened, long seq = 4) =>
        CheckOutMapping.Map(Scene, Record(happened, seq), Names);

    private static IEnumerable<string> NamesOf(IEnumerable<Type> types) =>
        types.Select(type => type.Name).Order(StringComparer.Ordinal);
}

using NodaTime;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Custody.Hazmat;
using Oms.Custody.Seals;
using Oms.Custody.Temperature;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>Seals, temperature, hazardous materials and the ELD file as steps of a visit.</summary>
public sealed class ProofTests
{
    public static readonly TemperatureSample[] Cold =
        [.. Enumerable.Range(0, 13).Select(number => At(number * 10, 5_000 + (number * 10)))];

    private const string Certification =
        "This is to certify that the herein-named materials are properly classified, described, packaged, marked and "
        + "labeled, and are in proper condition for transportation according to the applicable regulations of the "
        + "Department of Transportation.";

    [Theory]
    [InlineData("ab 123", SealCondition.Intact, "intact")]
    [InlineData("AB-124", SealCondition.Intact, "mismatch")]
    [InlineData("AB-123", SealCondition.Damaged, "damaged")]
    [InlineData(null, SealCondition.Missing, "missing")]
    public void A_seal_is_held_against_the_number_in_the_manifest(
        string? number, SealCondition condition, string outcome)
    {
        Command attach = new Command.AttachManifest(Promised with { Seals = [new ManifestSeal("rear", "AB-123")] });
        var state = After(
            Arrive, attach, new Command.HandleSeal("rear", SealAction.Checked, number, condition, null, null, Noon));

        Assert.Equal(outcome, OutcomeOf(state, "seals"));
    }

    [Fact]
    public void A_seal_is_broken_for_a_reason_and_only_a_missing_one_has_no_number()
    {
        Command noReason = new Command.HandleSeal("rear", SealAction.Broken, "A1", null, null, null, Noon);
        Command noNumber = new Command.HandleSeal(
            "rear", SealAction.Checked, null, SealCondition.Intact, null, null, Noon);

        Assert.Equal("reason", Assert.IsType<CheckOutRejection.Invalid>(Refusal(After(Arrive), noReason)).Field);
        Assert.Equal("number", Assert.IsType<CheckOutRejection.Invalid>(Refusal(After(Arrive), noNumber)).Field);
    }

    [Fact]
    public void A_verdict_takes_the_place_of_the_one_before_when_late_readings_change_it()
    {
        var first = After(Arrive, Judge(Cold));
        Assert.Equal("proven", OutcomeOf(first, "temperature"));

        var late = Go(first, Judge([.. Cold, .. Enumerable.Range(0, 25).Select(minute => At(31 + minute, 9_000))]));

        var record = late.Known!.Steps.Single(step => CheckOutSteps.OfKey(step.Key) == "temperature").Value;
        Assert.Equal((3L, 2L), (record.Number, record.Event.Supersedes!.Value));
        Assert.Equal("excursion", StepOutcomes.Of(record.Event));
        Assert.Same(late, Go(late, Judge([.. Cold, .. Enumerable.Range(0, 25).Select(m => At(31 + m, 9_000))])));
    }

    [Fact]
    public void No_data_is_no_proof_and_a_checklist_for_cold_cargo_does_not_let_it_pass()
    {
        var cold = new ChecklistTemplate("cold", 1,
            [new StepRule(CheckOutSteps.Temperature, Required: true) { Outcomes = ["proven"] }]);
        var state = After((Command.Arrive)Arrive with { Checklist = cold }, Judge([]));

        Assert.Equal("no-proof", OutcomeOf(state, "temperature"));
        Assert.Equal(
            ["temperature"], Assert.IsType<CheckOutRejection.OutcomesNotAcceptable>(Refusal(state, Driver)).Steps);
    }

    [Fact]
    public void A_whole_paper_with_its_placards_and_an_endorsed_driver_is_compliant() =>
        Assert.Equal("compliant", OutcomeOf(After(Arrive, Hazmat(["FLAMMABLE"])), "hazmat"));

    [Fact]
    public void What_is_wrong_with_hazardous_materials_is_told_with_its_section()
    {
        var told = (CheckOutEvent.HazmatChecked)After(Arrive, Hazmat([], withinReach: false)).Known!
            .Steps["hazmat"].Event;

        Assert.Equal(
            [("placard-missing", "49 CFR 172.504"), ("paper-out-of-reach", "49 CFR 177.817(e)")],
            told.Findings.Select(finding => (finding.Code, finding.Section)));
        Assert.Equal(2, told.Found);
    }

    [Theory]
    [InlineData(0, 0, "clean")]
    [InlineData(0, 1, "warnings")]
    [InlineData(1, 0, "errors")]
    public void What_the_checks_of_the_ELD_file_came_to_is_the_outcome_of_its_step(
        int errors, int warnings, string outcome)
    {
        var file = (Command.AttachEldFile)Eld with
        {
            Check = new EldFileCheck(errors, warnings, [new Finding("x", "line 1", "Wrong.")]),
        };

        Assert.Equal(outcome, OutcomeOf(After(Arrive, file), "eld-file"));
        Assert.Equal("unchecked", OutcomeOf(After(Arrive, Eld), "eld-file"));

        // The file is the same, whatever its checks say by what is known meanwhile.
        Assert.Equal(2, After(Arrive, file, Eld).Known!.Records);
    }

    public static Command Judge(IEnumerable<TemperatureSample> samples) => new Command.JudgeTemperature(
        TemperatureProof.Judge(
            new TemperatureProofRequest(
                "R-1", "rf-07", 1, Noon, Noon + Duration.FromHours(2),
                new ProductBand("manifest", 2_000, 8_000, [new(2_000, 8_000, Duration.FromMinutes(15))])),
            samples,
            new TemperatureThresholds()));

    public static Command Hazmat(string[] displayed, bool withinReach = true) => new Command.CheckHazmat(
        new HazmatDeclaration(
            new ShippingPaper(
                [new PaperEntry("UN1090, Acetone, 3, II, 3 drums, 600 L")], [new PaperPage(1, 1)], "+1 800 555 0100",
                "Contract 4711", Certification, "J. Doe", null),
            [new HazmatPackages(600_000, IsBulk: false, MaterialState.Liquid)],
            LoadSeparation.None,
            new LocalDate(2027, 1, 1),
            new LocalDate(2025, 1, 1),
            displayed,
            withinReach),
        Hash,
        new LocalDate(2026, 3, 1))
    {
        Actor = TheSupervisor,
    };

    private static TemperatureSample At(int minute, int milliC) =>
        new(Noon + Duration.FromMinutes(minute)) { ReturnMilliC = milliC, IsRunning = true };

    private static string? OutcomeOf(CheckOut state, string step) => StepOutcomes.Of(
        state.Known!.Steps.Single(one => CheckOutSteps.OfKey(one.Key) == step).Value.Event);
}

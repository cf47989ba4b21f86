using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Tests.CheckOuts;
using Xunit;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.Checklists;

public sealed class ChecklistTests
{
    private static readonly StepRule[] KeysOnly = [new(CheckOutSteps.Keys, Required: true)];

    [Fact]
    public void A_visit_that_no_template_is_for_has_the_built_in_one()
    {
        var set = Of(Template("cold") with { Scope = new ChecklistScope { CargoClass = "reefer" } });

        Assert.Null(set.Choose(new(Direction.CheckOut, null, "dry", null)));
        Assert.Same(ChecklistTemplate.CheckOutDefault, After(Arrive).Known!.Checklist);
        Assert.Same(ChecklistTemplate.CheckInDefault, After(CheckInTests.Arrive).Known!.Checklist);
        Assert.Equal("cold", set.Choose(new(Direction.CheckOut, null, "reefer", null))!.Id);
    }

    [Fact]
    public void The_narrowest_template_wins_and_of_it_the_newest_version()
    {
        var set = Of(
            Template("all"),
            Template("van") with { Scope = new ChecklistScope { VehicleClass = "van" } },
            Template("pharma") with { Scope = new ChecklistScope { CargoClass = "pharma", VehicleClass = "van" } },
            Template("acme", 1) with { Scope = new ChecklistScope { Customer = "acme" } },
            Template("acme", 3) with { Scope = new ChecklistScope { Customer = "acme" } },
            Template("acme", 2) with { Scope = new ChecklistScope { Customer = "acme" } });

        Assert.Equal("all", set.Choose(new(Direction.CheckOut, null, null, null))!.Id);
        Assert.Equal("van", set.Choose(new(Direction.CheckOut, "van", "dry", null))!.Id);
        Assert.Equal("pharma", set.Choose(new(Direction.CheckOut, "van", "pharma", null))!.Id);
        Assert.Equal(3, set.Choose(new(Direction.CheckOut, "van", "pharma", "acme"))!.Version);
    }

    [Fact]
    public void A_fault_names_the_template_and_what_is_wrong()
    {
        Assert.Equal(
            "Template t version 1: steps: washing is no step.",
            ChecklistSet.Of([Template("t") with { Steps = [new StepRule("washing", true)] }]).Fault);
        Assert.StartsWith(
            "Template t version 1: steps: clean is no outcome of cargo;",
            ChecklistSet.Of([Template("t") with { Steps = [new StepRule("cargo", true) { Outcomes = ["clean"] }] }])
                .Fault,
            StringComparison.Ordinal);
        Assert.Equal(
            "Template t version 1 is there twice.", ChecklistSet.Of([Template("t"), Template("t")]).Fault);
    }

    [Fact]
    public void A_visit_is_held_to_the_checklist_that_came_with_its_arrival()
    {
        var few = After(Under(Template("few")));

        Assert.Equal(["keys"], few.Known!.Missing());
        Assert.Equal(CheckOutPhase.Ready, Go(few, Keys).Phase);
        Assert.Equal(["manifest", "inspection", "cargo", "eld-file", "keys"], After(Arrive).Known!.Missing());
    }

    [Fact]
    public void A_step_without_the_proof_that_the_checklist_asks_for_is_refused_and_the_proof_is_named()
    {
        var strict = After(Under(Template("strict") with
        {
            Steps = [new StepRule(CheckOutSteps.Keys, Required: true) { Evidence = [EvidenceKind.Photo] }],
        }));

        Assert.Equal(new CheckOutRejection.EvidenceMissing("keys", EvidenceKind.Photo), Refusal(strict, Keys));
        Assert.Equal(
            new CheckOutRejection.EvidenceMissing("keys", EvidenceKind.Photo),
            Refusal(strict, Keys with { Evidence = [new EvidenceItem(EvidenceKind.Scan, Hash)] }));
        Assert.Equal(
            CheckOutPhase.Ready,
            Go(strict, Keys with { Evidence = [new EvidenceItem(EvidenceKind.Photo, Hash)] }).Phase);

        // What it does not ask for need not be there.
        var scanned = After(Under(Template("scanned") with
        {
            Steps = [new StepRule(CheckOutSteps.Keys, Required: true) { Evidence = [EvidenceKind.Scan] }],
        }));
        Assert.Equal(
            CheckOutPhase.Ready,
            Go(scanned, Keys with { Evidence = [new EvidenceItem(EvidenceKind.Scan, Hash)] }).Phase);
    }

    [Fact]
    public void An_inspection_looks_at_every_part_that_the_checklist_names()
    {
        var strict = After(Under(Template("strict") with { Parts = ["horn", "tires"] }));
        var inspection = (Command.InspectVehicle)Inspect;

        Assert.Equal(
            ["tires"],
            Assert.IsType<CheckOutRejection.PartsMissing>(
                Refusal(strict, inspection with { Parts = ["horn"] })).Parts);
        Assert.NotNull(Go(strict, inspection with { Parts = ["horn", "tires"] }).Known!.Inspection);
    }

    [Fact]
    public void An_outcome_that_the_checklist_does_not_let_pass_needs_an_exception()
    {
        var whole = Template("whole") with
        {
            Steps = [new StepRule(CheckOutSteps.Cargo, Required: true) { Outcomes = ["complete"] }],
        };
        var counted = After(Under(whole), Attach, StopOne, StopTwo, Scan, Verify);
        Command except = new Command.ExceptItem(new Item(ItemKind.Units, "MILK", "L7"), 1, "cargo", "One is gone.")
        {
            Actor = TheSupervisor,
        };

        Assert.Equal(
            ["cargo"], Assert.IsType<CheckOutRejection.OutcomesNotAcceptable>(Refusal(counted, Driver)).Steps);
        Assert.Equal(CheckOutPhase.Completed, Go(counted, except, Driver, Supervisor).Phase);
    }

    [Theory]
    [InlineData(1_000, 1_000, null, "consistent")]
    [InlineData(999, 1_000, null, "decreased")]
    [InlineData(5_000, 1_000, 5_100L, "consistent")]
    [InlineData(5_000, 1_000, 5_101L, "deviating")]
    public void The_odometer_never_goes_back_and_is_as_far_from_the_ELD_as_the_checklist_allows(
        long metres, long previous, long? other, string outcome)
    {
        var state = After(
            Under(Template("t") with { OdometerToleranceMetres = 100 }),
            new Command.ReadOdometer(metres, null, previous, other, Noon));

        Assert.Equal(outcome, StepOutcomes.Of(state.Known!.Steps["odometer"].Event));
    }

    [Fact]
    public void A_record_from_before_there_were_checklists_is_read_as_it_was()
    {
        var old = CheckOutEvents.Read(
            CheckOutEvents.Arrived,
            1,
            """
            {"depot":"lyon","vehicle":"T","driver":"D","route":null,"dock":null,"odometer_metres":null,
             "at":"2026-03-01T12:00:00Z"}
            """u8);

        var state = CheckOut.Evolve(CheckOut.Initial, old!);
        Assert.Same(ChecklistTemplate.CheckOutDefault, state.Known!.Checklist);
        Assert.Equal("driver:D", state.Custodian);
    }

    private static ChecklistTemplate Template(string id, int version = 1) => new(id, version, KeysOnly);

    private static Command Under(ChecklistTemplate checklist) => (Command.Arrive)Arrive with { Checklist = checklist };

    private static ChecklistSet Of(params ChecklistTemplate[] templates)
    {
        var (set, fault) = ChecklistSet.Of(templates);
        Assert.Null(fault);
        return set!;
    }
}

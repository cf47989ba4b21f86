using NodaTime;
using Oms.Custody.Inspections;
using Xunit;
using static Oms.Custody.Tests.Inspections.VehicleSamples;
using Command = Oms.Custody.Inspections.VehicleCommand;

namespace Oms.Custody.Tests.Inspections;

public sealed class VehicleTests
{
    [Fact]
    public void There_are_eleven_parts_and_each_cites_its_paragraph_once()
    {
        Assert.Equal(11, InspectionParts.Required.Count);
        Assert.Equal(11, InspectionParts.Required.Select(part => part.Section).Distinct().Count());
        Assert.All(InspectionParts.Required, part => Assert.True(InspectionParts.IsPart(part.Name)));
        Assert.True(InspectionParts.IsPart(InspectionParts.Other));
        Assert.False(InspectionParts.IsPart("radio"));
    }

    [Fact]
    public void A_report_without_defects_holds_nothing_and_needs_no_review()
    {
        var vehicle = After(Clean);

        Assert.Equal(ReportStatus.NoDefect, vehicle.Reports["R-0"].Status);
        Assert.Empty(vehicle.DriveHolds());
        Assert.Equal(
            new VehicleRejection.NothingToReview("R-0"),
            Refusal(vehicle, new Command.AcknowledgeReview("R-0", NextDriver)));
    }

    [Fact]
    public void Every_defect_opens_a_work_order_and_only_those_of_safety_hold_the_vehicle()
    {
        Assert.Equal(
            [
                new VehicleEvent.WorkOrderOpened("R-1#1", "R-1", 1),
                new VehicleEvent.WorkOrderOpened("R-1#2", "R-1", 2),
            ],
            Events(Vehicle.Initial, Faulty).Skip(1));

        var hold = Assert.Single(After(Faulty).DispatchHolds());
        Assert.Equal(("awaiting-repair", "R-1#1", "49 CFR 396.11(a)(3)"), (hold.Code, hold.Place, hold.Section));
        Assert.Contains("cut in the side wall", hold.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vehicle_out_of_service_is_held_as_well()
    {
        var brake = new Defect("service-brakes", DefectSeverity.OutOfService, "no pressure", []);

        Assert.Single(After(new Command.SubmitReport("R-2", UnitKind.PowerUnit, [brake], Driver)).DispatchHolds());
    }

    [Fact]
    public void A_certified_repair_frees_the_dispatch_and_the_next_drivers_review_frees_the_drive()
    {
        var repaired = After(Faulty, Repair);
        Assert.Equal(ReportStatus.RepairCertified, repaired.Reports["R-1"].Status);
        Assert.Empty(repaired.DispatchHolds());
        Assert.Equal("review-not-acknowledged", Assert.Single(repaired.DriveHolds()).Code);

        var reviewed = After(Faulty, Repair, Review);
        Assert.Equal(ReportStatus.Acknowledged, reviewed.Reports["R-1"].Status);
        Assert.Empty(reviewed.DriveHolds());
    }

    [Fact]
    public void A_repair_certified_as_unnecessary_frees_the_dispatch_too_and_is_told_apart()
    {
        var vehicle = After(Faulty, Unnecessary);

        Assert.Equal(ReportStatus.RepairUnnecessary, vehicle.Reports["R-1"].Status);
        Assert.Empty(vehicle.DispatchHolds());
    }

    [Fact]
    public void One_defect_of_two_left_open_holds_the_vehicle()
    {
        Command two = new Command.SubmitReport("R-1", UnitKind.PowerUnit, [Tyre, Tyre], Driver);

        Assert.Equal("R-1#2", Assert.Single(After(two, Repair).DispatchHolds()).Place);
        Assert.Equal(new VehicleRejection.NotCertified("R-1", [2]).Defects, Assert
            .IsType<VehicleRejection.NotCertified>(Refusal(After(two, Repair), Review)).Defects);
    }

    [Fact]
    public void A_certification_closes_the_work_order_of_its_defect()
    {
        Assert.Equal(new VehicleEvent.WorkOrderClosed("R-1#1"), Events(After(Faulty), Repair)[^1]);
        Assert.Equal("R-1#2", Assert.Single(After(Faulty, Repair).OpenWorkOrders()).Id);
        Assert.Empty(After(Faulty, Repair, Panel).OpenWorkOrders());
    }

    [Fact]
    public void A_certification_stands_on_the_report_that_names_the_defect()
    {
        Assert.Equal(new VehicleRejection.UnknownReport("R-1"), Refusal(After(Clean), Repair));
        Assert.Equal(
            new VehicleRejection.UnknownDefect("R-1", 3),
            Refusal(After(Faulty), new Command.CertifyDefect("R-1", 3, RepairOutcome.Repaired, "x", Fitter)));
        Assert.Equal(
            new VehicleRejection.UnknownDefect("R-1", 0),
            Refusal(After(Faulty), new Command.CertifyDefect("R-1", 0, RepairOutcome.Repaired, "x", Fitter)));
        Assert.Equal(new VehicleRejection.DoneDifferently("R-1#1"), Refusal(After(Faulty, Repair), Unnecessary));
    }

    [Fact]
    public void A_newer_clean_report_does_not_free_a_vehicle_that_awaits_repair() =>
        Assert.Single(After(Faulty, Clean).DispatchHolds());

    [Fact]
    public void Tractor_and_trailer_have_records_of_their_own() =>
        Assert.Equal(
            new VehicleRejection.OtherUnit(UnitKind.PowerUnit),
            Refusal(After(Clean), new Command.SubmitReport("R-9", UnitKind.Trailer, [], Driver)));

    [Fact]
    public void The_same_report_with_other_defects_is_refused() =>
        Assert.Equal(
            new VehicleRejection.DoneDifferently("R-1"),
            Refusal(After(Faulty), new Command.SubmitReport("R-1", UnitKind.PowerUnit, [Tyre], Driver)));

    [Fact]
    public void What_is_not_of_its_form_is_named()
    {
        Assert.Equal("defects[0].part", Field(Bad(Tyre with { Part = "radio" })));
        Assert.Equal("defects[0].description", Field(Bad(Tyre with { Description = " " })));
        Assert.Equal("defects[0].description", Field(Bad(Tyre with { Description = new string('x', 501) })));
        Assert.Equal("defects[0].photo_sha256", Field(Bad(Tyre with { PhotoSha256 = ["A"] })));
        Assert.Equal("defects[0].severity", Field(Bad(Tyre with { Severity = (DefectSeverity)9 })));
        Assert.Equal("driver.sha256", Field(new Command.SubmitReport(
            "R", UnitKind.Trailer, [], Driver with { Sha256 = "" })));
        Assert.Equal("defects", Field(new Command.SubmitReport(
            "R", UnitKind.Trailer, [.. Enumerable.Repeat(Tyre, 51)], Driver)));
        Assert.Single(Events(
            Vehicle.Initial, Bad(Tyre with { Description = new string('x', 500) })).OfType<
                VehicleEvent.WorkOrderOpened>());

        static string Field(Command command) =>
            Assert.IsType<VehicleRejection.Invalid>(Refusal(Vehicle.Initial, command)).Field;

        static Command Bad(Defect defect) =>
            new Command.SubmitReport("R", UnitKind.PowerUnit, [defect], Driver);
    }

    [Fact]
    public void A_vehicle_has_no_more_open_reports_than_its_bound()
    {
        var open = Enumerable.Range(0, VehicleBounds.OpenReportsMax)
            .Select(number => (Command)new Command.SubmitReport($"F-{number}", UnitKind.PowerUnit, [Tyre], Driver));
        Command oneMore = new Command.SubmitReport("F-x", UnitKind.PowerUnit, [], Driver);

        Assert.IsType<VehicleRejection.TooMany>(Refusal(After(open), oneMore));
        Assert.NotEmpty(Events(After(open.Skip(1)), oneMore));
    }

    [Fact]
    public void Finished_reports_are_forgotten_oldest_first_and_open_ones_never()
    {
        var clean = Enumerable.Range(0, VehicleBounds.FinishedReportsMax + 1)
            .Select(number => (Command)new Command.SubmitReport($"C-{number:000}", UnitKind.PowerUnit, [], Driver));
        var vehicle = After([Faulty, .. clean]);

        Assert.Contains("R-1", vehicle.Reports.Keys);
        Assert.DoesNotContain("C-000", vehicle.Reports.Keys);
        Assert.Equal(VehicleBounds.FinishedReportsMax + 1, vehicle.Reports.Count);
    }

    [Fact]
    public void The_audit_names_work_orders_that_are_open_too_long()
    {
        var vehicle = After(Faulty, Repair, Review);
        var day = Duration.FromHours(24);

        Assert.Empty(MaintenanceAudit.Check(vehicle, Noon + day, day));
        var late = Assert.Single(MaintenanceAudit.Check(vehicle, Noon + day + Duration.FromSeconds(1), day));
        Assert.Equal(("work-order-overdue", "R-1#2"), (late.Code, late.Place));
    }

    [Theory]
    [InlineData(101_609, false)]
    [InlineData(101_610, true)]
    public void The_audit_names_a_vehicle_that_was_driven_while_it_awaited_repair(long metres, bool isFound)
    {
        var vehicle = After(
            Meters(MeterSource.Gate, 100_000, null, 0), Faulty, Meters(MeterSource.Gate, metres, null, 60));

        Assert.Equal(
            isFound,
            MaintenanceAudit.Check(vehicle, Noon, Duration.FromDays(1))
                .Any(one => one.Code == "driven-awaiting-repair"));
    }
}

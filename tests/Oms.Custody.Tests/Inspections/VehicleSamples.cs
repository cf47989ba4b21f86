using NodaTime;
using Oms.Custody.Inspections;
using Xunit;
using Command = Oms.Custody.Inspections.VehicleCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.Inspections.VehicleEvent, Oms.Custody.Inspections.VehicleRejection>;

namespace Oms.Custody.Tests.Inspections;

/// <summary>A tractor with one bad tyre and one dented panel.</summary>
internal static class VehicleSamples
{
    public static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    public static readonly string Hash = new('a', 64);

    public static readonly Defect Tyre =
        new("tires", DefectSeverity.Safety, "cut in the side wall, left rear", [Hash]);

    public static readonly Defect Dent = new("other", DefectSeverity.Minor, "dented panel", []);

    public static readonly ElectronicSignature Driver = new("D-7", Hash, Noon);

    public static readonly ElectronicSignature Fitter = new("M-1", Hash, Noon + Duration.FromHours(2));

    public static readonly ElectronicSignature NextDriver = new("D-8", Hash, Noon + Duration.FromHours(4));

    public static readonly Command Clean = new Command.SubmitReport("R-0", UnitKind.PowerUnit, [], Driver);

    public static readonly Command Faulty =
        new Command.SubmitReport("R-1", UnitKind.PowerUnit, [Tyre, Dent], Driver);

    public static readonly Command Repair =
        new Command.CertifyDefect("R-1", 1, RepairOutcome.Repaired, "tyre replaced", Fitter);

    public static readonly Command Unnecessary =
        new Command.CertifyDefect("R-1", 1, RepairOutcome.Unnecessary, "scuff, cords not reached", Fitter);

    public static readonly Command Panel =
        new Command.CertifyDefect("R-1", 2, RepairOutcome.Repaired, "beaten out", Fitter);

    public static readonly Command Review = new Command.AcknowledgeReview("R-1", NextDriver);

    public static Command Meters(MeterSource source, long? metres, long? seconds, int minute) =>
        new Command.RecordMeters(new MeterReading(source, metres, seconds, Noon + Duration.FromMinutes(minute)));

    public static Vehicle After(params IEnumerable<Command> commands) =>
        commands.Aggregate(Vehicle.Initial, (state, command) =>
            Events(state, command).Aggregate(state, Vehicle.Evolve));

    public static IReadOnlyList<VehicleEvent> Events(Vehicle state, Command command) =>
        Assert.IsType<Decision.Accepted>(Vehicle.Decide(state, command, Noon)).Events;

    public static VehicleRejection Refusal(Vehicle state, Command command) =>
        Assert.IsType<Decision.Rejected>(Vehicle.Decide(state, command, Noon)).Reason;
}

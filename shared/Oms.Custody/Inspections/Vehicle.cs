using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Custody.Findings;
using Oms.Entities;
using Command = Oms.Custody.Inspections.VehicleCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.Inspections.VehicleEvent, Oms.Custody.Inspections.VehicleRejection>;
using Event = Oms.Custody.Inspections.VehicleEvent;
using Rejection = Oms.Custody.Inspections.VehicleRejection;

namespace Oms.Custody.Inspections;

/// <summary>One power unit or trailer: its inspection reports, the repair of what they name, and its meters.</summary>
/// <remarks>
/// A report goes from submitted to certified to acknowledged (<see cref="ReportStatus"/>). Each defect opens a work
/// order, named <c>report#number</c>; only the defect's certification closes it. Several reports may be open at once.
/// </remarks>
public sealed record Vehicle : IEntity<Vehicle, Command, Event, Rejection>
{
    private Vehicle()
    {
    }

    public static Vehicle Initial { get; } = new();

    /// <summary>What the fleet number names; null before the first report.</summary>
    public UnitKind? Unit { get; private init; }

    /// <summary>Reports that are not through with, and the last finished ones, by id.</summary>
    public ImmutableSortedDictionary<string, InspectionReport> Reports { get; private init; } =
        ImmutableSortedDictionary.Create<string, InspectionReport>(StringComparer.Ordinal);

    /// <summary>Readings that are believed, in the order of their times.</summary>
    public ImmutableList<MeterReading> Readings { get; private init; } = [];

    /// <summary>When the meters were last exchanged; null when never.</summary>
    public Event.MetersReplaced? LastReplaced { get; private init; }

    private ImmutableList<string> Finished { get; init; } = [];

    private ImmutableList<MeterReading> Doubted { get; init; } = [];

    public static Decision Decide(Vehicle state, Command command, Instant now) =>
        command switch
        {
            Command.SubmitReport c => state.Submit(c),
            Command.CertifyDefect c => state.Certify(c),
            Command.AcknowledgeReview c => state.Acknowledge(c),
            Command.RecordMeters c => state.Record(c.Reading),
            Command.ReplaceMeters c => state.Replace(c),
            _ => throw new UnreachableException($"{command} is no command of a vehicle."),
        };

    public static Vehicle Evolve(Vehicle state, Event happened) =>
        happened switch
        {
            Event.ReportSubmitted e => state.With(new InspectionReport(e)) with { Unit = e.Unit },
            Event.DefectCertified e => state.With(state.Reports[e.Report] with
            {
                Certified = state.Reports[e.Report].Certified.Add(e.Defect, e),
            }),
            Event.ReviewAcknowledged e => state.With(state.Reports[e.Report] with { Review = e }),

            // Work orders follow from reports and certifications; others read them from the log.
            Event.WorkOrderOpened or Event.WorkOrderClosed => state,
            Event.MetersRead { Findings.Count: > 0 } e => state with
            {
                Doubted = Last(state.Doubted.Add(e.Reading), VehicleBounds.ReadingsMax),
            },
            Event.MetersRead e => state with { Readings = InOrder(state.Readings, e.Reading) },
            Event.MetersReplaced e => state with { Readings = [e.Reading], Doubted = [], LastReplaced = e },
            _ => throw new UnreachableException($"{happened} cannot happen to a vehicle."),
        };

    /// <summary>Why the vehicle must not be dispatched: a finding for each defect that is neither repaired nor
    /// certified as needing no repair (49 CFR 396.11(a)(3)); empty when it may go.</summary>
    public IReadOnlyList<Finding> DispatchHolds() =>
        [
            .. from report in Reports.Values
               from open in report.Uncertified
               where open.Defect.HoldsDispatch
               select new Finding(
                   "awaiting-repair",
                   WorkOrderOf(report.Submission.Report, open.Number),
                   $"{open.Defect.Part}: {open.Defect.Description}. Certify its repair, or that none is needed.",
                   "49 CFR 396.11(a)(3)"),
        ];

    /// <summary>Why the next driver must not drive off: <see cref="DispatchHolds"/>, and each certified report that no
    /// driver has acknowledged (49 CFR 396.13). A towed unit that left the combination needs none.</summary>
    public IReadOnlyList<Finding> DriveHolds() =>
        [
            .. DispatchHolds(),
            .. from report in Reports.Values
               where report.Status is ReportStatus.RepairCertified or ReportStatus.RepairUnnecessary
               select new Finding(
                   "review-not-acknowledged",
                   report.Submission.Report,
                   "The next driver reviews the report and its certifications, and signs.",
                   "49 CFR 396.13(c)"),
        ];

    /// <summary>The open work orders, in the order of their reports' ids.</summary>
    public IReadOnlyList<WorkOrder> OpenWorkOrders() =>
        [
            .. from report in Reports.Values
               from open in report.Uncertified
               select new WorkOrder(
                   WorkOrderOf(report.Submission.Report, open.Number),
                   report.Submission.Report,
                   open.Number,
                   open.Defect,
                   report.Submission.Driver.At),
        ];

    private Decision Submit(Command.SubmitReport c)
    {
        var submitted = new Event.ReportSubmitted(c.Report, c.Unit, c.Defects, c.Driver);
        return VehicleRules.Check(c) is { } fault ? Invalid(fault)
            : Reports.GetValueOrDefault(c.Report) is { } known ? Repeat(Same(known.Submission, submitted), c.Report)
            : Unit is { } unit && unit != c.Unit ? Decision.Reject(new Rejection.OtherUnit(unit))
            : Reports.Count - Finished.Count >= VehicleBounds.OpenReportsMax
                ? Decision.Reject(new Rejection.TooMany("open reports", VehicleBounds.OpenReportsMax))
            : Decision.Accept(
                [
                    submitted,
                    .. c.Defects.Select((_, index) =>
                        new Event.WorkOrderOpened(WorkOrderOf(c.Report, index + 1), c.Report, index + 1)),
                ]);
    }

    private Decision Certify(Command.CertifyDefect c)
    {
        var certified = new Event.DefectCertified(c.Report, c.Defect, c.Outcome, c.Note, c.Certifier);
        return Reports.GetValueOrDefault(c.Report) is not { } report
                ? Decision.Reject(new Rejection.UnknownReport(c.Report))
            : c.Defect < 1 || c.Defect > report.Submission.Defects.Count
                ? Decision.Reject(new Rejection.UnknownDefect(c.Report, c.Defect))
            : report.Certified.GetValueOrDefault(c.Defect) is { } known
                ? Repeat(known == certified, WorkOrderOf(c.Report, c.Defect))
            : VehicleRules.Check(c) is { } fault ? Invalid(fault)
            : Decision.Accept(certified, new Event.WorkOrderClosed(WorkOrderOf(c.Report, c.Defect)));
    }

    private Decision Acknowledge(Command.AcknowledgeReview c)
    {
        var acknowledged = new Event.ReviewAcknowledged(c.Report, c.Driver);
        return Reports.GetValueOrDefault(c.Report) is not { } report
                ? Decision.Reject(new Rejection.UnknownReport(c.Report))
            : report.Review is { } known ? Repeat(known == acknowledged, c.Report)
            : VehicleRules.Check("driver", c.Driver) is { } fault ? Invalid(fault)
            : report.Status switch
            {
                ReportStatus.NoDefect => Decision.Reject(new Rejection.NothingToReview(c.Report)),
                ReportStatus.AwaitingRepair => Decision.Reject(new Rejection.NotCertified(
                    c.Report,
                    [.. report.Uncertified.Where(one => one.Defect.HoldsDispatch).Select(one => one.Number)])),
                _ => Decision.Accept(acknowledged),
            };
    }

    private Decision Record(MeterReading reading) =>
        Readings.Contains(reading) || Doubted.Contains(reading) ? Decision.AlreadyDone
        : VehicleRules.Check(reading, Unit) is { } fault ? Invalid(fault)
        : LastReplaced is { Reading: var first } && reading.At < first.At
            ? Decision.Reject(new Rejection.Invalid(
                "reading.at", $"The meters were exchanged at {first.At}; this is a reading of the old ones."))
        : Decision.Accept(new Event.MetersRead(
            reading, [.. MeterRules.Judge(Readings, reading).Select(finding => finding.Code)]));

    private Decision Replace(Command.ReplaceMeters c) =>
        LastReplaced == new Event.MetersReplaced(c.Reading, c.By) ? Decision.AlreadyDone
        : (VehicleRules.Check(c.Reading, Unit) ?? FieldForms.Name("by", c.By)) is { } fault ? Invalid(fault)
        : Readings.LastOrDefault() is { } newest && c.Reading.At < newest.At
            ? Decision.Reject(new Rejection.Invalid(
                "reading.at", $"There is a newer reading, of {newest.At}; meters are exchanged after it."))
        : Decision.Accept(new Event.MetersReplaced(c.Reading, c.By));

    private Vehicle With(InspectionReport report)
    {
        var reports = Reports.SetItem(report.Submission.Report, report);
        var finished = report.IsFinished ? Finished.Add(report.Submission.Report) : Finished;
        while (finished.Count > VehicleBounds.FinishedReportsMax)
        {
            reports = reports.Remove(finished[0]);
            finished = finished.RemoveAt(0);
        }

        return this with { Reports = reports, Finished = finished };
    }

    private static string WorkOrderOf(string report, int defect) => $"{report}#{defect}";

    private static Decision Repeat(bool same, string what) =>
        same ? Decision.AlreadyDone : Decision.Reject(new Rejection.DoneDifferently(what));

    private static Decision Invalid(FieldFault fault) =>
        Decision.Reject(new Rejection.Invalid(fault.Field, fault.Detail));

    private static bool Same(Event one, Event other) =>
        VehicleEvents.Write(one).AsSpan().SequenceEqual(VehicleEvents.Write(other));

    private static ImmutableList<MeterReading> InOrder(ImmutableList<MeterReading> readings, MeterReading reading)
    {
        var place = readings.FindLastIndex(one => one.At <= reading.At) + 1;
        return Last(readings.Insert(place, reading), VehicleBounds.ReadingsMax);
    }

    private static ImmutableList<T> Last<T>(ImmutableList<T> all, int count) =>
        all.Count > count ? all.RemoveRange(0, all.Count - count) : all;
}

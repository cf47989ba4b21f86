using NodaTime;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Custody.Inspections;
using Oms.Edge.Assets;
using Oms.Edge.Yards;

namespace Oms.Edge.Gateway.Api;

/// <summary>The checklist that a visit is held to.</summary>
internal sealed record ChecklistAnswer(string Id, int Version);

/// <param name="State"><c>open</c> or <c>blocked</c>.</param>
/// <param name="Missing">The steps that loading waits for.</param>
internal sealed record LoadGateAnswer(string State, IReadOnlyList<string> Missing)
{
    public static LoadGateAnswer Of(IReadOnlyList<string> missing) =>
        new(missing.Count == 0 ? "open" : "blocked", [.. missing.Select(step => step.Replace('-', '_'))]);
}

/// <summary>The records of a visit's steps that stand, each with the number by which a correction names it.</summary>
internal sealed record RecordsOfStepsAnswer(IReadOnlyList<StepRecordAnswer> Records)
{
    public static RecordsOfStepsAnswer Of(CheckOutFacts facts) => new(
        [.. facts.Steps.OrderBy(step => step.Value.Number).Select(step => new StepRecordAnswer(
            step.Value.Number,
            CheckOutSteps.OfKey(step.Key),
            CheckOutSteps.PartOf(step.Key),
            StepOutcomes.Of(step.Value.Event),
            step.Value.Event.Actor,
            step.Value.Event.Supersedes)
        {
            Findings = step.Value.Event switch
            {
                CheckOutEvent.AssetHanded e => e.Findings,
                CheckOutEvent.EldFileAttached e => e.Check?.Findings,
                CheckOutEvent.HazmatChecked e => e.Findings,
                _ => null,
            },
        })]);
}

/// <param name="Part">Which of the step's: the stop, the tag, the door; null where a step has one record.</param>
internal sealed record StepRecordAnswer(
    long Record, string Step, string? Part, string? Outcome, Actor? Actor, long? Supersedes)
{
    /// <summary>What its checks found; null for a step without checks.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }
}

internal sealed record CustodyAnswer(IReadOnlyList<Holding> Holdings);

internal sealed record ChecklistsAnswer(IReadOnlyList<ChecklistTemplate> Checklists);

/// <param name="Dispatchable">Whether nothing stands in the way of the next route.</param>
/// <param name="Holds">What the maintenance record leaves to ask.</param>
internal sealed record VehicleAnswer(
    string Vehicle,
    bool Dispatchable,
    IReadOnlyList<Finding> Holds,
    IReadOnlyList<ReportAnswer> Reports,
    long? OdometerMetres)
{
    private static readonly Duration WorkOrderMax = Duration.FromDays(14);

    public static VehicleAnswer Of(string id, Vehicle vehicle, Instant now) => new(
        id,
        vehicle.DispatchHolds().Count == 0,
        MaintenanceAudit.Check(vehicle, now, WorkOrderMax),
        [.. vehicle.Reports.Values.Where(report => !report.IsFinished).Select(report => new ReportAnswer(
            report.Submission.Report,
            report.Status,
            [.. report.Submission.Defects.Select((defect, index) => new DefectAnswer(
                index + 1,
                defect.Part,
                defect.Description,
                report.Certified.GetValueOrDefault(index + 1)?.Outcome))]))],
        vehicle.Readings.LastOrDefault(reading => reading.OdometerMetres is not null)?.OdometerMetres);
}

internal sealed record ReportAnswer(string Report, ReportStatus Status, IReadOnlyList<DefectAnswer> Defects);

/// <param name="Certified">Null while nobody has certified it.</param>
internal sealed record DefectAnswer(int Defect, string Part, string Description, RepairOutcome? Certified);

/// <summary>Assets that drivers did not hand in.</summary>
internal sealed record UnreturnedAnswer(IReadOnlyList<AssetHeld> Assets);

/// <summary>Who is in the yard, and which step takes the time.</summary>
internal sealed record YardAnswer(
    IReadOnlyList<VisitAnswer> Visits,
    int WaitingForDock,
    int DocksFree,
    double TurnaroundMedianSeconds,
    double TurnaroundP90Seconds,
    IReadOnlyList<StepTimesAnswer> Steps,
    IReadOnlyList<WaitingAnswer> Queue,
    IReadOnlyList<YardEvent.SlotBooked> Slots)
{
    public static YardAnswer Of(DepotFlow flow, Yard yard, IReadOnlyList<DockAnswer> docks, Instant now)
    {
        var turnaround = flow.Turnaround();
        var standing = docks.Select(dock => dock.CheckOut).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return new YardAnswer(
            [.. flow.In.Values.OrderBy(visit => visit.ArrivedAt).Select(visit => new VisitAnswer(
                visit.CheckOut,
                visit.Vehicle,
                visit.Direction,
                visit.Dock,
                visit.ArrivedAt,
                visit.Took(now).TotalSeconds))],
            flow.In.Keys.Count(visit => !standing.Contains(visit)),
            docks.Count(dock => dock.CheckOut is null),
            turnaround.Median.TotalSeconds,
            turnaround.Percentile90.TotalSeconds,
            [.. flow.Bottlenecks().Select(step => new StepTimesAnswer(
                step.Step, step.Count, step.Mean.TotalSeconds, step.Percentile90.TotalSeconds, step.Share))],
            [.. yard.Queue().Select(one => new WaitingAnswer(
                one.Vehicle, one.Driver, one.Slot, one.At, Math.Max(0, (now - one.At).TotalSeconds)))],
            [.. yard.Slots.Values.Where(slot => slot.To > now).OrderBy(slot => slot.From)]);
    }
}

internal sealed record WaitingAnswer(
    string Vehicle, string Driver, string? Slot, Instant EnteredAt, double WaitingSeconds);

internal sealed record VisitAnswer(
    string CheckOut, string Vehicle, Direction Direction, string? Dock, Instant ArrivedAt, double InSeconds);

/// <param name="SharePermille">Its part of all the time that visits took.</param>
internal sealed record StepTimesAnswer(
    string Step, int Count, double MeanSeconds, double P90Seconds, int SharePermille);

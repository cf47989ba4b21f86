using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;

namespace Oms.Custody.Checklists;

/// <summary>What a hand-over must show before anyone signs.</summary>
/// <remarks>
/// Chosen at the arrival and kept in its record: a visit is held to the version that was in force then. A step that it
/// does not name may be done and need not be.
/// </remarks>
/// <param name="Id">Its name; a later version of it replaces the earlier ones for visits that begin later.</param>
/// <param name="Version">From 1.</param>
/// <param name="Steps">At most one rule a step.</param>
public sealed record ChecklistTemplate(string Id, int Version, IReadOnlyList<StepRule> Steps)
{
    /// <summary>Which visits it is for; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChecklistScope? Scope { get; init; }

    /// <summary>The parts that an inspection looks at (49 CFR 396.11(a)(1)); null where it need not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Parts { get; init; }

    /// <summary>How far the odometer at the gate and another source may be apart, metres. Default: one mile.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OdometerToleranceMetres { get; init; }

    /// <summary>What holds at the end of a route when no template is for it.</summary>
    public static ChecklistTemplate CheckOutDefault { get; } = new("default-check-out", 1,
    [
        new(CheckOutSteps.Manifest, Required: true),
        new(CheckOutSteps.Inspection, Required: true),
        new(CheckOutSteps.Deliveries, Required: true),
        new(CheckOutSteps.Cargo, Required: true),
        new(CheckOutSteps.EldFile, Required: true),
        new(CheckOutSteps.Keys, Required: true),
    ]);

    /// <summary>What holds at the start of a route when no template is for it.</summary>
    public static ChecklistTemplate CheckInDefault { get; } = new("default-check-in", 1,
    [
        new(CheckOutSteps.Manifest, Required: true) { BeforeLoading = true },
        new(CheckOutSteps.Acknowledgement, Required: true) { BeforeLoading = true, Outcomes = ["satisfied"] },
        new(CheckOutSteps.PreCool, Required: true) { BeforeLoading = true, Outcomes = ["reached"] },
        new(CheckOutSteps.Cargo, Required: true),
        new(CheckOutSteps.Keys, Required: true),
    ]);

    /// <summary>The built-in template of a direction.</summary>
    public static ChecklistTemplate DefaultOf(Direction direction) =>
        direction is Direction.CheckIn ? CheckInDefault : CheckOutDefault;

    /// <summary>The rule of a step; null when it has none.</summary>
    public StepRule? RuleOf(string step) => Steps.FirstOrDefault(rule => rule.Step == step);
}

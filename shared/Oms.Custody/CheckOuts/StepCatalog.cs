using System.Collections.Frozen;
using static Oms.Custody.CheckOuts.Role;
using Steps = Oms.Custody.CheckOuts.CheckOutSteps;

namespace Oms.Custody.CheckOuts;

/// <summary>The protocol as data: each step, the roles that may do it, its outcomes.</summary>
/// <remarks>docs/check-out.md shows it as a table; a test holds the two together.</remarks>
public static class StepCatalog
{
    private static readonly StepDefinition[] Definitions =
    [
        Of(Steps.Arrival, [Driver, Yard, Supervisor, Dispatcher, Role.System], []),
        Of(Steps.Reopening, [Supervisor, Dispatcher, Role.System], []),
        Of(Steps.Manifest, [Supervisor, Dispatcher, Role.System], []),
        Of(Steps.Inspection, [Driver, Supervisor, Yard], ["no-defect", "defects-found"]),
        Of(Steps.Acknowledgement, [Driver], ["satisfied", "not-satisfied"], Direction.CheckIn),
        Of(Steps.Repair, [Supervisor, Yard], ["repaired", "unnecessary"]),
        Of(Steps.Scan, [Driver, Supervisor, Yard, Role.System], []),
        Of(Steps.Count, [Driver, Supervisor, Yard], []),
        Of(
            Steps.Deliveries, [Driver, Supervisor, Dispatcher, Role.System], ["delivered", "partly", "undelivered"],
            Direction.CheckOut),
        Of(Steps.Cargo, [Supervisor], ["complete", "shortage", "overage", "mismatch"]),
        Of(Steps.PreCool, [Driver, Supervisor, Yard, Role.System], ["reached", "not-reached"], Direction.CheckIn),
        Of(
            Steps.Seals, [Driver, Supervisor, Yard, Role.System],
            ["applied", "broken", "damaged", "intact", "mismatch", "missing"]),
        Of(Steps.Temperature, [Supervisor, Role.System], ["excursion", "no-proof", "proven"], Direction.CheckOut),
        Of(Steps.Hazmat, [Supervisor, Dispatcher], ["compliant", "not-compliant"]),
        Of(
            Steps.EldFile, [Driver, Supervisor, Dispatcher, Role.System],
            ["clean", "errors", "unchecked", "warnings"]),
        Of(Steps.Keys, [Supervisor, Yard, Role.System], ["handed-over", "damaged", "missing"]),
        Of(Steps.FuelCard, [Supervisor, Yard, Dispatcher, Role.System], ["handed-over", "damaged", "missing"]),
        Of(Steps.Devices, [Supervisor, Yard, Dispatcher, Role.System], ["handed-over", "damaged", "missing"]),
        Of(Steps.Odometer, [Driver, Supervisor, Yard, Role.System], ["consistent", "deviating", "decreased"]),
        Of(Steps.Weights, [Supervisor, Yard, Role.System], ["within-limit", "over-limit", "deviating"]),
        Of(Steps.Excursion, [Role.System], []),
        Of(Steps.Exception, [Driver, Supervisor], []),
        Of(Steps.SignOff, [Driver, Supervisor], []),
        Of(Steps.Refusal, [Driver, Supervisor], []),
        Of(Steps.Dispute, [Driver, Supervisor], []),
    ];

    /// <summary>By the step's name.</summary>
    public static FrozenDictionary<string, StepDefinition> All { get; } =
        Definitions.ToFrozenDictionary(one => one.Step, StringComparer.Ordinal);

    /// <summary>In the order of a visit.</summary>
    public static IReadOnlyList<StepDefinition> InOrder => Definitions;

    private static StepDefinition Of(
        string step, FrozenSet<Role> roles, FrozenSet<string> outcomes, Direction? direction = null) =>
        new(step, roles, outcomes, direction);
}

using System.Collections.Frozen;
using Oms.Edge.People;

namespace Oms.Edge.Gateway.Kiosk;

/// <summary>Which steps a person may do at the kiosk, by role. The API's key may do all of them.</summary>
/// <remarks>A step is named by the last part of its path; one that is not here is nobody's.</remarks>
internal static class StepRights
{
    public const string Arrival = "arrival";
    public const string Inspection = "inspection";
    public const string Deliveries = "deliveries";
    public const string Scans = "scans";
    public const string CargoVerification = "cargo-verification";
    public const string EldFile = "eld-file";
    public const string Keys = "keys";
    public const string SignOffs = "sign-offs";
    public const string Refusal = "refusal";
    public const string Dispute = "dispute";

    private static readonly FrozenDictionary<string, PersonRole[]> Table = new Dictionary<string, PersonRole[]>
    {
        [Arrival] = [PersonRole.Driver, PersonRole.Supervisor, PersonRole.Dispatcher, PersonRole.Yard],
        [Inspection] = [PersonRole.Driver, PersonRole.Yard],
        [Deliveries] = [PersonRole.Driver, PersonRole.Supervisor, PersonRole.Dispatcher],
        [Scans] = [PersonRole.Driver, PersonRole.Supervisor, PersonRole.Yard],
        [CargoVerification] = [PersonRole.Supervisor],
        [EldFile] = [PersonRole.Driver, PersonRole.Supervisor, PersonRole.Dispatcher],
        [Keys] = [PersonRole.Supervisor, PersonRole.Yard],
        [SignOffs] = [PersonRole.Driver, PersonRole.Supervisor],
        [Refusal] = [PersonRole.Supervisor],
        [Dispute] = [PersonRole.Driver, PersonRole.Supervisor],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool May(PersonRole role, string step) =>
        Table.TryGetValue(step, out var roles) && roles.Contains(role);

    /// <summary>The steps of a role, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(PersonRole role) =>
        [.. Table.Where(step => step.Value.Contains(role)).Select(step => step.Key).Order(StringComparer.Ordinal)];
}

using System.Collections.Frozen;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Gateway.Kiosk;

/// <summary>Which steps a person may do at the kiosk, by role. The API's key may do all of them.</summary>
/// <remarks>
/// A step is named by the last part of its path; one that is not here is nobody's. Who may do it says the protocol
/// (<see cref="StepCatalog"/>), which judges every step again.
/// </remarks>
internal static class StepRights
{
    private static readonly FrozenDictionary<string, FrozenSet<Role>> Table = new Dictionary<string, string[]>
    {
        ["arrival"] = [CheckOutSteps.Arrival],
        ["inspection"] = [CheckOutSteps.Inspection],
        ["acknowledgement"] = [CheckOutSteps.Acknowledgement],
        ["repairs"] = [CheckOutSteps.Repair],
        ["deliveries"] = [CheckOutSteps.Deliveries],
        ["scans"] = [CheckOutSteps.Scan],
        ["count"] = [CheckOutSteps.Count],
        ["cargo-verification"] = [CheckOutSteps.Cargo],
        ["pre-cool"] = [CheckOutSteps.PreCool],
        ["seals"] = [CheckOutSteps.Seals],
        ["temperature"] = [CheckOutSteps.Temperature],
        ["hazmat"] = [CheckOutSteps.Hazmat],
        ["eld-file"] = [CheckOutSteps.EldFile],
        ["keys"] = [CheckOutSteps.Keys],
        ["assets"] = [CheckOutSteps.Keys, CheckOutSteps.FuelCard, CheckOutSteps.Devices],
        ["odometer"] = [CheckOutSteps.Odometer],
        ["weights"] = [CheckOutSteps.Weights],
        ["exceptions"] = [CheckOutSteps.Exception],
        ["sign-offs"] = [CheckOutSteps.SignOff],
        ["refusal"] = [CheckOutSteps.Refusal],
        ["dispute"] = [CheckOutSteps.Dispute],
        ["reopening"] = [CheckOutSteps.Reopening],
    }.ToFrozenDictionary(
        path => path.Key,
        path => path.Value.SelectMany(step => StepCatalog.All[step].Roles).ToFrozenSet(),
        StringComparer.Ordinal);

    public static bool May(Role role, string step) =>
        Table.TryGetValue(step, out var roles) && roles.Contains(role);

    /// <summary>The steps of a role, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(Role role) =>
        [.. Table.Where(step => step.Value.Contains(role)).Select(step => step.Key).Order(StringComparer.Ordinal)];
}

using System.Collections.Frozen;

namespace Oms.Custody.CheckOuts;

/// <summary>Which command may lead from which phase to which: the state machine as data.</summary>
/// <remarks>A test holds that <see cref="CheckOut.Decide"/> takes exactly these and no others.</remarks>
public static class CheckOutTransitions
{
    /// <summary>Every transition that an accepted command with events can make.</summary>
    public static FrozenSet<Transition> All { get; } = Declare().ToFrozenSet();

    private static IEnumerable<Transition> Declare()
    {
        yield return Of<CheckOutCommand.Arrive>(CheckOutPhase.Absent, CheckOutPhase.Open);

        // Steps, in any order; each of these four can be the last one.
        yield return Of<CheckOutCommand.InspectVehicle>(CheckOutPhase.Open, CheckOutPhase.Open);
        yield return Of<CheckOutCommand.InspectVehicle>(CheckOutPhase.Open, CheckOutPhase.Ready);
        yield return Of<CheckOutCommand.VerifyCargo>(CheckOutPhase.Open, CheckOutPhase.Open);
        yield return Of<CheckOutCommand.VerifyCargo>(CheckOutPhase.Open, CheckOutPhase.Ready);
        yield return Of<CheckOutCommand.AttachEldFile>(CheckOutPhase.Open, CheckOutPhase.Open);
        yield return Of<CheckOutCommand.AttachEldFile>(CheckOutPhase.Open, CheckOutPhase.Ready);
        yield return Of<CheckOutCommand.ReturnKeys>(CheckOutPhase.Open, CheckOutPhase.Open);
        yield return Of<CheckOutCommand.ReturnKeys>(CheckOutPhase.Open, CheckOutPhase.Ready);

        // These come before the cargo is verified, so never last.
        yield return Of<CheckOutCommand.AttachManifest>(CheckOutPhase.Open, CheckOutPhase.Open);
        yield return Of<CheckOutCommand.ScanCargo>(CheckOutPhase.Open, CheckOutPhase.Open);
        yield return Of<CheckOutCommand.ReconcileDelivery>(CheckOutPhase.Open, CheckOutPhase.Open);

        // An excursion takes back a signature: its signer did not see it.
        yield return Of<CheckOutCommand.RecordExcursion>(CheckOutPhase.Open, CheckOutPhase.Open);
        yield return Of<CheckOutCommand.RecordExcursion>(CheckOutPhase.Ready, CheckOutPhase.Ready);
        yield return Of<CheckOutCommand.RecordExcursion>(CheckOutPhase.Signed, CheckOutPhase.Ready);

        yield return Of<CheckOutCommand.SignOff>(CheckOutPhase.Ready, CheckOutPhase.Signed);
        yield return Of<CheckOutCommand.SignOff>(CheckOutPhase.Signed, CheckOutPhase.Completed);

        foreach (var open in new[] { CheckOutPhase.Open, CheckOutPhase.Ready, CheckOutPhase.Signed })
        {
            yield return Of<CheckOutCommand.Refuse>(open, CheckOutPhase.Refused);
            yield return Of<CheckOutCommand.Dispute>(open, CheckOutPhase.Disputed);
        }
    }

    private static Transition Of<TCommand>(CheckOutPhase from, CheckOutPhase to)
        where TCommand : CheckOutCommand => new(from, typeof(TCommand), to);
}

using System.Collections.Frozen;
using static Oms.Custody.CheckOuts.CheckOutPhase;

namespace Oms.Custody.CheckOuts;

/// <summary>Which command may lead from which phase to which: the state machine as data.</summary>
/// <remarks>A test holds that <see cref="CheckOut.Decide"/> takes exactly these and no others.</remarks>
public static class CheckOutTransitions
{
    /// <summary>The commands that are steps: a checklist may ask for each of them, and each can be the last.</summary>
    private static readonly Type[] Steps =
    [
        typeof(CheckOutCommand.AttachManifest), typeof(CheckOutCommand.InspectVehicle),
        typeof(CheckOutCommand.AcknowledgeInspection), typeof(CheckOutCommand.CertifyRepair),
        typeof(CheckOutCommand.ScanCargo), typeof(CheckOutCommand.ReconcileDelivery),
        typeof(CheckOutCommand.ScanCode), typeof(CheckOutCommand.CountCargo),
        typeof(CheckOutCommand.VerifyCargo), typeof(CheckOutCommand.CheckPreCool),
        typeof(CheckOutCommand.AttachEldFile),
        typeof(CheckOutCommand.HandleSeal), typeof(CheckOutCommand.JudgeTemperature),
        typeof(CheckOutCommand.CheckHazmat), typeof(CheckOutCommand.ReturnKeys), typeof(CheckOutCommand.HandAsset),
        typeof(CheckOutCommand.ReadOdometer), typeof(CheckOutCommand.RecordWeight),
        typeof(CheckOutCommand.RecordExcursion), typeof(CheckOutCommand.ExceptItem),
    ];

    /// <summary>Steps after which another one is to be done, or done again: stops that are not known, repairs, the
    /// count.</summary>
    private static readonly Type[] Openers =
    [
        typeof(CheckOutCommand.AttachManifest), typeof(CheckOutCommand.InspectVehicle),
        typeof(CheckOutCommand.ScanCargo), typeof(CheckOutCommand.ScanCode), typeof(CheckOutCommand.CountCargo),
        typeof(CheckOutCommand.ReconcileDelivery),
    ];

    /// <summary>Every transition that an accepted command with events can make.</summary>
    public static FrozenSet<Transition> All { get; } = Declare().ToFrozenSet();

    private static IEnumerable<Transition> Declare()
    {
        // A checklist may ask for nothing at all; and what is opened again has everything.
        foreach (var begun in new[] { Open, Ready })
        {
            yield return new Transition(Absent, typeof(CheckOutCommand.Arrive), begun);
            yield return new Transition(Absent, typeof(CheckOutCommand.Reopen), begun);
        }

        // A step takes back a signature: its signer did not see it.
        foreach (var step in Steps)
        {
            yield return new Transition(Open, step, Open);
            yield return new Transition(Open, step, Ready);
            yield return new Transition(Ready, step, Ready);
            yield return new Transition(Signed, step, Ready);
        }

        foreach (var step in Openers)
        {
            yield return new Transition(Ready, step, Open);
            yield return new Transition(Signed, step, Open);
        }

        yield return new Transition(Ready, typeof(CheckOutCommand.SignOff), Signed);
        yield return new Transition(Signed, typeof(CheckOutCommand.SignOff), Completed);
        foreach (var open in new[] { Open, Ready, Signed })
        {
            yield return new Transition(open, typeof(CheckOutCommand.Refuse), Refused);
            yield return new Transition(open, typeof(CheckOutCommand.Dispute), Disputed);
        }
    }
}

using Oms.Actors.Processes;
using Oms.Central.Carriers;
using Oms.Central.Fulfilments;
using Oms.Central.Returns;

namespace Oms.Central.Processes;

/// <summary>Carries what packages, returns and close-outs want of labels to the labels, and what became of it
/// back.</summary>
internal sealed class LabelProcess : IProcessManager
{
    public string Name => "labels";

    public bool Listens(string kind) =>
        kind is FulfilmentOrder.Kind or ShippingLabel.Kind or CloseOut.Kind or ReturnOrder.EntityKind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            FulfilmentEvent.LabelRequested e => [happened.Label(e.Sscc, new LabelCommand.Ask(e.Label))],
            FulfilmentEvent.LabelVoidRequested e => [happened.Label(e.Sscc, new LabelCommand.Void(e.Number))],
            ReturnEvent.ReturnLabelRequested e => [happened.Label(e.Sscc, new LabelCommand.Ask(e.Label))],
            ReturnEvent.ReturnLabelUnwanted e => [happened.Label(e.Sscc, new LabelCommand.Void(e.Number))],
            LabelEvent.LabelPrinted e =>
                Tell(happened, e.Purpose, e.Owner, e.Number, LabelStage.Printed, e.Tracking, e.Cost, null),
            LabelEvent.LabelDeclined e =>
                Tell(happened, e.Purpose, e.Owner, e.Number, LabelStage.Declined, null, null, e.Reason),
            LabelEvent.LabelVoided e =>
                Tell(happened, e.Purpose, e.Owner, e.Number, LabelStage.Voided, null, null, null),
            LabelEvent.LabelKept e =>
            [
                .. Tell(happened, e.Purpose, e.Owner, e.Number, LabelStage.Kept, null, null, e.Reason),
                .. e.CloseOut is { } closeOut
                    ? new[]
                    {
                        happened.CloseOut(closeOut, new CloseOutCommand.NoteUnwanted(
                            happened.Address.Id, e.Number, CloseOutWorker.VoidAsked)),
                    }
                    : [],
            ],
            LabelEvent.LabelClosedOut e =>
                [happened.CloseOut(e.CloseOut, new CloseOutCommand.RecordIncluded(happened.Address.Id, e.Number))],
            CloseOutEvent.CloseOutBegun e =>
            [
                .. e.Parcels.Select(parcel => happened.Label(
                    parcel.Sscc, new LabelCommand.Include(parcel.Number, happened.Address.Id))),
            ],
            CloseOutEvent.CloseOutDeclined e =>
            [
                .. e.Parcels.Select(parcel => happened.Label(
                    parcel.Sscc, new LabelCommand.Release(parcel.Number, happened.Address.Id))),
            ],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        happened.Event switch
        {
            CloseOutEvent.CloseOutBegun when rejected.Command is LabelCommand.Include wanted =>
            [
                happened.CloseOut(happened.Address.Id, new CloseOutCommand.RecordLeftOut(
                    rejected.To.Id, wanted.Number, reason.GetType().Name)),
            ],
            FulfilmentEvent.LabelRequested e =>
            [
                happened.Fulfilment(happened.Address.Id, new FulfilmentCommand.RecordLabel(
                    e.Sscc, e.Label.Number, LabelStage.Declined)
                {
                    Reason = reason.GetType().Name,
                }),
            ],
            ReturnEvent.ReturnLabelRequested e =>
            [
                happened.Return(happened.Address.Id, new ReturnCommand.RecordLabel(
                    e.Sscc, e.Label.Number, LabelStage.Declined)
                {
                    Reason = reason.GetType().Name,
                }),
            ],
            _ => [],
        };

    private static ProcessStep[] Tell(
        RecordedEvent happened, LabelPurpose purpose, string owner, int number, LabelStage stage, string? tracking,
        Finance.Money? cost, string? reason) =>
    [
        purpose == LabelPurpose.Outbound
            ? happened.Fulfilment(owner, new FulfilmentCommand.RecordLabel(happened.Address.Id, number, stage)
            {
                Tracking = tracking,
                Cost = cost,
                Reason = reason,
            })
            : happened.Return(owner, new ReturnCommand.RecordLabel(happened.Address.Id, number, stage)
            {
                Tracking = tracking,
                Reason = reason,
            }),
    ];
}

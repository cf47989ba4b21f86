using System.Text.Json.Serialization;
using Oms.Central.Carriers;
using Decision = Oms.Entities.Decision<Oms.Central.Returns.ReturnEvent, Oms.Central.Returns.ReturnRejection>;

namespace Oms.Central.Returns;

/// <content>The label with which its units are sent back.</content>
public sealed partial record ReturnOrder
{
    /// <summary>The label that was asked for last; null before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReturnLabel? Label { get; init; }

    private Decision RequestLabel(ReturnCommand.RequestLabel c) =>
        Kind != ReturnKind.Customer || Status is not (ReturnStatus.Approved or ReturnStatus.PartiallyReceived)
            ? Decision.Reject(Illegal("Only what is approved, and has not come, is sent with a label."))
            : Label is { Stage: not (LabelStage.Declined or LabelStage.Voided) } live
                ? !c.Named || (live.Carrier, live.Service) == (c.Label.Carrier, c.Label.Service)
                    ? Decision.AlreadyDone
                    : Decision.Reject(new ReturnRejection.LabelExists(live.Carrier, live.Service))
                : Label?.Number >= ShippingLabel.LabelsMax
                    ? Decision.Reject(new ReturnRejection.TooMany(ShippingLabel.LabelsMax))
                    : Decision.Accept(new ReturnEvent.ReturnLabelRequested(
                        Label?.Sscc ?? c.Sscc, c.Label with { Number = (Label?.Number ?? 0) + 1 }));

    private Decision RecordLabel(ReturnCommand.RecordLabel c) =>
        Label is not { Stage: LabelStage.Asked or LabelStage.VoidAsked } label || label.Number != c.Number
        || label.Sscc != c.Sscc
        || (label.Stage == LabelStage.VoidAsked && c.Stage == LabelStage.Printed)
            ? Decision.AlreadyDone
            : Decision.Accept(new ReturnEvent.ReturnLabelRecorded(c.Sscc, c.Number, c.Stage)
            {
                Tracking = c.Tracking,
                Reason = c.Reason,
            });

    /// <summary>What nothing is sent with is taken back.</summary>
    private ReturnEvent[] WithoutLabel() =>
        Label is { Stage: LabelStage.Asked or LabelStage.Printed } label
            ? [new ReturnEvent.ReturnLabelUnwanted(label.Sscc, label.Number)]
            : [];

    private ReturnOrder OnLabel(ReturnEvent happened) =>
        happened switch
        {
            ReturnEvent.ReturnLabelRequested e => this with
            {
                Label = new ReturnLabel(
                    e.Sscc, e.Label.Number, LabelStage.Asked, e.Label.Carrier, e.Label.Service),
            },
            ReturnEvent.ReturnLabelUnwanted => this with { Label = Label! with { Stage = LabelStage.VoidAsked } },
            ReturnEvent.ReturnLabelRecorded e => this with
            {
                Label = Label! with
                {
                    Stage = e.Stage,
                    Tracking = e.Tracking ?? Label.Tracking,
                    Reason = e.Reason,
                },
            },
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };
}

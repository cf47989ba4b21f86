using Oms.Central.Carriers;
using Decision = Oms.Entities.Decision<
    Oms.Central.Fulfilments.FulfilmentEvent, Oms.Central.Fulfilments.FulfilmentRejection>;

namespace Oms.Central.Fulfilments;

/// <content>Labels of packages.</content>
/// <remarks>A label is asked for here, so that a package is never opened or moved while its label is being made; what
/// the carrier does is its own entity's to know (<see cref="ShippingLabel"/>).</remarks>
public sealed partial record FulfilmentOrder
{
    /// <summary>The package whose label is being asked for, or taken back; null for none.</summary>
    private Package? Labelling => Packages.Find(package => package.Label?.Stage == LabelStage.Asked);

    private Decision RequestLabel(FulfilmentCommand.RequestLabel c)
    {
        if (Find(c.Sscc) is not { } package)
        {
            return Decision.Reject(new FulfilmentRejection.NoSuchPackage(c.Sscc));
        }

        if (package.Label is { Stage: LabelStage.VoidAsked })
        {
            return Decision.Reject(new FulfilmentRejection.LabelInProgress(c.Sscc));
        }

        if (package.Label is { Stage: LabelStage.Asked or LabelStage.Printed or LabelStage.Kept } label)
        {
            return label.Stage != LabelStage.Kept
                && (!c.Named || (label.Carrier, label.Service) == (c.Label.Carrier, c.Label.Service))
                    ? Decision.AlreadyDone
                    : Decision.Reject(new FulfilmentRejection.LabelExists(c.Sscc, label.Carrier, label.Service));
        }

        return package.Status != PackageStatus.Closed || Reopening
            ? Decision.Reject(new FulfilmentRejection.PackageNotClosed(c.Sscc, package.Status))
            : package.Label?.Number >= ShippingLabel.LabelsMax
                ? Decision.Reject(new FulfilmentRejection.TooMany("labels", ShippingLabel.LabelsMax))
                : Decision.Accept(new FulfilmentEvent.LabelRequested(
                    c.Sscc, c.Label with { Number = (package.Label?.Number ?? 0) + 1 }));
    }

    private Decision VoidLabel(FulfilmentCommand.VoidLabel c) =>
        Find(c.Sscc) is not { } package
            ? Decision.Reject(new FulfilmentRejection.NoSuchPackage(c.Sscc))
            : package.Label?.Stage switch
            {
                LabelStage.Asked => Decision.Reject(new FulfilmentRejection.LabelInProgress(c.Sscc)),
                LabelStage.Printed or LabelStage.Kept when package.Status != PackageStatus.Dispatched =>
                    Decision.Accept(new FulfilmentEvent.LabelVoidRequested(c.Sscc, package.Label.Number)),
                LabelStage.Printed or LabelStage.Kept => Decision.Reject(
                    new FulfilmentRejection.PackageNotClosed(c.Sscc, package.Status)),
                _ => Decision.AlreadyDone,
            };

    /// <summary>Only what is waited for is taken down, and of the last label only.</summary>
    private Decision RecordLabel(FulfilmentCommand.RecordLabel c) =>
        Find(c.Sscc)?.Label is { Stage: LabelStage.Asked or LabelStage.VoidAsked } label && label.Number == c.Number
        && (label.Stage == LabelStage.Asked) == (c.Stage is LabelStage.Printed or LabelStage.Declined)
            ? Decision.Accept(new FulfilmentEvent.LabelRecorded(c.Sscc, c.Number, c.Stage)
            {
                Tracking = c.Tracking,
                Cost = c.Cost,
                Reason = c.Reason,
            })
            : Decision.AlreadyDone;

    /// <summary>What was packed differently has no use for its label.</summary>
    private IEnumerable<FulfilmentEvent> Unlabelled() =>
        from package in Packages
        where package is { Label.Stage: LabelStage.Printed, Status: PackageStatus.Open or PackageStatus.Void }
        select new FulfilmentEvent.LabelVoidRequested(package.Sscc, package.Label!.Number);

    private FulfilmentOrder OnLabel(FulfilmentEvent happened) =>
        happened switch
        {
            FulfilmentEvent.LabelRequested e => Change(e.Sscc, package => package with
            {
                Label = new PackageLabel(e.Label.Number, LabelStage.Asked, e.Label.Carrier, e.Label.Service),
            }),
            FulfilmentEvent.LabelVoidRequested e => Change(e.Sscc, package => package with
            {
                Label = package.Label! with { Stage = LabelStage.VoidAsked },
            }),
            FulfilmentEvent.LabelRecorded e => Change(e.Sscc, package => package with
            {
                Label = package.Label! with
                {
                    Stage = e.Stage,
                    Tracking = e.Tracking ?? package.Label.Tracking,
                    Cost = e.Cost ?? package.Label.Cost,
                    Reason = e.Reason,
                },
            }),
            _ => throw new System.Diagnostics.UnreachableException($"No such event: {happened.GetType().Name}."),
        };
}

using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>A stop's proof of delivery is set against the manifest.</summary>
internal static class DeliveryMapping
{
    public static EventDraft Reconciled(CheckOutEvent.DeliveryReconciled happened, MappingStep step)
    {
        var delivery = happened.Delivery;
        var order = step.Names.Transaction(step.Record.Depot, "order", delivery.Order);
        return step.Start(EventTypes.Transaction, "ADD") with
        {
            Epcs = [step.Vehicle],
            Quantities =
            [
                .. delivery.Lines.Where(line => line.Delivered > 0)
                    .Select(line => new DraftQuantity(Gs1Names.Product(line.Sku, line.Lot), line.Delivered)),
            ],
            Disposition = delivery.Lines.All(line => line is { Short: 0, Refused: 0, Damaged: 0 })
                ? "completeness_verified"
                : "mismatch_quantity",
            BizLocation = step.BizLocation,
            ReadPoint = step.ReadPoint,
            Transactions =
            [
                .. step.Route,
                new DraftPair("desadv", order),
                .. delivery.Pod is { } pod
                    ? [new DraftPair("recadv", Gs1Names.Sealed(pod.SignatureSha256))]
                    : Array.Empty<DraftPair>(),
            ],
            Extensions = step.With((
                "exceptions",
                string.Join(
                    "; ",
                    delivery.Lines.Where(line => line.Reason is not null)
                        .Select(line => $"{line.Sku}/{line.Lot}: {line.Reason}")))),
        };
    }
}

using System.Globalization;
using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>The vehicle comes in, with what it carried.</summary>
internal static class ArrivalMapping
{
    public static EventDraft Arrived(CheckOutEvent.Arrived happened, MappingStep step)
    {
        var here = step with { Scene = step.Scene with { Arrival = happened } };
        return here.Observe("arriving", "in_progress") with
        {
            At = happened.At,
            Transactions = here.Route,
            Extensions = here.With(("odometerMetres", happened.OdometerMetres?.ToString(CultureInfo.InvariantCulture))),
        };
    }

    public static EventDraft Manifest(CheckOutEvent.ManifestAttached happened, MappingStep step)
    {
        var manifest = happened.Manifest;
        return step.Start(EventTypes.Transaction, "ADD") with
        {
            Epcs = [step.Names.Asset(manifest.Vehicle)],
            Quantities =
            [
                .. manifest.Stops.SelectMany(stop => stop.Lines)
                    .GroupBy(line => Gs1Names.Product(line.Sku, line.Lot), StringComparer.Ordinal)
                    .Select(lot => new DraftQuantity(lot.Key, lot.Sum(line => line.Quantity))),
            ],
            Disposition = "in_transit",
            ReadPoint = step.ReadPoint,
            BizLocation = step.BizLocation,
            Transactions =
            [
                new DraftPair("bol", step.Names.Transaction(step.Record.Depot, "route", manifest.Route)),
                .. manifest.Stops.Select(stop => stop.Order).Distinct(StringComparer.Ordinal)
                    .Select(order => new DraftPair(
                        "desadv", step.Names.Transaction(step.Record.Depot, "order", order))),
            ],
        };
    }
}

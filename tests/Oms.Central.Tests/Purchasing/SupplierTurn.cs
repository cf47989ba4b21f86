using NodaTime;
using Oms.Central.Purchasing;
using Oms.Finance;

namespace Oms.Central.Tests.Purchasing;

/// <summary>What a supplier that sends straight to customers says next.</summary>
internal static class SupplierTurn
{
    private const int LineMax = 3;

    /// <summary>Anything, as wrong as it may be.</summary>
    /// <param name="below">A number from 0, below another.</param>
    /// <param name="next">A reference that was not used before.</param>
    public static PurchaseCommand Any(
        PurchaseOrder purchase, Func<int, int> below, Func<string> next, Instant now)
    {
        var (line, today) = (1 + below(LineMax), now.InUtc().Date);
        var shipments = purchase.Shipments ?? [];
        var known = shipments.IsEmpty ? null : shipments[below(shipments.Count)];
        switch (below(10))
        {
            case 0:
                return new PurchaseCommand.RejectAll("sold out", null);
            case 1:
                return new PurchaseCommand.GiveUp(line, "sold out", null);
            case 2:
                return new PurchaseCommand.Cancel("not wanted", null);
            case 3 or 4:
                return new PurchaseCommand.Acknowledge(
                    "S",
                    [
                        new AcknowledgedLine(
                            line, below(11), Money.Of(75 + below(10), "EUR"),
                            below(3) == 0 ? null : today.PlusDays(below(5))),
                    ],
                    null);
            case < 8:
                // Now and then the same shipment again.
                return new PurchaseCommand.Ship(
                    below(4) == 0 ? known?.Ref ?? next() : next(), today, null,
                    [new AnnouncedUnits(line, "L", 1 + below(6))]);
            default:
                return new PurchaseCommand.Report(known?.Ref ?? "D-0", new DeliveryReport(
                    next(), now, null, [new ArrivedUnits(line, "L", below(4), below(2), below(2))]));
        }
    }

    /// <summary>What brings it to its end: it is taken, all that is open is sent, and what was sent
    /// arrives.</summary>
    /// <returns>Null where nothing is left to say.</returns>
    public static PurchaseCommand? Right(PurchaseOrder purchase, Func<string> next, Instant now)
    {
        if (purchase.Status == PurchaseStatus.Sent)
        {
            return new PurchaseCommand.Acknowledge("S", [], null);
        }

        AnnouncedUnits[] open =
        [
            .. purchase.Lines.Where(line => purchase.IsOpen && line.Open > 0)
                .Select(line => new AnnouncedUnits(line.Number, "L", line.Open)),
        ];
        return open.Length > 0
            ? new PurchaseCommand.Ship(next(), now.InUtc().Date, null, open)
            : (purchase.Shipments ?? []).Find(each => each.Units.Exists(units => units.Open > 0)) is { } shipment
                ? new PurchaseCommand.Report(shipment.Ref, new DeliveryReport(
                    next(), now, null,
                    [
                        .. shipment.Units.Where(units => units.Open > 0)
                            .Select(units => new ArrivedUnits(units.Line, units.Lot, units.Open)),
                    ]))
                : null;
    }
}

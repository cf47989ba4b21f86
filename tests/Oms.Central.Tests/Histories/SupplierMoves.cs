using Oms.Central.Orders;
using Oms.Central.Purchasing;
using Oms.Central.Tests.Purchasing;
using Oms.Finance;

namespace Oms.Central.Tests.Histories;

/// <summary>What a supplier that sends straight to customers does, and what we say of it.</summary>
internal sealed class SupplierMoves(HistoryWorld world)
{
    /// <summary>The location that stands for the supplier.</summary>
    public const string Place = "dairy-direct";

    private static readonly LineSupply Dairy = new("dairy", Money.Of(80, "EUR"), 20);

    private int _refs;

    /// <summary>The lines of an order that the supplier is to send; null for none.</summary>
    public static IReadOnlyList<SuppliedLine>? Of(OrderTerms terms)
    {
        SuppliedLine[] lines =
        [
            .. terms.Lines.Index().Where(line => (line.Item.ShipFrom ?? terms.ShipFrom) == Place)
                .Select(line => new SuppliedLine(line.Index + 1, Dairy)),
        ];
        return lines.Length == 0 ? null : lines;
    }

    /// <summary>The supplier takes an order, sends units, tells what became of them; rightly or wrongly.</summary>
    public void Say(Dice dice)
    {
        var open = world.Purchases.All.Where(each => each.Value is { Terms.DropShip: not null } of
            && (of.IsOpen || of.Shipments?.Exists(shipment => shipment.Units.Exists(units => units.Open > 0)) == true))
            .Select(each => each.Key).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var id = dice.Of(open);
        var purchase = world.Purchases[id];
        var said = dice.OneIn(3)
            ? SupplierTurn.Any(purchase, dice.Below, () => $"{id}-{++_refs}", world.Now)
            : SupplierTurn.Right(purchase, () => $"{id}-{++_refs}", world.Now);
        if (said is not null && world.Purchases.Has(id, said) && said is PurchaseCommand.Ship or PurchaseCommand.Report)
        {
            world.Purchases.Again(id, said);
        }
    }
}

using Oms.Central.Inventory;
using Oms.Central.Transfers;
using Oms.Finance;

namespace Oms.Central.Costing;

/// <summary>Units of a sku that came into what the company owns from outside, or went out of it.</summary>
/// <param name="Ref">The movement: the event, and which of it where there are several.</param>
/// <param name="Outside">The bucket outside.</param>
/// <param name="Quantity">Units that came in; below zero for those that went out.</param>
/// <param name="UnitCost">What one of them cost; null where nobody said so.</param>
public sealed record CostCrossing(string Sku, string Ref, StockBucket Outside, int Quantity, Money? UnitCost)
{
    /// <summary>What an event of a stock item or a transfer moved across the border; nothing for any other.</summary>
    /// <param name="id">Of the stock item or transfer.</param>
    /// <param name="seq">Of the event among the entity's.</param>
    public static IReadOnlyList<CostCrossing> Of(object? happened, string id, long seq) =>
        happened switch
        {
            StockEvent e when StockItemId.Parse(id) is var (sku, _) =>
            [
                .. StockBalances.Crossing(e).Select((units, index) => new CostCrossing(
                    sku, index == 0 ? $"{id}/{seq}" : $"{id}/{seq}/{index}", units.Outside, units.Quantity,
                    (e as StockEvent.StockReceived)?.UnitCost)),
            ],

            // What is said never to arrive is on its way no more.
            TransferEvent.TransferReceived e =>
            [
                .. from missing in e.Missing
                   where missing.Sku is not null
                   group missing.Missing by missing.Sku into units
                   select new CostCrossing(
                       units.Key, $"transfer/{id}/{seq}", StockBucket.Adjustment, -units.Sum(), null),
            ],
            _ => [],
        };

    /// <param name="currency">Of a book that is new.</param>
    public CostCommand ToCommand(string currency) =>
        Quantity > 0
            ? new CostCommand.Receive(Ref, Quantity, Outside, UnitCost, currency)
            : new CostCommand.Issue(Ref, -Quantity, Outside, currency);
}

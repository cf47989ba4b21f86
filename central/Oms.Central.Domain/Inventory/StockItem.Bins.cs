using System.Collections.Immutable;
using Oms.Central.Bins;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>In which bins of the location units lie.</content>
/// <remarks>
/// Units that lie in no bin are at the dock or on a picker's cart. Whatever leaves is taken from there first, and then
/// from the bins in the order of their codes. How much fits into a bin is decided by the bin (<see cref="BinStock"/>),
/// before units are put there.
/// </remarks>
public sealed partial record StockItem
{
    /// <summary>Bins that units of one lot may lie in.</summary>
    public const int BinsMax = 1_000;

    private static readonly ImmutableSortedDictionary<string, int> NoBins =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    private Decision MoveUnits(StockCommand.MoveUnits c)
    {
        var what = MoveOf(c.Lot, c.Quantity, c.From, c.To);
        if (Movements.Find(MoveReference(c.Ref)) is { } known)
        {
            return known == what
                ? Decision.AlreadyDone
                : Decision.Reject(new StockRejection.ReferenceReused(c.Ref));
        }

        if (InvalidQuantity(c.Quantity) is { } invalid)
        {
            return invalid;
        }

        if (!Lots.TryGetValue(c.Lot, out var lot))
        {
            return Decision.Reject(new StockRejection.NoSuchLot(c.Lot));
        }

        var here = lot.In(c.From);
        return c.From == c.To || !(c.From is null || BinId.IsCode(c.From)) || !(c.To is null || BinId.IsCode(c.To))
            ? Decision.Reject(new StockRejection.Invalid("/to", "Name another bin than the one where they are."))
            : here < c.Quantity
                ? Decision.Reject(new StockRejection.NotInBin(c.Lot, c.From, here))
                : c.To is { } to && (lot.Bins?.Count ?? 0) >= BinsMax && !lot.Bins!.ContainsKey(to)
                    ? Decision.Reject(new StockRejection.LimitReached("bins", BinsMax))
                    : Decision.Accept(new StockEvent.UnitsMoved(c.Ref, c.Lot, c.Quantity, c.From, c.To));
    }

    /// <summary>What left bins because more left a lot than lay in none.</summary>
    private IEnumerable<StockEvent> LeftBins(IEnumerable<StockEvent> happened)
    {
        foreach (var name in happened.SelectMany(LotsOf).Distinct(StringComparer.Ordinal))
        {
            var (missing, left) = (-Lots[name].In(null), new List<BinQuantity>());
            foreach (var (bin, held) in Lots[name].Bins ?? NoBins)
            {
                if (missing > 0)
                {
                    left.Add(new BinQuantity(bin, int.Min(held, missing)));
                    missing -= int.Min(held, missing);
                }
            }

            if (left.Count > 0)
            {
                yield return new StockEvent.UnitsLeftBins(name, left);
            }
        }
    }

    private static IEnumerable<string> LotsOf(StockEvent happened) =>
        happened switch
        {
            StockEvent.StockShipped { Fulfilment: null } e => e.Lots.Select(lot => lot.Lot),
            StockEvent.StockPicked e => [e.Lot],
            StockEvent.StockTransferredOut e => e.Lots.Select(lot => lot.Lot),
            StockEvent.StockScrapped e => [e.Lot],
            StockEvent.StockRestocked e => [ReturnedLot(e.Lot)],
            StockEvent.StockSentBack e => [e.Lot],
            StockEvent.StockAdjusted e => [e.Lot],
            StockEvent.StockCounted e => [e.Lot],
            _ => [],
        };

    private StockItem OnMoved(StockEvent.UnitsMoved e) =>
        InBins(e.Lot, bins => Put(Put(bins, e.From, -e.Quantity), e.To, e.Quantity)) with
        {
            Movements = Movements.Add(MoveReference(e.Ref), MoveOf(e.Lot, e.Quantity, e.From, e.To)),
        };

    private StockItem OnLeftBins(StockEvent.UnitsLeftBins e) =>
        InBins(e.Lot, bins => e.Bins.Aggregate(bins, (all, left) => Put(all, left.Bin, -left.Quantity)));

    private StockItem InBins(
        string name, Func<ImmutableSortedDictionary<string, int>, ImmutableSortedDictionary<string, int>> change) =>
        this with
        {
            Lots = Lots.With(name, Lots[name] with
            {
                Bins = change(Lots[name].Bins ?? NoBins) is { IsEmpty: false } left ? left : null,
            }),
        };

    private static ImmutableSortedDictionary<string, int> Put(
        ImmutableSortedDictionary<string, int> bins, string? bin, int quantity) =>
        bin is null
            ? bins
            : bins.GetValueOrDefault(bin) + quantity is not 0 and var held ? bins.SetItem(bin, held) : bins.Remove(bin);

    /// <summary>The reference of a move among those of all movements.</summary>
    public static string MoveReference(string reference) => $"bin-move {reference}";

    private static string MoveOf(string lot, int quantity, string? from, string? to) =>
        $"{lot}:{quantity}:{from}:{to}";
}

using Oms.Actors.Processes;
using Oms.Central.Bins;
using Oms.Central.Inventory;
using Oms.Central.Locations;

namespace Oms.Central.Processes;

/// <summary>Tells bins what fits into them, puts units there that they have taken room for, and gives room
/// back.</summary>
internal sealed class BinProcess : IProcessManager
{
    public string Name => "bins";

    public bool Listens(string kind) => kind is Location.Kind or StockItem.Kind or BinStock.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            LocationEvent.BinSet e =>
            [
                happened.Bin(
                    Uri.UnescapeDataString(happened.Address.Id),
                    e.Bin.Code,
                    new BinCommand.SetLimits(new BinLimits(e.Bin.Units, e.Bin.Grams, e.Bin.Millilitres))),
            ],
            LocationEvent.BinRemoved e =>
                [happened.Bin(Uri.UnescapeDataString(happened.Address.Id), e.Code, new BinCommand.Remove())],
            BinEvent.UnitsExpected e when BinId.Parse(happened.Address.Id) is var (location, code) =>
            [
                happened.Stock(
                    e.Arrival.Sku,
                    location,
                    new StockCommand.MoveUnits(e.Ref, e.Arrival.Lot, e.Arrival.Quantity, e.Arrival.From, code)),
            ],
            StockEvent.UnitsMoved e when StockItemId.Parse(happened.Address.Id) is var (sku, location) =>
            [
                .. e.To is { } to ? [happened.Bin(location, to, new BinCommand.RecordPlaced(e.Ref))] : Nothing,
                .. e.From is { } from
                    ? [happened.Bin(location, from, new BinCommand.TakeOut(sku, e.Lot, e.Quantity))]
                    : Nothing,
            ],
            StockEvent.UnitsLeftBins e when StockItemId.Parse(happened.Address.Id) is var (sku, location) =>
            [
                .. e.Bins.Select(left => happened.Bin(
                    location, left.Bin, new BinCommand.TakeOut(sku, e.Lot, left.Quantity))),
            ],
            _ => Nothing,
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        (happened.Event, rejected.Command) switch
        {
            (BinEvent.UnitsExpected e, StockCommand.MoveUnits) =>
                [new ProcessStep(happened.Address, new BinCommand.GiveUp(e.Ref, reason.GetType().Name))],
            _ => Nothing,
        };

    private static IReadOnlyList<ProcessStep> Nothing => [];
}

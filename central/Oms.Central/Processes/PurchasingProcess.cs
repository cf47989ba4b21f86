using Oms.Actors.Processes;
using Oms.Central.Inventory;
using Oms.Central.Purchasing;
using Oms.Entities;

namespace Oms.Central.Processes;

/// <summary>Tells stock items what is to come from suppliers, puts what came into stock, and tells the purchase order
/// what could not be.</summary>
internal sealed class PurchasingProcess : IProcessManager
{
    public string Name => "purchasing";

    public bool Listens(string kind) => kind == PurchaseOrder.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            PurchaseEvent.GoodsReceived e when e.Quantity > e.Damaged =>
            [
                happened.Stock(e.Sku, e.Location, new StockCommand.Receive(
                    $"po/{e.Id}/{e.Ref}", e.Lot, e.Quantity - e.Damaged, e.Expires)
                {
                    UnitCost = e.UnitCost,
                }),
            ],
            PurchaseEvent.SupplyChanged e =>
            [
                happened.Stock(
                    e.Sku, e.Location, new StockCommand.ExpectSupply($"po/{e.Id}/{e.Line}", e.Quantity, e.On)),
            ],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        happened.Event is PurchaseEvent.GoodsReceived e
            ?
            [
                new(
                    EntityAddress.Of(happened.Address.Tenant, PurchaseOrder.Kind, e.Id),
                    new PurchaseCommand.RecordNotBooked(e.Ref, $"{reason}")),
            ]
            : [];
}

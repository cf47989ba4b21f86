using Oms.Actors.Processes;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Oms.Central.Purchasing;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Processes;

/// <summary>Tells stock items what is to come from suppliers, puts what came into stock, and tells the purchase order
/// what could not be. What suppliers send straight to customers it tells the orders.</summary>
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
            PurchaseEvent.UnitsShipped e => happened.Together(
            [
                .. from units in e.Units
                   group new LotQuantity(units.Lot, units.Quantity) by units.For into lots
                   select happened.Order(e.For.Order, new OrderCommand.RecordShipped(
                       lots.Key.Line,
                       lots.Key.Reservation,
                       PurchaseOrder.RouteOf(happened.Address.Id, e.Ref),
                       [.. lots])
                   {
                       Parcel = e.Parcel,
                   }),
            ]),
            PurchaseEvent.ShipmentReported e => Outcomes(happened, e),
            PurchaseEvent.UnitsDeclined e =>
                [happened.Order(e.For.Order, new OrderCommand.RecordDeclined(e.For.Group, e.Units, e.Reason))],
            PurchaseEvent.UnitsStopped e =>
            [
                happened.Order(
                    e.For.Order, new OrderCommand.RecordWorkStopped(e.For.Group, e.Units, e.Reason, e.Whole)),
            ],
            PurchaseEvent.PromiseTold e =>
            [
                .. e.Lines.Select(line => happened.Order(
                    e.For.Order, new OrderCommand.RecordPromise(line.Line, line.Reservation, line.On))),
            ],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        happened.Event switch
        {
            PurchaseEvent.GoodsReceived e => NotBooked(happened, e.Ref, reason),
            PurchaseEvent.UnitsShipped e => NotBooked(happened, e.Ref, reason),
            PurchaseEvent.ShipmentReported e => NotBooked(happened, $"{e.Shipment}/{e.Ref}", reason),
            _ => [],
        };

    private static ProcessStep[] NotBooked(RecordedEvent happened, string reference, object reason) =>
        [happened.Purchase(happened.Address.Id, new PurchaseCommand.RecordNotBooked(reference, $"{reason}"))];

    private static ProcessStep[] Outcomes(RecordedEvent happened, PurchaseEvent.ShipmentReported e)
    {
        var route = PurchaseOrder.RouteOf(happened.Address.Id, e.Shipment);
        return happened.Together(
        [
            .. from each in e.Units
               let units = each.Units
               select happened.Order(e.For.Order, new OrderCommand.RecordOutcome(
                   route,
                   route,
                   e.Number,
                   each.For.Line,
                   units.Lot,
                   0,
                   units.Delivered,
                   units.Short,
                   units.Refused,
                   units.Damaged,
                   units.Reason,
                   e.ProofSha256 is { } proof ? new ProofOfDelivery(Carrier, e.At, proof) : null)),
        ]);
    }

    /// <summary>Whose proof it is: the consignee's name stays with the carrier.</summary>
    private const string Carrier = "carrier";
}

using Oms.Actors.Processes;
using Oms.Central.Depots;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Orders;

namespace Oms.Central.Processes;

/// <summary>Loads a route: each order's lines are taken from their lots, and what cannot leave is left
/// behind.</summary>
internal sealed class DispatchProcess : IProcessManager
{
    public string Name => "dispatch";

    /// <summary>Steps to one order, stock item or route keep their order; a stock item that many orders leave is not
    /// waited for order by order.</summary>
    public int EventsAtOnce => 64;

    public bool Listens(string kind) => kind is DeliveryRoute.Kind or OrderId.Kind or StockItem.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            RouteEvent.LoadingStarted e =>
            [
                .. e.Stops.Select(stop =>
                    happened.Order(
                        stop.Order, new OrderCommand.BeginShipment(e.Route, stop.Stop)
                        {
                            LoadFrom = e.LoadFrom,
                            PackedAt = e.PackedAt,
                        })),
            ],
            OrderEvent.ShipmentBegun e =>
            [
                happened.Route(e.Route, new RouteCommand.ExpectLines(happened.Address.Id, e.Lines)),
                .. e.Lines.Select(line => happened.Stock(
                    line.Sku,
                    line.Location ?? e.Location,
                    new StockCommand.Ship(line.Reservation, line.Quantity, e.Route))),
            ],
            StockEvent.StockShipped e when OrderId.OfReservation(e.Reservation) is var (order, line) =>
            [
                happened.Order(order, new OrderCommand.RecordShipped(line, e.Reservation, e.Route, e.Lots)
                {
                    Serials = e.Serials,
                }),
                .. FulfilmentOrder.IsPickUp(e.Route)
                    ? []
                    : new[] { happened.Route(e.Route, new RouteCommand.RecordLoaded(order, line, e.Lots)) },
            ],
            RouteEvent.ManifestDispatched e =>
                [happened.Depot(e.Manifest.Depot, new DepotCommand.AssignManifest(e.Manifest))],
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason)
    {
        var why = reason.GetType().Name;
        return (happened.Event, rejected.Command) switch
        {
            (RouteEvent.LoadingStarted e, OrderCommand.BeginShipment) =>
                [happened.Route(e.Route, new RouteCommand.LeaveBehind(rejected.To.Id, null, why))],
            (OrderEvent.ShipmentBegun e, StockCommand.Ship c)
                when OrderId.OfReservation(c.Reservation) is var (order, line) =>
            [
                happened.Order(order, new OrderCommand.RecordShipmentRefused(line, c.Reservation, e.Route, why)),
                happened.Route(e.Route, new RouteCommand.LeaveBehind(order, line, why)),
            ],
            _ => [],
        };
    }
}

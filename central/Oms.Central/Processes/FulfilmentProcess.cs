using Oms.Actors.Processes;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Purchasing;

namespace Oms.Central.Processes;

/// <summary>Has orders picked and packed where their location does so, or bought from a supplier that sends them, and
/// carries what pickers and packers do between the order that knows what is wanted and the stock items that know what
/// is there.</summary>
internal sealed class FulfilmentProcess : IProcessManager
{
    public string Name => "fulfilment";

    /// <summary>Steps to one entity keep their order; orders know nothing of each other.</summary>
    public int EventsAtOnce => 64;

    public bool Listens(string kind) =>
        kind is OrderId.Kind or StockItem.Kind or FulfilmentOrder.Kind or PickWave.Kind or DeliveryRoute.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            OrderEvent e => OfOrder(happened, e),
            StockEvent e => OfStock(happened, e),
            FulfilmentEvent e => OfFulfilment(happened, e),
            WaveEvent.WaveMade e => Each(happened, e.Orders, new FulfilmentCommand.JoinWave(happened.Address.Id)),
            WaveEvent.WaveFinished e => Each(happened, e.Orders, new FulfilmentCommand.LeaveWave(happened.Address.Id)),
            WaveEvent.WaveCancelled e =>
                Each(happened, e.Orders, new FulfilmentCommand.LeaveWave(happened.Address.Id)),
            RouteEvent.ManifestClosed { Fulfilments: { } all } e => Each(
                happened, all, new FulfilmentCommand.RecordHandedOver(happened.Address.Id, e.CheckOut)),
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        (happened.Event, rejected.Command) switch
        {
            // "No" is the answer: what is promised there is picked and packed.
            (OrderEvent.LineConfirmationRequested e, LocationCommand.LoadFromShelf) =>
                [happened.Order(happened.Address.Id, new OrderCommand.MarkForPicking(e.Line, e.Reservation))],
            (StockEvent.ReservationMade e, LocationCommand.LoadFromShelf)
                when OrderId.OfReservation(e.Reservation) is { } of =>
                    [happened.Order(of.Order, new OrderCommand.MarkForPicking(of.Line, e.Reservation))],
            (OrderEvent.WorkMerged e, FulfilmentCommand.Add) =>
            [
                happened.Order(happened.Address.Id, new OrderCommand.RecordWorkNotAdded(
                    e.Into, [.. e.Lines.Select(line => line.Reservation)], WhyOf(reason))),
            ],
            (OrderEvent.WorkStopRequested e, FulfilmentCommand.Stop or PurchaseCommand.Stop) =>
            [
                happened.Order(happened.Address.Id, new OrderCommand.RecordWorkKept(e.Group, WhyOf(reason))
                {
                    Lines = [.. e.Units.Select(units => units.Line)],
                }),
            ],
            (OrderEvent.DropShipRequested { Terms: { DropShip: { } of } terms }, PurchaseCommand.DropShip) =>
            [
                happened.Order(of.Order, new OrderCommand.RecordDeclined(
                    of.Group,
                    [
                        .. terms.Lines.Select(line => new WorkUnits(
                            line.For!.Line, line.For.Reservation, line.Quantity, Left: 0)),
                    ],
                    WhyOf(reason))),
            ],
            (StockEvent.StockPicked e, FulfilmentCommand.RecordPicked c) when StockItemId.Parse(happened.Address.Id)
                is var (sku, location) =>
            [
                happened.Stock(sku, location, new StockCommand.PutBack(
                    e.Reservation, $"{c.Ref}/back", e.Lot, e.Quantity)
                {
                    Serials = e.Serials,
                }),
            ],
            (FulfilmentEvent.ReopeningRequested, OrderCommand.ReopenWork) =>
            [
                happened.Fulfilment(
                    happened.Address.Id,
                    new FulfilmentCommand.RecordNotReopened("Its units have left, or are leaving.")),
            ],
            (FulfilmentEvent.UnitsCollected, StockCommand.Ship c) =>
            [
                happened.Fulfilment(
                    happened.Address.Id, new FulfilmentCommand.RecordNotCollected(c.Reservation, WhyOf(reason))),
            ],
            (WaveEvent.WaveMade, FulfilmentCommand.JoinWave) =>
                [happened.Wave(happened.Address.Id, new WaveCommand.Drop(rejected.To.Id, WhyOf(reason)))],
            _ => [],
        };

    private static ProcessStep[] OfOrder(RecordedEvent happened, OrderEvent of) =>
        of switch
        {
            OrderEvent.LineConfirmationRequested e =>
                [happened.Location(e.Location, new LocationCommand.LoadFromShelf())],
            OrderEvent.FulfilmentRequested e =>
            [
                happened.Fulfilment(
                    FulfilmentOrder.IdOf(happened.Address.Id, e.Group),
                    new FulfilmentCommand.Open(new FulfilmentWork(
                        happened.Address.Id, e.Group, e.Location, e.Priority, e.Promise, e.Lines)
                    {
                        Apart = e.Apart,
                    })),
            ],
            OrderEvent.WorkMerged e =>
            [
                happened.Fulfilment(
                    FulfilmentOrder.IdOf(happened.Address.Id, e.Into), new FulfilmentCommand.Add(e.Group, e.Lines)),
            ],
            OrderEvent.DropShipRequested { Terms: { DropShip: { } to } terms } =>
            [
                happened.Purchase(
                    PurchaseOrder.IdOf(to), new PurchaseCommand.DropShip(PurchaseOrder.IdOf(to), terms)),
            ],
            OrderEvent.WorkStopRequested { DropShip: true } e =>
            [
                happened.Purchase(
                    PurchaseOrder.IdOf(new DropShipFor(happened.Address.Id, e.Group)),
                    new PurchaseCommand.Stop(e.Units, e.Reason, e.Whole)),
            ],
            OrderEvent.WorkStopRequested e =>
            [
                happened.Fulfilment(
                    FulfilmentOrder.IdOf(happened.Address.Id, e.Group),
                    new FulfilmentCommand.Stop(e.Units, e.Reason, e.Whole)),
            ],
            OrderEvent.WorkWithdrawn e =>
            [
                happened.Fulfilment(
                    FulfilmentOrder.IdOf(happened.Address.Id, e.Group), new FulfilmentCommand.Withdraw(e.Units)),
            ],
            OrderEvent.LineShipped e when FulfilmentOrder.IsPickUp(e.Route) => happened.Together(
            [
                .. e.Lots.Select(lot => happened.Order(happened.Address.Id, new OrderCommand.RecordOutcome(
                    e.Route, e.Route, 1, e.Line, lot.Lot, 0, lot.Quantity, 0, 0, 0, null, null))),
            ]),
            OrderEvent.WorkReopened e =>
            [
                happened.Fulfilment(
                    FulfilmentOrder.IdOf(happened.Address.Id, e.Group), new FulfilmentCommand.RecordReopened()),
            ],
            _ => [],
        };

    private static ProcessStep[] OfStock(RecordedEvent happened, StockEvent of) =>
        of switch
        {
            // What is promised softly is asked about when it is to be confirmed.
            StockEvent.ReservationMade { ExpiresAt: null } e
                when OrderId.OfReservation(e.Reservation) is not null
                && StockItemId.Parse(happened.Address.Id) is var (_, location) =>
                    [happened.Location(location, new LocationCommand.LoadFromShelf())],
            StockEvent.StockPicked e =>
            [
                happened.Fulfilment(e.Fulfilment, new FulfilmentCommand.RecordPicked(
                    e.Ref, e.Reservation, e.Lot, e.Quantity)
                {
                    Serials = e.Serials,
                }),
            ],
            StockEvent.StockShipped { Fulfilment: { } id } e =>
                [happened.Fulfilment(id, new FulfilmentCommand.RecordDispatched(e.Reservation, e.Quantity, e.Route))],
            _ => [],
        };

    private static ProcessStep[] OfFulfilment(RecordedEvent happened, FulfilmentEvent of) =>
        of switch
        {
            FulfilmentEvent.FulfilmentCancelled e =>
            [
                .. PutBack(happened, e.Location, e.Back),
                happened.Order(e.Order, new OrderCommand.RecordWorkRejected(e.Group, e.Units, e.Reason, e.By)),
            ],
            FulfilmentEvent.UnitsStopped e =>
            [
                .. PutBack(happened, e.Location, e.Back),
                happened.Order(e.Order, new OrderCommand.RecordWorkStopped(e.Group, e.Units, e.Reason, e.Whole)),
            ],
            FulfilmentEvent.UnitsSplit e =>
                [happened.Order(e.Order, new OrderCommand.RecordWorkSplit(e.Group, e.Units, e.Apart))],
            FulfilmentEvent.UnitsMoved e =>
                [happened.Order(e.Order, new OrderCommand.RecordWorkMoved(e.Group, e.Units, e.To, e.Reason, e.By))],
            FulfilmentEvent.FulfilmentMerged e =>
                [happened.Order(e.Order, new OrderCommand.RecordWorkMerged(e.Group, e.Into, e.Units))],
            FulfilmentEvent.UnitsShort e =>
            [
                happened.Order(e.Order, new OrderCommand.RecordShortPick(
                    e.Group, e.Line, e.Reservation, e.Quantity, e.Left, e.Reason)),
            ],
            FulfilmentEvent.UnitsCollected e =>
            [
                .. e.Lines.Select(line => happened.Stock(line.Sku, e.Location, new StockCommand.Ship(
                    line.Reservation, line.Quantity, FulfilmentOrder.PickUpRoute(happened.Address.Id)))),
            ],
            FulfilmentEvent.AllPacked e =>
                [happened.Order(e.Order, new OrderCommand.RecordPacked(e.Group, e.Lines))],
            FulfilmentEvent.ReopeningRequested e =>
                [happened.Order(e.Order, new OrderCommand.ReopenWork(e.Group))],
            _ => [],
        };

    private static IEnumerable<ProcessStep> PutBack(
        RecordedEvent happened, string location, IReadOnlyList<UnitsPutBack> back) =>
        back.Select(units => happened.Stock(units.Sku, location, new StockCommand.PutBack(
            units.Reservation, units.Ref, units.Lot, units.Quantity)
        {
            Serials = units.Serials,
        }));

    private static ProcessStep[] Each(
        RecordedEvent happened, IReadOnlyList<string> orders, FulfilmentCommand command) =>
        [.. orders.Select(order => happened.Fulfilment(order, command))];

    private static string WhyOf(object reason) => reason.GetType().Name;
}

using NodaTime;
using Oms.Actors.Processes;
using Oms.Central.Inventory;
using Oms.Central.Orders;

namespace Oms.Central.Processes;

/// <summary>Carries an order's wishes to the stock items, and their answers back.</summary>
internal sealed class AllocationProcess : IProcessManager
{
    public string Name => "allocation";

    /// <summary>Lines know nothing of each other: an order of thousands asks all its stock items at once.</summary>
    public int EventsAtOnce => 64;

    public bool Listens(string kind) => kind is OrderId.Kind or StockItem.Kind;

    public IReadOnlyList<ProcessStep> React(RecordedEvent happened) =>
        happened.Event switch
        {
            OrderEvent.LineAllocationRequested e =>
            [
                happened.Stock(e.Sku, e.Location, new StockCommand.Reserve(
                    e.Reservation,
                    e.Quantity,
                    e.TtlSeconds is { } seconds ? Duration.FromSeconds(seconds) : StockItem.FilledTtl,
                    Backorder: true)
                {
                    Priority = e.Priority,
                    Promise = e.Promise,
                    CancelAfter = e.CancelAfter,
                    Firm = e.Firm,
                }),
            ],
            OrderEvent.LineConfirmationRequested e =>
            [
                // A promise that broke meanwhile waits, which the order is told: it asks for no second one.
                happened.Stock(e.Sku, e.Location, new StockCommand.Confirm(e.Reservation) { OrWait = true }),
            ],
            OrderEvent.ReservationSurrendered { DropShip: false } e =>
            [
                happened.Stock(e.Sku, e.Location, new StockCommand.Reduce(e.Reservation, e.Remaining, "surrendered")),
            ],

            OrderEvent.WorkSplit e =>
            [
                .. from part in e.Units
                   where part.NewReservation is not null
                   select happened.Stock(part.Sku, part.Location, new StockCommand.Divide(
                       part.Reservation, part.Left, part.NewReservation!, part.Quantity)),
            ],

            StockEvent.ReservationMade e => Tell(
                happened,
                e.Reservation,
                line => new OrderCommand.RecordReserved(line, e.Reservation)
                {
                    Firm = e.ExpiresAt is null,
                    Location = PlaceOf(happened),
                }),
            StockEvent.BackorderQueued e => Tell(
                happened,
                e.Reservation,
                line => new OrderCommand.RecordBackordered(line, e.Reservation)
                {
                    Promise = e.Promise,
                    Location = PlaceOf(happened),
                }),
            StockEvent.BackordersPegged e =>
            [
                .. e.Pegs.SelectMany(peg => Tell(
                    happened,
                    peg.Reservation,
                    line => new OrderCommand.RecordPromise(line, peg.Reservation, peg.Promise))),
            ],

            // Of this process, which tells the order in the same order that what was picked is back, and waits too.
            StockEvent.ReservationReleased { Cause: StockItem.ShortWhilePicked, Picked: { } picked } e => Tell(
                happened,
                e.Reservation,
                line => new OrderCommand.RecordShortStock(line, e.Reservation, picked)),
            StockEvent.BackorderReduced { Remaining: 0, Cause: Order.CancelAfterOver } e => Tell(
                happened,
                e.Reservation,
                line => new OrderCommand.RecordReservationLost(line, e.Reservation, Order.CancelAfterOver)),
            StockEvent.ReservationConfirmed e => Tell(
                happened, e.Reservation, line => new OrderCommand.RecordConfirmed(line, e.Reservation)),
            StockEvent.ReservationExpired e => Tell(
                happened,
                e.Reservation,
                line => new OrderCommand.RecordReservationLost(line, e.Reservation, "expired")),
            StockEvent.ReservationDenied e => Tell(
                happened,
                e.Reservation,
                line => new OrderCommand.RecordReservationLost(line, e.Reservation, "denied")),
            _ => [],
        };

    public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) =>
        happened.Event switch
        {
            // What the stock item refuses to look at would be refused again.
            OrderEvent.LineAllocationRequested e =>
            [
                happened.Order(
                    happened.Address.Id, new OrderCommand.RecordReservationLost(e.Line, e.Reservation, "denied")),
            ],

            // The promise broke, or a picker was faster: its units are given up, and asked for like any others.
            OrderEvent.WorkSplit e when rejected.Command is StockCommand.Divide c
                && e.Units.First(part => part.NewReservation == c.Into) is var part =>
            [
                happened.Stock(part.Sku, part.Location, new StockCommand.Reduce(
                    part.Reservation, part.Left, "surrendered")),
                happened.Stock(part.Sku, part.Location, new StockCommand.Reserve(
                    c.Into, c.Quantity, StockItem.FilledTtl, Backorder: true) { Firm = true }),
            ],

            // The reservation ended in the meantime: the order asks for a new one.
            OrderEvent.LineConfirmationRequested e =>
            [
                happened.Order(
                    happened.Address.Id, new OrderCommand.RecordReservationLost(e.Line, e.Reservation, "not-there")),
            ],
            _ => [],
        };

    /// <summary>The location of a stock item that something happened to.</summary>
    private static string? PlaceOf(RecordedEvent happened) => StockItemId.Parse(happened.Address.Id)?.Location;

    private static ProcessStep[] Tell(RecordedEvent happened, string reservation, Func<int, OrderCommand> command) =>
        OrderId.OfReservation(reservation) is { } of ? [happened.Order(of.Order, command(of.Line))] : [];
}

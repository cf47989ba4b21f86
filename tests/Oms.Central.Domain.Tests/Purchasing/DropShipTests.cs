using NodaTime;
using Oms.Central.Orders;
using Oms.Central.Purchasing;
using Oms.Finance;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Purchasing.PurchaseEvent, Oms.Central.Purchasing.PurchaseRejection>;

namespace Oms.Central.Tests.Purchasing;

/// <summary>Purchase orders whose goods go to the customer of an order.</summary>
public sealed class DropShipTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 30, 8, 0);
    private static readonly LocalDate Today = new(2026, 11, 30);
    private static readonly LocalDate Due = new(2026, 12, 3);
    private static readonly DropShipFor For = new("order-1", 1);

    private static readonly PurchaseTerms Terms = new(
        "dairy",
        "dairy-direct",
        [
            new("MILK", 10, Euro(80), Due) { For = new DropShipLine(1, "order-1/1/1") },
            new("NUTS", 5, Euro(500)) { For = new DropShipLine(2, "order-1/2/1") },
        ],
        TolerancePermille: 25)
    {
        DropShip = For,
    };

    private static readonly PurchaseOrder Sent = Of(PurchaseOrder.Initial, new PurchaseCommand.DropShip("PO-1", Terms));
    private static readonly PurchaseOrder Acknowledged = Of(Sent, new PurchaseCommand.Acknowledge("S-1", [], null));

    [Fact]
    public void It_is_sent_at_once_and_no_stock_item_hears_of_it()
    {
        Assert.Equal(PurchaseStatus.Sent, Sent.Status);
        Assert.DoesNotContain(
            Events(PurchaseOrder.Initial, new PurchaseCommand.DropShip("PO-1", Terms)),
            e => e is PurchaseEvent.SupplyChanged);
        Assert.Same(Decision.AlreadyDone, Decide(Sent, new PurchaseCommand.DropShip("PO-1", Terms)));
        Assert.Equal(
            new PurchaseRejection.IdTaken(),
            Refused(Sent, new PurchaseCommand.DropShip("PO-1", Terms with { Supplier = "other" })));
    }

    [Fact]
    public void What_was_shipped_counts_as_received_is_invoiced_and_closes_the_order()
    {
        var shipped = Of(Acknowledged, Shipped("D-1", (1, 10), (2, 5)));
        Assert.Equal(PurchaseStatus.Received, shipped.Status);
        var closed = Of(shipped, Invoice("I-1", 3_300, (1, 10, 80), (2, 5, 500)));
        Assert.Equal(
            (PurchaseStatus.Closed, InvoiceStatus.Matched), (closed.Status, Assert.Single(closed.Invoices).Status));
    }

    [Fact]
    public void What_did_not_arrive_is_not_owed()
    {
        var told = Of(
            Acknowledged,
            Shipped("D-1", (1, 10), (2, 5)),
            Reported("D-1", "P-1", new ArrivedUnits(1, "D-1", 6, Short: 1, Refused: 2, Damaged: 1)));
        Assert.Equal((10, 4, 6), (told.Lines[0].Received, told.Lines[0].Damaged, told.Lines[0].Good));
        var invoiced = Of(told, Invoice("I-1", 3_300, (1, 10, 80), (2, 5, 500)));
        Assert.Equal(InvoiceStatus.Disputed, Assert.Single(invoiced.Invoices).Status);
    }

    [Fact]
    public void Nothing_is_shipped_before_it_is_acknowledged_or_after_it_was_cancelled_or_rejected()
    {
        var ship = Shipped("D-1", (1, 1));
        Assert.Contains("price", Illegal(Sent, ship), StringComparison.Ordinal);
        Assert.Contains(
            "cancelled", Illegal(Of(Sent, new PurchaseCommand.Cancel("late", null)), ship), StringComparison.Ordinal);
        Assert.Contains(
            "delivers nothing", Illegal(Of(Sent, new PurchaseCommand.RejectAll("no", null)), ship),
            StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_is_open_another_line_and_a_lot_named_twice_are_refused_as_a_whole()
    {
        Assert.Equal(
            new PurchaseRejection.QuantityExceeded(1, 11, 10), Refused(Acknowledged, Shipped("D-1", (2, 5), (1, 11))));
        Assert.Equal(new PurchaseRejection.NoSuchLine(3), Refused(Acknowledged, Shipped("D-1", (1, 1), (3, 1))));
        Assert.Equal(
            "/units/1", Assert.IsType<PurchaseRejection.Invalid>(
                Refused(Acknowledged, Shipped("D-1", (1, 1), (1, 1)))).Field);
        Assert.Equal(
            new PurchaseRejection.QuantityExceeded(1, 1, 0),
            Refused(Of(Acknowledged, Shipped("D-1", (1, 10), (2, 5))), Shipped("D-2", (1, 1))));
    }

    [Fact]
    public void The_same_shipment_twice_counts_once_and_another_under_its_number_is_refused()
    {
        var once = Of(Acknowledged, Shipped("D-1", (1, 4)));
        Assert.Same(Decision.AlreadyDone, Decide(once, Shipped("D-1", (1, 4))));
        Assert.Equal(new PurchaseRejection.ReferenceReused("D-1"), Refused(once, Shipped("D-1", (1, 5))));
        var told = Of(once, Reported("D-1", "P-1", new ArrivedUnits(1, "D-1", 4)));
        Assert.Same(Decision.AlreadyDone, Decide(told, Reported("D-1", "P-1", new ArrivedUnits(1, "D-1", 4))));
        Assert.Equal(
            new PurchaseRejection.QuantityExceeded(1, 1, 0),
            Refused(told, Reported("D-1", "P-2", new ArrivedUnits(1, "D-1", 1))));
        Assert.Equal(
            new PurchaseRejection.NoSuchShipment("D-9"),
            Refused(told, Reported("D-9", "P-1", new ArrivedUnits(1, "D-1", 4))));
    }

    [Fact]
    public void It_is_neither_received_here_nor_announced_and_what_we_receive_is_not_shipped_to_a_customer()
    {
        Assert.IsType<PurchaseRejection.IllegalTransition>(Refused(
            Acknowledged, new PurchaseCommand.Receive("R-1", 1, "L", null, 1, 0, Today)));
        Assert.IsType<PurchaseRejection.IllegalTransition>(Refused(
            Acknowledged, new PurchaseCommand.RegisterNotice(new("A-1", Due, [new(1, "L", 1)]))));
        var ours = Of(
            PurchaseOrder.Initial, new PurchaseCommand.Draft("PO-2", Terms with { DropShip = null }),
            new PurchaseCommand.Send(null), new PurchaseCommand.Acknowledge(null, [], null));
        Assert.IsType<PurchaseRejection.IllegalTransition>(Refused(ours, Shipped("D-1", (1, 1))));
    }

    [Fact]
    public void Fewer_units_another_day_and_another_price_are_told_to_the_order_and_never_more_units()
    {
        var later = Due.PlusDays(2);
        var events = Events(Sent, new PurchaseCommand.Acknowledge("S-1", [new(1, 7, Euro(85), later)], null));
        var declined = Assert.Single(events.OfType<PurchaseEvent.UnitsDeclined>());
        Assert.Equal([new WorkUnits(1, "order-1/1/1", 3, 7)], declined.Units);
        Assert.Equal(
            [new PromisedDay(1, "order-1/1/1", later)],
            Assert.Single(events.OfType<PurchaseEvent.PromiseTold>()).Lines);
        var fewer = events.Aggregate(Sent, PurchaseOrder.Evolve);
        Assert.Equal(
            "/lines/0/quantity", Assert.IsType<PurchaseRejection.Invalid>(Refused(
                fewer, new PurchaseCommand.Acknowledge("S-1", [new(1, 8, Euro(85), later)], null))).Field);
        Assert.Same(
            Decision.AlreadyDone,
            Decide(fewer, new PurchaseCommand.Acknowledge("S-1", [new(1, 7, Euro(85), later)], null)));
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("cancel")]
    [InlineData("give-up")]
    public void What_will_not_be_sent_is_told_to_the_order(string how)
    {
        PurchaseCommand command = how switch
        {
            "reject" => new PurchaseCommand.RejectAll("sold out", null),
            "cancel" => new PurchaseCommand.Cancel("sold out", null),
            _ => new PurchaseCommand.GiveUp(1, "sold out", null),
        };
        var declined = Assert.Single(Events(Sent, command).OfType<PurchaseEvent.UnitsDeclined>());
        Assert.Equal(new WorkUnits(1, "order-1/1/1", 10, 0), declined.Units[0]);
        Assert.Equal(how == "give-up" ? 1 : 2, declined.Units.Count);
    }

    [Fact]
    public void What_the_order_gives_up_is_not_sent_unless_it_was_shipped_before()
    {
        var stop = Stopped(1, quantity: 4);
        var stopped = Of(Acknowledged, stop);
        Assert.Equal(6, stopped.Lines[0].Open);
        Assert.Equal(new PurchaseRejection.QuantityExceeded(1, 7, 6), Refused(stopped, Shipped("D-1", (1, 7))));
        var shipped = Of(Acknowledged, Shipped("D-1", (1, 8)));
        Assert.IsType<PurchaseRejection.QuantityExceeded>(Refused(shipped, stop));
        Assert.Equal(1, Of(shipped, Stopped(1, quantity: 1)).Lines[0].Open);
    }

    [Fact]
    public void A_report_is_not_of_the_future_because_the_node_that_was_asked_is_ahead()
    {
        var sent = Of(Acknowledged, Shipped("D-1", (1, 10)));
        var early = Reported("D-1", "P-1", new ArrivedUnits(1, "D-1", 10, 0, 0, 0, null));
        early = early with { Delivery = early.Delivery with { At = Now + Duration.FromHours(1) } };
        Assert.IsType<PurchaseRejection.Invalid>(
            Assert.IsType<Decision.Rejected>(PurchaseOrder.Decide(sent, early, Now)).Reason);
        Assert.Equal(
            Now,
            Assert.Single(Events(sent, early with { Undated = true }).OfType<PurchaseEvent.ShipmentReported>()).At);
    }

    [Fact]
    public void An_order_that_wants_nothing_more_cancels_it_and_one_that_was_declined_agrees()
    {
        var all = new PurchaseCommand.Stop(
            [new WorkUnits(1, "order-1/1/1", 10, 0), new WorkUnits(2, "order-1/2/1", 5, 0)], "customer", Whole: true);
        Assert.Equal(PurchaseStatus.Cancelled, Of(Acknowledged, all).Status);
        var rejected = Of(Sent, new PurchaseCommand.RejectAll("sold out", null));
        Assert.All(
            Assert.Single(Events(rejected, all).OfType<PurchaseEvent.UnitsStopped>()).Units,
            units => Assert.Equal(0, units.Left));
    }

    private static PurchaseCommand.Ship Shipped(string reference, params (int Line, int Quantity)[] units) => new(
        reference, Today, new Parcel("UPS", "1Z9"),
        [.. units.Select(each => new AnnouncedUnits(each.Line, reference, each.Quantity))]);

    private static PurchaseCommand.Report Reported(string shipment, string reference, params ArrivedUnits[] units) =>
        new(shipment, new DeliveryReport(reference, Now, null, units));

    private static PurchaseCommand.Stop Stopped(int line, int quantity) => new(
        [new WorkUnits(line, $"order-1/{line}/1", quantity, 0)], "customer", Whole: false);

    private static PurchaseCommand.MatchInvoice Invoice(
        string reference, long total, params (int Line, int Quantity, long Price)[] lines) => new(
        reference, [.. lines.Select(line => new InvoicedLine(line.Line, line.Quantity, Euro(line.Price)))],
        Euro(total));

    private static string Illegal(PurchaseOrder state, PurchaseCommand command) =>
        Assert.IsType<PurchaseRejection.IllegalTransition>(Refused(state, command)).Reason;

    private static Money Euro(long minor) => Money.Of(minor, "EUR");

    private static Decision Decide(PurchaseOrder state, PurchaseCommand command) =>
        PurchaseOrder.Decide(state, command, Now);

    private static IReadOnlyList<PurchaseEvent> Events(PurchaseOrder state, PurchaseCommand command) =>
        Assert.IsType<Decision.Accepted>(Decide(state, command)).Events;

    private static PurchaseRejection Refused(PurchaseOrder state, PurchaseCommand command) =>
        Assert.IsType<Decision.Rejected>(Decide(state, command)).Reason;

    private static PurchaseOrder Of(PurchaseOrder state, params PurchaseCommand[] commands) =>
        commands.Aggregate(state, (order, command) => Events(order, command).Aggregate(order, PurchaseOrder.Evolve));
}

using NodaTime;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Returns;
using Xunit;

namespace Oms.Central.Tests.Operations;

/// <summary>The auditor finds what returns should never be, and nothing where all is well.</summary>
public sealed class ReturnAuditTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);

    private static readonly ReturnRequest Request = new(
        "RMA-1", [new ReturnWish(1, 2, "broken")], "dc-1", RefundTarget.Original, null, ReturnPolicy.Standard, "anna");

    private static readonly ReturnableLine[] Lines =
        [new(1, "MILK", 2, "broken", [new LotQuantity("A", 10)], null, null, true)];

    private static Order Delivered => OrderEvents(
        new OrderEvent.OrderPlaced(
            "order-1",
            new OrderTerms(
                "web", "SO-1", new Customer("Shop", new PostalAddress([], "", "", "US")), "dc-1", ShipPolicy.Complete,
                [new OrderedLine("MILK", 10, null)]),
            Noon),
        new OrderEvent.LineAllocationRequested(1, "order-1/1/1", "MILK", "dc-1", 10),
        new OrderEvent.LineReserved(1, "order-1/1/1", 10),
        new OrderEvent.LineShipped(1, "order-1/1/1", "R-1", [new LotQuantity("A", 10)]),
        new OrderEvent.LineDelivered(1, "co-1", 1, "A", 4, 10, null) { Route = "R-1" },
        new OrderEvent.ReturnRequested(Request, Lines),
        new OrderEvent.LineReturned("RMA-1", "I-1", 1, [new UnitsBack("R-1", "A", 2)], 0));

    private static ReturnOrder Returned => new ReturnEvent[]
    {
        new ReturnEvent.ReturnOpened("RMA-1", "order-1", Request, Lines, Noon),
        new ReturnEvent.ReturnApproved("anna", Noon),
        new ReturnEvent.ReturnReceived("RMA-1", "R-1", 1, "MILK", "A", 2, "dc-1", "as-sent", null, Noon),
        new ReturnEvent.UnitsInspected(
            "RMA-1", "I-1", "R-1", "order-1", 1, "A", 2, UnitFate.Restock, 1_000, "", null, "anna", Noon),
        new ReturnEvent.InspectionBooked("I-1", null, null),
    }.Aggregate(ReturnOrder.Initial, ReturnOrder.Evolve);

    [Fact]
    public void What_adds_up_has_no_violation() => Assert.Empty(Check(Delivered, Returned));

    [Fact]
    public void Units_that_were_counted_without_a_return_are_found()
    {
        var order = Delivered;
        var line = order.Lines[0] with { Quantities = order.Lines[0].Quantities with { Returned = 3 } };
        Assert.Equal("I4", Assert.Single(Check(order with { Lines = [line] }, Returned)).Invariant);
    }

    [Fact]
    public void More_units_than_were_delivered_are_found()
    {
        var order = Delivered;
        var held = order.Returns!["RMA-1"];
        var more = order.Returns.SetItem("RMA-1", held with { Lines = [held.Lines[0] with { Open = 9 }] });
        Assert.Equal("I4", Assert.Single(Check(order with { Returns = more }, Returned)).Invariant);
    }

    [Fact]
    public void A_receipt_beyond_what_is_approved_is_found()
    {
        var of = Returned;
        Assert.Contains(
            Check(Delivered, of with { Lines = [of.Lines[0] with { Approved = 1 }] }), each => each.Invariant == "I4");
    }

    [Fact]
    public void Decisions_that_do_not_add_up_to_what_came_are_found()
    {
        var of = Returned;
        Assert.Contains(
            Check(Delivered, of with { Receipts = [of.Receipts[0] with { Inspected = 1 }] }),
            each => each.Invariant == "I4");
    }

    [Fact]
    public void What_the_return_believes_and_the_order_denies_is_found()
    {
        var order = Delivered;
        var held = order.Returns!["RMA-1"];
        var none = order.Returns.SetItem("RMA-1", held with { Booked = [held.Booked[0] with { Ref = "I-2" }] });
        Assert.Equal("I4", Assert.Single(Check(order with { Returns = none }, Returned)).Invariant);
    }

    private static Order OrderEvents(params OrderEvent[] events) => events.Aggregate(Order.Initial, Order.Evolve);

    private static List<Violation> Check(Order order, ReturnOrder of)
    {
        var violations = new List<Violation>();
        ReturnAudit.Check(
            new Dictionary<string, Order> { ["order-1"] = order },
            new Dictionary<string, ReturnOrder> { ["RMA-1"] = of },
            violations);
        return violations;
    }
}

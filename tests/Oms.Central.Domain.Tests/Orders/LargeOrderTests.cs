using System.Diagnostics;
using Oms.Central.Orders;
using Oms.Central.Pricing;
using Xunit;
using static Oms.Central.Tests.Orders.Orders;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Orders;

/// <summary>Orders of one line and of five thousand.</summary>
public sealed class LargeOrderTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(Order.LinesMax, true)]
    [InlineData(Order.LinesMax + 1, false)]
    public void An_order_has_one_to_five_thousand_lines(int lines, bool good) =>
        Assert.Equal(good, Of(lines).Fault() is null);

    [Fact]
    public void All_units_together_can_be_counted()
    {
        Assert.NotNull(Of(1_001, units: Order.QuantityMax).Fault());
        var order = After(Order.Initial, new OrderCommand.Place(Id, Of(1_000, units: Order.QuantityMax)));
        Assert.Equal(Order.UnitsMax, order.Total().Ordered);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_negative_zero_or_huge_quantity_names_its_line(int quantity) =>
        Assert.Equal(
            "/lines/1/quantity",
            (Terms() with { Lines = [new("MILK", 1, null), new("NUTS", quantity, null)] }).Fault()!.Field);

    [Theory]
    [InlineData(ShipPolicy.Complete)]
    [InlineData(ShipPolicy.Split)]
    public void Placing_reserving_and_releasing_take_time_in_proportion_to_the_lines(ShipPolicy policy)
    {
        // Counted in what is allocated, not in time: a machine may be busy, the proportion stays.
        _ = Released(200, policy);
        var (small, large) = (Cost(() => Released(1_000, policy)), Cost(() => Released(4_000, policy)));
        Assert.True(large < 8 * small, $"1 000 lines: {small} bytes; 4 000 lines: {large} bytes.");
    }

    [Fact]
    public void Shipping_delivering_and_billing_take_memory_in_proportion_to_the_lines()
    {
        _ = Delivered(100);
        var (small, large) = (Cost(() => Delivered(250)), Cost(() => Delivered(1_000)));
        Assert.True(large < 8 * small, $"250 lines: {small} bytes; 1 000 lines: {large} bytes.");
    }

    [Fact]
    public void An_order_of_five_thousand_lines_is_cancelled_in_one_decision()
    {
        var order = Released(Order.LinesMax, ShipPolicy.Complete);
        Assert.Equal((2 * Order.LinesMax) + 1, Do(order, new OrderCommand.Cancel("customer", null)).Count);
    }

    /// <summary>Bytes that are allocated on the whole way; lists of all lines at each step would make them grow with
    /// the square.</summary>
    private static long Cost(Func<Order> way)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = way();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A priced order of which each line is shipped, delivered and billed by itself.</summary>
    private static Order Delivered(int lines)
    {
        var terms = Of(lines) with
        {
            Lines =
            [
                .. Of(lines).Lines.Select(
                    line => line with { Price = new LinePrice(PricedOrders.Euros(100), [], "food") }),
            ],
            Money = new MoneyTerms("EUR", [], "standard", CapturePolicy.AfterDelivery, [PricedOrders.ByCard]),
        };
        var quote = new PriceQuote(
            new TaxAnswer("table:1", [.. Enumerable.Repeat(new LineTax(100_000, 20), lines)], new LineTax(0, 0)),
            new ShippingAnswer("table:1", 500));
        var order = After(
            Order.Initial, new OrderCommand.Place(Id, terms) { Quote = quote }, PricedOrders.Told(1, 1));
        order = EachLine(order, lines, line => Reserved(line));
        order = EachLine(order, lines, line => new OrderCommand.RecordConfirmed(line, Reservation(line)));
        order = Run(order, new OrderCommand.BeginShipment("R-1", 1));
        order = EachLine(order, lines, line => new OrderCommand.RecordShipped(
            line, Reservation(line), "R-1", [new LotQuantity("A", 2)]));
        order = EachLine(order, lines, line => PricedOrders.Outcome(line, "A", 2));
        Assert.Equal(OrderDues.Of(order).Owed, order.Money!.Billed);
        return order;
    }

    private static Order EachLine(Order order, int lines, Func<int, OrderCommand> command) =>
        Enumerable.Range(1, lines).Aggregate(order, (state, line) => Run(state, command(line)));

    private static Order Released(int lines, ShipPolicy policy)
    {
        var order = Run(Order.Initial, new OrderCommand.Place(Id, Of(lines, policy: policy)));
        order = EachLine(order, lines, line => Reserved(line));
        order = EachLine(order, lines, line => new OrderCommand.RecordConfirmed(line, Reservation(line)));
        Assert.Equal(OrderStatus.Released, order.Status);
        return order;
    }

    private static Order Run(Order state, OrderCommand command) =>
        Order.Decide(state, command, Noon) is Decision.Accepted accepted
            ? accepted.Events.Aggregate(state, Order.Evolve)
            : throw new UnreachableException($"{command} was refused.");

    private static OrderTerms Of(int lines, int units = 2, ShipPolicy policy = ShipPolicy.Split) =>
        Terms(policy) with
        {
            Lines = [.. Enumerable.Range(1, lines).Select(i => new OrderedLine($"SKU-{i}", units, null))],
        };
}

using NodaTime;
using Oms.Central.Costing;
using Oms.Central.Inventory;
using Oms.Central.Transfers;
using Oms.Finance;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Costing.CostEvent, Oms.Central.Costing.CostRejection>;

namespace Oms.Central.Tests.Costing;

/// <summary>Cost books, named after what happens to units and to what is known of their cost.</summary>
public sealed class CostBookTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 30, 12, 0);

    [Fact]
    public void Units_of_two_costs_go_out_oldest_first_and_at_the_average()
    {
        var book = Of(Receive("1", 10, 100), Receive("2", 30, 200));
        var issued = Issued(book, "3", 15);
        Assert.Equal((2_000, 2_625), (issued.Fifo, issued.Average));
        book = CostBook.Evolve(book, issued);
        Assert.Equal((25, 5_000, 4_375), (book.Quantity, book.Fifo.Value, book.Average.Value));
        Assert.Equal([new CostLayer(25, 5_000)], book.Fifo.Layers);
    }

    [Fact]
    public void Units_that_go_out_before_they_came_in_are_booked_at_the_last_known_cost_and_trued_up()
    {
        var book = Of(Receive("1", 1, 100), Issue("2", 1));
        var issued = Issued(book, "3", 10);
        Assert.Equal((1_000, 1_000, null), (issued.Fifo, issued.Average, issued.Flag));
        book = CostBook.Evolve(book, issued);
        Assert.Equal((-10, -1_000), (book.Quantity, book.Fifo.Value));

        var received = Received(book, Receive("4", 4, 130));
        Assert.Equal((520, -120, -120), (received.Fifo, received.VarianceFifo, received.VarianceAverage));
        book = CostBook.Evolve(book, received);
        Assert.Equal((-6, -600), (book.Quantity, book.Fifo.Value));

        received = Received(book, Receive("5", 10, 90));
        Assert.Equal((900, 60, 60), (received.Fifo, received.VarianceFifo, received.VarianceAverage));
        book = CostBook.Evolve(book, received);
        Assert.Equal((4, 360, 360), (book.Quantity, book.Fifo.Value, book.Average.Value));
    }

    [Fact]
    public void Units_of_which_no_cost_was_ever_known_are_booked_at_nothing_and_flagged()
    {
        var received = Received(CostBook.Initial, Receive("1", 5, null));
        Assert.Equal((0, 0, CostDoubt.NoCost), (received.Fifo, received.Average, received.Flag));
        var issued = Issued(CostBook.Initial, "1", 5);
        Assert.Equal((0, 0, CostDoubt.NoCost), (issued.Fifo, issued.Average, issued.Flag));

        // The receipt that comes later says what they cost.
        received = Received(CostBook.Evolve(CostBook.Initial, issued), Receive("2", 5, 80));
        Assert.Equal((400, -400, null), (received.Fifo, received.VarianceFifo, received.Flag));
    }

    [Fact]
    public void Units_without_a_cost_of_their_own_cost_what_the_last_ones_did_and_leave_the_average_as_it_is()
    {
        var received = Received(Of(Receive("1", 10, 100), Receive("2", 10, 200)), Receive("3", 2, null));
        Assert.Equal((400, 300, null), (received.Fifo, received.Average, received.Flag));
    }

    [Fact]
    public void A_cost_in_another_currency_is_not_taken_and_flagged()
    {
        var book = Of(Receive("1", 10, 100));
        var received = Received(book, new CostCommand.Receive(
            "2", 3, StockBucket.Supplier, Money.Of(900, "USD"), "EUR"));
        Assert.Equal((300, CostDoubt.ForeignCurrency), (received.Fifo, received.Flag));
        Assert.Null(received.UnitCost);
        Assert.Equal(1, CostBook.Evolve(book, received).Flagged);
    }

    [Fact]
    public void A_book_keeps_the_currency_that_it_began_with()
    {
        var received = Received(Of(Receive("1", 10, 100)), new CostCommand.Receive(
            "2", 3, StockBucket.Supplier, Money.Of(900, "USD"), "USD"));
        Assert.Equal(("EUR", CostDoubt.ForeignCurrency), (received.Currency, received.Flag));
    }

    [Fact]
    public void Neighbours_of_one_cost_are_one_layer()
    {
        var book = Of(Receive("1", 10, 100), Receive("2", 5, 100), Receive("3", 5, 101), Receive("4", 5, 100));
        Assert.Equal(
            [new CostLayer(15, 1_500), new CostLayer(5, 505), new CostLayer(5, 500)], book.Fifo.Layers);
    }

    [Fact]
    public void Of_more_layers_than_are_kept_the_two_nearest_in_cost_become_one_and_no_value_is_lost()
    {
        var costs = Enumerable.Range(0, FifoCost.LayersMax + 1).Select(i => 1_000L * i).ToList();
        costs[100] = costs[99] + 1;
        var book = Of([.. costs.Select((cost, i) => Receive($"{i}", 2, cost))]);
        Assert.Equal(FifoCost.LayersMax, book.Fifo.Layers.Count);
        Assert.Equal(new CostLayer(4, (2 * costs[99]) + (2 * costs[100])), book.Fifo.Layers[99]);
        Assert.Equal(costs.Sum() * 2, book.Fifo.Value);
        Assert.Equal(2 * costs.Count, book.Fifo.Held);
    }

    [Fact]
    public void Shares_of_a_value_that_does_not_divide_are_its_whole_in_the_end()
    {
        var book = Of(Receive("1", 1, 100), Receive("2", 2, 101));
        var parts = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            var issued = Issued(book, $"out {i}", 1);
            parts.Add(issued.Average);
            book = CostBook.Evolve(book, issued);
        }

        Assert.Equal([101, 100, 101], parts);
        Assert.Equal((0, 0), (book.Average.Value, book.Fifo.Value));
    }

    [Fact]
    public void What_is_worth_more_than_a_book_can_hold_is_booked_as_what_it_can_hold_and_flagged()
    {
        var book = CostBook.Initial;
        foreach (var i in Enumerable.Range(0, 3))
        {
            book = CostBook.Evolve(book, Received(book, Receive(
                $"{i}", StockItem.QuantityMax, CostBook.UnitCostMax)));
        }

        Assert.Equal(3, book.Flagged);
        Assert.Equal(3L * StockItem.QuantityMax, book.Quantity);
        Assert.Equal(book.Fifo.Value, book.Average.Value);
        foreach (var i in Enumerable.Range(3, 6))
        {
            book = CostBook.Evolve(book, Issued(book, $"{i}", StockItem.QuantityMax));
        }

        Assert.Equal(-3L * StockItem.QuantityMax, book.Quantity);
        book = CostBook.Evolve(book, Received(book, Receive("9", StockItem.QuantityMax, CostBook.UnitCostMax)));
        Assert.Equal(-2L * StockItem.QuantityMax, book.Quantity);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(StockItem.QuantityMax + 1)]
    public void Units_out_of_the_range_are_refused(int quantity) =>
        Assert.IsType<CostRejection.QuantityInvalid>(
            Assert.IsType<Decision.Rejected>(CostBook.Decide(CostBook.Initial, Receive("1", quantity, 1), Noon))
                .Reason);

    [Theory]
    [InlineData(-1)]
    [InlineData(CostBook.UnitCostMax + 1)]
    public void A_cost_out_of_the_range_is_refused(long cost) =>
        Assert.IsType<CostRejection.CostInvalid>(
            Assert.IsType<Decision.Rejected>(CostBook.Decide(CostBook.Initial, Receive("1", 1, cost), Noon)).Reason);

    [Fact]
    public void Only_what_crosses_the_border_of_what_the_company_owns_is_told()
    {
        var euros = Money.Of(80, "EUR");
        Assert.Equal(
            [new CostCrossing("MILK", "MILK@dc-1/7", StockBucket.Supplier, 10, euros)],
            CostCrossing.Of(
                new StockEvent.StockReceived("R", "L1", 10, null) { UnitCost = euros }, "MILK@dc-1", 7));
        Assert.Equal(
            [new CostCrossing("MILK", "MILK@dc-1/8", StockBucket.Customer, -10, null)],
            CostCrossing.Of(
                new StockEvent.StockShipped("R", 10, "R-7", [new("L1", 4), new("L2", 6)]), "MILK@dc-1", 8));
        Assert.Equal(
            [StockBucket.Customer, StockBucket.Scrapped, StockBucket.Adjustment, StockBucket.Adjustment],
            new StockEvent[]
            {
                new StockEvent.StockReturned("R", "L1", 1, Disposition.Quarantine, "late"),
                new StockEvent.StockScrapped("S", "L1", 1, "broken"),
                new StockEvent.StockAdjusted("L1", -1, "lost"),
                new StockEvent.StockCounted("L1", 5, 2, "cycle"),
            }.Select(each => Assert.Single(CostCrossing.Of(each, "MILK@dc-1", 9)).Outside));
        Assert.All(
            new StockEvent[]
            {
                new StockEvent.StockTransferredOut("T", 1, "dc-2", [new("L1", 5, null)]),
                new StockEvent.StockTransferredIn("T", "R", new("L1", 5, null)),
                new StockEvent.LotQuarantined("L1", 5, "warm", []),
                new StockEvent.StockCounted("L1", 5, 0, "cycle"),
                new StockEvent.UnitsMoved("M", "L1", 5, null, "A1"),
            },
            each => Assert.Empty(CostCrossing.Of(each, "MILK@dc-1", 9)));
    }

    [Fact]
    public void Units_that_a_transfer_lost_go_out() =>
        Assert.Equal(
            [new CostCrossing("MILK", "transfer/T-1/4", StockBucket.Adjustment, -5, null)],
            CostCrossing.Of(
                new TransferEvent.TransferReceived(
                    [new(1, "L1", 2) { Sku = "MILK" }, new(1, "L2", 3) { Sku = "MILK" }], "stolen"),
                "T-1", 4));

    private static CostCommand.Receive Receive(string reference, int quantity, long? cost) => new(
        reference, quantity, StockBucket.Supplier, cost is { } minor ? Money.Of(minor, "EUR") : null, "EUR");

    private static CostCommand.Issue Issue(string reference, int quantity) =>
        new(reference, quantity, StockBucket.Customer, "EUR");

    private static CostEvent.CostReceived Received(CostBook book, CostCommand.Receive command) =>
        Assert.IsType<CostEvent.CostReceived>(Happened(book, command));

    private static CostEvent.CostIssued Issued(CostBook book, string reference, int quantity) =>
        Assert.IsType<CostEvent.CostIssued>(Happened(book, Issue(reference, quantity)));

    private static CostEvent Happened(CostBook book, CostCommand command) =>
        Assert.Single(Assert.IsType<Decision.Accepted>(CostBook.Decide(book, command, Noon)).Events);

    private static CostBook Of(params CostCommand[] commands) =>
        commands.Aggregate(CostBook.Initial, (book, command) => CostBook.Evolve(book, Happened(book, command)));
}

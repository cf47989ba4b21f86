using Oms.Central.Books;
using Oms.Central.Orders;
using Oms.Central.Purchasing;
using Xunit;

namespace Oms.Central.Tests.Purchasing;

/// <summary>What holds for drop shipments whatever suppliers, customers and people do, in whatever order it is
/// heard.</summary>
public sealed class DropShipProperties
{
    private const int Seeds = 600;
    private const int Moves = 60;

    [Fact]
    public void Units_are_never_lost_made_or_sent_twice_and_in_the_end_both_sides_say_the_same()
    {
        var (shipped, declined, cancelled, stopped) = (0, 0, 0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var world = new DropShipWorld(seed);
            var random = new Random(seed);
            for (var move = 0; move < Moves; move++)
            {
                if (random.Next(3) == 0)
                {
                    world.Meddle();
                }
                else
                {
                    _ = world.Step();
                }

                IsSound(world, $"seed {seed}, move {move}");
            }

            while (world.Step())
            {
                IsSound(world, $"seed {seed}, at the end");
            }

            Assert.True(world.Violations().Count == 0, $"seed {seed}: {string.Join("; ", world.Violations())}");
            Assert.NotEqual(NextActionKind.Lost, world.Order.NextAction().Kind);
            world.Finish();
            Assert.True(world.Violations().Count == 0, $"seed {seed}: {string.Join("; ", world.Violations())}");
            Assert.All(
                world.Order.Lines.Take(2),
                line => Assert.True(line.Quantities.Open == 0, $"seed {seed}: {line.Quantities}"));
            Assert.All(world.Purchases.Values, purchase => Assert.Empty(purchase.Faults));
            shipped += world.Told.OfType<PurchaseEvent.UnitsShipped>().Count();
            declined += world.Told.OfType<PurchaseEvent.UnitsDeclined>().Count();
            stopped += world.Told.OfType<PurchaseEvent.UnitsStopped>().Count();
            cancelled += world.Order.Status == OrderStatus.Cancelled ? 1 : 0;
        }

        Assert.True(
            shipped > Seeds && declined > Seeds / 4 && stopped > Seeds / 10 && cancelled > Seeds / 20,
            $"{shipped} shipped, {declined} declined, {stopped} stopped, {cancelled} cancelled");
    }

    [Fact]
    public void What_was_sold_costs_what_is_owed_for_it_and_what_did_not_arrive_costs_nothing()
    {
        for (var seed = 1; seed <= Seeds / 4; seed++)
        {
            var world = new DropShipWorld(seed);
            for (var move = 0; move < Moves; move++)
            {
                world.Meddle();
                _ = world.Step();
            }

            world.Finish();
            var entries = world.Told.Select(told => told switch
            {
                PurchaseEvent.UnitsShipped e => Ledger.Of(e, "PO"),
                PurchaseEvent.ShipmentReported e => Ledger.Of(e, "PO"),
                _ => null,
            }).OfType<JournalEntry>().ToList();
            Assert.All(entries, entry => Assert.Equal(0, entry.Postings.Sum(posting => posting.Minor)));
            var arrived = world.Purchases.Values.SelectMany(purchase => purchase.Shipments ?? [])
                .Sum(shipment => shipment.Units.Sum(units => units.UnitCost.Minor * (
                    units.Quantity - shipment.Reports.SelectMany(report => report.Units)
                        .Where(told => (told.Line, told.Lot) == (units.Line, units.Lot))
                        .Sum(told => told.NotArrived))));
            Assert.Equal((arrived, -arrived), (
                Sum(entries, Account.CostOfGoodsSold), Sum(entries, Account.GoodsReceivedNotInvoiced)));
        }
    }

    private static long Sum(List<JournalEntry> entries, Account account) =>
        entries.SelectMany(entry => entry.Postings).Where(posting => posting.Account == account)
            .Sum(posting => posting.Minor);

    /// <summary>At any moment, however much is still to be heard.</summary>
    private static void IsSound(DropShipWorld world, string where)
    {
        foreach (var line in world.Order.Lines)
        {
            Assert.True(line.Quantities.IsSound, where);
            var sent = world.Purchases.Values.Sum(purchase => purchase.Lines
                .Where(each => each.For!.Line == line.Number)
                .Sum(each => each.Received + (purchase.IsOpen ? each.Open : 0)));
            Assert.True(sent <= line.Quantities.Ordered, $"{where}: {sent} of {line.Quantities}");
            Assert.True(
                line.Quantities.Shipped <= sent || line.Supply is null, $"{where}: {sent} of {line.Quantities}");
        }
    }
}

using FsCheck;
using FsCheck.Fluent;
using Oms.Custody.Cargo;
using Xunit;

namespace Oms.Custody.Tests.Cargo;

public sealed class DeliveryReconciliationTests
{
    private static readonly CarriedLine[] Carried = [new("MILK", "L7", 10), new("MILK", "L7", 6)];

    [Fact]
    public void What_was_signed_for_and_what_came_back_add_up_to_the_manifest()
    {
        var all = DeliveryReconciliation.Of(
            Carried,
            [new StopLine(1, "MILK", "L7", 7, 2, 1), new StopLine(2, "MILK", "L7", 6, 0, 0)],
            [new ReturnedLine("MILK", "L7", 2, 1)]);

        Assert.Equal(new ReconciledLine("MILK", "L7", 16, 13, 2, 1, 0, 0, 0), Assert.Single(all.Lines));
        Assert.Equal(
            [
                new StockBooking("MILK", "L7", 2, BookingKind.Restock),
                new StockBooking("MILK", "L7", 1, BookingKind.Quarantine),
            ],
            all.Bookings);
        Assert.Empty(all.Findings);
    }

    [Fact]
    public void A_unit_that_a_stop_sent_back_and_nobody_found_is_short()
    {
        var all = DeliveryReconciliation.Of(
            Carried, [new StopLine(1, "MILK", "L7", 14, 2, 0)], [new ReturnedLine("MILK", "L7", 1, 0)]);

        Assert.Equal(1, all.Lines[0].Short);
        Assert.Equal(["return-missing", "short"], all.Findings.Select(finding => finding.Code));
        Assert.Contains(new StockBooking("MILK", "L7", 1, BookingKind.Short), all.Bookings);
    }

    [Fact]
    public void More_back_than_the_manifest_leaves_is_found_stock()
    {
        var all = DeliveryReconciliation.Of(
            Carried, [new StopLine(1, "MILK", "L7", 16, 0, 0)], [new ReturnedLine("MILK", "L7", 1, 1)]);

        Assert.Equal((0, 2), (all.Lines[0].ReturnedGood + all.Lines[0].ReturnedDamaged, all.Lines[0].OverReturned));
        Assert.Equal([new StockBooking("MILK", "L7", 2, BookingKind.Found)], all.Bookings);
        Assert.Equal(["return-unexpected", "damage-differs", "over"], all.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void More_signed_for_than_was_on_board_is_named()
    {
        var all = DeliveryReconciliation.Of(Carried, [new StopLine(1, "MILK", "L7", 17, 0, 0)], []);

        Assert.Equal((16, 1), (all.Lines[0].Delivered, all.Lines[0].OverDelivered));
        Assert.Equal("delivered-more-than-carried", Assert.Single(all.Findings).Code);
    }

    [Fact]
    public void A_count_below_zero_is_named_and_taken_as_zero() =>
        Assert.Equal(
            "negative-count",
            Assert.Single(DeliveryReconciliation.Of([], [new StopLine(1, "MILK", "L7", -1, 0, 0)], []).Findings).Code);

    [Fact]
    public void Delivered_returned_and_short_are_the_manifest_always()
    {
        var count = Gen.Choose(-2, 12);
        var name = Gen.Elements("A", "B");
        var carried = from sku in name from n in count select new CarriedLine(sku, "L", n);
        var stops = from sku in name
                    from delivered in count
                    from refused in count
                    from damaged in count
                    select new StopLine(1, sku, "L", delivered, refused, damaged);
        var returned = from sku in name
                       from good in count
                       from damaged in count
                       select new ReturnedLine(sku, "L", good, damaged);
        Prop.ForAll(
            (from c in carried.ArrayOf(3)
             from s in stops.ArrayOf(3)
             from r in returned.ArrayOf(3)
             select (c, s, r)).ToArbitrary(),
            one =>
            {
                var all = DeliveryReconciliation.Of(one.c, one.s, one.r);
                foreach (var line in all.Lines)
                {
                    Assert.Equal(
                        line.Carried, line.Delivered + line.ReturnedGood + line.ReturnedDamaged + line.Short);
                    Assert.All(
                        [line.Delivered, line.ReturnedGood, line.ReturnedDamaged, line.Short, line.OverReturned],
                        units => Assert.True(units >= 0));

                    // Everything that was counted at the end is booked, once.
                    Assert.Equal(
                        one.r.Where(back => back.Sku == line.Sku)
                            .Sum(back => Math.Max(0, back.Good) + (long)Math.Max(0, back.Damaged)),
                        all.Bookings.Where(booking => booking.Sku == line.Sku && booking.Kind is not BookingKind.Short)
                            .Sum(booking => booking.Quantity));
                }

                Assert.Equal(
                    one.c.Sum(line => Math.Max(0L, line.Quantity)), all.Lines.Sum(line => line.Carried));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }
}

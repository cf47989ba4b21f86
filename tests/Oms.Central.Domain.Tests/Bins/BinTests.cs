using NodaTime;
using Oms.Central.Bins;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Bins.BinEvent, Oms.Central.Bins.BinRejection>;

namespace Oms.Central.Tests.Bins;

public sealed class BinTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly UnitMeasure Litre = new(1_030, 1_000);

    private static BinStock Shelf => Do(
        BinStock.Initial, new BinCommand.SetLimits(new BinLimits(Units: 10, Grams: 20_000, Millilitres: null)));

    [Fact]
    public void A_bin_takes_what_fits_exactly_and_not_one_unit_more()
    {
        var full = Do(Shelf, Expect("a", 10));

        Assert.Equal(new BinRejection.BinFull("units", 10, 11), Refused(full, Expect("b", 1)));
    }

    [Fact]
    public void Room_that_is_taken_for_units_on_their_way_is_nobody_elses_until_they_are_given_up()
    {
        var bin = Do(Shelf, Expect("a", 6));
        Assert.IsType<BinRejection.BinFull>(Refused(bin, Expect("b", 5)));

        bin = Do(bin, new BinCommand.GiveUp("a", "NotInBin"));

        Assert.Empty(bin.Coming);
        Assert.Equal(5, (int)Do(bin, Expect("b", 5)).Load().Units);
        Assert.IsType<BinRejection.ReferenceReused>(Refused(bin, Expect("a", 6)));
    }

    [Fact]
    public void Weight_is_a_limit_too()
    {
        var heavy = new BinCommand.Expect("a", new BinArrival("ANVIL", "L1", 2, null, new UnitMeasure(10_001, 0)));

        Assert.Equal(new BinRejection.BinFull("grams", 20_000, 20_002), Refused(Shelf, heavy));
    }

    [Fact]
    public void Units_that_turn_out_to_be_heavier_count_so_with_all_of_their_lot()
    {
        var bin = Do(Do(Shelf, Expect("a", 5)), new BinCommand.RecordPlaced("a"));

        // Five of 1 030 g are there; one more of 4 000 g says that all six weigh so much.
        var more = new BinCommand.Expect("b", new BinArrival("MILK", "L1", 1, null, new UnitMeasure(4_000, 1_000)));

        Assert.Equal(new BinRejection.BinFull("grams", 20_000, 24_000), Refused(bin, more));
    }

    [Fact]
    public void A_bin_that_is_not_there_takes_nothing_and_one_that_is_gone_can_be_emptied()
    {
        Assert.IsType<BinRejection.NoSuchBin>(Refused(BinStock.Initial, Expect("a", 1)));
        var bin = Do(Do(Shelf, Expect("a", 2)), new BinCommand.RecordPlaced("a"));

        bin = Do(bin, new BinCommand.Remove());

        Assert.IsType<BinRejection.NoSuchBin>(Refused(bin, Expect("b", 1)));
        Assert.Empty(Do(bin, new BinCommand.TakeOut("MILK", "L1", 2)).Contents);
    }

    [Fact]
    public void A_limit_below_what_lies_there_lets_nothing_more_in()
    {
        var bin = Do(Do(Shelf, Expect("a", 8)), new BinCommand.RecordPlaced("a"));

        bin = Do(bin, new BinCommand.SetLimits(new BinLimits(5, null, null)));

        Assert.Equal(new BinRejection.BinFull("units", 5, 9), Refused(bin, Expect("b", 1)));
        bin = Do(bin, new BinCommand.TakeOut("MILK", "L1", 4));
        Assert.Equal(5, (int)Do(bin, Expect("b", 1)).Load().Units);
    }

    [Fact]
    public void A_reference_stands_for_one_move()
    {
        var bin = Do(Shelf, Expect("a", 2));

        Assert.Same(Decision.AlreadyDone, BinStock.Decide(bin, Expect("a", 2), Noon));
        Assert.IsType<BinRejection.ReferenceReused>(Refused(bin, Expect("a", 3)));
    }

    private static BinCommand.Expect Expect(string reference, int quantity) =>
        new(reference, new BinArrival("MILK", "L1", quantity, null, Litre));

    private static BinStock Do(BinStock bin, BinCommand command) =>
        Assert.IsType<Decision.Accepted>(BinStock.Decide(bin, command, Noon)).Events.Aggregate(bin, BinStock.Evolve);

    private static BinRejection Refused(BinStock bin, BinCommand command) =>
        Assert.IsType<Decision.Rejected>(BinStock.Decide(bin, command, Noon)).Reason;
}

using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Inventory;
using Xunit;

namespace Oms.Central.Tests.Inventory;

/// <summary>Ages and excess, against oracles that go unit by unit and day by day.</summary>
public sealed class StockAgeProperties
{
    private static readonly LocalDate Today = new(2026, 11, 30);

    [Fact]
    public void Units_that_came_first_have_left_first() =>
        Prop.ForAll(
            Gen.Zip(Gen.Choose(1, 5).Two().ListOf(), Gen.Choose(0, 40)).ToArbitrary(),
            given =>
            {
                var (steps, units) = given;
                var day = Today;
                var newestFirst = new List<AgedUnits>();
                foreach (var (back, count) in steps)
                {
                    day = day.PlusDays(-back);
                    newestFirst.Add(new AgedUnits(day, count));
                }

                // Each unit by itself, the latest first; more than came are as old as the first that did.
                var each = newestFirst.SelectMany(of => Enumerable.Repeat(of.On, (int)of.Units)).ToList();
                var expected = each.Count == 0
                    ? [] : Enumerable.Range(0, units).Select(i => each[int.Min(i, each.Count - 1)]).ToList();
                var told = StockAge.OfLot(units, newestFirst);
                Assert.Equal(expected, told.SelectMany(of => Enumerable.Repeat(of.On, (int)of.Units)));
                Assert.Equal(expected.Count, StockAge.Bands(told, Today).Sum());
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(30, 0)]
    [InlineData(31, 1)]
    [InlineData(60, 1)]
    [InlineData(90, 2)]
    [InlineData(180, 3)]
    [InlineData(181, 4)]
    [InlineData(365, 4)]
    [InlineData(366, 5)]
    public void A_band_has_its_last_day(int age, int band)
    {
        var bands = StockAge.Bands([new AgedUnits(Today.PlusDays(-age), 7)], Today);
        Assert.Equal(7, bands[band]);
        Assert.Equal(7, bands.Sum());
    }

    [Fact]
    public void What_expires_before_it_is_wanted_is_what_is_left_of_days_that_sell_what_expires_first() =>
        Prop.ForAll(
            Gen.Zip(
                Gen.Zip(Gen.Choose(-2, 12), Gen.Choose(1, 20)).ListOf(),
                Gen.Zip(Gen.Choose(0, 15), Gen.Choose(0, 4))).ToArbitrary(),
            given =>
            {
                var (lots, (committed, perDay)) = given;
                var sellable = lots
                    .Select(lot => new ExpiringUnits(Today.PlusDays(lot.Item1), lot.Item2)).ToList();
                var excess = ExcessStock.Of(sellable, committed, 0, perDay * 1_000, 5, Today);
                Assert.Equal(Expiring(sellable, committed, perDay), excess.Expiring);

                // What never expires takes nothing away from that.
                sellable.Add(new ExpiringUnits(null, 1_000));
                Assert.Equal(
                    excess.Expiring, ExcessStock.Of(sellable, committed, 0, perDay * 1_000, 5, Today).Expiring);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Excess_is_what_is_free_beyond_what_is_wanted()
    {
        ExpiringUnits[] sellable = [new(null, 100)];
        Assert.Equal(new ExcessStock(160, 55, 0), ExcessStock.Of(sellable, 15, 5, 500, 50, Today));
        Assert.Equal(new ExcessStock(null, 80, 0), ExcessStock.Of(sellable, 15, 5, 0, 50, Today));
        Assert.Equal(new ExcessStock(0, 0, 0), ExcessStock.Of(sellable, 200, 5, 500, 50, Today));
        Assert.Equal(new ExcessStock(66, 0, 0), ExcessStock.Of(sellable, 0, 0, 1_500, 90, Today));
    }

    /// <summary>Day after day: first what is committed, then what is wanted on the day, of the lot that expires first
    /// of those that are still good.</summary>
    private static long Expiring(IReadOnlyList<ExpiringUnits> sellable, long committed, long perDay)
    {
        var lots = sellable.OrderBy(lot => lot.Expires).Select(lot => (lot.Expires, lot.Units)).ToArray();
        Take(committed, null);
        for (var day = Today; day <= Today.PlusDays(12); day = day.PlusDays(1))
        {
            Take(perDay, day);
        }

        return lots.Sum(lot => lot.Units);

        // What is committed is taken of the first lots, even such as are over: they are promised.
        void Take(long units, LocalDate? on)
        {
            for (var i = 0; i < lots.Length; i++)
            {
                var taken = on is null || lots[i].Expires >= on ? long.Min(units, lots[i].Units) : 0;
                (lots[i].Units, units) = (lots[i].Units - taken, units - taken);
            }
        }
    }
}

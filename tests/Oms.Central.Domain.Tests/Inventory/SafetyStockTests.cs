using Oms.Central.Inventory;
using Xunit;

namespace Oms.Central.Tests.Inventory;

public sealed class SafetyStockTests
{
    private static readonly long[] Steady = [5, 5, 5, 5];
    private static readonly long[] Uneven = [0, 10, 0, 10];

    /// <summary>Quantiles as tables of the normal distribution give them.</summary>
    [Theory]
    [InlineData(500, 0.0)]
    [InlineData(841, 0.9986)]
    [InlineData(950, 1.6449)]
    [InlineData(975, 1.9600)]
    [InlineData(999, 3.0902)]
    public void The_quantile_of_a_service_level_is_that_of_the_tables(int permille, double z) =>
        Assert.Equal(z, SafetyStock.Quantile(permille / 1_000.0), 4);

    [Fact]
    public void Demand_that_never_varies_needs_nothing_unless_the_lead_time_does()
    {
        Assert.Equal(new SafetyStockSuggestion(0, 5_000, 0), SafetyStock.Suggest(Steady, 950, 7, 0));

        // 1.645 times five a day times two days.
        Assert.Equal(17, SafetyStock.Suggest(Steady, 950, 7, 2).Units);
    }

    [Fact]
    public void More_service_more_days_and_more_variation_need_more()
    {
        // The deviation of 0, 10, 0, 10 is the root of 100/3; over nine days three times that.
        Assert.Equal(new SafetyStockSuggestion(29, 5_000, 5_774), SafetyStock.Suggest(Uneven, 950, 9, 0));
        Assert.Equal(54, SafetyStock.Suggest(Uneven, 999, 9, 0).Units);
        Assert.Equal(10, SafetyStock.Suggest(Uneven, 950, 1, 0).Units);
        Assert.Equal(0, SafetyStock.Suggest(Uneven, 500, 9, 0).Units);
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => SafetyStock.Suggest([1], 950, 1, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => SafetyStock.Suggest(Steady, 499, 1, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => SafetyStock.Suggest(Steady, 1_000, 1, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => SafetyStock.Suggest(Steady, 950, -1, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => SafetyStock.Suggest(Steady, 950, 1, -1));
    }
}

using Oms.Custody.Temperature;
using Xunit;

namespace Oms.Custody.Tests.Temperature;

public sealed class MeanKineticTemperatureTests
{
    [Fact]
    public void A_steady_temperature_is_its_own_mean() =>
        Assert.Equal(5_000, MeanKineticTemperature.Of([(5_000, 60), (5_000, 120)]));

    [Fact]
    public void One_hour_of_25_in_a_day_of_5_weighs_more_than_its_share() =>
        Assert.Equal(7_756, MeanKineticTemperature.Of([(5_000, 23), (25_000, 1)]));

    [Fact]
    public void Deep_cold_does_not_underflow() =>
        Assert.Equal(-80_000, MeanKineticTemperature.Of([(-80_000, 1), (-80_000, 1)]));

    [Fact]
    public void Without_time_there_is_no_mean() => Assert.Null(MeanKineticTemperature.Of([(5_000, 0)]));
}

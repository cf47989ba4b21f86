using System.Globalization;
using System.Text.Json;
using Oms.Edge.Windows;
using Xunit;

namespace Oms.Edge.Tests.Windows;

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

    [Fact]
    public void The_published_vectors_agree_to_a_millionth_of_a_degree()
    {
        var folder = Environment.GetEnvironmentVariable("OMS_CONFORMANCE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "OMS_CONFORMANCE_DATA is not set.");
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder!, "mkt", "mkt_vectors.json")));
        var count = 0;
        foreach (var vector in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            var durations = vector.GetProperty("durations");
            var samples = vector.GetProperty("celsius").EnumerateArray().Select((celsius, index) => (
                (int)(celsius.GetDecimal() * 1_000),
                durations.ValueKind == JsonValueKind.Array ? durations[index].GetInt64() : 1L)).ToList();
            var expected = double.Parse(vector.GetProperty("mkt_celsius").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(expected, MeanKineticTemperature.Exact(samples)!.Value, 1e-6);
            count++;
        }

        Assert.True(count > 0);
    }
}

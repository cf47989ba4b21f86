using System.Globalization;
using System.Text.Json;
using Oms.Conformance.Merkle;
using Oms.Custody.Temperature;

namespace Oms.Conformance.Mkt;

/// <summary>Mean kinetic temperatures that were computed with 40-digit decimals.</summary>
public sealed class MktConformance
{
    [Fact]
    public void Every_vector_is_met_to_a_millionth_of_a_degree()
    {
        var cases = VectorFolder.Read(VectorFolder.Path("mkt", "mkt_vectors.json")).GetProperty("cases")
            .EnumerateArray().ToList();
        Assert.NotEmpty(cases);
        foreach (var vector in cases)
        {
            var celsius = vector.GetProperty("celsius").EnumerateArray().Select(item => item.GetDouble()).ToList();
            var weights = vector.GetProperty("durations") is { ValueKind: JsonValueKind.Array } given
                ? given.EnumerateArray().Select(item => item.GetDouble())
                : celsius.Select(_ => 1.0);
            var expected = double.Parse(vector.GetProperty("mkt_celsius").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(expected, MeanKineticTemperature.Exact([.. celsius.Zip(weights)])!.Value, 1e-6);
        }
    }
}

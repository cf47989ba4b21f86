using Oms.Custody.CheckOuts;
using Oms.Edge.Routes;
using Xunit;

namespace Oms.Edge.Tests.Routes;

public sealed class ManifestBandTests
{
    [Fact]
    public void The_band_that_suits_all_cargo_is_the_tightest() =>
        Assert.Equal(new TemperatureBand(2_000, 4_000), BandOf(new(0, 4_000), null, new(2_000, 8_000)));

    [Fact]
    public void Cargo_without_bands_has_none() => Assert.Null(BandOf(null, null));

    [Fact]
    public void Where_bands_exclude_each_other_the_narrowest_is_held() =>
        Assert.Equal(new TemperatureBand(2_000, 4_000), BandOf(new(-25_000, -18_000), new(2_000, 4_000)));

    private static TemperatureBand? BandOf(params TemperatureBand?[] bands) => ManifestBand.Of(new Manifest(
        "R-1", 1, "lyon", "T", "D", null,
        [new ManifestStop(1, "O-1", "C",
            [.. bands.Select((band, at) => new ManifestLine(at + 1, "S", "L", 1, band))])]));
}

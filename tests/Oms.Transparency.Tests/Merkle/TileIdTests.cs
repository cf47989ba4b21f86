using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Oms.Transparency.Tests.Merkle;

public sealed class TileIdTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 5, 256, "tile/0/005")]
    [InlineData(0, 1_234_067, 256, "tile/0/x001/x234/067")]
    [InlineData(1, 999, 17, "tile/1/999.p/17")]
    [InlineData(2, 1_000, 1, "tile/2/x001/000.p/1")]
    [InlineData(TileId.EntriesLevel, 273, 112, "tile/entries/273.p/112")]
    public void A_path_is_the_standards(int level, long index, int width, string path)
    {
        var tile = new TileId(level, index, width);
        Assert.Equal(path, tile.ToPath());
        Assert.True(TileId.TryParse(path, out var read));
        Assert.Equal(tile, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile/0")]
    [InlineData("tile/0/5")]
    [InlineData("tile/0/0005")]
    [InlineData("tile/8/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/0/001/000")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/0/+00")]
    [InlineData("tile/entries/../000")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("/tile/0/000")]
    public void Any_other_path_is_refused(string path) => Assert.False(TileId.TryParse(path, out _));

    [Fact]
    public void Every_tile_has_one_path() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var tile = new TileId(random.Next(-1, 8), random.NextInt64(1L << random.Next(1, 56)), random.Next(1, 257));
            Assert.True(TileId.TryParse(tile.ToPath(), out var read));
            Assert.Equal(tile, read);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Partial_widths_follow_from_the_size()
    {
        Assert.Equal(112, TileId.In(0, 273, 70_000).Width);
        Assert.Equal(256, TileId.In(0, 272, 70_000).Width);
        Assert.Equal(0, TileId.In(0, 274, 70_000).Width);
        Assert.Equal(17, TileId.In(1, 1, 70_000).Width);
        Assert.Equal(1, TileId.In(2, 0, 70_000).Width);
        Assert.Equal(0, TileId.In(3, 0, 70_000).Width);
    }
}

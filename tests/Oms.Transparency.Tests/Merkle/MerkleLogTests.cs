using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Oms.Custody;
using Xunit;

namespace Oms.Transparency.Tests.Merkle;

public sealed class MerkleLogTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_proof_of_every_small_tree_is_as_defined_and_verifies()
    {
        const int sizeMax = 40;
        var log = MerkleLog.Create(new MemoryTileStore());
        var leaves = Leaves(sizeMax);
        _ = await log.AppendAsync(Entries(0, sizeMax));
        for (var size = 0; size <= sizeMax; size++)
        {
            var root = await log.RootAtAsync(size, Token);
            Assert.Equal(NaiveTree.Root(leaves.AsSpan(0, size)), root);
            for (var index = 0; index < size; index++)
            {
                var proof = await log.ProveInclusionAsync(index, size, Token);
                Assert.Equal(NaiveTree.Path(index, leaves.AsSpan(0, size)), proof);
                Assert.True(MerkleProof.VerifyInclusion(index, size, leaves[index], proof, root));
                for (var other = -1; other <= size; other++)
                {
                    Assert.Equal(
                        other == index, MerkleProof.VerifyInclusion(other, size, leaves[index], proof, root));
                }
            }

            for (var old = 1; old <= size; old++)
            {
                var proof = await log.ProveConsistencyAsync(old, size, Token);
                Assert.Equal(NaiveTree.Proof(old, leaves.AsSpan(0, size)), proof);
                var oldRoot = NaiveTree.Root(leaves.AsSpan(0, old));
                Assert.True(MerkleProof.VerifyConsistency(old, size, proof, oldRoot, root));
                Assert.False(MerkleProof.VerifyConsistency(old, size, proof, Digest.Zero, root));
                Assert.False(MerkleProof.VerifyConsistency(old, size, proof, oldRoot, Digest.Zero));
                Assert.False(MerkleProof.VerifyConsistency(old, size, [.. proof, root], oldRoot, root));
            }
        }
    }

    [Fact]
    public async Task A_log_grown_in_any_batches_and_reopened_between_them_is_one_log()
    {
        foreach (var seed in Enumerable.Range(1, 6))
        {
            var random = new Random(seed);
            var total = random.Next(200, 3_000);
            var store = new MemoryTileStore();
            var log = MerkleLog.Create(store);
            while (log.Size < total)
            {
                var count = Math.Min(random.Next(2) == 0 ? random.Next(5) : random.Next(700), total - (int)log.Size);
                var append = await log.AppendAsync(Entries((int)log.Size, count));
                Assert.Equal((log.Size - count, log.Size, log.Root), (append.OldSize, append.Size, append.Root));
                if (random.Next(4) == 0)
                {
                    log = await MerkleLog.OpenAsync(store, log.Size, log.Root, Token);
                }
            }

            var leaves = Leaves(total);
            Assert.Equal(NaiveTree.Root(leaves), log.Root);
            for (var i = 0; i < 50; i++)
            {
                var size = random.Next(1, total + 1);
                var index = random.Next(size);
                var old = random.Next(1, size + 1);
                Assert.Equal(
                    NaiveTree.Path(index, leaves.AsSpan(0, size)), await log.ProveInclusionAsync(index, size, Token));
                Assert.Equal(
                    NaiveTree.Proof(old, leaves.AsSpan(0, size)), await log.ProveConsistencyAsync(old, size, Token));
            }
        }
    }

    [Fact]
    public async Task A_log_of_70_000_entries_has_the_tiles_of_the_standards_example()
    {
        var store = new MemoryTileStore();
        var log = MerkleLog.Create(store);
        _ = await log.AppendAsync(Entries(0, 65_000));
        _ = await log.AppendAsync(Entries(65_000, 5_000));

        Assert.Equal((273, 112), Count(store, level: 0));
        Assert.Equal((1, 17), Count(store, level: 1));
        Assert.Equal((0, 1), Count(store, level: 2));
        Assert.Equal((273, 112), Count(store, TileId.EntriesLevel));

        var leaves = Leaves(70_000);
        Assert.Equal(NaiveTree.Root(leaves), log.Root);
        foreach (var index in new[] { 0, 255, 256, 65_535, 65_536, 69_999 })
        {
            var proof = await log.ProveInclusionAsync(index, 70_000, Token);
            Assert.True(MerkleProof.VerifyInclusion(index, 70_000, leaves[index], proof, log.Root));
        }

        var old = await log.RootAtAsync(65_536, Token);
        var grown = await log.ProveConsistencyAsync(65_536, 70_000, Token);
        Assert.True(MerkleProof.VerifyConsistency(65_536, 70_000, grown, old, log.Root));
    }

    [Fact]
    public async Task A_rebuild_from_the_entries_equals_the_live_log()
    {
        var (store, again) = (new MemoryTileStore(), new MemoryTileStore());
        var log = MerkleLog.Create(store);
        for (var i = 0; i < 30; i++)
        {
            _ = await log.AppendAsync(Entries((int)log.Size, 173));
        }

        var rebuilt = await log.RebuildAsync(again, Token);
        Assert.Equal((log.Size, log.Root), (rebuilt.Size, rebuilt.Root));
        Assert.Equal(store.Tiles.Keys.Order(), again.Tiles.Keys.Order());
        foreach (var (key, tile) in store.Tiles)
        {
            Assert.Equal(tile.Id, again.Tiles[key].Id);
            Assert.Equal(tile.Content.Span, again.Tiles[key].Content.Span);
        }
    }

    [Fact]
    public async Task A_damaged_tile_is_found_when_the_log_is_opened_or_rebuilt()
    {
        var store = new MemoryTileStore();
        var log = MerkleLog.Create(store);
        _ = await log.AppendAsync(Entries(0, 300));

        var edge = store.Tiles[(0, 1)];
        store.Tiles[(0, 1)] = edge with { Content = Flip(edge.Content) };
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await MerkleLog.OpenAsync(store, 300, log.Root, Token));
        store.Tiles.Remove((0, 1));
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await MerkleLog.OpenAsync(store, 300, log.Root, Token));

        var entries = store.Tiles[(TileId.EntriesLevel, 0)];
        store.Tiles[(TileId.EntriesLevel, 0)] = entries with { Content = Flip(entries.Content) };
        Assert.NotEqual(log.Root, (await log.RebuildAsync(new MemoryTileStore(), Token)).Root);
    }

    [Fact]
    public async Task A_planned_append_changes_nothing_until_it_is_adopted()
    {
        var log = MerkleLog.Create(new MemoryTileStore());
        _ = await log.AppendAsync(Entries(0, 10));
        var before = log.Root;
        var first = log.Plan(Entries(10, 3));
        var second = log.Plan(Entries(10, 4));
        Assert.Equal((10, before), (log.Size, log.Root));
        log.Adopt(second);
        Assert.Equal(NaiveTree.Root(Leaves(14)), log.Root);
        Assert.Throws<InvalidOperationException>(() => log.Adopt(first));
    }

    [Fact]
    public async Task A_proof_reads_few_tiles_and_an_append_none()
    {
        var store = new MemoryTileStore();
        var log = MerkleLog.Create(store);
        _ = await log.AppendAsync(Entries(0, 65_536));
        _ = await log.AppendAsync(Entries(65_536, 1_000));
        Assert.Equal(0, store.Reads);
        _ = await log.ProveInclusionAsync(12_345, log.Size, Token);
        Assert.InRange(store.Reads, 1, 4);
    }

    [Fact]
    public async Task Entries_are_read_back_across_bundles()
    {
        var log = MerkleLog.Create(new MemoryTileStore());
        _ = await log.AppendAsync(Entries(0, 600));
        var read = await log.ReadEntriesAsync(250, 300, Token);
        Assert.Equal(Entries(250, 300).Select(Text), read.Select(Text));
        Assert.Equal(Entries(590, 10).Select(Text), (await log.ReadEntriesAsync(590, 300, Token)).Select(Text));
        Assert.Empty(await log.ReadEntriesAsync(600, 1, Token));
    }

    [Fact]
    public void An_entry_of_the_largest_size_fits_and_a_larger_one_does_not()
    {
        var log = MerkleLog.Create(new MemoryTileStore());
        Assert.Equal(1, log.Plan([new byte[EntryBundle.EntryBytesMax]]).Size);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Plan([new byte[EntryBundle.EntryBytesMax + 1]]));
    }

    [Fact]
    public void A_changed_hash_of_a_proof_never_verifies() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var leaves = Leaves(random.Next(2, 100));
            var index = random.Next(leaves.Length);
            var root = NaiveTree.Root(leaves);
            var proof = NaiveTree.Path(index, leaves);
            Assert.True(MerkleProof.VerifyInclusion(index, leaves.Length, leaves[index], proof, root));
            var at = random.Next(proof.Count);
            proof[at] = proof[at] with { Low = proof[at].Low ^ (UInt128.One << random.Next(128)) };
            Assert.False(MerkleProof.VerifyInclusion(index, leaves.Length, leaves[index], proof, root));
        }).QuickCheckThrowOnFailure();

    private static (int Full, int Partial) Count(MemoryTileStore store, int level)
    {
        var tiles = store.Tiles.Values.Where(tile => tile.Id.Level == level).ToList();
        return (tiles.Count(tile => tile.Id.IsFull), tiles.Single(tile => !tile.Id.IsFull).Id.Width);
    }

    private static byte[] Flip(ReadOnlyMemory<byte> content)
    {
        var copy = content.ToArray();
        copy[^1] ^= 1;
        return copy;
    }

    private static string Text(ReadOnlyMemory<byte> entry) => Encoding.UTF8.GetString(entry.Span);

    private static Digest[] Leaves(int count) => [.. Entries(0, count).Select(entry => MerkleHash.Leaf(entry.Span))];

    private static List<ReadOnlyMemory<byte>> Entries(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i =>
            (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes("entry " + i.ToString(CultureInfo.InvariantCulture)))];
}

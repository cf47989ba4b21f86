using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Xunit;

namespace Oms.Journal.Conformance;

public abstract partial class ClusterStoreConformance
{
    [Fact]
    public async Task Who_acquires_a_shard_is_its_owner_at_that_epoch()
    {
        var node = await JoinedAsync(1);

        await Journal.AcquireAsync(2, node.Id);
        var term = await Journal.AcquireAsync(2, node.Id);

        Assert.Equal(2, term.Epoch);
        Assert.Equal(new ShardRow(2, 2, node.Id, 0, null), await ShardAsync(2));
    }

    [Fact]
    public async Task Of_several_shards_that_are_acquired_in_one_step_those_of_a_living_owner_stay_with_it()
    {
        var owner = await JoinedAsync(1);
        var other = await JoinedAsync(2);
        await Journal.AcquireAsync(1, owner.Id);

        var taken = await Journal.AcquireAllAsync([3, 1, 0], other.Id);

        Assert.Equal([(0, 1L), (3, 1L)], taken.Select(term => (term.Shard, term.Epoch)).Order());
        Assert.Equal(owner.Id, (await ShardAsync(1)).Owner);
        await AppendAsync(taken.First(term => term.Shard == 3));
    }

    [Fact]
    public async Task Shards_that_are_given_up_in_one_step_are_nobodys_but_for_those_that_were_taken_again()
    {
        var owner = await JoinedAsync(1);
        var taken = await Journal.AcquireAllAsync([0, 1, 2], owner.Id);
        await Journal.AcquireAsync(1, owner.Id);

        await Store.ReleaseAllAsync([.. taken.Select(term => (term.Shard, term.Epoch))], owner.Id);

        Assert.Null((await ShardAsync(0)).Owner);
        Assert.Equal(owner.Id, (await ShardAsync(1)).Owner);
        Assert.Null((await ShardAsync(2)).Owner);
    }

    [Fact]
    public async Task A_draining_node_keeps_its_shards_until_it_gives_them_up()
    {
        var draining = await JoinedAsync(1);
        var other = await JoinedAsync(2);
        var term = await Journal.AcquireAsync(0, draining.Id);
        await Store.SetDrainingAsync(draining.Id, draining: true);

        await Assert.ThrowsAsync<JournalFencedException>(() => Journal.AcquireAsync(0, other.Id));
        await AppendAsync(term);
        Assert.Equal(2, (await Journal.AcquireAsync(0, draining.Id)).Epoch);
        await Store.ReleaseAsync(0, 2, draining.Id);

        Assert.Equal(3, (await Journal.AcquireAsync(0, other.Id)).Epoch);
    }

    [Fact]
    public async Task A_lease_that_only_ended_keeps_its_shards()
    {
        var silent = await JoinedAsync(1);
        var term = await Journal.AcquireAsync(0, silent.Id);
        await PassAsync(10 * Ttl);
        var other = await JoinedAsync(2);

        await Assert.ThrowsAsync<JournalFencedException>(() => Journal.AcquireAsync(0, other.Id));

        await AppendAsync(term);
    }

    [Fact]
    public async Task A_shard_of_a_dead_owner_is_taken_at_a_new_epoch_and_the_dead_one_writes_nothing_more()
    {
        var dead = await JoinedAsync(1);
        var heir = await JoinedAsync(2);
        var lost = await Journal.AcquireAsync(0, dead.Id);
        await Store.DeclareDeadAsync(dead.Id);

        Assert.Equal(2, (await Journal.AcquireAsync(0, heir.Id)).Epoch);

        await Assert.ThrowsAsync<JournalFencedException>(() => AppendAsync(lost));
        await Assert.ThrowsAsync<JournalFencedException>(() => Journal.AcquireAsync(0, dead.Id));
        Assert.Equal(new ShardRow(0, 2, heir.Id, 0, null), await ShardAsync(0));
    }

    [Fact]
    public async Task A_dead_node_stands_in_the_table_while_it_owns_a_shard()
    {
        var dead = await JoinedAsync(1);
        var heir = await JoinedAsync(2);
        await Journal.AcquireAsync(0, dead.Id);
        await Journal.AcquireAsync(3, dead.Id);
        await Store.DeclareDeadAsync(dead.Id);

        await Journal.AcquireAsync(0, heir.Id);
        Assert.Equal(NodeState.Dead, (await FindAsync(dead))?.State);
        await Journal.AcquireAsync(3, heir.Id);
        Assert.Null(await FindAsync(dead));
    }

    [Fact]
    public async Task Who_never_joined_takes_no_shard_where_nodes_live()
    {
        await JoinedAsync(1);

        await Assert.ThrowsAsync<JournalFencedException>(() => Journal.AcquireAsync(0, Id(99)));
    }

    [Fact]
    public async Task A_shard_is_given_up_only_by_its_owner_and_only_at_its_epoch()
    {
        var owner = await JoinedAsync(1);
        var other = await JoinedAsync(2);
        await Journal.AcquireAsync(0, owner.Id);
        await Journal.AcquireAsync(0, owner.Id);

        await Store.ReleaseAsync(0, 1, owner.Id);
        await Store.ReleaseAsync(0, 2, other.Id);
        Assert.Equal(owner.Id, (await ShardAsync(0)).Owner);
        await Store.ReleaseAsync(0, 2, owner.Id);

        Assert.Equal(new ShardRow(0, 2, null, 0, null), await ShardAsync(0));
        Assert.Equal(3, (await Journal.AcquireAsync(0, other.Id)).Epoch);
    }

    [Fact]
    public async Task A_shard_may_be_wanted_on_a_node_by_name_and_no_more()
    {
        await Store.PreferAsync(1, "node-7");
        await Store.PreferAsync(2, "node-8");
        await Store.PreferAsync(2, null);

        Assert.Equal(
            [null, "node-7", null, null], (await Store.ReadAsync(Cancelled)).Shards.Select(row => row.Preferred));
    }

    [Fact]
    public async Task The_table_tells_how_far_each_log_goes()
    {
        var driver = new JournalDriver(Journal, Shards, (await JoinedAsync(1)).Id);
        await driver.AcquireAsync(1);
        await driver.AppendAsync(driver.EntityIn(1), count: 3);

        Assert.Equal([0L, 3L, 0L, 0L], (await Store.ReadAsync(Cancelled)).Shards.Select(row => row.Head));
    }
}

using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Xunit;

namespace Oms.Journal.Conformance;

/// <summary>What every meeting place of nodes must do. A test class for one derives from it and says how to open
/// it.</summary>
public abstract partial class ClusterStoreConformance : IAsyncLifetime
{
    /// <summary>The places under test have four shards.</summary>
    protected const int Shards = 4;

    private IClusterStore? _store;
    private IJournal? _journal;

    /// <summary>Far longer than a test takes on a busy machine; it ends when the test lets it.</summary>
    protected static Duration Ttl { get; } = Duration.FromMinutes(10);

    protected static Duration Grace { get; } = Duration.FromMinutes(2);

    protected static Duration Moment { get; } = Duration.FromMinutes(1);

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected IClusterStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    protected IJournal Journal => _journal ?? throw new InvalidOperationException("The journal is not open.");

    /// <summary>Opens an empty place and the journal that goes with it; whoever opens them disposes them.</summary>
    protected abstract Task<(IClusterStore Store, IJournal Journal)> OpenAsync();

    /// <summary>Lets time pass on the store's clock.</summary>
    protected abstract Task PassAsync(Duration time);

    public async ValueTask InitializeAsync() => (_store, _journal) = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The incarnation of that number, of a home and with a name and an address of its own.</summary>
    protected static NodeInfo Incarnation(int number) =>
        new(Id(number), $"node-{number}", $"https://node-{number}", Id(1_000 + number));

    protected static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    protected async Task<NodeInfo> JoinedAsync(NodeInfo node)
    {
        await Store.JoinAsync(node, Ttl);
        return node;
    }

    protected Task<NodeInfo> JoinedAsync(int number) => JoinedAsync(Incarnation(number));

    protected async Task<NodeRow?> FindAsync(NodeInfo node) => (await Store.ReadAsync(Cancelled)).Find(node.Id);

    protected async Task<ShardRow> ShardAsync(int shard) => (await Store.ReadAsync(Cancelled)).Shards[shard];

    /// <summary>Writes nothing but a cursor: enough to be refused.</summary>
    protected Task AppendAsync(ShardTerm term) => Journal.AppendAsync(
        new AppendBatch([new ShardAppend(term, term.Head, []) { Cursors = [new CursorRow("a", 1)] }]));

    [Fact]
    public async Task A_new_place_has_no_nodes_and_every_shard_is_nobodys()
    {
        var table = await Store.ReadAsync(Cancelled);

        Assert.Empty(table.Nodes);
        Assert.Equal(
            [.. Enumerable.Range(0, Shards).Select(shard => new ShardRow(shard, 0, null, 0, null))], table.Shards);
    }

    [Fact]
    public async Task A_node_that_joined_stands_in_the_table_as_it_is()
    {
        var node = Incarnation(1) with { Version = 7, Weight = 250 };

        await JoinedAsync(node);

        Assert.Equal(new NodeRow(node, NodeState.Up, IsExpired: false), await FindAsync(node));
    }

    [Fact]
    public async Task A_lease_lasts_from_its_last_heartbeat()
    {
        var node = await JoinedAsync(1);

        await PassAsync(Ttl - Moment);
        Assert.True(await Store.HeartbeatAsync(node.Id, Ttl));
        await PassAsync(Ttl - Moment);
        Assert.False((await FindAsync(node))!.IsExpired);
        await PassAsync(2 * Moment);
        Assert.True((await FindAsync(node))!.IsExpired);
    }

    [Fact]
    public async Task A_lease_that_ended_is_renewed_while_nobody_declared_the_node_dead()
    {
        var node = await JoinedAsync(1);
        await PassAsync(10 * Ttl);

        Assert.True(await Store.HeartbeatAsync(node.Id, Ttl));

        Assert.Equal(new NodeRow(node, NodeState.Up, IsExpired: false), await FindAsync(node));
    }

    [Fact]
    public async Task Dead_is_for_ever()
    {
        var node = await JoinedAsync(1);

        Assert.True(await Store.DeclareDeadAsync(node.Id));

        Assert.False(await Store.DeclareDeadAsync(node.Id));
        Assert.False(await Store.HeartbeatAsync(node.Id, Ttl));
        Assert.False(await Store.SetDrainingAsync(node.Id, draining: false));
        Assert.Null(await FindAsync(node));
        await Assert.ThrowsAsync<JournalFencedException>(() => Journal.AcquireAsync(0, node.Id));
    }

    [Fact]
    public async Task Who_never_joined_has_no_lease_no_state_and_no_death()
    {
        Assert.False(await Store.HeartbeatAsync(Id(1), Ttl));
        Assert.False(await Store.SetDrainingAsync(Id(1), draining: true));
        Assert.False(await Store.DeclareDeadAsync(Id(1)));
        Assert.Empty((await Store.ReadAsync(Cancelled)).Nodes);
    }

    [Fact]
    public async Task A_node_is_set_to_drain_and_back()
    {
        var node = await JoinedAsync(1);

        Assert.True(await Store.SetDrainingAsync(node.Id, draining: true));
        Assert.Equal(NodeState.Draining, (await FindAsync(node))!.State);
        Assert.True(await Store.HeartbeatAsync(node.Id, Ttl));
        Assert.Equal(NodeState.Draining, (await FindAsync(node))!.State);
        Assert.True(await Store.SetDrainingAsync(node.Id, draining: false));
        Assert.Equal(NodeState.Up, (await FindAsync(node))!.State);
    }

    [Fact]
    public async Task A_new_incarnation_of_a_home_ends_the_one_before_whatever_its_lease_name_and_state()
    {
        var before = await JoinedAsync(1);
        var other = await JoinedAsync(2);
        await Store.SetDrainingAsync(before.Id, draining: true);

        var after = await JoinedAsync(Incarnation(3) with { Home = before.Home });

        Assert.False(await Store.HeartbeatAsync(before.Id, Ttl));
        Assert.Equal([other, after], (await Store.ReadAsync(Cancelled)).Nodes.Select(row => row.Node));
    }

    [Theory]
    [InlineData("node-1", "https://elsewhere", NodeState.Up)]
    [InlineData("other", "https://node-1", NodeState.Up)]
    [InlineData("node-1", "https://node-1", NodeState.Draining)]
    public async Task A_name_or_an_address_of_a_living_node_of_another_home_is_refused(
        string name, string address, NodeState state)
    {
        var holder = await JoinedAsync(1);
        var mine = await JoinedAsync(2);
        await Store.SetDrainingAsync(holder.Id, state is NodeState.Draining);
        var again = new NodeInfo(Id(3), name, address, mine.Home);

        await Assert.ThrowsAsync<NodeNameTakenException>(() => Store.JoinAsync(again, Ttl));

        // Nothing came of it: not even the end of the home's earlier incarnation.
        Assert.Null(await FindAsync(again));
        Assert.True(await Store.HeartbeatAsync(holder.Id, Ttl));
        Assert.True(await Store.HeartbeatAsync(mine.Id, Ttl));
    }

    [Fact]
    public async Task Who_is_in_already_joins_again_and_lives_on_unless_it_is_dead()
    {
        var node = await JoinedAsync(1);
        await PassAsync(Ttl + Moment);
        await JoinedAsync(node);
        Assert.Equal(new NodeRow(node, NodeState.Up, IsExpired: false), await FindAsync(node));

        await Store.DeclareDeadAsync(node.Id);

        await Assert.ThrowsAsync<NodeNameTakenException>(() => Store.JoinAsync(node, Ttl));
        Assert.Null(await FindAsync(node));
    }

    [Fact]
    public async Task A_name_is_taken_over_from_another_home_once_its_lease_has_ended()
    {
        var gone = await JoinedAsync(1);
        await PassAsync(Ttl + Moment);
        var heir = Incarnation(2) with { Name = gone.Name };

        await JoinedAsync(heir);

        Assert.False(await Store.HeartbeatAsync(gone.Id, Ttl));
        Assert.Equal(heir, Assert.Single((await Store.ReadAsync(Cancelled)).Nodes).Node);
    }

    [Fact]
    public async Task An_address_of_a_dead_node_is_free()
    {
        var dead = await JoinedAsync(1);
        await Store.DeclareDeadAsync(dead.Id);

        var heir = await JoinedAsync(Incarnation(2) with { Address = dead.Address });

        Assert.NotNull(await FindAsync(heir));
    }

    [Fact]
    public async Task Who_lets_its_lease_end_is_declared_dead_after_the_grace()
    {
        var observer = await JoinedAsync(1);
        var gone = await JoinedAsync(2);
        var alsoGone = await JoinedAsync(3);
        await Store.SetDrainingAsync(alsoGone.Id, draining: true);
        await PassAsync(Ttl + Grace - Moment);
        await Store.HeartbeatAsync(observer.Id, Ttl);
        Assert.Equal(0, await Store.DeclareExpiredAsync(observer.Id, Grace));

        await PassAsync(2 * Moment);

        Assert.Equal(2, await Store.DeclareExpiredAsync(observer.Id, Grace));
        Assert.Equal(0, await Store.DeclareExpiredAsync(observer.Id, Grace));
        Assert.False(await Store.HeartbeatAsync(gone.Id, Ttl));
        Assert.Equal(observer, Assert.Single((await Store.ReadAsync(Cancelled)).Nodes).Node);
    }

    [Fact]
    public async Task An_observer_without_a_lease_of_its_own_buries_nobody()
    {
        var observer = await JoinedAsync(1);
        var other = await JoinedAsync(2);
        await PassAsync(Ttl + Grace + Moment);

        Assert.Equal(0, await Store.DeclareExpiredAsync(observer.Id, Grace));
        Assert.Equal(0, await Store.DeclareExpiredAsync(Id(99), Grace));
        await Store.DeclareDeadAsync(observer.Id);
        Assert.Equal(0, await Store.DeclareExpiredAsync(observer.Id, Grace));
        Assert.True(await Store.HeartbeatAsync(other.Id, Ttl));
    }
}

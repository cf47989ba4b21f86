using Oms.Actors.Cluster;
using Xunit;

namespace Oms.Journal.Conformance;

public abstract partial class ClusterStoreConformance
{
    [Fact]
    public async Task A_format_that_all_living_nodes_understand_is_put_in_force_and_stands_in_the_table()
    {
        Assert.Equal(1, (await Store.ReadAsync(Cancelled)).Format);
        await JoinedAsync(Incarnation(1) with { Version = 3 });
        await JoinedAsync(Incarnation(2) with { Version = 2 });

        Assert.Equal(2, await Store.AdvanceFormatAsync(2));

        Assert.Equal(2, (await Store.ReadAsync(Cancelled)).Format);
    }

    [Theory]
    [InlineData(NodeState.Up)]
    [InlineData(NodeState.Draining)]
    public async Task A_format_that_one_living_node_does_not_understand_is_not_put_in_force(NodeState state)
    {
        var old = await JoinedAsync(1);
        await JoinedAsync(Incarnation(2) with { Version = 2 });
        await Store.SetDrainingAsync(old.Id, state is NodeState.Draining);

        // It may renew its lease, so it counts as long as nobody has declared it dead.
        await PassAsync(Ttl + Moment);
        Assert.Equal(1, await Store.AdvanceFormatAsync(2));

        await Store.DeclareDeadAsync(old.Id);
        Assert.Equal(2, await Store.AdvanceFormatAsync(2));
    }

    [Fact]
    public async Task A_format_is_never_lowered()
    {
        await JoinedAsync(Incarnation(1) with { Version = 3 });
        await Store.AdvanceFormatAsync(3);

        Assert.Equal(3, await Store.AdvanceFormatAsync(2));
    }

    [Fact]
    public async Task A_node_that_does_not_understand_the_format_in_force_is_refused_and_told_why()
    {
        var old = Incarnation(1);
        await JoinedAsync(old with { Version = 2 });
        await Store.AdvanceFormatAsync(2);

        var refusal = await Assert.ThrowsAsync<NodeOutdatedException>(
            () => Store.JoinAsync(old with { Id = Id(2) }, Ttl));

        Assert.Contains("up to version 1, and the cluster writes version 2", refusal.Message, StringComparison.Ordinal);

        // The newer node of the same home lives on.
        Assert.True(await Store.HeartbeatAsync(old.Id, Ttl));
    }
}

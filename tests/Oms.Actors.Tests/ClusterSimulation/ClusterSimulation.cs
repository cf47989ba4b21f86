using Oms.Actors.Tests.Simulation;
using Xunit;

namespace Oms.Actors.Tests.ClusterSimulation;

/// <summary>Runs the cluster's world under many seeds.</summary>
public sealed class ClusterSimulation(ITestOutputHelper output)
{
    private readonly SeedRuns _runs = new(seed => new ClusterWorld(seed), seedsByDefault: 100, kindsMin: 33);

    [Fact]
    public Task Whatever_happens_to_the_nodes_no_acknowledged_effect_is_lost_none_happens_twice_no_read_is_stale() =>
        _runs.RunAllAsync(output);

    [Fact]
    public Task A_seed_always_gives_the_same_history() => _runs.RunTwiceAsync();
}

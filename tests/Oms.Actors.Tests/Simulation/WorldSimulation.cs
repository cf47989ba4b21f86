using Xunit;

namespace Oms.Actors.Tests.Simulation;

/// <summary>Runs the runtime's world under many seeds.</summary>
public sealed class WorldSimulation(ITestOutputHelper output)
{
    private readonly SeedRuns _runs = new(seed => new World(seed), seedsByDefault: 200, kindsMin: 15);

    [Fact]
    public Task Whatever_fails_no_acknowledged_effect_is_lost_and_none_happens_twice() => _runs.RunAllAsync(output);

    [Fact]
    public Task A_seed_always_gives_the_same_history() => _runs.RunTwiceAsync();
}

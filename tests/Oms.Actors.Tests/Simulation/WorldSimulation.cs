using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests.Simulation;

/// <summary>Runs the simulated world under many seeds; OMS_SIM_FIRST and OMS_SIM_SEEDS say which.</summary>
public sealed class WorldSimulation(ITestOutputHelper output)
{
    private const int SeedsByDefault = 200;

    [Fact]
    public async Task Whatever_fails_no_acknowledged_effect_is_lost_and_none_happens_twice()
    {
        var first = SimulationSeeds.First;
        var seeds = SimulationSeeds.Count(SeedsByDefault);
        SortedDictionary<string, long> faults = new(StringComparer.Ordinal);
        for (var seed = first; seed < first + seeds; seed++)
        {
            foreach (var (fault, count) in (await RunAsync(seed)).Faults)
            {
                faults[fault] = faults.GetValueOrDefault(fault) + count;
            }
        }

        foreach (var (fault, count) in faults)
        {
            output.WriteLine($"{count,8} {fault}");
        }

        // A campaign that hits nothing proves nothing.
        Assert.True(seeds < SeedsByDefault || faults.Count >= 15, $"Only {faults.Count} kinds of fault were hit.");
    }

    [Fact]
    public async Task A_seed_always_gives_the_same_history()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            Assert.Equal((await RunAsync(seed)).History, (await RunAsync(seed)).History);
        }
    }

    private static async Task<World> RunAsync(int seed)
    {
        try
        {
            return await new World(seed).RunAsync();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
        }
    }
}

using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests.Simulation;

/// <summary>Runs a simulated world under many seeds; OMS_SIM_FIRST and OMS_SIM_SEEDS say which.</summary>
/// <param name="make">Makes the world of a seed.</param>
/// <param name="seedsByDefault">How many seeds are run where nothing is said.</param>
/// <param name="kindsMin">How many kinds of fault that many seeds must hit.</param>
internal sealed class SeedRuns(Func<int, SimulatedWorld> make, int seedsByDefault, int kindsMin)
{
    public async Task RunAllAsync(ITestOutputHelper output)
    {
        var first = SimulationSeeds.First;
        var seeds = SimulationSeeds.Count(seedsByDefault);
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
        Assert.True(
            seeds < seedsByDefault || faults.Count >= kindsMin, $"Only {faults.Count} kinds of fault were hit.");
    }

    public async Task RunTwiceAsync()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            Assert.Equal((await RunAsync(seed)).History, (await RunAsync(seed)).History);
        }
    }

    private async Task<SimulatedWorld> RunAsync(int seed)
    {
        try
        {
            var world = make(seed);
            await world.RunAsync();
            return world;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
        }
    }
}

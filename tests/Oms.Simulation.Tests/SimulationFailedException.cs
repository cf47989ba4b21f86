namespace Oms.Simulation.Tests;

/// <summary>Something did not hold; the message names the seed and shows how the run ended.</summary>
public sealed class SimulationFailedException(int seed, string trace, Exception cause)
    : Exception($"{trace}\nSeed {seed}: {cause.Message}", cause);

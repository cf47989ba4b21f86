using System.Globalization;

namespace Oms.Testing;

/// <summary>Which seeds a simulation runs: OMS_SIM_FIRST and OMS_SIM_SEEDS say it.</summary>
public static class SimulationSeeds
{
    /// <summary>The first seed; 1 where nothing is said.</summary>
    public static int First => FromEnvironment("OMS_SIM_FIRST", 1);

    /// <summary>How many seeds.</summary>
    /// <param name="otherwise">How many where nothing is said.</param>
    public static int Count(int otherwise) => FromEnvironment("OMS_SIM_SEEDS", otherwise);

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : otherwise;
}

using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Commands;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Out">Where data, logs and evidence go.</param>
/// <param name="Keep">Whether the servers' data stay when all is over.</param>
/// <param name="Json">Where the facts go as JSON; null for nowhere.</param>
/// <param name="Database">The database of a centre of three nodes; null for a centre of one.</param>
internal sealed record FleetSettings(
    long Seed, double Scale, string Out, bool Keep, string? Json, string Centre, string Gateway, string? Database)
{
    public string Data => Path.Combine(Out, "data");

    public LauncherOptions Launch(ScenarioShape shape, TimeProvider realTime) =>
        new(Centre, Gateway, Data, ClockSettings.StartingNow(Scale, realTime), Seed, shape)
        {
            Database = Database,
        };

    /// <summary>Makes an empty place for a run; a run's clock begins anew, so old data would lie in its
    /// future.</summary>
    public void Clear()
    {
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        Directory.CreateDirectory(Data);
    }

    public void Leave()
    {
        if (!Keep)
        {
            Directory.Delete(Data, recursive: true);
        }
    }
}

using System.Diagnostics.Metrics;
using Oms.Actors.Journal;
using Oms.Edge.Gateway.Centre;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;

namespace Oms.Edge.Gateway.Depot;

/// <summary>What a depot takes from outside, so that a simulation can hold all of it.</summary>
/// <param name="Time">The depot's clock: what is recorded and what rules are held to.</param>
/// <param name="Pace">The clock of waits, retries and rates; the same one unless the depot's is scaled.</param>
/// <param name="Owner">The writer's own id, new at every start.</param>
internal sealed record DepotServices(
    IJournal Journal,
    IFileSystem Files,
    DeviceKeyRing Keys,
    IDeviceClock Clock,
    TimeProvider Time,
    TimeProvider Pace,
    ILoggerFactory Logs,
    IMeterFactory Meters,
    Guid Owner,
    Random Random)
{
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    /// <summary>The way to the centre; null for a depot that works alone.</summary>
    public ICentreLink? Link { get; init; }
}

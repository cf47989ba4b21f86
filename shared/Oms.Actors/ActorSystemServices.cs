using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;

namespace Oms.Actors;

/// <summary>What an actor system takes from outside, so that a simulation can hold all of it.</summary>
/// <param name="Journal">Where the events go; the system does not dispose it.</param>
/// <param name="Time">The only clock and the only source of timers.</param>
/// <param name="Logs">Makes the loggers.</param>
/// <param name="Meters">Makes the meter <c>Oms.Actors</c>.</param>
/// <param name="Owner">The writer's own id, new at every start of the process.</param>
/// <param name="Random">Jitter and incident ids; it is used under a lock.</param>
public sealed record ActorSystemServices(
    IJournal Journal, TimeProvider Time, ILoggerFactory Logs, IMeterFactory Meters, Guid Owner, Random Random)
{
    /// <summary>Where all work runs: the thread pool, or one seeded thread in a simulation.</summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    /// <summary>
    /// What waits, leases and pauses are measured by where it is not <see cref="Time"/>: real time, in a drill whose
    /// clock runs faster. Null for <see cref="Time"/>.
    /// </summary>
    public TimeProvider? Waits { get; init; }

    /// <summary>Adds a proof to each record; null for none.</summary>
    public IRecordSealer? Sealer { get; init; }

    /// <summary>What makes it one node of several; null where one process owns the journal.</summary>
    public ClusterServices? Cluster { get; init; }

    /// <summary>
    /// Whether this node may still answer for a shard from memory; asked after each answer that no append confirms.
    /// Null where nothing but the lease of a cluster's node decides (architecture, section 4).
    /// </summary>
    public Func<int, bool>? MayAnswer { get; init; }
}

using Microsoft.Extensions.Logging;

namespace Oms.Actors.Postgres.Peers;

/// <summary>What the way to and from the peers takes from outside.</summary>
/// <param name="Time">The only clock and the only source of timers.</param>
/// <param name="Logs">Makes the logger <c>Oms.Peers</c>.</param>
/// <param name="Metrics">Counts; the owner disposes it.</param>
/// <param name="Random">Jitter of reopening; it is used under a lock.</param>
public sealed record PeerServices(TimeProvider Time, ILoggerFactory Logs, PeerMetrics Metrics, Random Random)
{
    internal ILogger Log => field ??= Logs.CreateLogger("Oms.Peers");

    internal TimeSpan Since(long timestamp) => Time.GetElapsedTime(timestamp);

    /// <summary>A number from 0.5 to 1.</summary>
    internal double Jitter()
    {
        lock (Random)
        {
            return 0.5 + (Random.NextDouble() / 2);
        }
    }
}

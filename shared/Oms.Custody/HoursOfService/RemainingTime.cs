using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>How long a driver may go on. Never below zero.</summary>
/// <param name="Driving">Driving time left of the 11 hours.</param>
/// <param name="Window">Time left of the 14 hours.</param>
/// <param name="BeforeBreak">Driving time left before a 30-minute break is owed; null where none is (short
/// haul).</param>
/// <param name="Cycle">Duty time left of the cycle.</param>
public sealed record RemainingTime(Duration Driving, Duration Window, Duration? BeforeBreak, Duration Cycle)
{
    /// <summary>How long the driver may drive from now on without a stop.</summary>
    public Duration MayDrive
    {
        get
        {
            var least = Duration.Min(Duration.Min(Driving, Window), Cycle);
            return BeforeBreak is { } left ? Duration.Min(least, left) : least;
        }
    }

    /// <summary>The least of each.</summary>
    internal static RemainingTime Least(RemainingTime one, RemainingTime other) => new(
        Duration.Min(one.Driving, other.Driving),
        Duration.Min(one.Window, other.Window),
        one.BeforeBreak is { } left && other.BeforeBreak is { } right ? Duration.Min(left, right)
            : one.BeforeBreak ?? other.BeforeBreak,
        Duration.Min(one.Cycle, other.Cycle));
}

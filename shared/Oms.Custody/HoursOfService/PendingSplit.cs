using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>What a rest is worth if the driver takes a second one that pairs with it.</summary>
/// <param name="First">The rest that the window then leaves out.</param>
/// <param name="SecondMin">How long the second must be at least.</param>
/// <param name="SecondNeedsSleeper">Whether 7 consecutive hours of the second must be in the sleeper berth.</param>
/// <param name="Driving">Driving time left before the second must begin.</param>
/// <param name="Window">Window left before the second must begin.</param>
public sealed record PendingSplit(
    RestPeriod First, Duration SecondMin, bool SecondNeedsSleeper, Duration Driving, Duration Window);

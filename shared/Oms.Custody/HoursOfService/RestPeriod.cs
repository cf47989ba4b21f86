using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>Consecutive time off duty, in the sleeper berth, or both.</summary>
/// <param name="Sleeper">The longest time in it that was spent in the sleeper berth without a break.</param>
public sealed record RestPeriod(Instant From, Instant To, Duration Sleeper)
{
    public Duration Length => To - From;
}

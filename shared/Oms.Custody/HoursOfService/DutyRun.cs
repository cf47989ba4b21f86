using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>Time of one activity; the runs of a timeline follow each other without a gap.</summary>
internal readonly record struct DutyRun(Activity Activity, Instant From, Instant To);

/// <summary>What the rules tell apart.</summary>
internal enum Activity
{
    Off,
    Sleeper,
    Driving,
    OnDuty,
    Unknown,
}

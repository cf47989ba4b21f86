using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>When driving becomes legal if the driver rests from now on.</summary>
/// <param name="Status">How he rests: off duty or in the sleeper berth.</param>
/// <param name="DrivingFrom">The earliest instant at which driving is legal; the present where it is now.</param>
/// <param name="Remaining">How long he may go on then.</param>
public sealed record RestOption(DutyStatus Status, Instant DrivingFrom, RemainingTime Remaining);

using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>One line of a driver's record of duty status, as it was recorded.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="To">The instant after its last.</param>
public sealed record DutyInterval(DutyStatus Status, Instant From, Instant To);

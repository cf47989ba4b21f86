using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>A driver's record of duty status, with what the rules need to know of his carrier.</summary>
/// <param name="HomeTerminal">The time zone of the home terminal, in which its 24-hour periods lie.</param>
/// <param name="PeriodStart">The time of day at which the carrier's 24-hour periods begin.</param>
/// <param name="Intervals">As they came, in any order, with all their faults.</param>
/// <param name="Claims">The exceptions that the driver claims.</param>
public sealed record DutyLog(
    DateTimeZone HomeTerminal,
    LocalTime PeriodStart,
    DutyCycle Cycle,
    IReadOnlyList<DutyInterval> Intervals,
    IReadOnlyList<ExceptionClaim> Claims);

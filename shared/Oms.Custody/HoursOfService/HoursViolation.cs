using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>Driving beyond a limit.</summary>
/// <param name="Section">The paragraph of 49 CFR that sets the limit.</param>
/// <param name="From">The first instant of driving beyond it.</param>
/// <param name="Until">Where driving beyond it ends.</param>
/// <param name="Driven">The driving time between the two that is beyond it.</param>
/// <param name="IsCertain">False where unknown time, taken as rest, or a split rest that can still be completed would
/// lift it.</param>
public sealed record HoursViolation(
    HoursRule Rule, string Section, Instant From, Instant Until, Duration Driven, bool IsCertain);

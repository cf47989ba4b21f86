using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>What is wrong with a record of duty status, so that its result is to be read with care.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends; the same instant where it has no length.</param>
/// <param name="Message">What it is, and what was made of it, as a sentence.</param>
public sealed record LogFinding(LogFindingKind Kind, Instant From, Instant To, string Message);

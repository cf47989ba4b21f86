namespace Oms.Custody.HoursOfService;

/// <summary>Two rests that together stand for 10 consecutive hours: 49 CFR 395.1(g)(1)(ii). Both limits count from the
/// end of the first, and the window leaves out the second.</summary>
public sealed record SplitRest(RestPeriod First, RestPeriod Second);

using NodaTime;

namespace Oms.Edge.Yards;

/// <summary>How long a step takes, over the visits that ended.</summary>
/// <param name="Share">Its part of all the time that the visits took, per mille.</param>
public sealed record StepTimes(string Step, int Count, Duration Mean, Duration Percentile90, int Share);

using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>What a rule found.</summary>
/// <param name="Value">What was measured; its unit is the rule's.</param>
/// <param name="Limit">What was allowed, in the same unit.</param>
public sealed record TemperatureFinding(
    TemperatureRule Rule, TemperatureEffect Effect, Instant From, Instant To, long Value, long Limit);

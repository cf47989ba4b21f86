namespace Oms.Edge.Fleet.Checking;

/// <summary>What somebody is asked to make good.</summary>
/// <param name="Kind">Such as <c>shortage</c>.</param>
/// <param name="Route">The route on which it arose.</param>
/// <param name="Reference">The order's own number at the shop; empty when it is about the whole route.</param>
/// <param name="Units">How many units it is about; 0 when it is not about units.</param>
public sealed record ClaimFact(string Kind, string Route, string Reference, int Units);

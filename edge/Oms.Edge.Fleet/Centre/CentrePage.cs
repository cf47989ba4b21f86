namespace Oms.Edge.Fleet.Centre;

/// <summary>One page of a list.</summary>
/// <param name="Next">What to ask for next; null on the last page.</param>
public sealed record CentrePage<T>(IReadOnlyList<T> Items, string? Next);

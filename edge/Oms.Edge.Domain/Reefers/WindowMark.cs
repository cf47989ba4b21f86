using NodaTime;

namespace Oms.Edge.Reefers;

/// <summary>What evidence needs to know of a sealed window.</summary>
public sealed record WindowMark(long Number, Instant From, Instant To, string Sha256);

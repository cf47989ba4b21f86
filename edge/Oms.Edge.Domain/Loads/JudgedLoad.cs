using NodaTime;

namespace Oms.Edge.Loads;

/// <summary>A visit whose load was judged by what one refrigeration unit said.</summary>
/// <param name="To">Up to when it was judged, device time.</param>
/// <param name="Owed">The newest window that may change a verdict of it; 0 for none.</param>
public sealed record JudgedLoad(string CheckOut, string Device, Instant To, long Owed);

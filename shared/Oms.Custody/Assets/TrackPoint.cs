using NodaTime;
using Oms.Custody.Places;

namespace Oms.Custody.Assets;

/// <param name="OdometerMetres">The odometer there, metres; null where it was not reported.</param>
public sealed record TrackPoint(Instant At, Position Position, long? OdometerMetres);

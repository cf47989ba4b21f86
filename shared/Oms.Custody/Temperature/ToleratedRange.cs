using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>A range that a product may leave only for a while.</summary>
/// <param name="MinMilliC">Lowest temperature of the range, milli-°C.</param>
/// <param name="MaxMilliC">Highest temperature of the range, milli-°C.</param>
/// <param name="Tolerated">The longest unmasked time outside of it that is no excursion.</param>
public sealed record ToleratedRange(int MinMilliC, int MaxMilliC, Duration Tolerated);

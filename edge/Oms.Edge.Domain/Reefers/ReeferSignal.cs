using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Reefers;

/// <summary>What the rules found in a reading.</summary>
public abstract record ReeferSignal
{
    private ReeferSignal()
    {
    }

    /// <summary>An excursion was called, or ended.</summary>
    /// <param name="From">First reading out of the band.</param>
    /// <param name="To">Last reading out of the band; null while it goes on.</param>
    /// <param name="MaskedSeconds">How much of it was masked.</param>
    public sealed record Excursion(
        int Zone, Instant From, Instant? To, int ExtremeMilliC, TemperatureBand Band, long MaskedSeconds)
            : ReeferSignal;

    /// <summary>There was no reading for too long: no proof for that time.</summary>
    /// <param name="To">The next reading; null while it goes on.</param>
    public sealed record Gap(Instant From, Instant? To) : ReeferSignal;
}

using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Reefers;

/// <summary>What happened to a refrigeration unit. Stored: a name or a member once released never changes.</summary>
public abstract record ReeferEvent
{
    private ReeferEvent()
    {
    }

    public sealed record WindowSealed(SealedWindow Window) : ReeferEvent;

    /// <param name="MaskedSeconds">How much of it was masked by defrost, pull-down or an open door.</param>
    /// <param name="CheckOut">The check-out it goes to; null while there is none.</param>
    public sealed record ExcursionRecorded(TemperatureExcursion Excursion, long MaskedSeconds, string? CheckOut)
        : ReeferEvent;

    /// <param name="To">Null while it goes on.</param>
    public sealed record GapFound(Instant From, Instant? To) : ReeferEvent;

    public sealed record BandHeld(string Route, TemperatureBand Band, Instant From) : ReeferEvent;

    /// <summary>Sealed windows were judged under every band that came after them.</summary>
    /// <param name="Monitor">Where the rules stand after the last sealed window.</param>
    public sealed record Reassessed(MonitorState Monitor) : ReeferEvent;

    /// <param name="Excursions">Those from before that belong to it.</param>
    public sealed record Bound(string CheckOut, IReadOnlyList<TemperatureExcursion> Excursions) : ReeferEvent;

    public sealed record Released(string CheckOut) : ReeferEvent;
}

using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Reefers;

/// <summary>What may be asked of a refrigeration unit's record. Each carries its own identity.</summary>
public abstract record ReeferCommand
{
    private ReeferCommand()
    {
    }

    /// <summary>Seals the next window; its number names it.</summary>
    public sealed record Seal(SealedWindow Window) : ReeferCommand
    {
        /// <summary>The unit's own id, for whoever reads an excursion elsewhere.</summary>
        public string Device { get; init; } = "";

        /// <summary>
        /// What its last reading showed. The window holds the state behind that reading, so what is not recorded in one
        /// step with it would never be found again.
        /// </summary>
        public IReadOnlyList<ReeferSignal> Signals { get; init; } = [];
    }

    /// <summary>Records an excursion or its end; zone and start name it.</summary>
    /// <param name="Device">The unit's own id, for whoever reads the excursion elsewhere.</param>
    public sealed record Record(string Device, ReeferSignal.Excursion Excursion) : ReeferCommand;

    /// <summary>Records a gap or its end; its start names it.</summary>
    public sealed record NoteGap(ReeferSignal.Gap Gap) : ReeferCommand;

    /// <summary>Holds the cargo to a band from an instant on.</summary>
    /// <param name="Route">The route whose manifest gives it.</param>
    public sealed record HoldBand(string Route, TemperatureBand Band, Instant From) : ReeferCommand;

    /// <summary>Says what the rules find in sealed windows under bands that came after them.</summary>
    /// <param name="Device">The unit's own id, for whoever reads an excursion elsewhere.</param>
    /// <param name="NextWindow">The window to come when they were read: all before it were judged.</param>
    /// <param name="Monitor">Where the rules stand after the last of them.</param>
    public sealed record Reassess(
        string Device, long NextWindow, MonitorState Monitor, IReadOnlyList<ReeferSignal> Signals) : ReeferCommand;

    /// <summary>The vehicle is in check-out: excursions go there, also those since it left.</summary>
    /// <param name="Since">When the route left; null where it is not known.</param>
    public sealed record Bind(string CheckOut, Instant? Since) : ReeferCommand;

    /// <summary>The check-out is over.</summary>
    public sealed record Release(string CheckOut) : ReeferCommand;
}

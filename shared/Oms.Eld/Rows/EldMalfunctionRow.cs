namespace Oms.Eld;

/// <summary>A malfunction or data diagnostic event, logged or cleared (4.8.2.1.7, event type 7).</summary>
/// <param name="Code">1 malfunction logged, 2 cleared, 3 diagnostic logged, 4 cleared (table 6).</param>
/// <param name="Indicator">P E T L R S O for malfunctions, 1 to 6 for diagnostics (table 4).</param>
/// <param name="Miles">Total vehicle miles, 0 to 9999999.</param>
/// <param name="EngineHours">Total engine hours, 0.0 to 99999.9.</param>
/// <param name="Cmv">The vehicle's order number in the CMV list.</param>
public sealed record EldMalfunctionRow(
    EldField Sequence,
    EldField Code,
    EldField Indicator,
    EldField Date,
    EldField Time,
    EldField Miles,
    EldField EngineHours,
    EldField Cmv)
    : EldRow(Sequence, Date, Time)
{
    /// <summary>What the event says.</summary>
    public EldEventKind Kind => EldEventKinds.Of(7, Code);
}

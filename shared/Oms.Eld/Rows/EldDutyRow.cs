namespace Oms.Eld;

/// <summary>An event of type 1, 2 or 3: duty status, intermediate log, special driving category.</summary>
/// <param name="Status">Event record status, table 8.</param>
/// <param name="Origin">Event record origin, table 7.</param>
/// <param name="Type">Event type, table 6.</param>
/// <param name="Code">Event code, table 6.</param>
/// <param name="Miles">Accumulated since the ignition was switched on, 0 to 9999; blank where it is not known or is
/// withheld under personal conveyance (7.43).</param>
/// <param name="EngineHours">Elapsed since the ignition was switched on, 0.0 to 99999.9; blank likewise (7.19).</param>
/// <param name="Latitude">Degrees with two decimals, one under personal conveyance; or X, M or E (7.31).</param>
/// <param name="Longitude">Likewise (7.33).</param>
/// <param name="Distance">Miles since the last valid coordinates, 0 to 6 (7.9).</param>
/// <param name="Cmv">The vehicle's order number in the CMV list.</param>
/// <param name="MalfunctionIndicator">1 while the ELD has a malfunction, else 0 (7.35).</param>
/// <param name="Check">Event data check value as it was recorded with the event; never computed anew (4.4.5.1).</param>
public abstract record EldDutyRow(
    EldField Sequence,
    EldField Status,
    EldField Origin,
    EldField Type,
    EldField Code,
    EldField Date,
    EldField Time,
    EldField Miles,
    EldField EngineHours,
    EldField Latitude,
    EldField Longitude,
    EldField Distance,
    EldField Cmv,
    EldField MalfunctionIndicator,
    EldField Check)
    : EldRow(Sequence, Date, Time)
{
    /// <summary>What the event says, by its type and code.</summary>
    public EldEventKind Kind => EldEventKinds.Of(Type, Code);

    /// <summary>Whether the record counts: it was neither replaced, nor proposed only, nor rejected.</summary>
    public bool IsActive => Status.Character == (char)EldRecordStatus.Active;

    /// <summary>What the row itself adds to its event data check value.</summary>
    internal int CheckSum =>
        Type.CheckSum + Code.CheckSum + Date.CheckSum + Time.CheckSum
        + Miles.CheckSum + EngineHours.CheckSum + Latitude.CheckSum + Longitude.CheckSum;
}

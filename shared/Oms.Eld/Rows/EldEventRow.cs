namespace Oms.Eld;

/// <summary>A row of the ELD event list (4.8.2.1.4): an event of the driver.</summary>
/// <param name="User">The originator's order number in the user list.</param>
/// <param name="DiagnosticIndicator">1 while the driver has a data diagnostic event, else 0 (7.7).</param>
public sealed record EldEventRow(
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
    EldField User,
    EldField MalfunctionIndicator,
    EldField DiagnosticIndicator,
    EldField Check)
    : EldDutyRow(
        Sequence, Status, Origin, Type, Code, Date, Time, Miles, EngineHours, Latitude, Longitude, Distance, Cmv,
        MalfunctionIndicator, Check);

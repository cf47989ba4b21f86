namespace Oms.Eld;

/// <summary>A row of the unidentified driver profile (4.8.2.1.10): what the vehicle did with nobody logged in.</summary>
public sealed record EldUnidentifiedRow(
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
    : EldDutyRow(
        Sequence, Status, Origin, Type, Code, Date, Time, Miles, EngineHours, Latitude, Longitude, Distance, Cmv,
        MalfunctionIndicator, Check);

namespace Oms.Eld;

/// <summary>What an event says: type and code of table 6, as ten times the one plus the other.</summary>
public enum EldEventKind
{
    /// <summary>No pair of the table.</summary>
    Unknown = 0,
    OffDuty = 11,
    SleeperBerth = 12,
    Driving = 13,
    OnDutyNotDriving = 14,
    Intermediate = 21,

    /// <summary>An intermediate log of reduced precision, under personal conveyance.</summary>
    IntermediateReduced = 22,

    /// <summary>Neither personal conveyance nor yard moves any more.</summary>
    CategoryCleared = 30,
    PersonalConveyance = 31,
    YardMoves = 32,
    Login = 51,
    Logout = 52,
    PowerUp = 61,
    PowerUpReduced = 62,
    ShutDown = 63,
    ShutDownReduced = 64,
    MalfunctionLogged = 71,
    MalfunctionCleared = 72,
    DiagnosticLogged = 73,
    DiagnosticCleared = 74,
}

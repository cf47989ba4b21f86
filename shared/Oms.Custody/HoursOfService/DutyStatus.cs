namespace Oms.Custody.HoursOfService;

/// <summary>What a driver records of his time: 49 CFR 395.8(b), and the two special uses of 395.28(a).</summary>
public enum DutyStatus
{
    OffDuty,
    SleeperBerth,
    Driving,
    OnDutyNotDriving,

    /// <summary>Personal conveyance: counts as off duty.</summary>
    PersonalConveyance,

    /// <summary>Yard move: counts as on duty, not driving.</summary>
    YardMove,
}

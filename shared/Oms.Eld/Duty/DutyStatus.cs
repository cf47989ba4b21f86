namespace Oms.Eld;

/// <summary>What a driver is doing (49 CFR 395.8(b)).</summary>
public enum DutyStatus
{
    OffDuty,
    SleeperBerth,
    Driving,
    OnDutyNotDriving,
}

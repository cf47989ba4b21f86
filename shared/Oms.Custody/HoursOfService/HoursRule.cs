namespace Oms.Custody.HoursOfService;

/// <summary>A limit on driving.</summary>
public enum HoursRule
{
    /// <summary>11 hours of driving: 49 CFR 395.3(a)(3)(i).</summary>
    DrivingLimit,

    /// <summary>14 hours since coming on duty: 49 CFR 395.3(a)(1) and (2).</summary>
    DutyWindow,

    /// <summary>30 minutes without driving after 8 hours of it: 49 CFR 395.3(a)(3)(ii).</summary>
    Break,

    /// <summary>60 or 70 hours on duty in 7 or 8 days: 49 CFR 395.3(b).</summary>
    Cycle,
}

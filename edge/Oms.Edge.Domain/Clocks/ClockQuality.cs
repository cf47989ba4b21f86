namespace Oms.Edge.Clocks;

/// <summary>How far a clock can be trusted, worst first.</summary>
public enum ClockQuality
{
    /// <summary>Never set: the time is that of the firmware or 1970.</summary>
    Unset,

    /// <summary>Restored from a file at boot; right only to the last shutdown.</summary>
    Fake,

    /// <summary>From a battery-backed clock; drifts by seconds a day.</summary>
    Rtc,

    /// <summary>Disciplined over the network.</summary>
    Ntp,

    /// <summary>Disciplined by satellites.</summary>
    Gps,
}

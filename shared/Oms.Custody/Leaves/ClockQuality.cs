namespace Oms.Custody;

/// <summary>
/// Where a device's wall clock came from when it wrote a record. Written in lower case; never renamed.
/// </summary>
public enum ClockQuality
{
    /// <summary>Nothing set it since power-on: it counts from 1970 or from the image's build date.</summary>
    Unset,

    /// <summary>Set from a file at the last shutdown (fake-hwclock): it stood still while the power was off.</summary>
    Fake,

    /// <summary>Set from a battery-backed real-time clock.</summary>
    Rtc,

    /// <summary>Synchronised with a time server.</summary>
    Ntp,

    /// <summary>Synchronised with satellites.</summary>
    Gps,
}

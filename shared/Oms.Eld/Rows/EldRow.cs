using NodaTime;

namespace Oms.Eld;

/// <summary>A row that tells of an event of the ELD.</summary>
/// <param name="Sequence">Event sequence id: 0 to FFFF, then 0 again; one series for all users and power cycles of an
/// ELD (7.24).</param>
/// <param name="Date"><c>MMDDYY</c> at the driver's home terminal (7.8).</param>
/// <param name="Time"><c>HHMMSS</c> at the driver's home terminal (7.40).</param>
public abstract record EldRow(EldField Sequence, EldField Date, EldField Time)
{
    /// <summary>The date and time at the home terminal; null where either is none.</summary>
    public LocalDateTime? At => Date.Date is { } date && Time.Time is { } time ? date + time : null;
}

using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>The carrier's limit on duty time in consecutive days: 49 CFR 395.3(b).</summary>
public sealed record DutyCycle
{
    private DutyCycle(int hours, int days, string section) =>
        (Limit, Days, Section) = (Duration.FromHours(hours), days, section);

    /// <summary>60 hours in 7 days: a carrier that does not run every day of the week.</summary>
    public static DutyCycle SixtyInSeven { get; } = new(60, 7, "395.3(b)(1)");

    /// <summary>70 hours in 8 days: a carrier that may run every day of the week.</summary>
    public static DutyCycle SeventyInEight { get; } = new(70, 8, "395.3(b)(2)");

    /// <summary>The duty time after which a driver must not drive.</summary>
    public Duration Limit { get; }

    /// <summary>How many 24-hour periods count, the current one included.</summary>
    public int Days { get; }

    /// <summary>The paragraph of 49 CFR that sets it.</summary>
    public string Section { get; }
}

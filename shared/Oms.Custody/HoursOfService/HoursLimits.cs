using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>The numbers of 49 CFR 395.1 and 395.3 for property-carrying vehicles. They are law, not settings.</summary>
public static class HoursLimits
{
    /// <summary>395.3(a)(1).</summary>
    public static readonly Duration Rest = Duration.FromHours(10);

    /// <summary>395.3(a)(2).</summary>
    public static readonly Duration Window = Duration.FromHours(14);

    /// <summary>395.3(a)(3)(i).</summary>
    public static readonly Duration Driving = Duration.FromHours(11);

    /// <summary>395.3(a)(3)(ii).</summary>
    public static readonly Duration DrivingBeforeBreak = Duration.FromHours(8);

    /// <summary>395.3(a)(3)(ii).</summary>
    public static readonly Duration Break = Duration.FromMinutes(30);

    /// <summary>395.3(c).</summary>
    public static readonly Duration Restart = Duration.FromHours(34);

    /// <summary>395.1(g)(1)(ii)(A).</summary>
    public static readonly Duration SplitRestMin = Duration.FromHours(2);

    /// <summary>395.1(g)(1)(ii)(B).</summary>
    public static readonly Duration SplitSleeperMin = Duration.FromHours(7);

    /// <summary>395.1(b)(1).</summary>
    public static readonly Duration AdverseConditions = Duration.FromHours(2);

    /// <summary>395.1(o)(2).</summary>
    public static readonly Duration SixteenHourWindow = Duration.FromHours(16);

    /// <summary>395.1(o)(1).</summary>
    public const int SixteenHourTours = 5;

    /// <summary>395.1(o)(3): the days after it was taken in which it cannot be taken again.</summary>
    public const int SixteenHourDays = 6;

    /// <summary>395.1(e)(1)(ii).</summary>
    public static readonly Duration ShortHaulWindow = Duration.FromHours(14);

    /// <summary>395.1(e)(1)(i): 150 air miles (nautical miles of 1 852 m), in metres.</summary>
    public const long ShortHaulMetres = 150 * 1_852;
}

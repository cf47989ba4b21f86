using NodaTime;
using Oms.Custody.HoursOfService;

namespace Oms.Custody.Tests.HoursOfService;

/// <summary>Writes a driver's day as he lived it: one status after another.</summary>
internal sealed class LogBuilder(Instant start, DateTimeZone? zone = null, DutyCycle? cycle = null)
{
    public static readonly Instant Monday = Instant.FromUtc(2026, 3, 2, 0, 0);

    private readonly Instant _start = start;
    private readonly List<DutyInterval> _intervals = [];
    private readonly List<ExceptionClaim> _claims = [];

    public Instant Now { get; private set; } = start;

    public DutyLog Log => new(zone ?? DateTimeZone.Utc, LocalTime.Midnight, cycle ?? DutyCycle.SeventyInEight,
        [.. _intervals], [.. _claims]);

    public static LogBuilder Rested(DateTimeZone? zone = null, DutyCycle? cycle = null) =>
        new LogBuilder(Monday, zone, cycle).Off(10);

    public LogBuilder Off(int hours, int minutes = 0) => Add(DutyStatus.OffDuty, hours, minutes);

    public LogBuilder Berth(int hours, int minutes = 0) => Add(DutyStatus.SleeperBerth, hours, minutes);

    public LogBuilder Drive(int hours, int minutes = 0) => Add(DutyStatus.Driving, hours, minutes);

    public LogBuilder Work(int hours, int minutes = 0) => Add(DutyStatus.OnDutyNotDriving, hours, minutes);

    public LogBuilder Add(DutyStatus status, int hours, int minutes)
    {
        var to = Now + Duration.FromHours(hours) + Duration.FromMinutes(minutes);
        _intervals.Add(new DutyInterval(status, Now, to));
        Now = to;
        return this;
    }

    /// <summary>Time of which nothing is recorded.</summary>
    public LogBuilder Lose(int hours)
    {
        Now += Duration.FromHours(hours);
        return this;
    }

    public LogBuilder Claim(ExceptionClaim claim)
    {
        _claims.Add(claim);
        return this;
    }

    public HoursOfServiceResult Judge() => HoursOfServiceRules.Evaluate(Log, Now);

    /// <summary>The violations as rule and minutes since the start of the record.</summary>
    public IEnumerable<(HoursRule Rule, double Minute)> Violations() =>
        Judge().Violations.Select(one => (one.Rule, (one.From - _start).TotalMinutes));
}

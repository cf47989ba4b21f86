using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Cli.Checking;
using Oms.Custody.HoursOfService;
using Oms.Json;

namespace Oms.Cli.HoursOfService;

/// <summary>Reads case files of hours of service: docs/hours-of-service.md.</summary>
internal static class HoursCaseFile
{
    private const int DayMax = 10_000;
    private static readonly LocalDate DayZeroDefault = new(2024, 1, 1);
    private static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private static readonly string[] Options =
        ["home_terminal", "day_zero", "period_start", "as_of", "adverse_conditions", "short_haul", "sixteen_hour"];

    private static readonly Dictionary<string, DutyStatus> Statuses = new(StringComparer.Ordinal)
    {
        ["OFF"] = DutyStatus.OffDuty,
        ["SB"] = DutyStatus.SleeperBerth,
        ["D"] = DutyStatus.Driving,
        ["ON"] = DutyStatus.OnDutyNotDriving,
        ["PC"] = DutyStatus.PersonalConveyance,
        ["YM"] = DutyStatus.YardMove,
    };

    private static readonly Dictionary<string, HoursRule> Rules = new(StringComparer.Ordinal)
    {
        ["DRIVE_11H"] = HoursRule.DrivingLimit,
        ["WINDOW_14H"] = HoursRule.DutyWindow,
        ["BREAK_30M"] = HoursRule.Break,
        ["CYCLE"] = HoursRule.Cycle,
    };

    /// <summary>The name of a rule in case files.</summary>
    public static string CodeOf(HoursRule rule) => Rules.First(one => one.Value == rule).Key;

    /// <exception cref="InvalidDataException">It is no case file; the message names case and member.</exception>
    public static IReadOnlyList<HoursCase> Read(ReadOnlyMemory<byte> octets)
    {
        if (StrictJson.Check(octets.Span) is { } fault)
        {
            throw new InvalidDataException($"It is not JSON: {fault}.");
        }

        using var document = JsonDocument.Parse(octets);
        var root = new CaseReader(document.RootElement, "the file");
        var cases = new List<HoursCase>();
        foreach (var one in root.Items("cases"))
        {
            cases.Add(Case(one));
        }

        return cases;
    }

    private static HoursCase Case(CaseReader one)
    {
        var name = one.Text("name") ?? throw one.Fault("name", "it is missing");
        one = one.Named(name);
        var options = one.Member("options");
        options?.AllowOnly(Options);
        var zone = options?.Text("home_terminal") is { } id
            ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? throw one.Fault("home_terminal", $"{id} is no time zone")
            : DateTimeZone.Utc;
        var dayZero = options?.Text("day_zero") is { } date
            ? Parsed(LocalDatePattern.Iso.Parse(date), one, "day_zero", "a date such as 2026-03-07")
            : DayZeroDefault;
        var start = options?.Text("period_start") is { } time
            ? Parsed(Time.Parse(time), one, "period_start", "a time such as 00:00")
            : LocalTime.Midnight;
        var cycle = one.Text("cycle") switch
        {
            "60/7" => DutyCycle.SixtyInSeven,
            "70/8" => DutyCycle.SeventyInEight,
            _ => throw one.Fault("cycle", "it must be 60/7 or 70/8"),
        };
        Instant At(CaseReader at, string member) => Moment(at.AsText(member), at, member, dayZero, zone);
        var intervals = one.Items("segments").Select(segment => segment.Array("segments", 3)).Select(parts =>
            new DutyInterval(
                Statuses.TryGetValue(parts[0].AsText("segments"), out var status)
                    ? status
                    : throw one.Fault("segments", $"the status is one of {string.Join(", ", Statuses.Keys)}"),
                At(parts[1], "segments"),
                At(parts[2], "segments"))).ToList();
        var log = new DutyLog(zone, start, cycle, intervals, Claims(options, At));
        var asOf = options?.Text("as_of") is { } question
            ? Moment(question, one, "as_of", dayZero, zone)
            : intervals.Select(interval => interval.To).DefaultIfEmpty(Instant.MinValue).Max();
        var expected = one.Has("expected_violations")
            ? one.Items("expected_violations").Select(item => item.Array("expected_violations", 2)).Select(parts =>
                new HoursExpectation(
                    parts[0].AsText("expected_violations") is var code && Rules.ContainsKey(code)
                        ? code
                        : throw one.Fault("expected_violations", $"the rule is one of {string.Join(", ", Rules.Keys)}"),
                    At(parts[1], "expected_violations"))).ToList()
            : null;
        return intervals.Count > 0
            ? new HoursCase(name, log, dayZero, asOf, expected)
            : throw one.Fault("segments", "it has no segment");
    }

    private static List<ExceptionClaim> Claims(CaseReader? options, Func<CaseReader, string, Instant> at) =>
        options is null
            ? []
            :
            [
                .. options.Items("adverse_conditions")
                    .Select(one => new ExceptionClaim.AdverseConditions(at(one, "adverse_conditions"))),
                .. options.Items("short_haul").Select(one => one.Array("short_haul", 2)).Select(parts =>
                    new ExceptionClaim.ShortHaul(
                        at(parts[0], "short_haul"), parts[1].AsNumber("short_haul", 100_000) * 1_852L)),
                .. options.Items("sixteen_hour").Select(one => one.Array("sixteen_hour", 2)).Select(parts =>
                    new ExceptionClaim.SixteenHour(
                        at(parts[0], "sixteen_hour"), parts[1].AsNumber("sixteen_hour", 100_000))),
            ];

    /// <summary>A day and a local time; of a time that comes twice the first, and one that is skipped as much
    /// later.</summary>
    private static Instant Moment(string text, CaseReader at, string member, LocalDate dayZero, DateTimeZone zone)
    {
        var parts = text.Split(' ');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day <= DayMax
            && Time.Parse(parts[1]) is { Success: true, Value: var time }
            ? (dayZero.PlusDays(day) + time).InZoneLeniently(zone).ToInstant()
            : throw at.Fault(member, $"\"{text}\" is no day and time such as \"0 13:30\"");
    }

    private static T Parsed<T>(ParseResult<T> result, CaseReader at, string member, string form) =>
        result.Success ? result.Value : throw at.Fault(member, $"it must be {form}");
}

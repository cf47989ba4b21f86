using NodaTime;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests.CheckOuts;

public sealed class EldCheckOutTests
{
    private static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];

    // When the sample was made: 17:15 at UTC-06.
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 23, 15);

    private static readonly EldFile Quiet = SampleFile.File with
    {
        Events = [.. SampleFile.File.Events.Select(row => row.Latitude.Character == 'X'
            ? row with { Latitude = EldField.Of("32.10"), Longitude = EldField.Of("-96.40") }
            : row)],
        Unidentified = [SampleFile.File.Unidentified[0] with { Code = EldField.Of("4") }],
    };

    [Fact]
    public void What_the_sample_reveals_is_told()
    {
        var findings = EldCheckOut.Check(SampleFile.File, new(Now));

        Assert.Equal(
            [
                (EldFindingCodes.UnidentifiedDriving, EldSeverity.Warning),
                (EldFindingCodes.PersonalConveyance, EldSeverity.Note),
                (EldFindingCodes.PositionNotMeasured, EldSeverity.Warning),
            ],
            findings.Select(finding => (finding.Code, finding.Severity)));
        Assert.All(findings, finding => Assert.True(finding.Message.Length > 0 && finding.Source.Length > 0));
    }

    [Fact]
    public void A_sequence_id_that_comes_twice_is_found_across_sections() =>
        Found(
            Quiet with { Logins = [Quiet.Logins[0] with { Sequence = EldField.Of("1C") }, Quiet.Logins[1]] },
            EldFindingCodes.SequenceDuplicate, "1C");

    [Fact]
    public void A_gap_in_the_sequence_ids_is_found_with_what_is_missing()
    {
        var finding = Found(
            Quiet with
            {
                Logins = [],
                Events =
                [
                    .. Quiet.Events.Where(row => row.Kind is not (EldEventKind.Driving or EldEventKind.Intermediate)),
                ],
            },
            EldFindingCodes.SequenceGap, "13 to 13", "17 to 18");
        Assert.Contains("file: 1.", finding[0].Message, StringComparison.Ordinal);
        Assert.Contains("file: 2.", finding[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sequence_ids_that_wrap_are_no_gap()
    {
        var wrapped = Shifted(SampleFile.File, 0x1_0000 - 0x16);
        Assert.Contains(wrapped.Records(), row => row.Sequence == EldField.Of("FFFF"));
        Assert.Contains(wrapped.Records(), row => row.Sequence == EldField.Of("0"));
        NotFound(wrapped, EldFindingCodes.SequenceGap);

        Found(
            wrapped with
            {
                Unidentified = [],
                Events = [.. wrapped.Events.Where(row => row.Sequence != EldField.Of("1"))],
            },
            EldFindingCodes.SequenceGap, "0 to 1");
    }

    [Fact]
    public void One_record_has_no_gap() =>
        NotFound(
            new EldFile { Logins = [SampleFile.File.Logins[0]] }, EldFindingCodes.SequenceGap);

    [Fact]
    public void References_to_nobody_and_nothing_are_found()
    {
        Found(Quiet with { Users = [Quiet.Users[1]] }, EldFindingCodes.UnknownUser, "1A");
        Found(Quiet with { Cmvs = [] }, EldFindingCodes.UnknownCmv, "1A");
        Found(
            Quiet with { Annotations = [Quiet.Annotations[0] with { Sequence = EldField.Of("99") }] },
            EldFindingCodes.UnknownEvent, "99");
    }

    [Theory]
    [InlineData('1', false)]
    [InlineData('2', false)]
    [InlineData('3', true)]
    [InlineData('4', false)]
    public void An_edit_request_is_open_until_the_driver_answers(char status, bool isOpen)
    {
        var file = Quiet with
        {
            Events = [Quiet.Events[0] with { Status = EldField.Of($"{status}") }, .. Quiet.Events.Skip(1)],
        };
        Assert.Equal(isOpen, Codes(file).Contains(EldFindingCodes.OpenEditRequest));
    }

    [Fact]
    public void A_day_that_is_over_must_be_certified_and_today_need_not()
    {
        NotFound(Quiet, EldFindingCodes.UncertifiedDay);
        Found(Quiet with { Certifications = [] }, EldFindingCodes.UncertifiedDay, "2026-03-01");

        var tomorrow = new EldCheckOutFacts(Now + Duration.FromHours(7));
        Assert.Contains(
            EldCheckOut.Check(Quiet, tomorrow), finding => finding.Code == EldFindingCodes.UncertifiedDay);
        Assert.DoesNotContain(
            EldCheckOut.Check(Quiet, tomorrow with { At = Now + Duration.FromMinutes(404) }),
            finding => finding.Code == EldFindingCodes.UncertifiedDay);
    }

    [Fact]
    public void Days_begin_when_the_carrier_says() =>
        Found(
            Quiet with
            {
                Header = Quiet.Header with
                {
                    Carrier = Quiet.Header.Carrier with { PeriodStart = EldField.Of("170001") },
                },
                Certifications = [],
            },
            EldFindingCodes.UncertifiedDay, "2026-03-01");

    [Fact]
    public void Only_the_seven_days_before_count() =>
        Assert.Equal(
            7,
            EldCheckOut.Check(Quiet with { Certifications = [] }, new(Now + Duration.FromDays(30)))
                .Count(finding => finding.Code == EldFindingCodes.UncertifiedDay));

    [Theory]
    [InlineData("134000", false)]
    [InlineData("134001", true)]
    public void Driving_with_nobody_logged_in_for_more_than_half_an_hour_is_found(string until, bool isFound)
    {
        var driving = SampleFile.File.Unidentified[0];
        var stop = driving with { Sequence = EldField.Of("1F"), Code = EldField.Of("4"), Time = EldField.Of(until) };
        Assert.Equal(
            isFound,
            Codes(Quiet with { Unidentified = [stop, driving] }).Contains(EldFindingCodes.UnidentifiedDriving));
    }

    [Fact]
    public void Short_drives_with_nobody_logged_in_add_up()
    {
        var driving = SampleFile.File.Unidentified[0];
        List<EldUnidentifiedRow> rows = [At("135001", "4"), At("134000", "3"), At("133000", "4"), At("131000", "3")];
        Found(Quiet with { Unidentified = rows }, EldFindingCodes.UnidentifiedDriving, "Unidentified");

        EldUnidentifiedRow At(string time, string code) =>
            driving with { Time = EldField.Of(time), Code = EldField.Of(code) };
    }

    [Theory]
    [InlineData('P')]
    [InlineData('E')]
    [InlineData('T')]
    [InlineData('L')]
    [InlineData('R')]
    [InlineData('S')]
    public void A_malfunction_is_active_until_it_is_cleared(char letter)
    {
        var logged = Quiet.Malfunctions[1] with { Code = EldField.Of("1"), Indicator = EldField.Of($"{letter}") };
        var cleared = Quiet.Malfunctions[0] with { Code = EldField.Of("2"), Indicator = EldField.Of($"{letter}") };

        Found(Quiet with { Malfunctions = [logged] }, EldFindingCodes.ActiveMalfunction, "1B");
        NotFound(Quiet with { Malfunctions = [cleared, logged] }, EldFindingCodes.ActiveMalfunction);
        Found(
            Quiet with { Malfunctions = [cleared with { Indicator = EldField.Of("O") }, logged] },
            EldFindingCodes.ActiveMalfunction, "1B");
    }

    [Fact]
    public void A_meter_that_goes_back_is_found()
    {
        var back = Quiet.EnginePower[0] with { Miles = EldField.Of("210359"), EngineHours = EldField.Of("9117.4") };
        var file = Quiet with { EnginePower = [back, Quiet.EnginePower[1]] };

        Found(file, EldFindingCodes.OdometerNotMonotone, "1C");
        Found(file, EldFindingCodes.EngineHoursNotMonotone, "1C");
        NotFound(
            Quiet with { EnginePower = [back with { PowerUnit = "310" }, Quiet.EnginePower[1]] },
            EldFindingCodes.OdometerNotMonotone);
    }

    [Theory]
    [InlineData(338_686_445, false)] // 210 450 miles
    [InlineData(338_684_836, false)] // 210 449 miles are 338 684 835.456 m
    [InlineData(338_684_835, true)]
    [InlineData(338_688_054, false)] // 210 451 miles are 338 688 054.144 m
    [InlineData(338_688_055, true)]
    public void The_odometer_is_the_gates_within_a_mile(long metres, bool isFound) =>
        Assert.Equal(
            isFound,
            Codes(Quiet, new(Now) { OdometerMetres = metres }).Contains(EldFindingCodes.OdometerMismatch));

    [Theory]
    [InlineData(91_205 * 360, false)]
    [InlineData(91_204 * 360, false)]
    [InlineData(91_206 * 360, false)]
    [InlineData((91_204 * 360) - 1, true)]
    [InlineData((91_206 * 360) + 1, true)]
    public void The_engine_hours_are_the_gates_within_a_tenth(long seconds, bool isFound) =>
        Assert.Equal(
            isFound,
            Codes(Quiet, new(Now) { EngineSeconds = seconds }).Contains(EldFindingCodes.EngineHoursMismatch));

    [Fact]
    public void A_gate_that_reads_nonsense_is_a_mismatch_and_no_crash() =>
        Assert.Contains(
            EldFindingCodes.OdometerMismatch,
            Codes(Quiet, new(Now) { OdometerMetres = long.MinValue, EngineSeconds = long.MaxValue }));

    [Fact]
    public void The_vehicle_and_the_shipping_document_are_those_of_the_check_out()
    {
        var right = new EldCheckOutFacts(Now)
        {
            PowerUnit = "204",
            Vin = "1M8GDM9AXKP042788",
            ShippingDocument = "BOL-77120",
        };
        Assert.Equal([EldFindingCodes.PersonalConveyance], Codes(Quiet, right));
        Assert.Contains(EldFindingCodes.PowerUnitMismatch, Codes(Quiet, right with { PowerUnit = "205" }));
        Assert.Contains(EldFindingCodes.VinMismatch, Codes(Quiet, right with { Vin = "11111111111111111" }));
        Assert.Contains(
            EldFindingCodes.ShippingDocumentMismatch, Codes(Quiet, right with { ShippingDocument = "BOL-7712" }));

        var several = Quiet with { Header = Quiet.Header with { Shipping = new("BOL-1 BOL-77120", default) } };
        Assert.DoesNotContain(EldFindingCodes.ShippingDocumentMismatch, Codes(several, right));
        var entered = Quiet with
        {
            Header = Quiet.Header with { Cmv = Quiet.Header.Cmv with { Vin = "-1M8GDM9AXKP042788" } },
        };
        Assert.DoesNotContain(EldFindingCodes.VinMismatch, Codes(entered, right));
    }

    [Theory]
    [InlineData('X', EldFindingCodes.PositionNotMeasured)]
    [InlineData('M', EldFindingCodes.PositionManual)]
    [InlineData('E', EldFindingCodes.PositionMalfunction)]
    public void A_position_that_is_a_letter_is_told(char letter, string code) =>
        Found(
            Quiet with
            {
                EnginePower =
                [
                    Quiet.EnginePower[0] with { Longitude = EldField.Of($"{letter}") }, Quiet.EnginePower[1],
                ],
            },
            code, "1C");

    [Fact]
    public void Yard_moves_are_told_as_a_note()
    {
        var file = Quiet with
        {
            Events = [Quiet.Events[0] with { Type = EldField.Of("3"), Code = EldField.Of("2") }],
        };
        Assert.Equal(EldSeverity.Note, Found(file, EldFindingCodes.YardMoves, "1A")[0].Severity);
    }

    [Fact]
    public void An_offset_that_is_not_the_home_terminals_is_found()
    {
        Assert.DoesNotContain(
            EldFindingCodes.TimeZoneOffset, Codes(Quiet, new(Now) { HomeTerminalZone = Chicago }));
        Assert.Contains(
            EldFindingCodes.TimeZoneOffset,
            Codes(Quiet, new(Instant.FromUtc(2026, 3, 8, 12, 0)) { HomeTerminalZone = Chicago }));
    }

    [Theory]
    [InlineData(2026, 3, 7, 0)]
    [InlineData(2026, 3, 8, 23)]
    [InlineData(2026, 3, 15, 23)]
    [InlineData(2026, 3, 16, 0)]
    [InlineData(2026, 11, 1, 25)]
    public void A_day_of_23_or_25_hours_is_told_for_as_long_as_it_is_in_the_file(
        int year, int month, int day, int hours)
    {
        var noon = new LocalDateTime(year, month, day, 12, 0).InZoneStrictly(Chicago).ToInstant();
        var finding = EldCheckOut.Check(Quiet, new(noon) { HomeTerminalZone = Chicago })
            .SingleOrDefault(finding => finding.Code == EldFindingCodes.DaylightSavingDay);
        Assert.Equal(hours > 0, finding is not null);
        Assert.Contains(hours > 0 ? $"{hours} hours" : "", finding?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_nothing_in_it_is_checked_too() =>
        Assert.Equal([EldFindingCodes.PowerUnitMismatch], Codes(new(), new(Now) { PowerUnit = "204" }));

    private static List<EldFinding> Found(EldFile file, string code, params string[] places)
    {
        var found = EldCheckOut.Check(file, new(Now)).Where(finding => finding.Code == code).ToList();
        Assert.Equal(places.Length, found.Count);
        Assert.All(places.Zip(found), pair => Assert.Contains(pair.First, pair.Second.Field, StringComparison.Ordinal));
        return found;
    }

    private static void NotFound(EldFile file, string code) => Assert.DoesNotContain(code, Codes(file));

    private static List<string> Codes(EldFile file, EldCheckOutFacts? facts = null) =>
        [.. EldCheckOut.Check(file, facts ?? new(Now)).Select(finding => finding.Code)];

    private static EldFile Shifted(EldFile file, int by)
    {
        return file with
        {
            Events = [.. file.Events.Select(Shift)],
            Annotations = [.. file.Annotations.Select(Shift)],
            Certifications = [.. file.Certifications.Select(Shift)],
            Malfunctions = [.. file.Malfunctions.Select(Shift)],
            Logins = [.. file.Logins.Select(Shift)],
            EnginePower = [.. file.EnginePower.Select(Shift)],
            Unidentified = [.. file.Unidentified.Select(Shift)],
        };

        T Shift<T>(T row)
            where T : EldRow =>
            (T)(row with { Sequence = EldField.OfHexadecimal((row.Sequence.Hexadecimal!.Value + by) % 0x1_0000) });
    }
}

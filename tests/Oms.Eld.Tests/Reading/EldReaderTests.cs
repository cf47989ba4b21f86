using System.Text;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests.Reading;

public sealed class EldReaderTests
{
    [Fact]
    public void A_file_that_keeps_all_rules_has_no_finding()
    {
        var reading = EldReader.Read(SampleFile.Bytes);

        Assert.Empty(reading.Findings);
        Assert.Equal((8, 0), (reading.EventChecks, reading.EventChecksUnknown));
        Assert.Equal(SampleFile.Lines.Length + 1, reading.LineCount);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r\r")]
    public void Lines_may_end_otherwise_but_none_may_be_blank(string end)
    {
        var text = Encoding.ASCII.GetString(SampleFile.Bytes).Replace("\r", end, StringComparison.Ordinal);
        var reading = EldReader.Read(Encoding.ASCII.GetBytes(text));

        Assert.Equal(SampleFile.File, reading.File);
        Assert.Equal(end == "\r\r", reading.Findings.Any(finding => finding.Code == EldFindingCodes.UnexpectedLine));
    }

    [Fact]
    public void Values_stand_in_the_file_as_they_were_read()
    {
        var file = SampleFile.File;

        Assert.Equal("ada.okafor", file.Header.Driver.Username);
        Assert.Equal(new NodaTime.LocalDateTime(2026, 3, 2, 17, 15, 0), file.Header.Current.At);
        Assert.Equal(91_205, file.Header.Current.EngineHours.Tenths);
        Assert.Equal((0x1A, EldEventKind.OffDuty, true), At(file.Events[0]));
        Assert.Equal(-96_80, file.Events[0].Longitude.HundredthsOfDegree);
        Assert.Equal(EldEventKind.PersonalConveyance, file.Events[5].Kind);
        Assert.True(file.Events[5].Miles.IsBlank);
        Assert.Equal('X', file.Events[2].Latitude.Character);
        Assert.Equal(EldEventKind.ShutDown, file.EnginePower[0].Kind);
        Assert.Equal(EldEventKind.Logout, file.Logins[0].Kind);
        Assert.Equal(EldEventKind.DiagnosticCleared, file.Malfunctions[0].Kind);
        Assert.Equal(new NodaTime.LocalDate(2026, 3, 1), file.Certifications[0].Certified.Date);
        Assert.Equal(NodaTime.Offset.FromHours(-6), file.UtcOffset);

        static (int?, EldEventKind, bool) At(EldEventRow row) => (row.Sequence.Hexadecimal, row.Kind, row.IsActive);
    }

    [Fact]
    public void A_row_without_its_number_of_fields_is_left_out_and_reading_goes_on()
    {
        var reading = EldReader.Read(SampleFile.With(16, ",163000,", ",163000,,"));

        var finding = Assert.Single(reading.Findings, finding => finding.Code == EldFindingCodes.WrongFieldCount);
        Assert.Equal(16, finding.Line);
        Assert.Equal(SampleFile.File.Events.Count - 1, reading.File.Events.Count);
        Assert.Equal(SampleFile.File.EnginePower, reading.File.EnginePower);
    }

    [Fact]
    public void A_section_that_is_missing_is_named()
    {
        var reading = EldReader.Read(SampleFile.Encode([.. SampleFile.Lines[..25], .. SampleFile.Lines[28..]]));

        var finding = Assert.Single(reading.Findings);
        Assert.Equal(EldFindingCodes.MissingSection, finding.Code);
        Assert.Contains("Malfunctions and Data Diagnostic Events:", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_that_comes_twice_is_found_and_its_rows_are_kept()
    {
        var reading = EldReader.Read(SampleFile.Encode(
            [.. SampleFile.Lines[..12], "CMV List:", "2,310,", .. SampleFile.Lines[13..]]));

        Assert.Equal(
            [(EldFindingCodes.DuplicateSection, 13)],
            reading.Findings.Where(finding => finding.Field.Length == 0).Select(finding => (finding.Code, finding.Line)));
        Assert.Contains(reading.File.Cmvs, cmv => cmv.PowerUnit == "310");
    }

    [Fact]
    public void Sections_in_another_order_are_found()
    {
        var lines = SampleFile.Lines;
        var reading = EldReader.Read(SampleFile.Encode(
            [.. lines[..8], .. lines[11..13], .. lines[8..11], .. lines[13..]]));

        var finding = Assert.Single(reading.Findings);
        Assert.Equal((EldFindingCodes.SectionOutOfOrder, 11), (finding.Code, finding.Line));
        Assert.Equal(SampleFile.File, reading.File);
    }

    [Theory]
    [InlineData("USER LIST:")]
    [InlineData("User List")]
    [InlineData(" User List: ")]
    [InlineData("User List:,,,")]
    public void A_title_that_is_not_letter_by_letter_is_taken_and_found(string title)
    {
        var text = Encoding.ASCII.GetString(SampleFile.Bytes).Replace("User List:", title, StringComparison.Ordinal);
        var reading = EldReader.Read(Encoding.ASCII.GetBytes(text));

        var finding = Assert.Single(reading.Findings);
        Assert.Equal((EldFindingCodes.SectionTitle, 9), (finding.Code, finding.Line));
        Assert.Equal(SampleFile.File, reading.File);
    }

    [Fact]
    public void A_header_that_ends_too_early_names_each_line_that_it_lacks()
    {
        var reading = EldReader.Read(SampleFile.Encode([.. SampleFile.Lines[..6], .. SampleFile.Lines[8..]]));

        Assert.Equal(
            [EldFindingCodes.MissingLine, EldFindingCodes.MissingLine],
            reading.Findings.Select(finding => finding.Code));
        Assert.Contains("current date and totals", reading.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("ELD", reading.Findings[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_too_many_in_the_header_is_found()
    {
        var reading = EldReader.Read(SampleFile.Encode([.. SampleFile.Lines[..8], "x,y", .. SampleFile.Lines[8..]]));

        Assert.Contains(
            reading.Findings, finding => (finding.Code, finding.Line) == (EldFindingCodes.UnexpectedLine, 9));
        Assert.Equal(SampleFile.File, reading.File);
    }

    [Fact]
    public void A_line_after_the_end_is_found() =>
        Only(EldFindingCodes.UnexpectedLine, 39, [.. SampleFile.Bytes, .. "more\r"u8]);

    [Fact]
    public void A_line_before_the_first_title_is_found() =>
        Only(EldFindingCodes.UnexpectedLine, 1, [.. "sep=;\r"u8, .. SampleFile.Bytes]);

    [Fact]
    public void A_file_without_its_last_line_is_found() =>
        Only(EldFindingCodes.MissingLine, 37, SampleFile.Bytes[..^5]);

    [Fact]
    public void Nothing_at_all_is_a_truncated_file() => Only(EldFindingCodes.TruncatedFile, 1, []);

    [Fact]
    public void A_byte_order_mark_is_found_and_passed_over() =>
        Only(EldFindingCodes.WrongEncoding, 1, [0xEF, 0xBB, 0xBF, .. SampleFile.Bytes]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_in_UTF_16_is_found_and_read_nevertheless(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Encoding.ASCII.GetString(SampleFile.Bytes))];
        Only(EldFindingCodes.WrongEncoding, 1, bytes);
        Assert.Equal(SampleFile.File, EldReader.Read(bytes).File);
    }

    [Fact]
    public void A_letter_beyond_ASCII_is_found_on_its_line() =>
        Only(EldFindingCodes.WrongEncoding, 23, SampleFile.With(23, "Post-trip", "Caf\u00E9"));

    [Fact]
    public void A_control_character_is_found_on_its_line() =>
        Only(EldFindingCodes.WrongEncoding, 23, SampleFile.With(23, "Post-trip", "Post\ttrip"));

    [Fact]
    public void A_line_that_was_changed_is_found_by_its_check_value()
    {
        var bytes = SampleFile.Bytes;
        bytes[bytes.AsSpan().IndexOf("Okafor"u8)] = (byte)'P';
        Only(EldFindingCodes.LineCheckMismatch, 2, bytes);
    }

    [Fact]
    public void A_line_that_was_taken_out_is_found_by_the_files_check_value()
    {
        var text = Encoding.ASCII.GetString(SampleFile.Bytes);
        var start = text.IndexOf("1D,4,3", StringComparison.Ordinal);
        Only(
            EldFindingCodes.FileCheckMismatch, 37,
            Encoding.ASCII.GetBytes(text.Remove(start, text.IndexOf('\r', start) + 1 - start)));
    }

    [Fact]
    public void An_event_that_was_changed_and_given_a_new_line_check_is_found_by_its_own()
    {
        var changed = Encoding.ASCII.GetString(SampleFile.Bytes)
            .Split('\r', StringSplitOptions.RemoveEmptyEntries)[..^1]
            .Select(line => line.EndsWith(':') ? line : line[..^3])
            .Select(line => line.Replace("150000,60,", "150000,61,", StringComparison.Ordinal));
        Only(EldFindingCodes.EventCheckMismatch, 17, SampleFile.Encode(changed));
    }

    [Fact]
    public void The_findings_of_a_file_that_is_none_are_bounded()
    {
        var reading = EldReader.Read(Encoding.ASCII.GetBytes(string.Join('\r', Enumerable.Repeat("x", 5_000))));

        Assert.Equal(EldReader.FindingsMax + 1, reading.Findings.Count);
        Assert.Equal(EldFindingCodes.TooManyFindings, reading.Findings[^1].Code);
        Assert.StartsWith("4001 more", reading.Findings[^1].Message, StringComparison.Ordinal);
    }

    private static void Only(string code, int line, byte[] bytes)
    {
        var finding = Assert.Single(EldReader.Read(bytes).Findings);
        Assert.Equal((code, line), (finding.Code, finding.Line));
        Assert.NotEmpty(finding.Message);
    }
}

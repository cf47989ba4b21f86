using System.Text;
using System.Text.Json;
using Oms.Cli.Tests.Doubles;
using Oms.Eld;
using Xunit;

namespace Oms.Cli.Tests.Eld;

public sealed class EldCommandTests : IDisposable
{
    private const string RightName = "Okafo3321030226-000000000.csv";

    private static readonly string[] Shown =
        ["Okafor, Ada (ada.okafor)", "UTC-06", "2026-03-02 17:15:00", "YardMoves", "PowerUp"];

    private static readonly EldField One = EldField.Of("1");

    private static readonly EldFile Sample = Make();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oms-eld-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_that_keeps_all_rules_is_good()
    {
        var ran = await new Terminal().RunAsync("eld", "check", Save(EldWriter.Write(Sample)));

        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
        Assert.StartsWith(
            "26 lines, 5 records; 4 event check values compared, 0 not", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_found_with_line_field_and_code()
    {
        var path = Save(Changed());
        var ran = await new Terminal().RunAsync("eld", "check", path);

        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains($"{path}: line 2, Line Data Check Value: ", ran.Output, StringComparison.Ordinal);
        Assert.Contains("[line-check-mismatch]", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_read_and_findings_come_as_JSON()
    {
        var ran = await new Terminal { Input = Changed() }.RunAsync("eld", "check", "--json");

        Assert.Equal(ExitCode.Rejected, ran.Code);
        using var document = JsonDocument.Parse(ran.Output);
        var finding = Assert.Single(document.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal("line-check-mismatch", finding.GetProperty("code").GetString());
        Assert.Equal("line 2, Line Data Check Value", finding.GetProperty("place").GetString());
    }

    [Fact]
    public async Task A_file_that_is_not_there_cannot_be_read()
    {
        var ran = await new Terminal().RunAsync("eld", "check", Path.Combine(_folder.FullName, "absent"));

        Assert.Equal(ExitCode.Usage, ran.Code);
        Assert.Contains("cannot be read", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_out_rules_are_added_when_asked_for()
    {
        var open = Sample with
        {
            Events = [Sample.Events[0] with { Status = EldField.Of("3") }, .. Sample.Events.Skip(1)],
        };
        var path = Save(EldWriter.Write(open));

        Assert.Equal(ExitCode.Ok, (await new Terminal().RunAsync("eld", "check", path)).Code);
        string[][] lines = [["eld", "check", path, "--checkout"], ["eld", "check", "--checkout", path]];
        foreach (var line in lines)
        {
            var ran = await new Terminal().RunAsync(line);
            Assert.Equal(ExitCode.Rejected, ran.Code);
            Assert.Contains("Event Sequence ID 5: The carrier asked", ran.Output, StringComparison.Ordinal);
            Assert.Contains("[open-edit-request]", ran.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_note_of_the_check_out_is_printed_and_is_no_finding()
    {
        var ran = await new Terminal().RunAsync("eld", "check", Save(EldWriter.Write(Sample)), "--checkout");

        Assert.Equal(ExitCode.Ok, ran.Code);
        Assert.Contains("note: Event Sequence ID 4: Yard moves", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_are_compared_with_the_file()
    {
        var facts = Save(
            """
            {"at":"2026-03-02T23:15:00Z","power_unit":"205","vin":"1M8GDM9AXKP042788","shipping_document":"BOL-77120",
             "odometer_metres":338686445,"engine_seconds":32833800,"home_terminal_zone":"America/Chicago"}
            """u8.ToArray(),
            "facts.json");
        var ran = await new Terminal().RunAsync(
            "eld", "check", Save(EldWriter.Write(Sample)), "--facts", facts, "--json");

        Assert.Equal(ExitCode.Rejected, ran.Code);
        using var document = JsonDocument.Parse(ran.Output);
        Assert.Equal(
            ["power-unit-mismatch"],
            document.RootElement.GetProperty("findings").EnumerateArray()
                .Select(finding => finding.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("""{"at":"yesterday"}""")]
    [InlineData("""{"power_unit":"204"}""")]
    [InlineData("""{"at":"2026-03-02T23:15:00Z","colour":"red"}""")]
    [InlineData("""{"at":"2026-03-02T23:15:00Z","home_terminal_zone":"Mars/North"}""")]
    [InlineData("null")]
    [InlineData("{")]
    public async Task Facts_that_cannot_be_read_are_refused(string facts)
    {
        var path = Save(Encoding.UTF8.GetBytes(facts), "facts.json");
        var ran = await new Terminal().RunAsync("eld", "check", Save(EldWriter.Write(Sample)), "--facts", path);

        Assert.Equal(ExitCode.Usage, ran.Code);
        Assert.NotEmpty(ran.Error);
    }

    [Fact]
    public async Task The_name_is_checked_when_asked_for()
    {
        var right = Save(EldWriter.Write(Sample), RightName);
        var wrong = Save(EldWriter.Write(Sample), "eld.csv");

        Assert.Equal(ExitCode.Ok, (await new Terminal().RunAsync("eld", "check", right, "--name")).Code);
        Assert.Equal(ExitCode.Ok, (await new Terminal().RunAsync("eld", "check", wrong, "--name", RightName)).Code);
        var ran = await new Terminal().RunAsync("eld", "check", wrong, "--name");
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains("Okafo3321030226-000000000", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_shown_with_its_header_counts_days_and_events()
    {
        var ran = await new Terminal().RunAsync("eld", "show", Save(EldWriter.Write(Sample)));

        Assert.Equal(ExitCode.Ok, ran.Code);
        Assert.All(Shown, part => Assert.Contains(part, ran.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_is_shown_as_JSON()
    {
        var ran = await new Terminal { Input = EldWriter.Write(Sample) }.RunAsync("eld", "show", "--json");

        Assert.Equal(ExitCode.Ok, ran.Code);
        using var document = JsonDocument.Parse(ran.Output);
        var root = document.RootElement;
        Assert.Equal("204", root.GetProperty("header").GetProperty("power_unit").GetString());
        Assert.Equal(4, root.GetProperty("counts").GetProperty("events").GetInt32());
        Assert.Equal(5, root.GetProperty("events").GetArrayLength());
        var day = Assert.Single(root.GetProperty("days").EnumerateArray());
        Assert.Equal(
            ("2026-03-02", "4:00", "1:00", "1:15"),
            (day.GetProperty("day").GetString(), day.GetProperty("driving").GetString(),
                day.GetProperty("on_duty_not_driving").GetString(), day.GetProperty("off_duty").GetString()));
    }

    private static byte[] Changed()
    {
        var bytes = EldWriter.Write(Sample);
        bytes[bytes.AsSpan().IndexOf("Okafor"u8)] = (byte)'P';
        return bytes;
    }

    private string Save(byte[] bytes, string name = "file.csv")
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    // On duty with yard moves at 11:00, driving from 12:00, off duty from 16:00, at 17:15 the file.
    private static EldFile Make()
    {
        var header = new EldHeader
        {
            Driver = new("Okafor", "Ada", "ada.okafor", "TX", "TX48210033"),
            Cmv = new("204", "1M8GDM9AXKP042788", ""),
            Carrier = new(
                "2211334", "NORTH RIVER FREIGHT", EldField.Of("8"), EldField.Of("000000"), EldField.Of("06")),
            Shipping = new("BOL-77120", EldField.Of("0")),
            Current = new(
                EldField.Of("030226"), EldField.Of("171500"), EldField.Of("32.78"), EldField.Of("-96.80"),
                EldField.Of("210450"), EldField.Of("9120.5")),
            Device = new(EldField.Of("QA0C"), EldField.Of("GAM112"), "c2lnbmF0dXJlLW9mLXRoZS1lbGQ=", ""),
        };
        return new()
        {
            Header = header,
            Users = [new(One, EldField.Of("D"), "Okafor", "Ada")],
            Cmvs = [new(One, "204", "1M8GDM9AXKP042788")],
            Events =
            [
                Event("5", "11", "160000"), Event("6", "13", "120000"), Event("4", "32", "110000"),
                Event("3", "14", "110000"),
            ],
            EnginePower =
            [
                new(
                    EldField.Of("2"), One, EldField.Of("030226"), EldField.Of("103000"), EldField.Of("210360"),
                    EldField.Of("9117.5"), EldField.Of("32.10"), EldField.Of("-96.40"), "204", "1M8GDM9AXKP042788", "",
                    "BOL-77120"),
            ],
        };
    }

    private static EldEventRow Event(string sequence, string kind, string time)
    {
        var row = new EldEventRow(
            EldField.Of(sequence), One, One, EldField.Of(kind[..1]), EldField.Of(kind[1..]), EldField.Of("030226"),
            EldField.Of(time), EldField.Of("90"), EldField.Of("3.0"), EldField.Of("32.78"), EldField.Of("-96.80"),
            EldField.Of("0"), One, One, EldField.Of("0"), EldField.Of("0"), EldField.Blank);
        return row with { Check = EldField.Of(EldCheckValues.Event(row, "204", "ada.okafor").ToString("X2", null)) };
    }
}

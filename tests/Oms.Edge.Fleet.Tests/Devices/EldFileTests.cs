using System.Globalization;
using System.Text;
using NodaTime;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Scenarios;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Devices;

public sealed class EldFileTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 21, 6, 0);
    private static readonly RoutePlan Route = ScenarioMaker.Make(3).Routes[0];

    [Theory]
    [InlineData("", 0x96)]
    [InlineData("A", 0x1E)]
    [InlineData("SMITH,JOHN", 0xB6)]
    public void A_line_has_its_check_value(string line, int check) => Assert.Equal(check, EldCheck.OfLine(line));

    [Fact]
    public void An_event_has_its_check_value()
    {
        Assert.Equal(0xC3, EldCheck.OfEvent());
        Assert.Equal(
            0x26, EldCheck.OfEvent("1", "1", "090426", "060000", "45", "1.5", "41.32", "-72.93", "101", "jsmith"));
    }

    [Theory]
    [InlineData(0, 0x969C)]
    [InlineData(0x01, 0x9694)]
    [InlineData(0x1FE, 0x9E6B)]
    public void A_file_has_its_check_value(int lineSum, int check) => Assert.Equal(check, EldCheck.OfFile(lineSum));

    [Fact]
    public void Every_line_but_the_titles_and_the_last_ends_with_its_check_value_and_the_file_with_the_sum_of_all()
    {
        var lines = Encoding.ASCII.GetString(EldFile.Of(Route, Start)).Split('\r', StringSplitOptions.RemoveEmptyEntries);
        var checks = new List<int>();
        foreach (var line in lines[..^1].Where(line => !line.EndsWith(':')))
        {
            var end = line.LastIndexOf(',');
            checks.Add(int.Parse(line[(end + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            Assert.Equal(EldCheck.OfLine(line[..end]), checks[^1]);
        }

        Assert.Equal("End of File:", lines[^2]);
        Assert.Equal($"{EldCheck.OfFile(checks.Sum()):X4}", lines[^1]);
    }

    [Fact]
    public void The_sections_stand_in_the_order_of_the_rule()
    {
        var titles = Encoding.ASCII.GetString(EldFile.Of(Route, Start)).Split('\r').Where(line => line.EndsWith(':'));

        Assert.Equal(
        [
            "ELD File Header Segment:", "User List:", "CMV List:", "ELD Event List:",
            "ELD Event Annotations or Comments:", "Driver's Certification/Recertification Actions:",
            "Malfunctions and Data Diagnostic Events:", "ELD Login/Logout Report:",
            "CMV Engine Power-Up and Shut Down Activity:", "Unidentified Driver Profile Records:", "End of File:",
        ], titles);
    }

    [Fact]
    public void A_file_name_has_twenty_five_characters_and_its_ending() =>
        Assert.Matches(@"^[A-Za-z_]{5}\d{4}\d{6}-[0-9A-Z]{9}\.csv$", EldFile.NameOf(Route, Start));

    [Fact]
    public void The_same_route_gives_the_same_bytes() =>
        Assert.Equal(EldFile.Of(Route, Start), EldFile.Of(Route, Start));
}

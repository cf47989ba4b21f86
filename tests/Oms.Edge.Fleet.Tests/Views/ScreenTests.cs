using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Views;
using Spectre.Console;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Views;

public sealed class ScreenTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly TemperatureBand Chilled = new(0, 6_000);

    private static readonly SystemView View = new(
        new ClockView(Noon, 60),
        new OrdersView(
            [("placed", 2), ("held", 0), ("released", 5), ("on the road", 10), ("closed", 3), ("cancelled", 0)],
            [new OrderMove(Noon, "S1-0-007", "line delivered"), new OrderMove(Noon, "S1-0-003", "released")]),
        [
            new PlayBoard.Trip("TRK-11", "RT-1-0-1", "dayton", "frozen", "on the way to stop 3 of 5", 0.4),
            new PlayBoard.Trip("TRK-12", "RT-1-0-2", "dayton", "dry", "check-out: scans", 1),
        ],
        [
            new CheckOutView(
                "3f0c6a52-6a5b", "dayton", "TRK-12", "dayton-2", "open", ["manifest", "inspection"],
                ["deliveries", "cargo", "eld_file", "keys"], 4, 0),
        ],
        [
            new ReeferView("rf-11", "dayton", 9_400, Chilled, Excursion: true, Noon),
            new ReeferView("rf-21", "toledo", 3_100, Chilled, Excursion: false, Noon),
            new ReeferView("rf-22", "toledo", MilliC: null, Chilled, Excursion: false, At: null),
        ],
        [
            new DepotView("dayton", 120, 117, "ntp", "up", "http://127.0.0.1:8081/", "127.0.0.1:1883"),
            new DepotView("toledo", Head: null, 80, ClockQuality: null, "down", "http://127.0.0.1:8082/",
                "127.0.0.1:1884"),
        ],
        new CentreView("http://127.0.0.1:8080/", "deploy/out/data/centre/admin.key", true, 197, "q83vEjRWeJA=", 4, 1))
    {
        Kiosks = "https://127.0.0.1:20001/kiosk/ https://127.0.0.1:20002/kiosk/ PIN 471100",
    };

    [Theory]
    [InlineData("TRK-11")]
    [InlineData("on the way to stop 3 of 5")]
    [InlineData("on the road 10")]
    [InlineData("S1-0-007")]
    [InlineData("waits for deliveries")]
    [InlineData("4 scans")]
    [InlineData("9.4°C")]
    [InlineData("EXCURSION")]
    [InlineData("197 records")]
    [InlineData("down")]
    [InlineData("http://127.0.0.1:8080/")]
    [InlineData("https://127.0.0.1:20002/kiosk/ PIN 471100")]
    public void The_screen_shows(string what) => Assert.Contains(what, Text(View), StringComparison.Ordinal);

    [Fact]
    public void The_screen_fits_its_terminal()
    {
        var lines = Text(View).TrimEnd('\n').Split('\n');

        Assert.True(lines.Length <= 40, $"{lines.Length} lines");
        Assert.All(lines, line => Assert.True(line.Length <= 160, line));
    }

    [Fact]
    public void A_depot_says_how_far_its_log_is_behind_the_centre() =>
        Assert.Matches(@"dayton\s+120\s+117\s+3\s+ntp\s+up", Text(View));

    internal static string Text(SystemView view)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 160;
        console.Profile.Height = 40;
        console.Write(Screen.Draw(view));
        return writer.ToString();
    }
}

using System.Globalization;
using NodaTime;
using Oms.Edge.Fleet.Playing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Oms.Edge.Fleet.Views;

/// <summary>Draws one view of the system; pure, so that it can be looked at in a test.</summary>
internal static class Screen
{
    private const int TrackWidth = 16;
    private const int GaugeWidth = 25;
    private const int BesideBandMilliC = 6_000;
    private const int IdChars = 8;
    private const int BandWidth = 7;
    private const string NoValue = "[grey]-[/]";

    private static readonly string[] Steps = ["manifest", "inspection", "deliveries", "cargo", "eld_file", "keys"];

    public static IRenderable Draw(SystemView view)
    {
        var layout = new Layout().SplitRows(
            new Layout("head").Size(view.Kiosks is null ? 4 : 5),
            new Layout("middle").SplitColumns(new Layout("orders"), new Layout("trucks")),
            new Layout("low").SplitColumns(new Layout("check-outs"), new Layout("temperatures")),
            new Layout("foot").Size(3 + view.Depots.Count));
        layout["head"].Update(Head(view));
        layout["orders"].Update(Box("Orders", Orders(view.Orders)));
        layout["trucks"].Update(Box("Trucks", Trucks(view.Trips)));
        layout["check-outs"].Update(Box("Check-outs", CheckOuts(view.CheckOuts)));
        layout["temperatures"].Update(Box("Temperatures, return air", Temperatures(view.Reefers)));
        layout["foot"].Update(Box("Depots", Depots(view.Depots)));
        return layout;
    }

    private static Panel Head(SystemView view)
    {
        var centre = view.Centre;
        var head = centre.TreeSize is { } size
            ? $"[green]{size}[/] records, root [grey]{Markup.Escape(Short(centre.RootHash ?? "", 16))}[/]"
            : "[grey]no checkpoint yet[/]";
        var state = centre.Answers ? "" : "[red]does not answer[/]  ";
        List<IRenderable> rows =
        [
            new Markup(
                Invariant($"[bold]{Time(view.Clock.Now)}[/] UTC [grey]x{view.Clock.Scale:0.#}[/]   ")
                + $"centre's log: {state}{head}   "
                + Invariant($"[grey]repeated requests {centre.Repeats}, kills {centre.Kills}[/]")),
            new Markup($"API [blue]{Markup.Escape(centre.Api)}[/]   "
                + $"key in [blue]{Markup.Escape(centre.KeyFile)}[/]   "
                + "[grey]Ctrl-C stops everything[/]"),
        ];
        if (view.Kiosks is { } kiosks)
        {
            rows.Add(new Markup($"Kiosks [blue]{Markup.Escape(kiosks)}[/]"));
        }

        return Box("OMS and its edges", new Rows(rows));
    }

    private static Rows Orders(OrdersView orders)
    {
        var counts = orders.ByState.Select(state => state.Orders == 0
            ? $"[grey]{state.State} 0[/]"
            : $"[{OrderColour(state.State)}]{state.State} [bold]{state.Orders}[/][/]");
        var moves = Rows(["", "", ""]);
        foreach (var move in orders.Moves)
        {
            moves.AddRow($"[grey]{Time(move.At)}[/]", Markup.Escape(move.Order),
                Markup.Escape(move.What) + Times(move));
        }

        return new Rows(new Markup(string.Join("   ", counts)), new Text(""), moves);
    }

    private static Table Trucks(IReadOnlyList<PlayBoard.Trip> trips)
    {
        var table = Rows(["Truck", "Cargo", "Way", ""]);
        foreach (var trip in trips)
        {
            var at = (int)Math.Round(Math.Clamp(trip.Share, 0, 1) * (TrackWidth - 1));
            table.AddRow(
                Markup.Escape(trip.Vehicle),
                $"[{CargoColour(trip.Cargo)}]{trip.Cargo}[/]",
                $"[green]{new string('━', at)}[/]▶[grey]{new string('─', TrackWidth - 1 - at)}[/]",
                Markup.Escape(trip.Phase));
        }

        return table;
    }

    private static Table CheckOuts(IReadOnlyList<CheckOutView> checkOuts)
    {
        var table = Rows(["Check-out", "Truck", "Dock", "Steps", "State"]);
        foreach (var one in checkOuts)
        {
            var marks = Steps.Select(step => one.Done.Contains(step) ? "[green]■[/]" : "[grey]□[/]");
            var state = one.State switch
            {
                "completed" => "[green]completed[/]",
                "open" when one.Missing.Count > 0 => $"[yellow]waits for {Markup.Escape(one.Missing[0])}[/]",
                "open" => "[yellow]waits for signatures[/]",
                _ => $"[red]{Markup.Escape(one.State)}[/]",
            };
            table.AddRow(
                $"[grey]{Markup.Escape(Short(one.Id, IdChars))}[/]",
                Markup.Escape(one.Vehicle),
                Markup.Escape(one.Dock),
                string.Concat(marks) + (one.Scans > 0 ? Invariant($" [grey]{one.Scans} scans[/]") : ""),
                state + (one.Excursions > 0 ? " [red]too warm[/]" : ""));
        }

        return table;
    }

    private static Table Temperatures(IReadOnlyList<ReeferView> reefers)
    {
        var table = Rows(["Unit", "Now", "Band", ""]);
        foreach (var reefer in reefers)
        {
            table.AddRow(
                Markup.Escape(reefer.Device),
                reefer.MilliC is { } now ? $"[{(IsOut(reefer) ? "red" : "green")}]{Celsius(now)}[/]" : NoValue,
                Gauge(reefer),
                reefer.Excursion ? "[bold red]EXCURSION[/]" : IsOut(reefer) ? "[red]out of band[/]" : "");
        }

        return table;
    }

    private static Table Depots(IReadOnlyList<DepotView> depots)
    {
        var table = Rows(["Depot", "Log", "At centre", "Behind", "Clock", "Link", "Local API", "MQTT"]);
        foreach (var depot in depots)
        {
            var behind = depot is { Head: { } head, HighWater: { } water } ? Math.Max(0, head - water) : (long?)null;
            table.AddRow(
                Markup.Escape(depot.Depot),
                depot.Head is { } log ? Invariant($"{log}") : "[red]down[/]",
                depot.HighWater is { } there ? Invariant($"{there}") : NoValue,
                behind switch { null => NoValue, 0 => "[green]0[/]", { } lag => Invariant($"[yellow]{lag}[/]") },
                Markup.Escape(depot.ClockQuality ?? "-"),
                Markup.Escape(depot.Link),
                $"[blue]{Markup.Escape(depot.Api)}[/]",
                $"[blue]{Markup.Escape(depot.Mqtt)}[/]");
        }

        return table;
    }

    private static string Gauge(ReeferView reefer)
    {
        if (reefer is not { Band: { } band, MilliC: { } now })
        {
            return NoValue;
        }

        var (low, high) = (band.MinMilliC - BesideBandMilliC, band.MaxMilliC + BesideBandMilliC);
        var at = Place(now);
        var (from, to) = (Place(band.MinMilliC), Place(band.MaxMilliC));
        var marks = Enumerable.Range(0, GaugeWidth).Select(place =>
            place == at ? $"[{(IsOut(reefer) ? "bold red" : "bold green")}]●[/]"
            : place >= from && place <= to ? "[green]━[/]"
            : "[grey]·[/]");
        return $"[grey]{Celsius(band.MinMilliC),BandWidth}[/] {string.Concat(marks)} "
            + $"[grey]{Celsius(band.MaxMilliC)}[/]";

        int Place(int milliC) => (int)Math.Clamp(
            Math.Round((milliC - (double)low) / (high - low) * (GaugeWidth - 1)), 0, GaugeWidth - 1);
    }

    private static bool IsOut(ReeferView reefer) =>
        reefer is { MilliC: { } now, Band: { } band } && (now < band.MinMilliC || now > band.MaxMilliC);

    private static string OrderColour(string state) => state switch
    {
        "placed" => "yellow",
        "held" or "cancelled" => "red",
        "on the road" => "blue",
        _ => "green",
    };

    private static string CargoColour(string cargo) => cargo switch
    {
        "frozen" => "blue",
        "chilled" => "aqua",
        "pharma" => "purple",
        _ => "grey",
    };

    private static Panel Box(string title, IRenderable content) =>
        new(content) { Header = new PanelHeader($" {title} "), Expand = true, Border = BoxBorder.Rounded };

    private static Table Rows(IReadOnlyList<string> columns)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = columns.Any(column => column.Length > 0) };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn($"[grey]{column}[/]") { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        return table;
    }

    private static string Times(OrderMove move) => move.Times > 1 ? Invariant($" [grey]x{move.Times}[/]") : "";

    private static string Celsius(int milliC) => Invariant($"{milliC / 1000.0:0.0}°C");

    private static string Time(Instant at) => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Short(string text, int chars) => text.Length <= chars ? text : text[..chars];

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

using System.Globalization;
using System.Text;
using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Launching;

namespace Oms.Edge.Fleet.Views;

/// <summary>The end of a scenario as plain text: every order, check-out and stock item, and whether it is as
/// planned.</summary>
public static class SummaryTable
{
    private const int GapColumns = 2;

    /// <param name="actual">What the centre says.</param>
    /// <param name="differences">Where that differs from the plan.</param>
    public static string Of(Facts actual, IReadOnlyList<string> differences)
    {
        var text = new StringBuilder();
        Write(
            text,
            ["ORDER", "STATUS", "LINES", "ORDERED", "DELIVERED", "SHORT", "TURNED BACK", "FLAGS"],
            actual.Orders.OrderBy(order => order.Reference, StringComparer.Ordinal).Select(order => (string[])
            [
                order.Reference,
                order.Status,
                Text(order.Lines.Count),
                Text(Units(order, "ordered")),
                Text(Units(order, "delivered")),
                Text(Units(order, "lost")),
                Text(Units(order, "turned_back")),
                string.Join(' ', order.Lines.SelectMany(line => line.Flags).Distinct().Order(StringComparer.Ordinal)),
            ]));
        Write(
            text,
            ["CHECK-OUT OF", "DEPOT", "VEHICLE", "STATE", "CUSTODIAN", "STEPS", "CAME BACK", "EXCURSIONS"],
            actual.CheckOuts.OrderBy(one => one.Route, StringComparer.Ordinal).Select(one => (string[])
            [
                one.Route, one.Depot, one.Vehicle, one.State, one.Custodian, Text(one.Steps.Count),
                Text(one.CameBack.Values.Sum()), Text(one.Excursions),
            ]));
        Write(
            text,
            ["STOCK ITEM", "BUCKET", "UNITS"],
            actual.Stock.OrderBy(one => one.Location, StringComparer.Ordinal)
                .ThenBy(one => one.Sku, StringComparer.Ordinal).ThenBy(one => one.Bucket, StringComparer.Ordinal)
                .Select(one => (string[])[$"{one.Sku}@{one.Location}", one.Bucket, Text(one.Units)]));
        Write(
            text,
            ["CLAIM", "ROUTE", "ORDER", "UNITS"],
            actual.Claims.OrderBy(one => (one.Kind, one.Route, one.Reference))
                .Select(one => (string[])[one.Kind, one.Route, one.Reference, Text(one.Units)]));

        if (differences.Count == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"As planned: {Plural(actual.Orders.Count, "order")}, ")
                .Append(CultureInfo.InvariantCulture, $"{Plural(actual.CheckOuts.Count, "check-out")}, ")
                .Append(CultureInfo.InvariantCulture, $"{Plural(actual.Stock.Count, "stock bucket")}, ")
                .Append(CultureInfo.InvariantCulture, $"{Plural(actual.Claims.Count, "claim")}.\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"NOT as planned, {Plural(differences.Count, "difference")}:\n");
            foreach (var difference in differences)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {difference}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What each server holds in memory, in MB (a million bytes), beside what a gateway may hold.</summary>
    public static string Of(IEnumerable<(string Server, ResidentMemory Memory, long? Target)> servers)
    {
        var text = new StringBuilder();
        Write(
            text,
            ["RESIDENT MB", "NOW", "PEAK", "TARGET"],
            servers.Select(one => (string[])
            [
                one.Server, Megabytes(one.Memory.Now), Megabytes(one.Memory.Peak),
                one.Target is { } target ? Megabytes(target) : "",
            ]));
        return text.ToString();
    }

    private static void Write(StringBuilder text, string[] head, IEnumerable<string[]> rows)
    {
        List<string[]> all = [head, .. rows];
        var widths = head.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        foreach (var row in all)
        {
            // Counts stand on the right of their column, words on the left.
            var cells = row.Select((cell, column) =>
                all.Skip(1).Any() && all.Skip(1).All(other => other[column].All(char.IsAsciiDigit)
                    && other[column].Length > 0)
                    ? cell.PadLeft(widths[column])
                    : cell.PadRight(widths[column]));
            text.Append(string.Join(new string(' ', GapColumns), cells).TrimEnd()).Append('\n');
        }

        text.Append('\n');
    }

    private static int Units(OrderFact order, string place) =>
        order.Lines.Sum(line => line.Places.GetValueOrDefault(place));

    // Rounded up: 120.1 is not within 120.
    private static string Megabytes(long bytes) => Text((int)((bytes + 999_999) / 1_000_000));

    private static string Plural(int count, string thing) => $"{Text(count)} {thing}{(count == 1 ? "" : "s")}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Text.Json;

namespace Oms.Cli.Output;

/// <summary>Rows for people: a line of headers, columns as wide as their widest cell, two spaces between.</summary>
internal static class Table
{
    private const string Gap = "  ";

    /// <summary>The lines of a table.</summary>
    /// <param name="indent">What every line begins with.</param>
    public static IEnumerable<string> Lines(
        IReadOnlyList<Column> columns, IReadOnlyList<JsonElement> rows, string indent = "")
    {
        List<string[]> cells =
        [
            [.. columns.Select(column => column.Header.ToUpperInvariant())],
            .. rows.Select(row => columns.Select(column => Terminal.Clean(column.Value(row))).ToArray()),
        ];
        int[] widths = [.. columns.Index().Select(column => cells.Max(row => row[column.Index].Length))];
        foreach (var row in cells)
        {
            yield return (indent + string.Join(Gap, row.Index().Select(cell => cell.Item.PadRight(widths[cell.Index]))))
                .TrimEnd();
        }
    }
}

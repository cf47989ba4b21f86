using System.Text.Json;

namespace Oms.Cli.Output;

/// <summary>One JSON document for people: a member a line, members of members indented, lists as tables.</summary>
internal static class Details
{
    private const string Step = "  ";

    /// <summary>The lines of a document. Its depth is bounded by the JSON reader.</summary>
    public static IEnumerable<string> Lines(JsonElement value, string indent = "") =>
        value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(value, indent),
            JsonValueKind.Array => OfArray(value, indent),
            _ => [indent + Terminal.Clean(Cell.Text(value))],
        };

    private static IEnumerable<string> OfObject(JsonElement value, string indent)
    {
        var members = value.EnumerateObject().ToList();
        var width = members.Select(member => member.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var member in members)
        {
            var name = Terminal.Clean(member.Name.Replace('_', ' '));
            if (IsLine(member.Value))
            {
                yield return $"{indent}{name.PadRight(width)}  {Terminal.Clean(Cell.Text(member.Value))}";
                continue;
            }

            yield return indent + name;
            foreach (var line in Lines(member.Value, indent + Step))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> OfArray(JsonElement value, string indent)
    {
        List<JsonElement> rows = [.. value.EnumerateArray()];
        if (rows.All(row => row.ValueKind == JsonValueKind.Object && row.EnumerateObject().All(m => IsLine(m.Value))))
        {
            var names = rows.SelectMany(row => row.EnumerateObject().Select(member => member.Name)).Distinct();
            foreach (var line in Table.Lines([.. names.Select(Column.Of)], rows, indent))
            {
                yield return line;
            }

            yield break;
        }

        foreach (var (index, row) in rows.Index())
        {
            yield return $"{indent}[{index + 1}]";
            foreach (var line in Lines(row, indent + Step))
            {
                yield return line;
            }
        }
    }

    /// <summary>Whether a value fits on the line of its name.</summary>
    private static bool IsLine(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            JsonValueKind.Array => value.EnumerateArray().All(Cell.IsPlain),
            _ => true,
        };
}

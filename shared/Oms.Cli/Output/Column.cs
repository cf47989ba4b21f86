using System.Text.Json;

namespace Oms.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Value">Its text in a row.</param>
internal sealed record Column(string Header, Func<JsonElement, string> Value)
{
    /// <summary>A column that shows a member.</summary>
    /// <param name="path">Names, the outermost first, with a slash between; the last one is the header.</param>
    public static Column Of(string path) =>
        new(path[(path.LastIndexOf('/') + 1)..].Replace('_', ' '), row => Cell.At(row, path));

    /// <summary>A column that counts the elements of a member.</summary>
    public static Column Count(string path) =>
        new(
            path.Replace('_', ' '),
            row => Cell.Find(row, path) is { ValueKind: JsonValueKind.Array } found
                ? $"{found.GetArrayLength()}"
                : "0");
}

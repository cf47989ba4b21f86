using System.Text.Json;

namespace Oms.Cli.Output;

/// <summary>One value of a JSON document as text.</summary>
internal static class Cell
{
    /// <summary>What stands for a value that is absent or null.</summary>
    public const string Nothing = "-";

    /// <summary>Whether a value has no members and no elements.</summary>
    public static bool IsPlain(JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    /// <summary>A string without its quotes; anything else as it is written.</summary>
    public static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null or JsonValueKind.Undefined => Nothing,
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Array when value.EnumerateArray().All(IsPlain) =>
                value.GetArrayLength() == 0 ? Nothing : string.Join(", ", value.EnumerateArray().Select(Text)),
            _ => value.GetRawText(),
        };

    /// <summary>The text of a member.</summary>
    /// <param name="path">Names, the outermost first, with a slash between.</param>
    public static string At(JsonElement value, string path) =>
        Find(value, path) is { } found ? Text(found) : Nothing;

    /// <summary>A member; null where it or one on the way to it is absent.</summary>
    public static JsonElement? Find(JsonElement value, string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value;
    }
}

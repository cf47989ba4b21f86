using System.Text.RegularExpressions;

namespace Oms.Epcis;

/// <summary>Paths into a JSON text (RFC 9535, normalized enough to be pasted into a tool).</summary>
internal static partial class JsonPath
{
    /// <summary>The root of the text.</summary>
    public const string Root = "$";

    /// <summary>The path of a member of an object.</summary>
    public static string Member(string path, string name) =>
        Plain().IsMatch(name)
            ? $"{path}.{name}"
            : $"{path}['{name.Replace("\\", @"\\", StringComparison.Ordinal)
                .Replace("'", @"\'", StringComparison.Ordinal)}']";

    /// <summary>The path of an element of an array.</summary>
    public static string Item(string path, int index) => $"{path}[{index}]";

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Plain();
}

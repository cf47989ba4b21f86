using System.Globalization;

namespace Oms.Cli.Output;

/// <summary>Text on its way to a person.</summary>
internal static class Terminal
{
    /// <summary>Makes text of others harmless: names of devices or payloads must not command the terminal.</summary>
    public static string Clean(string text) =>
        text.Any(IsHarmful) ? string.Concat(text.Select(c => IsHarmful(c) ? '?' : c)) : text;

    private static bool IsHarmful(char c) =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

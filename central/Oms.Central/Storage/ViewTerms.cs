namespace Oms.Central.Storage;

/// <summary>What a row is found by, one by one: an index finds each as a whole, and no part of one.</summary>
internal static class ViewTerms
{
    /// <summary>Stands around texts that are found as wholes, spaces included.</summary>
    public const char Separator = '\u001f';

    /// <summary>Terms of one search.</summary>
    public const int SearchMax = 8;

    private static readonly char[] Spaces = [' ', '\t', '\n', '\r'];
    private static readonly char[] Marks = [',', '.', ';', ':', '(', ')', '"', '\''];

    /// <summary>A text that is found as a whole.</summary>
    public static string Whole(string text) => $"{Separator}{text}{Separator}";

    /// <summary>The terms of a text, each once; a word's marks at its ends do not count.</summary>
    public static IReadOnlyList<string> Of(string? search) =>
        search is null ? []
        : search.Contains(Separator, StringComparison.Ordinal)
            ? [.. search.Split(Separator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)]
            : [
                .. search.Split(Spaces, StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => word.Trim(Marks))
                    .Where(word => word.Length > 0)
                    .Distinct(StringComparer.Ordinal),
            ];
}

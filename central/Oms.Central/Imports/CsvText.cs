using System.Text;

namespace Oms.Central.Imports;

/// <summary>Comma-separated values (RFC 4180): quoted fields may hold commas, line ends and doubled quotes.</summary>
internal static class CsvText
{
    /// <summary>Reads records one after another; empty lines are passed over.</summary>
    /// <returns>Each record's fields, or what is wrong with it; after that there are none.</returns>
    public static IEnumerable<(IReadOnlyList<string>? Fields, string? Fault)> Read(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var fields = new List<string>();
            string? fault;
            do
            {
                (var field, at, fault) = Field(text, at);
                fields.Add(field);
            }
            while (fault is null && at < text.Length && text[at] == ',' && ++at <= text.Length);
            if (fault is not null)
            {
                yield return (null, fault);
                yield break;
            }

            at = AfterLineEnd(text, at);
            if (fields is not [""])
            {
                yield return (fields, null);
            }
        }
    }

    /// <summary>RFC 4180, section 2; and no text that a spreadsheet takes for a formula.</summary>
    public static string Quoted(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"")}\"";
    }

    private static (string Field, int At, string? Fault) Field(string text, int at)
    {
        if (at >= text.Length || text[at] != '"')
        {
            var end = text.AsSpan(at).IndexOfAny(",\r\n");
            var plain = end < 0 ? text[at..] : text.Substring(at, end);
            return plain.Contains('"', StringComparison.Ordinal)
                ? (plain, at, "A quote stands within a field that does not begin with one.")
                : (plain, at + plain.Length, null);
        }

        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                _ = field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                _ = field.Append('"');
                at++;
            }
            else
            {
                at++;
                return at == text.Length || text[at] is ',' or '\r' or '\n'
                    ? (field.ToString(), at, null)
                    : (field.ToString(), at, "Something follows the quote that ends a field.");
            }
        }

        return (field.ToString(), at, "A quote is never closed.");
    }

    private static int AfterLineEnd(string text, int at) =>
        at >= text.Length ? at
        : text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? at + 2
        : at + 1;
}

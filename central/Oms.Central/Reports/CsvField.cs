namespace Oms.Central.Reports;

/// <summary>Texts in comma-separated values.</summary>
internal static class CsvField
{
    /// <summary>A field by RFC 4180, section 2; and no text that a spreadsheet takes for a formula.</summary>
    public static string Of(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

using System.Text;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Http;

namespace Oms.Central.Imports;

/// <summary>A row of a file.</summary>
/// <param name="Number">From 1; a header does not count.</param>
/// <param name="Json">What it says; null where it cannot be read.</param>
/// <param name="Fault">Why it cannot be read.</param>
internal sealed record ImportRow(int Number, byte[]? Json, string? Fault);

/// <summary>Reads files of rows: NDJSON, one JSON object a line, or CSV with a header.</summary>
internal static class ImportRows
{
    /// <summary>Rows of one file.</summary>
    public const int RowsMax = 10_000;

    private const string Ndjson = "application/x-ndjson";
    private const string Csv = "text/csv";

    /// <summary>Reads all rows of a file.</summary>
    /// <returns>The rows, or the problem of the file as a whole.</returns>
    public static (IReadOnlyList<ImportRow>? Rows, Answer? Problem) Read(
        string? contentType, byte[] file, JsonTypeInfo form)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
            return Read(contentType, text.TrimStart('\uFEFF'), form);
        }
        catch (DecoderFallbackException)
        {
            return (null, Problems.Invalid(string.Empty, "The file is not UTF-8."));
        }
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="form">The form of a row.</param>
    /// <returns>The rows, or the problem of the file as a whole.</returns>
    public static (IReadOnlyList<ImportRow>? Rows, Answer? Problem) Read(
        string? contentType, string text, JsonTypeInfo form)
    {
        var (rows, fault) = contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            Ndjson => (Lines(text), null),
            Csv => Records(text, form),
            _ => (null, Problems.Of(415, "unsupported-media-type", $"The body must be {Ndjson} or {Csv}.")),
        };
        return rows?.Count > RowsMax
            ? (null, Problems.Of(413, "body-too-large", $"A file has at most {RowsMax} rows; send it in parts."))
            : (rows, fault);
    }

    private static ImportRow[] Lines(string text) =>
    [
        .. text.Split('\n')
            .Where(line => !string.IsNullOrWhiteSpace(line))
            .Take(RowsMax + 1)
            .Select((line, index) => new ImportRow(index + 1, Encoding.UTF8.GetBytes(line), null)),
    ];

    private static (IReadOnlyList<ImportRow>? Rows, Answer? Problem) Records(string text, JsonTypeInfo form)
    {
        using var records = CsvText.Read(text).GetEnumerator();
        if (!records.MoveNext())
        {
            return HeaderInvalid("The file has no header.");
        }

        if (records.Current.Fields is not { } header)
        {
            return HeaderInvalid(records.Current.Fault);
        }

        var (mapping, unmapped) = CsvMapping.Of(header, form);
        if (mapping is null)
        {
            return HeaderInvalid(unmapped);
        }

        var rows = new List<ImportRow>();
        while (rows.Count <= RowsMax && records.MoveNext())
        {
            var (json, wrong) = records.Current.Fields is { } fields
                ? mapping.Write(fields)
                : (null, records.Current.Fault);
            rows.Add(new ImportRow(rows.Count + 1, json, wrong));
        }

        return (rows, null);
    }

    private static (IReadOnlyList<ImportRow>? Rows, Answer? Problem) HeaderInvalid(string? detail) =>
        (null, Problems.Of(400, "import-header-invalid", detail ?? "The header cannot be read."));
}

using System.Buffers.Text;
using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Oms.Central.Storage;

/// <summary>Pages of views, newest first, by keyset: a page costs the same wherever it is.</summary>
internal static class ViewQueries
{
    /// <param name="f1">Only rows with this value in the first column; null for all.</param>
    /// <param name="f2">The same for the second column.</param>
    /// <param name="search">Only rows with all terms of this text; null for all.</param>
    public static async Task<ViewPage> PageAsync(
        this ITables tables, string kind, string? f1, string? f2, string? search, ViewCursor? after, int limit)
    {
        var terms = ViewTerms.Of(search);
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        (string Name, object? Value)[] values =
        [
            ("@kind", kind), ("@f1", f1), ("@f2", f2), ("@created", after?.Created), ("@id", after?.Id),
            ("@limit", limit + 1), .. terms.Select((term, index) => ($"@term{index}", (object?)term)),
        ];
        var rows = await reader.ManyAsync(
            PageText(f1 is not null, f2 is not null, terms.Count, after is not null),
            row => new ViewDoc(row.GetString(0), row.GetInt64(1), row.Bytes(2)),
            [.. values.Where(value => value.Value is not null)]);
        var more = rows.Count > limit;
        var page = more ? rows[..limit] : rows;
        return new ViewPage(page, more ? new ViewCursor(page[^1].Created, page[^1].Id) : null);
    }

    /// <summary>Only what is asked for, so that the planner knows which index serves it: that of the columns, or the
    /// terms of which the first is walked and the others are looked up.</summary>
    internal static string PageText(bool byF1, bool byF2, int terms, bool isAfter)
    {
        var first = terms > 0 ? "t" : "v";
        return (terms > 0
                ? "SELECT v.id, v.created, v.doc FROM view_terms t CROSS JOIN views v"
                    + " WHERE t.kind = @kind AND t.term = @term0 AND v.kind = t.kind AND v.id = t.id"
                : "SELECT v.id, v.created, v.doc FROM views v WHERE v.kind = @kind")
            + string.Concat(Enumerable.Range(1, int.Max(0, terms - 1)).Select(index =>
                " AND EXISTS (SELECT 1 FROM view_terms o WHERE o.kind = t.kind"
                + $" AND o.term = @term{index} AND o.created = t.created AND o.id = t.id)"))
            + (byF1 ? " AND v.f1 = @f1" : "")
            + (byF2 ? " AND v.f2 = @f2" : "")
            + (isAfter ? $" AND ({first}.created, {first}.id) < (@created, @id)" : "")
            + $" ORDER BY {first}.created DESC, {first}.id DESC LIMIT @limit";
    }

    /// <summary>Every row of a kind; for audits, which look at all of it anyway.</summary>
    public static async Task<List<ViewDoc>> AllAsync(this ITables tables, string kind)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            "SELECT id, created, doc FROM views WHERE kind = @kind ORDER BY id",
            row => new ViewDoc(row.GetString(0), row.GetInt64(1), row.Bytes(2)),
            ("@kind", kind));
    }

    /// <summary>The rows of some ids; those that are not there are left out.</summary>
    public static async Task<List<byte[]>> FindAsync(this ITables tables, string kind, IEnumerable<string> ids) =>
        [.. (await tables.FindEachAsync(kind, ids)).OfType<byte[]>()];

    /// <summary>The row of each id, in their order; null where there is none.</summary>
    public static async Task<IReadOnlyList<byte[]?>> FindEachAsync(
        this ITables tables, string kind, IEnumerable<string> ids)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneOfEachAsync(
            "SELECT doc FROM views WHERE kind = @kind AND id = @id",
            row => row.Bytes(0),
            [.. ids.Select(id => new (string Name, object? Value)[] { ("@kind", kind), ("@id", id) })]);
    }

    /// <summary>The row of an id with all its parts, as of one moment; no document and no parts where there is
    /// none.</summary>
    public static Task<(byte[]? Doc, IReadOnlyList<ViewPart> Parts)> FindWholeAsync(
        this ITables tables, string kind, string id, CancellationToken cancellationToken) =>
        tables.ReadAtOneMomentAsync(
            async reader => (
                await reader.OneAsync(
                    "SELECT doc FROM views WHERE kind = @kind AND id = @id", row => row.Bytes(0),
                    ("@kind", kind), ("@id", id)),
                await reader.PartsAsync(kind, id)),
            cancellationToken);

    /// <summary>The parts of one row, in the order of their names.</summary>
    public static async ValueTask<IReadOnlyList<ViewPart>> PartsAsync(
        this DbConnection connection, string kind, string id) =>
        await connection.ManyAsync(
            "SELECT part, doc FROM view_parts WHERE kind = @kind AND id = @id ORDER BY part",
            row => new ViewPart(row.GetString(0), row.Bytes(1)),
            ("@kind", kind),
            ("@id", id));

    /// <summary>An API key; null when there is none of that id.</summary>
    public static async Task<byte[]?> FindKeyAsync(this ITables tables, string id)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneAsync(
            $"SELECT doc FROM {ViewsProjection.Keys} WHERE kind = @kind AND id = @id",
            row => row.Bytes(0),
            ("@kind", Access.ApiKey.Kind),
            ("@id", id));
    }
}

internal sealed record ViewDoc(string Id, long Created, byte[] Doc);

internal sealed record ViewPage(IReadOnlyList<ViewDoc> Rows, ViewCursor? Next);

/// <summary>The last row of a page; opaque to clients.</summary>
internal sealed record ViewCursor(long Created, string Id)
{
    public string Encode() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Created}~{Id}")));

    /// <summary>Reads a cursor; null when it is none.</summary>
    public static ViewCursor? Decode(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        var at = plain.IndexOf('~', StringComparison.Ordinal);
        return at > 0 && long.TryParse(plain.AsSpan(0, at), CultureInfo.InvariantCulture, out var created)
            ? new ViewCursor(created, plain[(at + 1)..])
            : null;
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Hosting;
using Oms.Central.Storage;

namespace Oms.Central.Http;

/// <summary>Lists of views: filters, keyset cursors, <c>Link: rel=next</c>.</summary>
internal static class Lists
{
    private const int LimitDefault = 50;
    private const int LimitMax = 200;

    /// <summary>Answers one page.</summary>
    /// <param name="search">Words that all must be among the row's; null for all rows.</param>
    /// <param name="toItem">Turns a row into what clients see.</param>
    public static async Task<IResult> PageAsync<TItem>(
        HttpContext context,
        CentralNode node,
        string kind,
        string? f1,
        string? f2,
        string? search,
        JsonTypeInfo<ListBody<TItem>> json,
        Func<string, byte[], TItem> toItem)
    {
        var query = context.Request.Query;
        if (Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var text = query["cursor"].ToString();
        var cursor = text.Length == 0 ? null : ViewCursor.Decode(text);
        if (text.Length > 0 && cursor is null)
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        if (ViewTerms.Of(search).Count > ViewTerms.SearchMax)
        {
            return Problems.Invalid("q", $"It must have at most {ViewTerms.SearchMax} words.");
        }

        var page = await node.Model.PageAsync(kind, Value(f1), Value(f2), search, cursor, limit);
        var body = new ListBody<TItem>([.. page.Rows.Select(row => toItem(row.Id, row.Doc))], page.Next?.Encode());
        return Ok(body, json) with { Link = body.Next is null ? null : NextLink(context, body.Next) };

        static string? Value(string? given) => string.IsNullOrEmpty(given) ? null : given;
    }

    /// <summary>A number within its range; null when it is not.</summary>
    public static int? Limit(string? text, int ifAbsent, int max) =>
        string.IsNullOrEmpty(text)
            ? ifAbsent
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                && limit >= 1 && limit <= max
                ? limit
                : null;

    public static Answer Ok<T>(T body, JsonTypeInfo<T> json) =>
        new(StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(body, json), Answer.Json);

    public static string NextLink(HttpContext context, string cursor, string name = "cursor")
    {
        var others = context.Request.Query.Where(pair => pair.Key != name).SelectMany(pair =>
            pair.Value.Select(value =>
                $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? string.Empty)}"));
        var all = string.Join('&', [.. others, $"{name}={Uri.EscapeDataString(cursor)}"]);
        return $"<{context.Request.Path}?{all}>; rel=\"next\"";
    }
}

/// <param name="Next">The cursor of the next page; null on the last one.</param>
internal sealed record ListBody<TItem>(IReadOnlyList<TItem> Items, string? Next);

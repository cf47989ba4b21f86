using System.Globalization;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;

namespace Oms.Central.Inventory;

/// <summary>The movements of a stock item over HTTP, newest first.</summary>
internal static class MovementEndpoints
{
    private const int LimitDefault = 50;
    private const int LimitMax = 200;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node) =>
        _ = routes.Get<ListBody<MovementView>>(
            "/stock-items/{id}/movements", ApiScope.Read, "Movements of a stock item", context =>
            PageAsync(context, node))
            .WithMetadata(new ReadModel(MovementsProjection.ProjectionName));

    private static async Task<IResult> PageAsync(HttpContext context, CentralNode node)
    {
        var id = $"{context.Request.RouteValues["id"]}";
        if (StockItemId.Parse(id) is null)
        {
            return Problems.NotFound("such stock item");
        }

        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var text = query["cursor"].ToString();
        var after = text.Length == 0 ? null : ViewCursor.Decode(text);
        var part = 0;
        if (text.Length > 0 && (after is null || !int.TryParse(after.Id, CultureInfo.InvariantCulture, out part)))
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        var rows = await ReadAsync(node.Model, id, query["lot"].ToString(), after?.Created, part, limit + 1);
        var more = rows.Count > limit;
        var page = more ? rows[..limit] : rows;
        var next = more ? new ViewCursor(page[^1].Version, $"{page[^1].Part}").Encode() : null;
        return Lists.Ok(new ListBody<MovementView>(page, next), CentralJson.Default.ListBodyMovementView)
            with
        { Link = next is null ? null : Lists.NextLink(context, next) };
    }

    private static async Task<List<MovementView>> ReadAsync(
        ITables tables, string item, string lot, long? beforeSeq, int beforePart, int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var text = "SELECT seq, part, at, principal, kind, lot, quantity, from_bucket, to_bucket, reason, reference"
            + " FROM stock_movements WHERE item = @item"
            + (lot.Length == 0 ? "" : " AND lot = @lot")
            + (beforeSeq is null ? "" : " AND (seq, part) < (@seq, @part)")
            + " ORDER BY seq DESC, part DESC LIMIT @limit";
        var values = new List<(string Name, object? Value)> { ("@item", item), ("@limit", limit) };
        if (lot.Length > 0)
        {
            values.Add(("@lot", lot));
        }

        if (beforeSeq is not null)
        {
            values.AddRange([("@seq", beforeSeq), ("@part", beforePart)]);
        }

        return await reader.ManyAsync(
            text,
            row => new MovementView(
                row.GetInt64(0),
                (int)row.GetInt64(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                row.GetInt64(6),
                row.GetString(7),
                row.GetString(8),
                row.IsDBNull(9) ? null : row.GetString(9),
                row.IsDBNull(10) ? null : row.GetString(10)),
            [.. values]);
    }
}

/// <summary>A movement as the API shows it.</summary>
/// <param name="Version">The item's version that it led to; of one version there may be several parts.</param>
/// <param name="Part">0, 1, 2 ... within the version.</param>
internal sealed record MovementView(
    long Version,
    int Part,
    string At,
    string By,
    string Kind,
    string Lot,
    long Quantity,
    string From,
    string To,
    string? Reason,
    string? Reference);

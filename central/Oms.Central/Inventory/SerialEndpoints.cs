using System.Buffers.Text;
using System.Text;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;

namespace Oms.Central.Inventory;

/// <summary>The serials of a stock item over HTTP, in their own order.</summary>
internal static class SerialEndpoints
{
    private const int LimitDefault = 50;
    private const int LimitMax = 200;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node) =>
        _ = routes.Get<ListBody<SerialView>>(
            "/stock-items/{id}/serials", ApiScope.Read, "Serials of a stock item", context => PageAsync(context, node))
            .ReadsOneEntity();

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

        var cursor = query["cursor"].ToString();
        if (cursor.Length > 0 && !Base64Url.IsValid(cursor))
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        var after = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        var lot = query["lot"].ToString();
        var view = await node.Stock.ReadAsync(
            CentralNode.Address(StockItem.Kind, id), Consistency.Of(context), context.RequestAborted);
        var rows = (view.State.Serials?.AsEnumerable() ?? [])
            .Where(pair => lot.Length == 0 || pair.Value == lot)
            .Where(pair => string.CompareOrdinal(pair.Key, after) > 0)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(limit + 1)
            .Select(pair => new SerialView(pair.Key, pair.Value))
            .ToList();
        var more = rows.Count > limit;
        var page = more ? rows[..limit] : rows;
        var next = more ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(page[^1].Serial)) : null;
        return Lists.Ok(new ListBody<SerialView>(page, next), CentralJson.Default.ListBodySerialView)
            with
        { Link = next is null ? null : Lists.NextLink(context, next) };
    }
}

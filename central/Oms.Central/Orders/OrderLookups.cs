using Oms.Central.Access;
using Oms.Central.Customers;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Orders;

/// <summary>Orders by what they are found by. Each order is read itself, so its state is never an old one.</summary>
internal static class OrderLookups
{
    private const int LimitDefault = 50;
    private const int LimitMax = 200;
    private const int MergedMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node) =>
        _ = routes.Get<ListBody<OrderView>>(
            "/customers/{id}/orders", ApiScope.Read, "What a customer ordered", async context =>
            {
                var id = OrderEndpoints.Text(context, "id");
                var name = Uri.UnescapeDataString(id);
                if (!StockItemId.IsLocation(name) || EntityAddress.Join(name) != id)
                {
                    return CustomerAnswers.Unknown;
                }

                var all = await WithMergedAsync(node, id, context.RequestAborted);
                return all.Count == 0
                    ? CustomerAnswers.Unknown
                    : await PageAsync(
                        node,
                        context,
                        $"customer IN ({string.Join(", ", all.Select((_, index) => $"@c{index}"))})",
                        [.. all.Select((each, index) => ($"@c{index}", (object?)each))]);
            }).WithMetadata(new ReadModel(OrderIndexProjection.ProjectionName));

    /// <summary>Orders with a reference: of one channel at once, of all channels from the index.</summary>
    public static async Task<IResult> ByReferenceAsync(
        CentralNode node, HttpContext context, string reference, string channel)
    {
        if (channel.Length == 0)
        {
            return await PageAsync(node, context, "external_ref = @ref", [("@ref", reference)]);
        }

        var id = OrderId.Of(EntityAddress.MainTenant, channel, reference);
        var order = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, id), context.RequestAborted)).State;
        return Lists.Ok(
            new ListBody<OrderView>(order.Status == OrderStatus.Absent ? [] : [OrderView.Of(order)], null),
            CentralJson.Default.ListBodyOrderView);
    }

    /// <param name="where">A condition of the program's own, with names for what comes from outside.</param>
    private static async Task<IResult> PageAsync(
        CentralNode node, HttpContext context, string where, (string Name, object? Value)[] values)
    {
        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var text = query["cursor"].ToString();
        var after = text.Length == 0 ? null : ViewCursor.Decode(text);
        if (text.Length > 0 && after is null)
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        var rows = await ReadAsync(node, where, values, after, limit + 1);
        var page = rows.Take(limit).ToList();
        var orders = await Task.WhenAll(page.Select(row => node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, row.Id), context.RequestAborted).AsTask()));
        var next = rows.Count > limit ? page[^1].Encode() : null;
        return Lists.Ok(
            new ListBody<OrderView>([.. orders.Select(order => OrderView.Of(order.State))], next),
            CentralJson.Default.ListBodyOrderView) with
        { Link = next is null ? null : Lists.NextLink(context, next) };
    }

    private static async Task<List<ViewCursor>> ReadAsync(
        CentralNode node, string where, (string Name, object? Value)[] values, ViewCursor? after, int limit)
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            $"SELECT id, created FROM order_index WHERE {where}"
                + (after is null ? "" : " AND (created, id) < (@created, @id)")
                + " ORDER BY created DESC, id DESC LIMIT @limit",
            row => new ViewCursor(row.GetInt64(1), row.GetString(0)),
            [
                .. values,
                .. after is null ? [] : new (string, object?)[] { ("@created", after.Created), ("@id", after.Id) },
                ("@limit", limit),
            ]);
    }

    /// <summary>A customer's id and those of all records that were merged into it; none where it is not
    /// known.</summary>
    private static async Task<List<string>> WithMergedAsync(
        CentralNode node, string id, CancellationToken cancellationToken)
    {
        List<string> found = [id];
        for (var next = 0; next < found.Count && found.Count <= MergedMax; next++)
        {
            var account = (await node.Accounts.ReadAsync(
                CentralNode.Address(CustomerAccount.Kind, found[next]), cancellationToken)).State;
            if (account.Revision == 0)
            {
                return [];
            }

            found.AddRange(account.Absorbed.Except(found).ToList());
        }

        return found;
    }
}

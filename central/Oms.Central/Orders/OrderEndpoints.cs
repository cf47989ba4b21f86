using System.Globalization;
using System.Text.Json;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Orders;

/// <summary>Orders over HTTP.</summary>
internal static class OrderEndpoints
{
    /// <summary>The longest body of an order: 5 000 lines with what they say.</summary>
    public const int BodyBytesMax = 4 << 20;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<PlaceOrderBody>("/orders", ApiScope.Integration, 201, "Place an order", context =>
            writes.RunAsync(
                context, CentralJson.Default.PlaceOrderBody, addressInBody: true,
                (body, command) => OrderWrites.PlaceAsync(
                    node, body, Caller.Of(context), command, context.RequestAborted),
                BodyBytesMax));
        _ = routes.Get<ListBody<OrderView>>("/orders", ApiScope.Read, "List orders", context =>
        {
            var query = context.Request.Query;
            if (query["external_ref"].ToString() is { Length: > 0 } reference)
            {
                return OrderLookups.ByReferenceAsync(node, context, reference, query["channel"].ToString());
            }

            return Lists.PageAsync(
                context,
                node,
                OrderId.Kind,
                query["status"],
                query["channel"],
                query["q"].ToString().ToUpperInvariant(),
                CentralJson.Default.ListBodyOrderView,
                (_, doc) => OrderView.Of(JsonSerializer.Deserialize(doc, OrderJson.Default.Order)!).Shown(context));
        });
        _ = routes.Get<OrderView>("/orders/{id}", ApiScope.Read, "Read an order", async context =>
        {
            var (order, problem) = await AsOfAsync(node, context);
            return problem ?? (order is null
                ? Problems.NotFound("such order")
                : Lists.Ok(
                    OrderView.Of(order, await OrderCustomers.OpenAsync(node, order)).Shown(context),
                    CentralJson.Default.OrderView)
                    with
                { ETag = AsOf.ETag(context, order.Revision) });
        }).ReadsOneEntity().ShowsThePast();
        _ = routes.Get<ListBody<TimelineItem>>(
            "/orders/{id}/timeline", ApiScope.Read, "What happened to an order, custody included", async context =>
                await FindAsync(node, context) is { } order
                    ? Lists.Ok(
                        new ListBody<TimelineItem>(
                            await Timeline.OfAsync(node, order, context.RequestAborted), null),
                        CentralJson.Default.ListBodyTimelineItem)
                    : Problems.NotFound("such order"));

        Command<CancelOrderBody>(
            routes, node, writes, "/orders/{id}/cancel", "Cancel an order", CentralJson.Default.CancelOrderBody,
            (body, _, _, expected) => new OrderCommand.Cancel(body.Reason, expected));
        Command<CancelLineBody>(
            routes, node, writes, "/orders/{id}/lines/{line}/cancel", "Cancel units of a line",
            CentralJson.Default.CancelLineBody,
            (body, context, _, expected) => new OrderCommand.CancelLine(
                Number(context, "line"), body.Quantity, body.Reason, expected));
        Command<CancelKitBody>(
            routes, node, writes, "/orders/{id}/kits/{kit}/cancel", "Cancel kits", CentralJson.Default.CancelKitBody,
            (body, context, _, expected) => new OrderCommand.CancelKit(
                Number(context, "kit"), body.Quantity, body.Reason, expected));
        Command<PlaceHoldBody>(
            routes, node, writes, "/orders/{id}/holds", "Hold an order", CentralJson.Default.PlaceHoldBody,
            (body, _, command, expected) => new OrderCommand.PlaceHold(
                body.Type, body.Reason, command.Principal.ToString(), expected));
        Command<ReleaseHoldBody>(
            routes, node, writes, "/orders/{id}/holds/{type}/release", "Release a hold",
            CentralJson.Default.ReleaseHoldBody,
            (body, context, command, expected) =>
                Enum.TryParse<HoldType>(Text(context, "type"), ignoreCase: true, out var type)
                    ? new OrderCommand.ReleaseHold(type, body.Reason, expected)
                    {
                        By = command.Principal.ToString(),
                    }
                    : null);
        OrderDraftEndpoints.Map(routes, node, writes);
        OrderChangeEndpoints.Map(routes, node, writes);
        OrderLookups.Map(routes, node);
    }

    /// <summary>Maps a command that needs <c>If-Match</c>.</summary>
    /// <param name="check">What else speaks against it, of the order as it is; null when nothing can.</param>
    /// <param name="make">The command; null where the path names nothing that there is.</param>
    public static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string path,
        string summary,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TBody> json,
        Func<TBody, HttpContext, CommandContext, long?, OrderCommand?> make,
        Func<TBody, HttpContext, Order, Answer?>? check = null)
        where TBody : class =>
        routes.Post<TBody>(path, ApiScope.Integration, 200, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var (expected, missing) = Preconditions.IfMatch(context);
                if (missing is not null)
                {
                    return missing;
                }

                var id = Text(context, "id");
                if (!EntityAddress.IsId(id) || make(body, context, command, expected) is not { } asked)
                {
                    return Problems.NotFound("such order or hold");
                }

                if (check is not null)
                {
                    var order = await node.Orders.ReadAsync(
                        CentralNode.Address(OrderId.Kind, id), context.RequestAborted);
                    if (check(body, context, order.State) is { } problem)
                    {
                        return problem;
                    }
                }

                var reply = await node.Orders.AskAsync(CentralNode.Address(OrderId.Kind, id), asked, command);
                return KeyedWrites.Receipt(reply, id, 200, rejection => OrderAnswers.Explain(rejection, id));
            }));

    private static async Task<(Order? Order, Answer? Problem)> AsOfAsync(CentralNode node, HttpContext context)
    {
        var id = Text(context, "id");
        if (!EntityAddress.IsId(id))
        {
            return (null, null);
        }

        var (order, problem) = await AsOf.ReadAsync(
            context, CentralNode.Address(OrderId.Kind, id), node.Orders, node.PastOrders);
        return (order?.Status == OrderStatus.Absent ? null : order, problem);
    }

    /// <summary>The order that a path names; null where there is none.</summary>
    public static async Task<Order?> FindAsync(CentralNode node, HttpContext context)
    {
        var id = Text(context, "id");
        if (!EntityAddress.IsId(id))
        {
            return null;
        }

        var view = await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, id), Consistency.Of(context), context.RequestAborted);
        return view.State.Status == OrderStatus.Absent ? null : view.State;
    }

    /// <summary>A part of the path.</summary>
    public static string Text(HttpContext context, string name) => $"{context.Request.RouteValues[name]}";

    /// <summary>A number in the path; 0 where it is none.</summary>
    public static int Number(HttpContext context, string name) =>
        int.TryParse(Text(context, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

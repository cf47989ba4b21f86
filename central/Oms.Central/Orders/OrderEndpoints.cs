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
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<PlaceOrderBody>("/orders", ApiScope.Integration, 201, "Place an order", context =>
            writes.RunAsync(
                context, CentralJson.Default.PlaceOrderBody, addressInBody: true,
                (body, command) => PlaceAsync(node, body, command)));
        _ = routes.Get<ListBody<OrderView>>("/orders", ApiScope.Read, "List orders", context =>
        {
            var query = context.Request.Query;
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
                : Lists.Ok(OrderView.Of(order).Shown(context), CentralJson.Default.OrderView)
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
        Command<PlaceHoldBody>(
            routes, node, writes, "/orders/{id}/holds", "Hold an order", CentralJson.Default.PlaceHoldBody,
            (body, _, command, expected) => new OrderCommand.PlaceHold(
                body.Type, body.Reason, command.Principal.ToString(), expected));
        Command<ReleaseHoldBody>(
            routes, node, writes, "/orders/{id}/holds/{type}/release", "Release a hold",
            CentralJson.Default.ReleaseHoldBody,
            (body, context, _, expected) =>
                Enum.TryParse<HoldType>(Text(context, "type"), ignoreCase: true, out var type)
                    ? new OrderCommand.ReleaseHold(type, body.Reason, expected)
                    : null);
    }

    /// <summary>Places an order.</summary>
    public static async Task<Answer> PlaceAsync(CentralNode node, PlaceOrderBody body, CommandContext command)
    {
        var id = OrderId.Of(EntityAddress.MainTenant, body.Channel, body.ExternalRef);
        var reply = await node.Orders.AskAsync(
            CentralNode.Address(OrderId.Kind, id), new OrderCommand.Place(id, body.Terms), command);
        return KeyedWrites.Receipt(
            reply, id, reply.Events.Count > 0 ? 201 : 200, rejection => Explain(rejection, id), $"/orders/{id}");
    }

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string path,
        string summary,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TBody> json,
        Func<TBody, HttpContext, CommandContext, long?, OrderCommand?> make)
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

                var reply = await node.Orders.AskAsync(CentralNode.Address(OrderId.Kind, id), asked, command);
                return KeyedWrites.Receipt(reply, id, 200, rejection => Explain(rejection, id));
            }));

    /// <summary>What a client is told of a refusal.</summary>
    public static Answer Explain(OrderRejection rejection, string id) =>
        rejection switch
        {
            OrderRejection.NoSuchOrder => Problems.NotFound("such order"),
            OrderRejection.NoSuchLine r => Problems.NotFound($"line {r.Line}"),
            OrderRejection.NoSuchHold r => Problems.NotFound($"hold {r.Type} on the order"),
            OrderRejection.DuplicateOrder => Problems.Of(
                409, "duplicate-order", "The channel and reference stand for another order.", body => body.Order = id),
            OrderRejection.StaleRevision r => Preconditions.Failed(r.Current),
            OrderRejection.HoldActive r => Problems.Of(409, "hold-active", $"Holds: {string.Join(", ", r.Holds)}."),
            OrderRejection.QuantityExceeded r => Problems.Of(
                409, "quantity-exceeded", $"{r.Asked} were asked for; {r.Possible} are possible."),
            OrderRejection.InvalidTerms r => Problems.Invalid(r.Field, r.Reason),
            OrderRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"{r.Reason} (The order is {r.Status}.)"),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };

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

    private static async Task<Order?> FindAsync(CentralNode node, HttpContext context)
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

    private static string Text(HttpContext context, string name) => $"{context.Request.RouteValues[name]}";

    private static int Number(HttpContext context, string name) =>
        int.TryParse(Text(context, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

using Oms.Central.Access;
using Oms.Central.Customers;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;

namespace Oms.Central.Orders;

/// <summary>Changes of placed orders over HTTP.</summary>
internal static class OrderChangeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<ProposeChangeBody>(
            "/orders/{id}/changes", ApiScope.Integration, 201, "Propose a change of an order", context =>
                writes.RunAsync(
                    context, CentralJson.Default.ProposeChangeBody, addressInBody: false, async (body, command) =>
                    {
                        var (expected, missing) = Preconditions.IfMatch(context);
                        if (missing is not null)
                        {
                            return missing;
                        }

                        var (order, wish, problem) = await WishAsync(node, context, body);
                        if (wish is null)
                        {
                            return problem!;
                        }

                        var reply = await node.Orders.AskAsync(
                            CentralNode.Address(OrderId.Kind, order.Id),
                            new OrderCommand.ProposeChange(wish, command.Principal.ToString(), expected),
                            command);
                        return KeyedWrites.Receipt(
                            reply, order.Id, 201, rejection => OrderAnswers.Explain(rejection, order.Id));
                    },
                    OrderEndpoints.BodyBytesMax));
        _ = routes.MapPost(
            "/orders/{id}/changes/preview", (Delegate)(Func<HttpContext, Task<IResult>>)(context =>
                PreviewAsync(node, context)))
            .WithSummary("What a change of an order would come to; nothing is changed")
            .WithMetadata(new RequiredScope(ApiScope.Read))
            .Accepts<ProposeChangeBody>(Answer.Json)
            .Produces<ChangePreviewView>();
        OrderEndpoints.Command<Manifests.EmptyBody>(
            routes, node, writes, "/orders/{id}/changes/{number}/confirm", "Confirm a change",
            CentralJson.Default.EmptyBody,
            (_, context, command, expected) => new OrderCommand.ConfirmChange(
                OrderEndpoints.Number(context, "number"), command.Principal.ToString(), expected));
        OrderEndpoints.Command<DeclineChangeBody>(
            routes, node, writes, "/orders/{id}/changes/{number}/decline", "Decline a change",
            CentralJson.Default.DeclineChangeBody,
            (body, context, command, expected) => new OrderCommand.DeclineChange(
                OrderEndpoints.Number(context, "number"), body.Reason, command.Principal.ToString(), expected));
    }

    private static async Task<IResult> PreviewAsync(CentralNode node, HttpContext context)
    {
        var (bytes, unread) = await StrictBody.ReadAsync(context, OrderEndpoints.BodyBytesMax);
        if (unread is not null)
        {
            return unread;
        }

        var (body, invalid) = StrictBody.Parse(bytes!, CentralJson.Default.ProposeChangeBody);
        if (invalid is not null)
        {
            return invalid;
        }

        var (order, wish, problem) = await WishAsync(node, context, body!);
        if (wish is null)
        {
            return problem!;
        }

        var (proposed, rejection) = order.Preview(wish, node.Clock.GetCurrentInstant());
        if (rejection is not null)
        {
            return OrderAnswers.Explain(rejection, order.Id);
        }

        var change = proposed!.Change!;
        List<PreviewedLine> added = [];
        foreach (var line in change.Added.Select(number => proposed.Lines[number - 1]))
        {
            var stock = (await node.Stock.ReadAsync(
                CentralNode.Address(StockItem.Kind, StockItemId.Of(line.Sku, proposed.LocationOf(line))),
                context.RequestAborted)).State;
            added.Add(new PreviewedLine(
                line.Number, line.Sku, line.Quantities.Ordered, line.AddsTo, int.Max(0, stock.Available)));
        }

        return Lists.Ok(
            new ChangePreviewView(order.Revision, change.Cuts, added, change.Destination is not null),
            CentralJson.Default.ChangePreviewView) with
        { ETag = Preconditions.ETag(order.Revision) };
    }

    /// <summary>What a request wants to change: a registered customer's new address is encrypted on the way.</summary>
    private static async Task<(Order Order, ChangeWish? Wish, Answer? Problem)> WishAsync(
        CentralNode node, HttpContext context, ProposeChangeBody body)
    {
        if (await OrderEndpoints.FindAsync(node, context) is not { } order)
        {
            return (Order.Initial, null, Problems.NotFound("such order"));
        }

        OrderDestination? destination = null;
        if (body.Customer is { } given)
        {
            destination = order.Terms!.CustomerId is { } customer
                ? await OrderCustomers.SealedAsync(node, customer, given)
                : new OrderDestination(given, null);
            if (destination is null)
            {
                return (order, null, CustomerAnswers.Erased);
            }
        }

        return (
            order,
            new ChangeWish(body.Lines ?? [], body.Add ?? [], body.Reason, body.HoldMinutes)
            {
                Destination = destination,
            },
            null);
    }
}

/// <summary>What a change would come to.</summary>
/// <param name="Version">The version of the order that it was judged by.</param>
/// <param name="Take">Units that it would take from lines.</param>
/// <param name="Add">Lines that it would add.</param>
internal sealed record ChangePreviewView(
    long Version, IReadOnlyList<LineCut> Take, IReadOnlyList<PreviewedLine> Add, bool NewAddress);

/// <param name="Available">Units that could be promised at this moment; where there are fewer the line would
/// wait.</param>
internal sealed record PreviewedLine(int Line, string Sku, int Quantity, int? AddsTo, int Available);

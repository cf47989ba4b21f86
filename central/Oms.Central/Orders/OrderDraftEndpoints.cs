using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Orders;

/// <summary>Drafts over HTTP.</summary>
internal static class OrderDraftEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<PlaceOrderBody>("/orders/drafts", ApiScope.Integration, 201, "Draft an order", context =>
            writes.RunAsync(
                context, CentralJson.Default.PlaceOrderBody, addressInBody: true,
                (body, command) => OrderWrites.DraftAsync(node, body, command, context.RequestAborted),
                OrderEndpoints.BodyBytesMax));
        _ = routes.Post<PlaceOrderBody>("/orders/{id}/revise", ApiScope.Integration, 200, "Revise a draft", context =>
            writes.RunAsync(
                context, CentralJson.Default.PlaceOrderBody, addressInBody: false, async (body, command) =>
                {
                    var (expected, missing) = Preconditions.IfMatch(context);
                    if (missing is not null)
                    {
                        return missing;
                    }

                    var id = OrderEndpoints.Text(context, "id");
                    return EntityAddress.IsId(id)
                        ? await OrderWrites.ReviseAsync(node, id, body, expected, command, context.RequestAborted)
                        : Problems.NotFound("such order");
                },
                OrderEndpoints.BodyBytesMax));
        const string PlacePath = "/orders/{id}/place";
        _ = routes.Post<Manifests.EmptyBody>(PlacePath, ApiScope.Integration, 200, "Place a draft", context =>
            writes.RunAsync(context, CentralJson.Default.EmptyBody, addressInBody: false, async (_, command) =>
            {
                var (expected, missing) = Preconditions.IfMatch(context);
                var id = OrderEndpoints.Text(context, "id");
                return missing is not null ? missing
                    : EntityAddress.IsId(id)
                        ? await OrderWrites.PlaceDraftAsync(
                            node, id, expected, Caller.Of(context), command, context.RequestAborted)
                        : Problems.NotFound("such order");
            }));
        OrderEndpoints.Command<DiscardDraftBody>(
            routes, node, writes, "/orders/{id}/discard", "Discard a draft", CentralJson.Default.DiscardDraftBody,
            (body, _, _, expected) => new OrderCommand.Discard(body.Reason, expected));
    }
}

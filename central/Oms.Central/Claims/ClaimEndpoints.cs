using System.Text.Json;
using NodaTime;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Claims;

/// <summary>Claims over HTTP.</summary>
internal static class ClaimEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Get<ListBody<ClaimView>>("/claims", ApiScope.Read, "List claims", context =>
            Lists.PageAsync(
                context,
                node,
                Claim.Kind,
                context.Request.Query["status"],
                context.Request.Query["kind"],
                null,
                CentralJson.Default.ListBodyClaimView,
                (id, doc) => ClaimView.Of(id, JsonSerializer.Deserialize(doc, ClaimJson.Default.Claim)!)));
        _ = routes.Get<ClaimView>("/claims/{id}", ApiScope.Read, "Read a claim", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound("such claim");
            }

            var view = await node.Claims.ReadAsync(
                CentralNode.Address(Claim.Kind, id), Consistency.Of(context), context.RequestAborted);
            return view.State.Status == ClaimStatus.Absent
                ? Problems.NotFound("such claim")
                : Lists.Ok(ClaimView.Of(id, view.State), CentralJson.Default.ClaimView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) };
        }).ReadsOneEntity();
        _ = routes.Post<ResolveClaimBody>(
            "/claims/{id}/resolve", ApiScope.Integration, 200, "Resolve a claim", context =>
                writes.RunAsync(context, CentralJson.Default.ResolveClaimBody, addressInBody: false,
                    async (body, command) =>
                {
                    var id = $"{context.Request.RouteValues["id"]}";
                    if (!EntityAddress.IsId(id))
                    {
                        return Problems.NotFound("such claim");
                    }

                    var reply = await node.Claims.AskAsync(
                        CentralNode.Address(Claim.Kind, id),
                        new ClaimCommand.Resolve(body.Resolution, body.Note, command.Principal.ToString()),
                        command);
                    return KeyedWrites.Receipt(reply, id, 200, rejection =>
                        rejection is ClaimRejection.AlreadyResolved r
                        ? Problems.Of(409, "illegal-transition", $"It was resolved: {r.Resolution}.")
                        : Problems.NotFound("such claim"));
                }));
    }
}

internal sealed record ResolveClaimBody(string Resolution, string Note);

/// <summary>A claim as the API shows it.</summary>
/// <param name="Evidence">Where the evidence file is.</param>
internal sealed record ClaimView(
    string Id,
    long Version,
    ClaimStatus Status,
    string Kind,
    string CheckOut,
    long CustodySeq,
    string? Route,
    string? Order,
    int? Line,
    string? Sku,
    string? Lot,
    int Quantity,
    string Detail,
    Instant OpenedAt,
    string? Resolution,
    string? Note,
    string Evidence)
{
    public static ClaimView Of(string id, Claim claim)
    {
        var terms = claim.Terms!;
        return new ClaimView(
            id,
            claim.Revision,
            claim.Status,
            terms.ClaimKind,
            terms.CheckOut,
            terms.CustodySeq,
            terms.Route,
            terms.Order,
            terms.Line,
            terms.Sku,
            terms.Lot,
            terms.Quantity,
            terms.Detail,
            claim.OpenedAt,
            claim.Resolution,
            claim.Note,
            $"/check-outs/{Uri.EscapeDataString(terms.CheckOut)}/evidence");
    }
}

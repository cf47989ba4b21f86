using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Claims;

/// <summary>Claims over HTTP.</summary>
internal static class ClaimEndpoints
{
    private const string Root = "/claims";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<OpenClaimBody>(Root, ApiScope.Integration, 201, "Open a claim", context =>
            writes.RunAsync(
                context, CentralJson.Default.OpenClaimBody, addressInBody: true,
                (body, command) => OpenAsync(node, body, command, context.RequestAborted)));
        _ = routes.Get<ListBody<ClaimView>>(Root, ApiScope.Read, "List claims", context =>
            Lists.PageAsync(
                context,
                node,
                Claim.Kind,
                context.Request.Query["status"],
                context.Request.Query["kind"],
                context.Request.Query["q"].ToString().ToUpperInvariant(),
                CentralJson.Default.ListBodyClaimView,
                (id, doc) => ClaimView.Of(id, JsonSerializer.Deserialize(doc, ClaimJson.Default.Claim)!)));
        _ = routes.Get<ClaimView>($"{Root}/{{id}}", ApiScope.Read, "Read a claim", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Missing;
            }

            var (claim, problem) = await AsOf.ReadAsync(
                context, CentralNode.Address(Claim.Kind, id), node.Claims, node.PastClaims);
            return problem ?? (claim is null or { Status: ClaimStatus.Absent }
                ? Missing
                : Lists.Ok(ClaimView.Of(id, claim), CentralJson.Default.ClaimView)
                    with
                { ETag = AsOf.ETag(context, claim.Revision) });
        }).ReadsOneEntity().ShowsThePast();
        Command(
            routes, node, writes, "resolve", 200, "Resolve a claim", CentralJson.Default.ResolveClaimBody,
            (body, command, _) => new ClaimCommand.Resolve(body.Resolution, body.Note, command.Principal.ToString()));
        Command(
            routes, node, writes, "evidence", 201, "Bring evidence of a claim forward",
            CentralJson.Default.ClaimEvidence,
            (body, command, _) => new ClaimCommand.Attach(body, command.Principal.ToString()));
        Command(
            routes, node, writes, "decide", 200, "Accept a claim, or refuse it", CentralJson.Default.JudgeClaimBody,
            (body, command, expected) => new ClaimCommand.Judge(
                body.Accepted, body.Reason, command.Principal.ToString(), expected),
            ifMatch: true,
            check: (_, body) => OrderTerms.IsName(body.Reason) ? null
                : Problems.Invalid("/reason", "It must have 1 to 64 characters, none a control character."));
        Command(
            routes, node, writes, "settle", 200, "Make good what was accepted", CentralJson.Default.ClaimSettlement,
            (body, command, expected) => new ClaimCommand.Settle(body, command.Principal.ToString(), expected),
            ifMatch: true,
            check: (context, body) => body.Amount is { } amount
                && node.PaymentSettings.LimitOf(Caller.Of(context), amount.Currency) is { } limit
                && amount.IsMoreThan(limit)
                ? PaymentEndpoints.Explain(new PaymentRejection.ApprovalRequired(limit))
                : null);
    }

    private static Answer Missing => Problems.NotFound("such claim");

    private static async Task<Answer> OpenAsync(
        CentralNode node, OpenClaimBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(body.Id))
        {
            return Problems.Invalid("/id", "It is no id.");
        }

        if (body.Order is { } name)
        {
            var order = EntityAddress.IsId(name)
                ? (await node.Orders.ReadAsync(CentralNode.Address(OrderId.Kind, name), cancellationToken)).State
                : Order.Initial;
            if (order.Terms is null)
            {
                return Problems.Invalid("/order", "There is no such order.");
            }

            if (body.Line is { } line && (line < 1 || line > order.Lines.Count
                || body.Quantity > order.Lines[line - 1].Quantities.Ordered))
            {
                return Problems.Invalid("/line", "The order has no such line, or less of it.");
            }
        }

        var reply = await node.Claims.AskAsync(
            CentralNode.Address(Claim.Kind, body.Id),
            new ClaimCommand.Open(new ClaimTerms(
                body.Kind, body.CheckOut ?? string.Empty, body.CustodySeq, null, body.Order, body.Line, body.Sku,
                body.Lot, body.Quantity, body.Detail)
            {
                Party = body.Party,
                PartyId = body.PartyId,
                Return = body.Return,
                Claimed = body.Claimed,
            }),
            command);
        return KeyedWrites.Receipt(
            reply, body.Id, reply.Events.Count > 0 ? 201 : 200, Explain, $"{Root}/{Uri.EscapeDataString(body.Id)}");
    }

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string verb,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, CommandContext, long?, ClaimCommand> make,
        bool ifMatch = false,
        Func<HttpContext, TBody, Answer?>? check = null)
        where TBody : class =>
        routes.Post<TBody>($"{Root}/{{id}}/{verb}", ApiScope.Integration, status, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var (expected, missing) = ifMatch ? Preconditions.IfMatch(context) : (null, null);
                var id = $"{context.Request.RouteValues["id"]}";
                return missing
                    ?? (EntityAddress.IsId(id) ? check?.Invoke(context, body) : Missing)
                    ?? KeyedWrites.Receipt(
                        await node.Claims.AskAsync(
                            CentralNode.Address(Claim.Kind, id), make(body, command, expected), command),
                        id, status, Explain);
            }));

    private static Answer Explain(ClaimRejection rejection) =>
        rejection switch
        {
            ClaimRejection.NoSuchClaim => Missing,
            ClaimRejection.AlreadyResolved r => Problems.Of(
                409, "illegal-transition", $"It was resolved: {r.Resolution}."),
            ClaimRejection.Differs => Problems.Of(409, "id-taken", "The id stands for another claim."),
            ClaimRejection.StaleRevision r => Preconditions.Failed(r.Current),
            ClaimRejection.NoEvidence => Problems.Of(
                409, "no-evidence", "Nothing proves it yet: bring evidence forward first."),
            ClaimRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            ClaimRejection.TooMany r => Problems.Of(
                409, "capacity-exhausted", $"A claim has up to {r.Max} pieces of evidence."),
            ClaimRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"The claim is {CentralViews.Snake(r.Status)}. {r.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

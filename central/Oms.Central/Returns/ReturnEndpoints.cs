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

namespace Oms.Central.Returns;

/// <summary>Returns over HTTP.</summary>
internal static class ReturnEndpoints
{
    private const string Root = "/returns";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<RequestReturnBody>(Root, ApiScope.Integration, 201, "Ask to give units back", context =>
            writes.RunAsync(
                context, CentralJson.Default.RequestReturnBody, addressInBody: true,
                (body, command) => ReturnWrites.RequestAsync(node, body, command, context.RequestAborted)));
        _ = routes.Post<BlindReturnBody>(
            $"{Root}/blind", ApiScope.Integration, 201, "Take in units that came without paper", context =>
                writes.RunAsync(
                    context, CentralJson.Default.BlindReturnBody, addressInBody: true,
                    (body, command) => TakeBlindAsync(node, body, command)));
        Command(
            routes, node, writes, "approve", 200, "Approve a return", CentralJson.Default.EmptyBody, _ => [],
            (_, command, expected) => new ReturnCommand.Approve(command.Principal.ToString(), expected),
            check: (context, of) => Approvable(node, context, of));
        Command(
            routes, node, writes, "refuse", 200, "Refuse a return", CentralJson.Default.ReturnReasonBody,
            body => [("/reason", body.Reason)],
            (body, command, expected) =>
                new ReturnCommand.Refuse(body.Reason, command.Principal.ToString(), expected));
        Command(
            routes, node, writes, "cancel", 200, "Cancel a return of which nothing came",
            CentralJson.Default.ReturnReasonBody,
            body => [("/reason", body.Reason)],
            (body, command, expected) =>
                new ReturnCommand.Cancel(body.Reason, command.Principal.ToString(), expected));
        Command(
            routes, node, writes, "give-up", 200, "Say that units of a return will not come",
            CentralJson.Default.ReturnReasonBody,
            body => [("/reason", body.Reason)],
            (body, command, expected) =>
                new ReturnCommand.GiveUp(body.Reason, command.Principal.ToString(), expected));
        Command(
            routes, node, writes, "receipts", 201, "Receive units of a return", CentralJson.Default.ReceiveReturnBody,
            body => [("/ref", body.Ref)],
            (body, _, _) => new ReturnCommand.Receive(
                body.Ref, body.Line, body.Lot, body.Quantity, body.Condition, body.Serials, body.Location),
            ifMatch: false);
        Command(
            routes, node, writes, "inspections", 201, "Decide what becomes of units that came back",
            CentralJson.Default.InspectReturnBody,
            body => body.Note.Length == 0 ? [("/ref", body.Ref)] : [("/ref", body.Ref), ("/note", body.Note)],
            (body, command, _) => new ReturnCommand.Inspect(
                body.Ref, body.Receipt, body.Quantity, body.Fate, body.CreditPermille, body.Note, body.Serials,
                command.Principal.ToString()),
            ifMatch: false);
        _ = routes.Post<MatchReturnBody>(
            $"{Root}/{{id}}/matches", ApiScope.Integration, 202, "Say whose units came without paper", context =>
                writes.RunAsync(
                    context, CentralJson.Default.MatchReturnBody, addressInBody: false,
                    (body, command) => ReturnWrites.MatchAsync(
                        node, $"{context.Request.RouteValues["id"]}", body, command, context.RequestAborted)));
        ReturnLabelEndpoints.Map(routes, node, writes);
        _ = routes.Get<ListBody<ReturnView>>(Root, ApiScope.Read, "List returns", context =>
            Lists.PageAsync(
                context, node, ReturnOrder.EntityKind, context.Request.Query["status"],
                context.Request.Query["order"], null, CentralJson.Default.ListBodyReturnView,
                (id, doc) => ReturnView.Of(id, JsonSerializer.Deserialize(doc, ReturnJson.Default.ReturnOrder)!)));
        _ = routes.Get<ReturnView>($"{Root}/{{id}}", ApiScope.Read, "Read a return", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Missing;
            }

            var (of, problem) = await AsOf.ReadAsync(
                context, CentralNode.Address(ReturnOrder.EntityKind, id), node.Returns, node.PastReturns);
            return problem ?? (of is null or { Status: ReturnStatus.Absent }
                ? Missing
                : Lists.Ok(ReturnView.Of(id, of), CentralJson.Default.ReturnView)
                    with
                { ETag = AsOf.ETag(context, of.Revision) });
        }).ReadsOneEntity().ShowsThePast();
    }

    internal static Answer Missing => Problems.NotFound("such return");

    private static async Task<Answer> TakeBlindAsync(CentralNode node, BlindReturnBody body, CommandContext command)
    {
        if (!EntityAddress.IsId(body.Id))
        {
            return Problems.Invalid("/id", "It is no id.");
        }

        var reply = await node.Returns.AskAsync(
            CentralNode.Address(ReturnOrder.EntityKind, body.Id),
            new ReturnCommand.TakeBlind(body.Id, body.Location, body.Units, null, command.Principal.ToString()),
            command);
        return KeyedWrites.Receipt(
            reply, body.Id, reply.Events.Count > 0 ? 201 : 200, Explain, $"{Root}/{Uri.EscapeDataString(body.Id)}");
    }

    /// <summary>What is refunded is given away: the limits of what a key may approve hold.</summary>
    private static Answer? Approvable(CentralNode node, HttpContext context, ReturnOrder of) =>
        ReturnView.Of(of.Id, of).Worth is { } worth
        && node.PaymentSettings.LimitOf(Caller.Of(context), worth.Currency) is { } limit && worth.IsMoreThan(limit)
            ? PaymentEndpoints.Explain(new PaymentRejection.ApprovalRequired(limit))
            : null;

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string verb,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, IReadOnlyList<(string Field, string Name)>> names,
        Func<TBody, CommandContext, long?, ReturnCommand> make,
        bool ifMatch = true,
        Func<HttpContext, ReturnOrder, Answer?>? check = null)
        where TBody : class =>
        routes.Post<TBody>($"{Root}/{{id}}/{verb}", ApiScope.Integration, status, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var (expected, missing) = ifMatch ? Preconditions.IfMatch(context) : (null, null);
                if (missing is not null)
                {
                    return missing;
                }

                var id = $"{context.Request.RouteValues["id"]}";
                if (!EntityAddress.IsId(id))
                {
                    return Missing;
                }

                foreach (var (field, name) in names(body))
                {
                    if (!OrderTerms.IsName(name))
                    {
                        return Problems.Invalid(field, "It must have 1 to 64 characters, none a control character.");
                    }
                }

                var address = CentralNode.Address(ReturnOrder.EntityKind, id);
                return check?.Invoke(context, (await node.Returns.ReadAsync(address, context.RequestAborted)).State)
                    ?? KeyedWrites.Receipt(
                        await node.Returns.AskAsync(address, make(body, command, expected), command), id, status,
                        Explain);
            }));

    internal static Answer Explain(ReturnRejection rejection) =>
        rejection switch
        {
            ReturnRejection.NoSuchReturn => Missing,
            ReturnRejection.NoSuchLine r => Problems.NotFound($"line {r.Line} of the return"),
            ReturnRejection.NoSuchReceipt r => Problems.NotFound($"receipt {r.Receipt}"),
            ReturnRejection.IdTaken => Problems.Of(409, "id-taken", "The id stands for another return."),
            ReturnRejection.ReferenceReused r => Problems.Of(
                409, "reference-reused", $"The reference {r.Ref} stands for something else."),
            ReturnRejection.StaleRevision r => Preconditions.Failed(r.Current),
            ReturnRejection.QuantityExceeded r => Problems.Of(
                409, "quantity-exceeded", $"{r.Asked} were asked for; {r.Possible} are possible."),
            ReturnRejection.NotOfLine r => Problems.Of(
                409, "not-of-line", $"{r.Name} was not shipped for line {r.Line}, or is back already."),
            ReturnRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            ReturnRejection.TooMany r => Problems.Of(
                409, "capacity-exhausted", $"A return has up to {r.Max} of them."),
            ReturnRejection.LabelExists r => Problems.Of(
                409, "label-exists", $"It has a label of {r.Carrier}/{r.Service}, or one is being made."),
            ReturnRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"The return is {CentralViews.Snake(r.Status)}. {r.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

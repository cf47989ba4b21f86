using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Transfers;

/// <summary>Transfers between locations over HTTP.</summary>
internal static class TransferEndpoints
{
    private const string NameRule = "It must have 1 to 64 characters, none a control character.";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<DraftTransferBody>("/transfers", ApiScope.Integration, 201, "Plan a transfer", context =>
            writes.RunAsync(context, CentralJson.Default.DraftTransferBody, addressInBody: true,
                async (body, command) =>
                {
                    if (!EntityAddress.IsId(body.Transfer))
                    {
                        return Problems.Invalid("/transfer", "It is no id.");
                    }

                    var reply = await node.Transfers.AskAsync(
                        CentralNode.Address(Transfer.Kind, body.Transfer),
                        new TransferCommand.Draft(
                            body.Transfer, new TransferTerms(body.From, body.To, body.Lines)),
                        command);
                    return KeyedWrites.Receipt(
                        reply, body.Transfer, 201, Explain, $"/transfers/{Uri.EscapeDataString(body.Transfer)}");
                }));
        Command(
            routes, node, writes, "ready", 200, "Say that a transfer is packed", CentralJson.Default.EmptyBody,
            _ => [], _ => new TransferCommand.MakeReady());
        Command(
            routes, node, writes, "dispatch", 202, "Send a transfer", CentralJson.Default.EmptyBody,
            _ => [], _ => new TransferCommand.Dispatch());
        Command(
            routes, node, writes, "receipts", 201, "Receive units of a transfer",
            CentralJson.Default.ReceiveTransferBody,
            body => [("/ref", body.Ref)],
            body => new TransferCommand.Receive(body.Ref, body.Line, body.Lot, body.Quantity, body.Serials)
            {
                At = body.At,
            });
        Command(
            routes, node, writes, "close", 200, "Say that the rest is missing", CentralJson.Default.TransferReasonBody,
            body => [("/reason", body.Reason)], body => new TransferCommand.Close(body.Reason));
        Command(
            routes, node, writes, "cancel", 200, "Give up a transfer", CentralJson.Default.TransferReasonBody,
            body => [("/reason", body.Reason)], body => new TransferCommand.Cancel(body.Reason));

        _ = routes.Get<ListBody<TransferView>>("/transfers", ApiScope.Read, "List transfers", context =>
            Lists.PageAsync(
                context,
                node,
                Transfer.Kind,
                context.Request.Query["status"],
                context.Request.Query["from"],
                null,
                CentralJson.Default.ListBodyTransferView,
                (id, doc) => TransferView.Of(id, JsonSerializer.Deserialize(doc, TransferJson.Default.Transfer)!)));
        _ = routes.Get<TransferView>("/transfers/{id}", ApiScope.Read, "Read a transfer", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound("such transfer");
            }

            var view = await node.Transfers.ReadAsync(
                CentralNode.Address(Transfer.Kind, id), Consistency.Of(context), context.RequestAborted);
            return view.State.Status == TransferStatus.Absent
                ? Problems.NotFound("such transfer")
                : Lists.Ok(TransferView.Of(id, view.State), CentralJson.Default.TransferView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) };
        }).ReadsOneEntity();
    }

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string verb,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, IReadOnlyList<(string Field, string Name)>> names,
        Func<TBody, TransferCommand> make)
        where TBody : class =>
        routes.Post<TBody>($"/transfers/{{id}}/{verb}", ApiScope.Integration, status, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var id = $"{context.Request.RouteValues["id"]}";
                if (!EntityAddress.IsId(id))
                {
                    return Problems.NotFound("such transfer");
                }

                foreach (var (field, name) in names(body))
                {
                    if (!OrderTerms.IsName(name))
                    {
                        return Problems.Invalid(field, NameRule);
                    }
                }

                var reply = await node.Transfers.AskAsync(
                    CentralNode.Address(Transfer.Kind, id), make(body), command);
                return KeyedWrites.Receipt(reply, id, status, Explain);
            }));

    private static Answer Explain(TransferRejection rejection) =>
        rejection switch
        {
            TransferRejection.NoSuchTransfer => Problems.NotFound("such transfer"),
            TransferRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            TransferRejection.IdTaken => Problems.Of(409, "reference-reused", "The id stands for another transfer."),
            TransferRejection.ReferenceReused r => Problems.Of(
                409, "reference-reused", $"The reference {r.Ref} stands for other units."),
            TransferRejection.NotInTransit r => Problems.Of(
                409, "quantity-exceeded", $"{r.InTransit} units of lot {r.Lot} of line {r.Line} are on their way."),
            TransferRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"The transfer is {CentralViews.Snake(r.Status)}. {r.Reason}"),
            _ => Problems.Of(409, "illegal-transition", $"{rejection}"),
        };
}

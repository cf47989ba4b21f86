using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Purchasing;

/// <summary>Purchase orders over HTTP.</summary>
internal static class PurchaseEndpoints
{
    private const string Root = "/purchase-orders";
    private const string NameRule = "It must have 1 to 64 characters, none a control character.";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<DraftPurchaseBody>(Root, ApiScope.Integration, 201, "Draft a purchase order", context =>
            writes.RunAsync(
                context, CentralJson.Default.DraftPurchaseBody, addressInBody: true,
                (body, command) => DraftAsync(node, context, body, command)));
        Command(
            routes, node, writes, "send", 200, "Send a purchase order", CentralJson.Default.EmptyBody,
            _ => [], (_, _, expected) => new PurchaseCommand.Send(expected));
        Command(
            routes, node, writes, "acknowledge", 200, "Take down what the supplier will deliver",
            CentralJson.Default.AcknowledgeBody,
            body => body.SupplierRef is { } reference ? [("/supplier_ref", reference)] : [],
            (body, _, expected) => new PurchaseCommand.Acknowledge(body.SupplierRef, body.Lines, expected));
        Command(
            routes, node, writes, "reject", 200, "Take down that the supplier delivers nothing",
            CentralJson.Default.PurchaseReasonBody,
            body => [("/reason", body.Reason)],
            (body, _, expected) => new PurchaseCommand.RejectAll(body.Reason, expected));
        Command(
            routes, node, writes, "cancel", 200, "Cancel a purchase order", CentralJson.Default.PurchaseReasonBody,
            body => [("/reason", body.Reason)],
            (body, _, expected) => new PurchaseCommand.Cancel(body.Reason, expected));
        Command(
            routes, node, writes, "give-up", 200, "Say that units of a line will not come",
            CentralJson.Default.GiveUpBody,
            body => [("/reason", body.Reason)],
            (body, _, expected) => new PurchaseCommand.GiveUp(body.Line, body.Reason, expected));
        Command(
            routes, node, writes, "notices", 201, "Take down what the supplier says is on its way",
            CentralJson.Default.AdvanceNotice,
            body => [("/ref", body.Ref)],
            (body, _, _) => new PurchaseCommand.RegisterNotice(body),
            ifMatch: false);
        Command(
            routes, node, writes, "receipts", 201, "Receive units of a purchase order",
            CentralJson.Default.ReceivePurchaseBody,
            body => [("/ref", body.Ref), ("/lot", body.Lot)],
            (body, _, _) => new PurchaseCommand.Receive(
                body.Ref, body.Line, body.Lot, body.Expires, body.Quantity, body.Damaged,
                body.On ?? node.Clock.GetCurrentInstant().InUtc().Date),
            ifMatch: false);
        Command(
            routes, node, writes, "invoices", 201, "Compare a supplier's invoice with what was ordered and received",
            CentralJson.Default.SupplierInvoiceBody,
            body => [("/ref", body.Ref)],
            (body, _, _) => new PurchaseCommand.MatchInvoice(body.Ref, body.Lines, body.Total),
            ifMatch: false);
        Command(
            routes, node, writes, "invoices/{ref}/decide", 200, "Decide about an invoice that does not agree",
            CentralJson.Default.DecideInvoiceBody,
            body => [("/reason", body.Reason)],
            (body, context, _) => new PurchaseCommand.DecideInvoice(
                $"{context.Request.RouteValues["ref"]}", body.Approved, body.Reason, Caller.Of(context).Principal
                    .ToString()),
            ifMatch: false);
        _ = routes.Get<ListBody<PurchaseView>>(Root, ApiScope.Read, "List purchase orders", context =>
            Lists.PageAsync(
                context, node, PurchaseOrder.Kind, context.Request.Query["status"], context.Request.Query["supplier"],
                context.Request.Query["order"].ToString().ToUpperInvariant(), CentralJson.Default.ListBodyPurchaseView,
                (id, doc) =>
                    PurchaseView.Of(id, JsonSerializer.Deserialize(doc, PurchasingJson.Default.PurchaseOrder)!)));
        _ = routes.Get<PurchaseView>($"{Root}/{{id}}", ApiScope.Read, "Read a purchase order", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound("such purchase order");
            }

            var view = await node.Purchases.ReadAsync(
                CentralNode.Address(PurchaseOrder.Kind, id), Consistency.Of(context), context.RequestAborted);
            return view.State.Status == PurchaseStatus.Absent
                ? Problems.NotFound("such purchase order")
                : Lists.Ok(
                    PurchaseView.Of(id, view.State) with { ShipTo = await ShipToAsync(node, context, view.State) },
                    CentralJson.Default.PurchaseView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) };
        }).ReadsOneEntity();
        DropShipEndpoints.Map(routes, node, writes);
    }

    /// <summary>Where a supplier is to send it: what the order says, as the caller may see it. It is not kept
    /// here.</summary>
    /// <returns>Null where we receive it, or the customer was erased.</returns>
    private static async Task<Customer?> ShipToAsync(CentralNode node, HttpContext context, PurchaseOrder purchase)
    {
        if (purchase.Terms!.DropShip is not { } of)
        {
            return null;
        }

        var order = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, of.Order), context.RequestAborted)).State;
        return order.Terms is not null && await OrderCustomers.OpenAsync(node, order) is { } customer
            ? customer.Shown(context)
            : null;
    }

    private static async Task<Answer> DraftAsync(
        CentralNode node, HttpContext context, DraftPurchaseBody body, CommandContext command)
    {
        if (!EntityAddress.IsId(body.Id))
        {
            return Problems.Invalid("/id", "It is no id.");
        }

        var supplier = EntityAddress.IsId(EntityAddress.Join(body.Supplier))
            ? (await node.Suppliers.ReadAsync(
                CentralNode.Address(Supplier.Kind, EntityAddress.Join(body.Supplier)), context.RequestAborted)).State
            : Supplier.Initial;
        if (supplier is not { IsActive: true, Terms: { } terms })
        {
            return Problems.Invalid("/supplier", "There is no active supplier of this id.");
        }

        if (body.Lines.Any(line => line.UnitCost.Currency.Code != terms.Currency))
        {
            return Problems.Invalid("/lines", $"The supplier's prices are in {terms.Currency}.");
        }

        var reply = await node.Purchases.AskAsync(
            CentralNode.Address(PurchaseOrder.Kind, body.Id),
            new PurchaseCommand.Draft(
                body.Id, new PurchaseTerms(body.Supplier, body.Location, body.Lines, terms.TolerancePermille)),
            command);
        return KeyedWrites.Receipt(
            reply, body.Id, reply.Events.Count > 0 ? 201 : 200, Explain, $"{Root}/{Uri.EscapeDataString(body.Id)}");
    }

    /// <summary>Maps a command to a purchase order.</summary>
    /// <param name="verb">What follows the id.</param>
    /// <param name="names">Names in the body, each with its place.</param>
    /// <param name="check">What else speaks against the body; null where nothing can.</param>
    public static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string verb,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, IReadOnlyList<(string Field, string Name)>> names,
        Func<TBody, HttpContext, long?, PurchaseCommand> make,
        bool ifMatch = true,
        Func<TBody, Answer?>? check = null)
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
                    return Problems.NotFound("such purchase order");
                }

                foreach (var (field, name) in names(body))
                {
                    if (!OrderTerms.IsName(name))
                    {
                        return Problems.Invalid(field, NameRule);
                    }
                }

                if (check?.Invoke(body) is { } problem)
                {
                    return problem;
                }

                var reply = await node.Purchases.AskAsync(
                    CentralNode.Address(PurchaseOrder.Kind, id), make(body, context, expected), command);
                return KeyedWrites.Receipt(reply, id, status, Explain);
            }));

    private static Answer Explain(PurchaseRejection rejection) =>
        rejection switch
        {
            PurchaseRejection.NoSuchPurchaseOrder => Problems.NotFound("such purchase order"),
            PurchaseRejection.NoSuchLine r => Problems.NotFound($"line {r.Line}"),
            PurchaseRejection.NoSuchInvoice r => Problems.NotFound($"invoice {r.Ref}"),
            PurchaseRejection.IdTaken => Problems.Of(
                409, "id-taken", "The id stands for another purchase order."),
            PurchaseRejection.ReferenceReused r => Problems.Of(
                409, "reference-reused", $"The reference {r.Ref} stands for something else."),
            PurchaseRejection.StaleRevision r => Preconditions.Failed(r.Current),
            PurchaseRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            PurchaseRejection.QuantityExceeded r => Problems.Of(
                409, "quantity-exceeded",
                $"Line {r.Line}: {r.Asked} units are told, and {r.Possible} are still to be sent or under way."),
            PurchaseRejection.NoSuchShipment r => Problems.NotFound($"shipment {r.Ref}"),
            PurchaseRejection.TooMany r => Problems.Of(
                409, "capacity-exhausted", $"A purchase order has up to {r.Max} of them."),
            PurchaseRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"The purchase order is {CentralViews.Snake(r.Status)}. {r.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>Payments over HTTP.</summary>
internal static class PaymentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<OpenPaymentBody>("/payments", ApiScope.Integration, 201, "Open a payment", context =>
            writes.RunAsync(
                context,
                CentralJson.Default.OpenPaymentBody,
                addressInBody: true,
                (body, command) => OpenAsync(node, context, body, command)));
        _ = routes.Get<ListBody<PaymentView>>("/payments", ApiScope.Read, "List payments", context =>
            Lists.PageAsync(
                context,
                node,
                Payment.Kind,
                context.Request.Query["order"],
                context.Request.Query["status"],
                null,
                CentralJson.Default.ListBodyPaymentView,
                (id, doc) => PaymentView.Of(id, JsonSerializer.Deserialize(doc, PaymentJson.Default.Payment)!)));
        _ = routes.Get<PaymentView>("/payments/{id}", ApiScope.Read, "Read a payment", async context =>
        {
            var id = Text(context, "id");
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound("such payment");
            }

            var view = await node.Payments.ReadAsync(
                CentralNode.Address(Payment.Kind, id), Consistency.Of(context), context.RequestAborted);
            return view.State.Terms is null
                ? Problems.NotFound("such payment")
                : Lists.Ok(PaymentView.Of(id, view.State), CentralJson.Default.PaymentView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) };
        }).ReadsOneEntity();

        Command(
            routes, node, writes, "/payments/{id}/captures", 202, "Capture a part or all",
            CentralJson.Default.CaptureBody,
            (body, _, command, expected) => new PaymentCommand.Capture(
                command.Id.ToString(), body.Amount, command.Principal.ToString(), expected),
            automatic: true);
        Command(
            routes, node, writes, "/payments/{id}/voids", 202, "Give back what was not captured",
            CentralJson.Default.VoidBody,
            (body, _, command, expected) => OrderTerms.IsName(body.Reason)
                ? new PaymentCommand.Void(
                    command.Id.ToString(), body.Reason, command.Principal.ToString(), expected)
                : null);
        Command(
            routes, node, writes, "/payments/{id}/refunds", 202, "Refund a part or all",
            CentralJson.Default.RefundBody,
            (body, context, command, expected) => OrderTerms.IsName(body.Reason)
                ? new PaymentCommand.Refund(
                    command.Id.ToString(),
                    body.Amount,
                    body.Reason,
                    command.Principal.ToString(),
                    LimitOf(node, context, body.Amount.Currency),
                    expected)
                : null);
        Command(
            routes, node, writes, "/payments/{id}/transactions/{number}/confirm", 200, "Say what became of cash",
            CentralJson.Default.ConfirmBody,
            (body, context, command, expected) => OrderTerms.IsName(body.Proof)
                ? new PaymentCommand.Confirm(
                    Number(context), body.Succeeded, body.Proof, command.Principal.ToString(), expected)
                : null);
        Command(
            routes, node, writes, "/payments/{id}/disputes", 201, "Record that a bank took money back",
            CentralJson.Default.OpenDisputeBody,
            (body, _, _, _) => OrderTerms.IsName(body.Reason)
                ? new PaymentCommand.OpenDispute(body.Ref, body.Amount, body.Reason)
                : null,
            ifMatch: false);
        Command(
            routes, node, writes, "/payments/{id}/disputes/{ref}/settle", 200, "Record how a dispute was decided",
            CentralJson.Default.SettleDisputeBody,
            (body, context, _, _) => new PaymentCommand.SettleDispute(Text(context, "ref"), body.Won),
            ifMatch: false);
    }

    private static async Task<Answer> OpenAsync(
        CentralNode node, HttpContext context, OpenPaymentBody body, CommandContext command)
    {
        var terms = body.Terms;
        if (terms.Fault() is { } fault)
        {
            return Explain(fault);
        }

        if (terms.Method == PaymentMethod.Card && node.PaymentSettings.Provider is null)
        {
            return Problems.Of(
                409, "method-unavailable", "No payment provider is configured (Payments:Provider), so no cards.");
        }

        var order = await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, terms.Order), context.RequestAborted);
        if (order.State.Status == OrderStatus.Absent)
        {
            return Problems.NotFound("such order");
        }

        if (order.State.Money is not null)
        {
            return Problems.Of(
                409, "illegal-transition", "An order with prices is paid by its tenders: give it one more.");
        }

        // The payment's id follows from the request's, so a repeated request is about the same payment.
        var id = command.Id.Value.ToString("N");
        var reply = await node.Payments.AskAsync(
            CentralNode.Address(Payment.Kind, id),
            new PaymentCommand.Open(
                terms, command.Principal.ToString(), LimitOf(node, context, terms.Amount.Currency)),
            command);
        return KeyedWrites.Receipt(reply, id, 201, Explain, $"/payments/{id}");
    }

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string path,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, HttpContext, CommandContext, long?, PaymentCommand?> make,
        bool ifMatch = true,
        bool automatic = false)
        where TBody : class =>
        routes.Post<TBody>(path, ApiScope.Integration, status, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var (expected, missing) = ifMatch ? Preconditions.IfMatch(context) : (null, null);
                if (missing is not null)
                {
                    return missing;
                }

                var id = Text(context, "id");
                if (!EntityAddress.IsId(id))
                {
                    return Problems.NotFound("such payment");
                }

                if (automatic && await IsAutomaticAsync(node, id, context.RequestAborted))
                {
                    return Problems.Of(
                        409, "illegal-transition", "The order captures this payment itself, as its policy says.");
                }

                if (make(body, context, command, expected) is not { } asked)
                {
                    return Problems.Invalid(
                        string.Empty, "Reasons and proofs have 1 to 64 characters, none a control character.");
                }

                var reply = await node.Payments.AskAsync(CentralNode.Address(Payment.Kind, id), asked, command);
                return KeyedWrites.Receipt(reply, id, status, Explain);
            }));

    /// <summary>Whether an order captures a payment by its own policy, so that people must not (I11).</summary>
    private static async Task<bool> IsAutomaticAsync(
        CentralNode node, string payment, CancellationToken cancellationToken) =>
        Order.OfPayment(payment) is { } of
        && (await node.Orders.ReadAsync(CentralNode.Address(OrderId.Kind, of.Order), cancellationToken)).State.Money
            is { Capture: not CapturePolicy.Manual };

    /// <summary>The most that the caller may approve; null for any amount.</summary>
    private static Money? LimitOf(CentralNode node, HttpContext context, Currency currency) =>
        node.PaymentSettings.LimitOf(Caller.Of(context), currency);

    /// <summary>The problem document of a rejection.</summary>
    public static Answer Explain(PaymentRejection rejection) =>
        rejection switch
        {
            PaymentRejection.NoSuchPayment => Problems.NotFound("such payment"),
            PaymentRejection.NoSuchTransaction r => Problems.NotFound($"transaction {r.Number}"),
            PaymentRejection.NoSuchDispute => Problems.NotFound("such dispute"),
            PaymentRejection.InvalidTerms r => Problems.Invalid(r.Field, r.Reason),
            PaymentRejection.CurrencyDiffers r => Problems.Invalid(
                "/amount/currency", $"The payment is in {r.Currency}."),
            PaymentRejection.StaleRevision r => Preconditions.Failed(r.Current),
            PaymentRejection.CaptureExceedsAuthorised r => Problems.Of(
                409, "capture-exceeds-authorised", $"At most {r.Possible} can still be captured.",
                problem => problem.Possible = r.Possible),
            PaymentRejection.RefundExceedsCaptured r => Problems.Of(
                409, "refund-exceeds-captured", $"At most {r.Possible} can still be refunded.",
                problem => problem.Possible = r.Possible),
            PaymentRejection.DisputeExceedsCaptured r => Problems.Of(
                409, "dispute-exceeds-captured", $"Only {r.Captured} are captured."),
            PaymentRejection.ApprovalRequired r => Problems.Of(
                403, "approval-required", $"This key approves at most {r.Limit}; one with a higher limit must do it."),
            PaymentRejection.ReferenceReused r => Problems.Of(
                409, "reference-reused", $"The reference {r.Ref} stands for something else."),
            PaymentRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"{r.Reason} (The payment is {r.Status}.)"),
            PaymentRejection.TooMany r => Problems.Of(
                409, "too-many", $"The payment holds {r.Most} already; open another one."),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };

    private static string Text(HttpContext context, string name) => $"{context.Request.RouteValues[name]}";

    private static int Number(HttpContext context) =>
        int.TryParse(Text(context, "number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}

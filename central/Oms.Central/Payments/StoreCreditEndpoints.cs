using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>Store credit over HTTP.</summary>
internal static class StoreCreditEndpoints
{
    private const string ReasonRule = "It must have 1 to 64 characters, none a control character.";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<GrantCreditBody>(
            "/store-credits", ApiScope.Integration, 201, "Grant a customer store credit", context => writes.RunAsync(
                context, CentralJson.Default.GrantCreditBody, addressInBody: true, async (body, command) =>
                {
                    if (!StoreCredit.IsAccount(body.Account))
                    {
                        return Problems.Invalid("/account", ReasonRule);
                    }

                    if (!OrderTerms.IsName(body.Reason))
                    {
                        return Problems.Invalid("/reason", ReasonRule);
                    }

                    // What is granted is owed: the limits of what a key may approve hold.
                    if (node.PaymentSettings.LimitOf(Caller.Of(context), body.Amount.Currency) is { } limit
                        && body.Amount.IsMoreThan(limit))
                    {
                        return PaymentEndpoints.Explain(new PaymentRejection.ApprovalRequired(limit));
                    }

                    var id = StoreCredit.IdOf(body.Account, body.Amount.Currency.Code);
                    var reply = await node.StoreCredits.AskAsync(
                        CentralNode.Address(StoreCredit.Kind, id),
                        new StoreCreditCommand.Grant(
                            body.Account, body.Amount, body.Reason, command.Principal.ToString()),
                        command);
                    return KeyedWrites.Receipt(reply, id, 201, Explain, $"/store-credits/{Uri.EscapeDataString(id)}");
                }));
        _ = routes.Post<WithdrawCreditBody>(
            "/store-credits/{id}/withdrawals", ApiScope.Integration, 200, "Take away store credit that is not held",
            context => writes.RunAsync(
                context, CentralJson.Default.WithdrawCreditBody, addressInBody: false, async (body, command) =>
                {
                    var id = $"{context.Request.RouteValues["id"]}";
                    if (!EntityAddress.IsId(id))
                    {
                        return Problems.NotFound("such store credit");
                    }

                    if (!OrderTerms.IsName(body.Reason))
                    {
                        return Problems.Invalid("/reason", ReasonRule);
                    }

                    var reply = await node.StoreCredits.AskAsync(
                        CentralNode.Address(StoreCredit.Kind, id),
                        new StoreCreditCommand.Withdraw(body.Amount, body.Reason, command.Principal.ToString()),
                        command);
                    return KeyedWrites.Receipt(reply, id, 200, Explain);
                }));
        _ = routes.Get<ListBody<StoreCreditView>>("/store-credits", ApiScope.Read, "List store credit", context =>
            Lists.PageAsync(
                context,
                node,
                StoreCredit.Kind,
                context.Request.Query["account"],
                null,
                null,
                CentralJson.Default.ListBodyStoreCreditView,
                (id, doc) => StoreCreditView.Of(
                    id, JsonSerializer.Deserialize(doc, StoreCreditJson.Default.StoreCredit)!)));
        _ = routes.Get<StoreCreditView>("/store-credits/{id}", ApiScope.Read, "Read store credit", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound("such store credit");
            }

            var view = await node.StoreCredits.ReadAsync(
                CentralNode.Address(StoreCredit.Kind, id), Consistency.Of(context), context.RequestAborted);
            return view.State.Revision == 0
                ? Problems.NotFound("such store credit")
                : Lists.Ok(StoreCreditView.Of(id, view.State), CentralJson.Default.StoreCreditView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) };
        }).ReadsOneEntity();
    }

    private static Answer Explain(StoreCreditRejection rejection) =>
        rejection switch
        {
            StoreCreditRejection.TooLittle r => Problems.Of(
                409, "credit-too-little", $"Only {r.Balance} are there.", problem => problem.Possible = r.Balance),
            StoreCreditRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

/// <param name="Account">Whose it is, such as a customer's id.</param>
internal sealed record GrantCreditBody(string Account, Money Amount, string Reason);

internal sealed record WithdrawCreditBody(Money Amount, string Reason);

/// <param name="Balance">What can be paid with.</param>
/// <param name="Held">Authorised for payments and not spent.</param>
internal sealed record StoreCreditView(
    string Id, long Version, string Account, Money Balance, Money Held, Money Spent, Money Granted, Money Withdrawn)
{
    public static StoreCreditView Of(string id, StoreCredit credit)
    {
        return new StoreCreditView(
            id,
            credit.Revision,
            credit.Account,
            Amount(credit.Balance),
            Amount(credit.Held),
            Amount(credit.Spent),
            Amount(credit.Granted),
            Amount(credit.Withdrawn));

        Money Amount(long minor) => Money.Of(minor, credit.CurrencyCode);
    }
}

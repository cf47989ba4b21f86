using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Entities;

namespace Oms.Central.Customers;

/// <summary>Customers over HTTP.</summary>
internal static class CustomerEndpoints
{
    private const string IdRule = "It must have 1 to 48 characters, none a control character, and name nobody.";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<RegisterCustomerBody>(
            "/customers", ApiScope.Integration, 201, "Register a customer", context =>
                writes.RunAsync(
                    context, CentralJson.Default.RegisterCustomerBody, addressInBody: true,
                    (body, command) => RegisterAsync(node, body, command)));
        Command(
            routes, node, writes, "/customers/{id}/revise", ApiScope.Integration, 200, "Change a customer",
            CentralJson.Default.ReviseCustomerBody, async (body, id, expected) =>
                (body.Profile.Fault() ?? body.Facts.Fault()) is { } fault ? (null, CustomerAnswers.Explain(fault))
                : await node.Customers.SealAsync(id, body.Profile) is { } profile
                    ? (new CustomerCommand.Revise(profile, body.Facts, expected), null)
                : (null, CustomerAnswers.Erased));
        Command(
            routes, node, writes, "/customers/{id}/consents", ApiScope.Integration, 200,
            "Note what a customer agreed to", CentralJson.Default.ConsentBody, (body, _, expected) =>
                Task.FromResult<(CustomerCommand?, Answer?)>(
                    (new CustomerCommand.SetConsent(body.Purpose, body.Granted, body.Source, expected), null)));
        Command(
            routes, node, writes, "/customers/{id}/merge", ApiScope.Integration, 202,
            "Make a customer's record one with another", CentralJson.Default.MergeCustomerBody,
            (body, id, expected) => Task.FromResult<(CustomerCommand?, Answer?)>(
                StockItemId.IsLocation(body.Into) && EntityAddress.Join(body.Into) != id
                    ? (new CustomerCommand.Merge(EntityAddress.Join(body.Into), expected), null)
                    : (null, Problems.Invalid("/into", "Name the other record, which stays."))));
        _ = routes.Post<EraseCustomerBody>(
            "/customers/{id}/erase", ApiScope.Admin, 200, "Make all that is personal of a customer unreadable",
            context => writes.RunAsync(
                context, CentralJson.Default.EraseCustomerBody, addressInBody: false,
                (body, command) => EraseAsync(node, body, command, context)));
        _ = routes.Get<ListBody<CustomerRow>>("/customers", ApiScope.Read, "List customers", context =>
            context.Request.Query["email_sha256"].ToString() is { Length: > 0 } email
                ? FindAsync(node, node.Customers.EmailHash(email), context)
            : context.Request.Query["reference"].ToString() is { Length: > 0 } reference
                ? FindAsync(node, node.Customers.ReferenceHash(ReferenceOf(reference)), context)
            : Lists.PageAsync(
                context,
                node,
                CustomerAccount.Kind,
                context.Request.Query["status"],
                null,
                SegmentOf(context.Request.Query["segment"].ToString()),
                CentralJson.Default.ListBodyCustomerRow,
                (id, doc) => CustomerRow.Of(
                    id, JsonSerializer.Deserialize(doc, CustomerJson.Default.CustomerAccount)!)));
        _ = routes.Get<CustomerView>("/customers/{id}", ApiScope.Read, "Read a customer", async context =>
        {
            if (IdOf(context) is not { } id)
            {
                return CustomerAnswers.Unknown;
            }

            var view = await node.Accounts.ReadAsync(
                CentralNode.Address(CustomerAccount.Kind, id), Consistency.Of(context), context.RequestAborted);
            if (view.State.Profile is not { } profile)
            {
                return view.State.Status == CustomerStatus.Erased ? CustomerAnswers.Erased : CustomerAnswers.Unknown;
            }

            return await node.Customers.OpenAsync(id, profile) is { } open
                ? Lists.Ok(CustomerView.Of(id, view.State, open).Shown(context), CentralJson.Default.CustomerView)
                    with
                { ETag = Preconditions.ETag(view.State.Revision) }
                : CustomerAnswers.Erased;
        }).ReadsOneEntity();
    }

    /// <summary>What lists are searched by: each segment within bounds of its own.</summary>
    public static string SearchOf(CustomerAccount account) =>
        string.Concat((account.Facts?.Segments ?? []).Select(SegmentOf));

    private static string SegmentOf(string segment) =>
        segment.Length == 0 ? string.Empty : Storage.ViewTerms.Whole(segment);

    private static Task<Answer> RegisterAsync(CentralNode node, RegisterCustomerBody body, CommandContext command)
    {
        // Without a number of the caller's the id follows from the request, so that a repeated one finds its record.
        var name = body.Id ?? $"c-{command.Id.Value:N}";
        return StockItemId.IsLocation(name)
            ? CustomerWrites.RegisterAsync(node, name, body.Profile, body.Known(), command)
            : Task.FromResult(Problems.Invalid("/id", IdRule));
    }

    private static async Task<Answer> EraseAsync(
        CentralNode node, EraseCustomerBody body, CommandContext command, HttpContext context)
    {
        var (expected, missing) = Preconditions.IfMatch(context);
        if (missing is not null)
        {
            return missing;
        }

        if (!Orders.OrderTerms.IsName(body.Reason))
        {
            return Problems.Invalid("/reason", "It must have 1 to 64 characters.");
        }

        if (IdOf(context) is not { } id)
        {
            return CustomerAnswers.Unknown;
        }

        var now = (await node.Accounts.ReadAsync(
            CentralNode.Address(CustomerAccount.Kind, id), context.RequestAborted)).State;
        if (now.Status == CustomerStatus.Absent)
        {
            return CustomerAnswers.Unknown;
        }

        if (expected is { } seen && seen != now.Revision && now.Status != CustomerStatus.Erased)
        {
            return Preconditions.Failed(now.Revision);
        }

        var reply = await CustomerErasure.EraseAsync(node, id, body.Reason, command, context.RequestAborted);
        return KeyedWrites.Receipt(reply, id, 200, CustomerAnswers.Explain);
    }

    /// <summary>Those that are found by a hash and really have what it was made of.</summary>
    private static async Task<IResult> FindAsync(CentralNode node, string hash, HttpContext context)
    {
        List<CustomerRow> rows = [];
        foreach (var id in await node.Customers.FindAsync(hash))
        {
            var account = (await node.Accounts.ReadAsync(
                CentralNode.Address(CustomerAccount.Kind, id), context.RequestAborted)).State;
            if (account.Profile is { } profile
                && await node.Customers.OpenAsync(id, profile) is { } open
                && node.Customers.HashesOf(open).Contains(hash))
            {
                rows.Add(CustomerRow.Of(id, account));
            }
        }

        return Lists.Ok(new ListBody<CustomerRow>(rows, null), CentralJson.Default.ListBodyCustomerRow);
    }

    private static ExternalReference ReferenceOf(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is var at and > 0
            ? new ExternalReference(text[..at], text[(at + 1)..])
            : new ExternalReference(string.Empty, text);

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string path,
        ApiScope scope,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, string, long?, Task<(CustomerCommand? Asked, Answer? Problem)>> make)
        where TBody : class =>
        routes.Post<TBody>(path, scope, status, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var (expected, missing) = Preconditions.IfMatch(context);
                if (missing is not null)
                {
                    return missing;
                }

                if (IdOf(context) is not { } id)
                {
                    return CustomerAnswers.Unknown;
                }

                // Before a key is made for it: whom nobody registered has none.
                var address = CentralNode.Address(CustomerAccount.Kind, id);
                if ((await node.Accounts.ReadAsync(address, context.RequestAborted)).State.Revision == 0)
                {
                    return CustomerAnswers.Unknown;
                }

                var (asked, problem) = await make(body, id, expected);
                return problem ?? KeyedWrites.Receipt(
                    await node.Accounts.AskAsync(address, asked!, command), id, status, CustomerAnswers.Explain);
            }));

    private static string? IdOf(HttpContext context)
    {
        var id = $"{context.Request.RouteValues["id"]}";
        var name = Uri.UnescapeDataString(id);
        return StockItemId.IsLocation(name) && EntityAddress.Join(name) == id ? id : null;
    }
}

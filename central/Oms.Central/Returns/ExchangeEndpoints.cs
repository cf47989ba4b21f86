using System.Text.Json;
using NodaTime;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Returns;

/// <summary>Exchanges over HTTP.</summary>
internal static class ExchangeEndpoints
{
    private const string Root = "/exchanges";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<ProposeExchangeBody>(
            Root, ApiScope.Integration, 201, "Exchange units for others", context => writes.RunAsync(
                context, CentralJson.Default.ProposeExchangeBody, addressInBody: true,
                (body, command) => ExchangeWrites.ProposeAsync(
                    node, body, Caller.Of(context), command, context.RequestAborted)));
        _ = routes.Get<ListBody<ExchangeView>>(Root, ApiScope.Read, "List exchanges", context =>
            Lists.PageAsync(
                context, node, Exchange.Kind, context.Request.Query["status"], context.Request.Query["order"], null,
                CentralJson.Default.ListBodyExchangeView,
                (id, doc) => ExchangeView.Of(id, JsonSerializer.Deserialize(doc, ExchangeJson.Default.Exchange)!)));
        _ = routes.Get<ExchangeView>($"{Root}/{{id}}", ApiScope.Read, "Read an exchange", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return Problems.NotFound("such exchange");
            }

            var found = (await node.Exchanges.ReadAsync(
                CentralNode.Address(Exchange.Kind, id), Consistency.Of(context), context.RequestAborted)).State;
            return found.Terms is null
                ? Problems.NotFound("such exchange")
                : Lists.Ok(ExchangeView.Of(id, found), CentralJson.Default.ExchangeView)
                    with
                { ETag = Preconditions.ETag(found.Revision) };
        }).ReadsOneEntity();
    }
}

/// <param name="Order">The order whose units are to come back.</param>
/// <param name="Lines">Which units.</param>
/// <param name="Replacement">What replaces them, with prices where the order has prices.</param>
/// <param name="Location">Where they are to come; null for where the order left from.</param>
/// <param name="ShipFrom">Where the replacement leaves from; null for where the order left from.</param>
/// <param name="Difference">How it is paid what the replacement costs more; null where it does not.</param>
/// <param name="Exception">Why it is to be let in although its time is over.</param>
internal sealed record ProposeExchangeBody(
    string Id,
    string Order,
    IReadOnlyList<ReturnWish> Lines,
    IReadOnlyList<OrderedLine> Replacement,
    string? Location = null,
    string? ShipFrom = null,
    Tender? Difference = null,
    string? Exception = null);

/// <summary>An exchange as the API shows it.</summary>
/// <param name="Return">The id of its return.</param>
/// <param name="Replacement">The id of the order that replaces the units.</param>
/// <param name="Worth">What is refunded for the units at most.</param>
/// <param name="Difference">What the replacement costs more; below zero what goes back to the order's tenders.</param>
/// <param name="Credited">What of it paid for the replacement, once the units are there.</param>
internal sealed record ExchangeView(
    string Id,
    long Version,
    ExchangeStatus Status,
    string Order,
    string Return,
    string Replacement,
    bool ReservesAtApproval,
    bool ReplacementDue,
    Money? Worth,
    Money? Total,
    Money? Difference,
    Money? Credited,
    Instant ProposedAt,
    string? Reason)
{
    public static ExchangeView Of(string id, Exchange of) => new(
        id,
        of.Revision,
        of.Status,
        of.Terms!.Order,
        of.Terms.Request.Id,
        of.Terms.Replacement,
        of.Terms.Request.Policy.ReservesAtApproval,
        of.IsReplacementDue,
        of.Terms.Worth,
        of.Terms.Total,
        of.Terms is { Worth: { } worth, Total: { } total } ? total.Minus(worth) : null,
        of.Credited,
        of.ProposedAt,
        of.Reason);
}

using System.Text.Json.Serialization;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Json;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>The money of orders over HTTP.</summary>
internal static class OrderMoneyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        OrderEndpoints.Command<Tender>(
            routes, node, writes, "/orders/{id}/tenders", "Pay what is not covered in one more way",
            CentralJson.Default.Tender,
            (body, _, _, expected) => new OrderCommand.AddTender(body, expected),
            (body, context, order) => order.Money is { } money
                ? OrderQuotes.Unpayable(
                    node,
                    Caller.Of(context),
                    body.Method,
                    body.Amount ?? Money.Of(OrderDues.Of(order).Owed, money.Totals.Currency),
                    money.OnCredit)
                : null);
        OrderEndpoints.Command<ChargeDecisionBody>(
            routes, node, writes, "/orders/{id}/charge-decisions", "Decide who pays for units that were not kept well",
            CentralJson.Default.ChargeDecisionBody,
            (body, _, command, expected) => OrderTerms.IsName(body.Reason)
                ? new OrderCommand.DecideChargeBlock(
                    body.Line,
                    body.Kind,
                    body.Evidence,
                    body.Decision == ChargeDecision.Refund,
                    body.Reason,
                    command.Principal.ToString(),
                    expected)
                : null);
        OrderEndpoints.Command<MoneyRetryBody>(
            routes, node, writes, "/orders/{id}/money/retry", "Ask again for captures and refunds that failed",
            CentralJson.Default.MoneyRetryBody,
            (body, _, command, expected) => OrderTerms.IsName(body.Reason)
                ? new OrderCommand.RetryMoney(body.Reason, command.Principal.ToString(), expected)
                : null);
    }
}

[JsonConverter(typeof(SnakeCaseEnumConverter<ChargeDecision>))]
internal enum ChargeDecision
{
    /// <summary>The customer pays.</summary>
    Release,

    /// <summary>The customer does not pay.</summary>
    Refund,
}

/// <param name="Kind">What blocked the units, such as <c>excursion</c>.</param>
/// <param name="Evidence">The check-out that shows it.</param>
internal sealed record ChargeDecisionBody(
    int Line, string Kind, string Evidence, ChargeDecision Decision, string Reason);

internal sealed record MoneyRetryBody(string Reason);

using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Entities;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Returns;

/// <summary>Turns requests into exchanges: what comes back, what replaces it, and who pays the difference.</summary>
internal static class ExchangeWrites
{
    public static async Task<Answer> ProposeAsync(
        CentralNode node,
        ProposeExchangeBody body,
        Caller caller,
        CommandContext command,
        CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(body.Id) || !OrderTerms.IsName(Exchange.AccountOf(body.Id)))
        {
            return Problems.Invalid("/id", "It is no id, or too long.");
        }

        // What was proposed stays as it was, whatever prices and policies are by now.
        var address = CentralNode.Address(Exchange.Kind, body.Id);
        var (terms, problem) = Known(await FindAsync(node, address, cancellationToken), body)
            ?? await TermsAsync(node, body, caller, command, cancellationToken);

        // The same request at another node may have been faster: then its own replacement stands in its way.
        if (problem is not null && await FindAsync(node, address, cancellationToken) is { } meanwhile)
        {
            (terms, problem) = Known(meanwhile, body)!.Value;
        }

        if (terms is null)
        {
            return problem!;
        }

        var reply = await node.Exchanges.AskAsync(address, new ExchangeCommand.Propose(body.Id, terms), command);
        return KeyedWrites.Receipt(
            reply, body.Id, reply.Events.Count > 0 ? 201 : 200,
            _ => Problems.Of(409, "id-taken", "The id stands for another exchange."),
            $"/exchanges/{Uri.EscapeDataString(body.Id)}");
    }

    private static async Task<ExchangeTerms?> FindAsync(
        CentralNode node, EntityAddress address, CancellationToken cancellationToken) =>
        (await node.Exchanges.ReadAsync(address, cancellationToken)).State.Terms;

    /// <returns>The terms of an exchange that was proposed, or why the request is not for it; null where none
    /// was.</returns>
    private static (ExchangeTerms? Terms, Answer? Problem)? Known(ExchangeTerms? known, ProposeExchangeBody body) =>
        known is null ? null
        : known.Order == body.Order && Json.WrittenForm.IsSame(
            known.Request with { Lines = body.Lines }, known.Request, OrderJson.Default.ReturnRequest)
            ? (known, null)
            : (null, Problems.Of(409, "id-taken", "The id stands for another exchange."));

    private static async Task<(ExchangeTerms? Terms, Answer? Problem)> TermsAsync(
        CentralNode node,
        ProposeExchangeBody body,
        Caller caller,
        CommandContext command,
        CancellationToken cancellationToken)
    {
        var order = EntityAddress.IsId(body.Order)
            ? (await node.Orders.ReadAsync(CentralNode.Address(OrderId.Kind, body.Order), cancellationToken)).State
            : Order.Initial;
        if (order.Terms is null)
        {
            return (null, Problems.NotFound("such order"));
        }

        var (placing, unplaced) = await OrderWrites.TermsAsync(
            node,
            new PlaceOrderBody(
                order.Terms.Channel,
                Exchange.AccountOf(body.Id),
                order.Terms.CustomerId is null ? order.ShipTo().Customer : null,
                body.ShipFrom ?? order.Terms.ShipFrom,
                ShipPolicy.Complete,
                body.Replacement)
            {
                CustomerId = order.Terms.CustomerId,
                Money = order.Terms.Money is { } money
                    ? new MoneyTerms(money.Currency, [], money.ShippingService, money.Capture, [])
                    : null,
            },
            cancellationToken);
        if (placing is null)
        {
            return (null, unplaced);
        }

        if (placing.Fault() is { } fault)
        {
            return (null, Problems.Invalid(
                fault.Field.Replace("/lines", "/replacement", StringComparison.Ordinal), fault.Reason));
        }

        var (supplies, unsupplied) = await node.DropShips.FindAsync(
            placing.ShipFrom, placing.Lines, "/replacement", cancellationToken);
        var (quote, unpriced) = await OrderQuotes.AskAsync(node, placing, caller, cancellationToken);
        if ((unsupplied ?? unpriced) is { } refused)
        {
            return (null, refused);
        }

        if ((body.Location ?? ReturnWrites.LocationOf(order)) is not { } location)
        {
            return (null, Problems.Invalid(
                "/location", "It is missing, and no location of ours sent anything of the order."));
        }

        // The house pays what it costs to bring the replacement.
        quote = quote is null ? null : new PriceQuote(
            quote.Tax with { Shipping = quote.Tax.Shipping with { Minor = 0 } }, quote.Shipping with { Minor = 0 });
        var total = quote is null
            ? null
            : Money.Of(OrderTotals.Of(placing, quote)!.Total, placing.Money!.Currency);
        var request = new ReturnRequest(
            body.Id,
            body.Lines,
            location,
            total is null ? RefundTarget.Original : RefundTarget.StoreCredit,
            total is null ? null : Exchange.AccountOf(body.Id),
            await ReturnWrites.PolicyAsync(node, order.Terms.Channel, cancellationToken),
            command.Principal.ToString())
        {
            Exception = body.Exception,
            Exchange = body.Id,
            CreditMax = total?.Minor,
        };
        var decision = Order.Decide(order, new OrderCommand.RequestReturn(request), node.Clock.GetCurrentInstant());
        if (decision is Decision.Rejected { Reason: var reason })
        {
            return (null, OrderAnswers.Explain(reason, body.Order));
        }

        var held = decision is Decision.Accepted { Events: var events }
            ? events.OfType<OrderEvent.ReturnRequested>().FirstOrDefault()?.Lines ?? []
            : [];
        var (terms, unpaid) = await PaidAsync(node, body, caller, order, placing, request, quote, total, held);
        return (terms is null ? null : terms with { Supplies = supplies }, unpaid);
    }

    /// <summary>The credit pays as far as it goes; the rest is paid by a tender of its own.</summary>
    private static async Task<(ExchangeTerms? Terms, Answer? Problem)> PaidAsync(
        CentralNode node,
        ProposeExchangeBody body,
        Caller caller,
        Order order,
        OrderTerms placing,
        ReturnRequest request,
        PriceQuote? quote,
        Money? total,
        IReadOnlyList<ReturnableLine> held)
    {
        var replacement = OrderId.Of(EntityAddress.MainTenant, placing.Channel, placing.ExternalRef);
        var taken = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, replacement), CancellationToken.None)).State;
        if (taken.Terms is not null)
        {
            return (null, Problems.Of(409, "id-taken", "The replacement's reference stands for another order."));
        }

        if (total is null)
        {
            return body.Difference is null
                ? (new ExchangeTerms(order.Id, request, replacement, placing, null, null, null), null)
                : (null, Problems.Invalid("/difference", "The order knows no money."));
        }

        var worth = Money.Of(held.Sum(line => line.Worth?.Minor ?? 0), total.Currency);
        var credit = worth.IsMoreThan(total) ? total : worth;
        var rest = total.Minus(credit);
        if ((rest.Minor > 0) != (body.Difference is not null))
        {
            return (null, rest.Minor > 0
                ? Problems.Of(
                    409, "difference-unpaid", $"The replacement costs {rest} more: say how it is paid.",
                    problem => problem.Possible = rest)
                : Problems.Invalid("/difference", "The replacement costs no more."));
        }

        if (body.Difference is { } tender
            && (OrderQuotes.Unpayable(node, caller, tender.Method, rest, onCredit: 0) is { } unpayable))
        {
            return (null, unpayable);
        }

        placing = placing with
        {
            Money = placing.Money! with
            {
                Tenders =
                [
                    .. credit.Minor > 0
                        ? new[] { new Tender(PaymentMethod.StoreCredit, credit, Account: request.Account) }
                        : [],
                    .. body.Difference is null ? [] : new[] { body.Difference with { Amount = rest } },
                ],
            },
        };
        return placing.Fault() is { } fault
            ? (null, Problems.Invalid(
                fault.Field.Replace("/money/tenders/1", "/difference", StringComparison.Ordinal), fault.Reason))
            : (new ExchangeTerms(order.Id, request, replacement, placing, quote, worth, total), null);
    }
}

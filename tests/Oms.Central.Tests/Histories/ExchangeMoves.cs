using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Returns;
using Oms.Entities;
using Oms.Finance;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Tests.Histories;

/// <summary>Customers who want something else for what they have.</summary>
internal sealed class ExchangeMoves(HistoryWorld world, OrderMoves orders)
{
    private const string By = "anna";
    private const int OpenMax = 20;

    public void Propose(Dice dice)
    {
        List<(string Id, int Line, int Possible)> back =
        [
            .. from one in world.Orders.All
               where one.Value.Status is OrderStatus.Placed or OrderStatus.Released or OrderStatus.Closed
               from line in one.Value.Lines
               let possible = line.Quantities.Delivered - line.Quantities.Returned - one.Value.Returning(line.Number)
               where possible > 0
               select (one.Key, line.Number, possible),
        ];
        if (back.Count == 0 || world.Exchanges.All.Count >= OpenMax)
        {
            return;
        }

        var (order, number, most) = dice.Of(back);
        if (TermsOf(order, number, dice.From(1, most), dice) is not { } terms)
        {
            return;
        }

        var propose = new ExchangeCommand.Propose(terms.Request.Id, terms);
        world.Exchanges.Refused(terms.Request.Id, new ExchangeCommand.RecordApproved());
        _ = world.Exchanges.Do(terms.Request.Id, propose);
        world.Exchanges.Again(terms.Request.Id, propose);
        world.Exchanges.Refused(terms.Request.Id, propose with { Terms = terms with { Replacement = "another" } });
        orders.Add(terms.Replacement);
    }

    private ExchangeTerms? TermsOf(string order, int number, int quantity, Dice dice)
    {
        var (of, id) = (world.Orders[order], $"ex-{world.Move}");
        var placing = of.Terms! with
        {
            ExternalRef = Exchange.AccountOf(id),
            ShipFrom = dice.OneIn(3) ? null : dice.Of(StockMoves.Locations),
            ShipPolicy = ShipPolicy.Complete,
            Lines = [new OrderedLine(dice.Of(StockMoves.Skus), dice.From(1, 3), null)],
            Money = null,
        };
        PriceQuote? quote = null;
        if (of.Money is not null)
        {
            (placing, quote) = MoneyMoves.PriceExchange(placing, dice);
        }

        var total = quote is null ? null : Money.Of(OrderTotals.Of(placing, quote)!.Total, "EUR");
        var request = new ReturnRequest(
            id, [new ReturnWish(number, quantity, "another-size")], StockMoves.Locations[0],
            total is null ? RefundTarget.Original : RefundTarget.StoreCredit,
            total is null ? null : Exchange.AccountOf(id),
            ReturnPolicy.Standard with { ReservesAtApproval = dice.OneIn(2) }, By)
        {
            Exchange = id,
            CreditMax = total?.Minor,
        };
        if (Order.Decide(of, new OrderCommand.RequestReturn(request), world.Now)
            is not Decision.Accepted { Events: var events })
        {
            return null;
        }

        var worth = Money.Of(
            events.OfType<OrderEvent.ReturnRequested>().Single().Lines.Sum(line => line.Worth?.Minor ?? 0), "EUR");
        return new ExchangeTerms(
            order, request, OrderId.Of(EntityAddress.MainTenant, placing.Channel, placing.ExternalRef),
            total is null ? placing : Paid(placing, request, total, worth), quote, worth, total);
    }

    /// <summary>The credit pays as far as it goes; the rest is paid by card.</summary>
    private static OrderTerms Paid(OrderTerms placing, ReturnRequest request, Money total, Money worth)
    {
        var credit = worth.IsMoreThan(total) ? total : worth;
        var rest = total.Minus(credit);
        return placing with
        {
            Money = placing.Money! with
            {
                Tenders =
                [
                    .. credit.Minor > 0
                        ? new[] { new Tender(PaymentMethod.StoreCredit, credit, Account: request.Account) }
                        : [],
                    .. rest.Minor > 0
                        ? new[] { new Tender(PaymentMethod.Card, rest, new CardReference("tok_1", "4242")) }
                        : [],
                ],
            },
        };
    }
}

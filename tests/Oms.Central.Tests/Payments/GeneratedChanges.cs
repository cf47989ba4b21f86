using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using static Oms.Central.Tests.Payments.OrderMoneyWorld;

namespace Oms.Central.Tests.Payments;

/// <summary>Changes of an order with prices, as a seed says: more, less, other goods, another country.</summary>
internal static class GeneratedChanges
{
    private static readonly PriceTables Tables = new(
        "t",
        "shipping",
        [new("FR", "shipping", 200_000), new("FR", "*", 55_000), new("*", "shipping", 190_000), new("*", "*", 70_000)],
        []);

    public static OrderCommand.ProposeChange Propose(Random random, Order order)
    {
        var to = random.Next(8) == 0
            ? new Customer("Shop", new PostalAddress(["1 Rue Haute"], "Lyon", "69001", "FR"))
            : null;
        var wish = new ChangeWish(
            random.Next(3) > 0
                ? [new LineQuantity(random.Next(1, order.Lines.Count + 1), random.Next(0, 10))]
                : [],
            random.Next(3) == 0
                ? [new OrderedLine("TEA", random.Next(1, 5), null) { Price = new LinePrice(Euros(211), [], "tea") }]
                : [],
            "customer",
            random.Next(1, 1_440))
        {
            Destination = to is null ? null : new OrderDestination(to, null),
            Tender = random.Next(4) == 0 ? new Tender(PaymentMethod.StoreCredit, Account: "K-17") : null,
        };
        return new OrderCommand.ProposeChange(wish, "anna", null)
        {
            Quote = Quoted(order, wish, to?.Address.Country ?? "US", random.Next(0, 1_200)),
        };
    }

    private static ChangeQuote? Quoted(Order order, ChangeWish wish, string country, long shipping) =>
        order.QuestionOf(wish) is not { } asked
            ? null
            : new ChangeQuote(
                [.. asked.Lines.Select(line => line.NetMinor)],
                asked.ShippingOf(shipping),
                new PriceQuote(
                    Tables.TaxesOf(new TaxQuestion(country, "EUR", asked.Lines, asked.ShippingOf(shipping)))!,
                    new ShippingAnswer("t", shipping)));
}

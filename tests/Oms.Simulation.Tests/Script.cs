using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Simulation.Tests;

/// <summary>How a hand-over ends.</summary>
internal enum Ending
{
    Completed,
    Refused,
    Disputed,
}

/// <summary>What the people of one world are going to do; out of its seed.</summary>
/// <param name="Receipts">Stock that comes in at the warehouse.</param>
internal sealed record Script(
    IReadOnlyList<string> Depots, IReadOnlyList<Receipt> Receipts, IReadOnlyList<RouteScript> Routes)
{
    public const string Warehouse = "wh";

    public static readonly TemperatureBand Chilled = new(2_000, 8_000);

    /// <summary>19 % on everything, and 4.90 for shipping.</summary>
    public static readonly PriceTables Prices = new(
        "1", "shipping", [new("*", "*", 190_000)], [new("*", "*", Money.Of(490, "EUR"))]);

    public static Script Make(Random random)
    {
        string[] depots = ["north", "south"];
        var skus = Enumerable.Range(0, 2).Select(number => $"sku-{number}").ToList();
        var routes = Enumerable.Range(0, random.Next(2, 4)).Select(number =>
        {
            var orders = Enumerable.Range(0, random.Next(1, 3)).Select(order => new OrderScript(
                $"r{number}-o{order}",
                1 + order,
                [.. skus.Take(random.Next(1, 3)).Select(sku => new OrderedLine(
                    sku, random.Next(1, 9), sku == skus[0] ? Chilled : null)
                {
                    Price = new LinePrice(Money.Of(random.Next(1, 3_000), "EUR"), [], "food"),
                })],
                MoneyOf(random))).ToList();
            return new RouteScript(
                $"route-{number}",
                depots[number % 2],
                $"truck-{number}",
                $"driver-{number}",
                $"reefer-{number}",
                $"dock-{number}",
                random.Next(3) == 0,
                random.Next(8) switch { 0 => Ending.Refused, 1 => Ending.Disputed, _ => Ending.Completed },
                orders);
        }).ToList();

        // Enough for all, in lots so small that a line may need two of them.
        List<Receipt> receipts = [];
        foreach (var sku in skus)
        {
            var need = routes.SelectMany(route => route.Orders).SelectMany(order => order.Lines)
                .Where(line => line.Sku == sku).Sum(line => line.Quantity) + random.Next(0, 10);
            for (var lot = 0; need > 0; lot++)
            {
                var units = Math.Min(need, random.Next(4, 20));
                receipts.Add(new Receipt($"receipt-{sku}-{lot}", sku, $"lot-{lot}", units));
                need -= units;
            }
        }

        return new Script(depots, receipts, routes);
    }

    private static MoneyTerms MoneyOf(Random random)
    {
        var card = new Tender(PaymentMethod.Card, Card: new CardReference("tok_1", "4242"));
        return new MoneyTerms(
            "EUR",
            [],
            "standard",
            random.Next(2) == 0 ? CapturePolicy.AfterShipment : CapturePolicy.AfterDelivery,
            random.Next(3) switch
            {
                0 => [new Tender(PaymentMethod.InvoiceTerms, DueOn: new NodaTime.LocalDate(2027, 1, 1))],
                1 => [card with { Amount = Money.Of(100, "EUR") }, card],
                _ => [card],
            });
    }
}

internal sealed record Receipt(string Ref, string Sku, string Lot, int Units);

/// <param name="HasExcursion">Whether the cargo gets warm on the way.</param>
internal sealed record RouteScript(
    string Route,
    string Depot,
    string Vehicle,
    string Driver,
    string Reefer,
    string Dock,
    bool HasExcursion,
    Ending Ending,
    IReadOnlyList<OrderScript> Orders)
{
    public string Scanner => $"scanner-{Dock}";

    public string BadgeReader => $"badge-{Dock}";

    public string DriverToken => $"token-{Driver}";

    public string Supervisor => $"supervisor-{Depot}";

    public string SupervisorToken => $"token-{Supervisor}";
}

internal sealed record OrderScript(string Ref, int Stop, IReadOnlyList<OrderedLine> Lines, MoneyTerms Money)
{
    public const string Channel = "web";

    public string Id => OrderId.Of(EntityAddress.MainTenant, Channel, Ref);
}

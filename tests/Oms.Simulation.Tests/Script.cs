using Oms.Central.Orders;
using Oms.Custody.CheckOuts;
using Oms.Entities;

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
                    sku, random.Next(1, 9), sku == skus[0] ? Chilled : null))])).ToList();
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

internal sealed record OrderScript(string Ref, int Stop, IReadOnlyList<OrderedLine> Lines)
{
    public const string Channel = "web";

    public string Id => OrderId.Of(EntityAddress.MainTenant, Channel, Ref);
}

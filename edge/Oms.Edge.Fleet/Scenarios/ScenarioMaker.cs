using NodaTime;

namespace Oms.Edge.Fleet.Scenarios;

/// <summary>Makes a scenario from a seed: the same seed, round and shape give the same scenario for ever.</summary>
public static class ScenarioMaker
{
    /// <summary>How long a check-out at the dock is planned to take.</summary>
    public static readonly Duration CheckOutTime = Duration.FromMinutes(12);

    private static readonly Duration FirstDeparture = Duration.FromMinutes(8);

    // The way to the first stop is long enough for an excursion with the doors closed: an open door masks one.
    private static readonly Duration ToFirstStop = Duration.FromMinutes(30);
    private static readonly Duration ExcursionAfterDeparture = Duration.FromMinutes(4);
    private static readonly Duration ExcursionTime = Duration.FromMinutes(22);
    private const int MinutesBetweenStops = 5;

    /// <summary>Two rounds can be under way at once: they use different vehicles.</summary>
    public const int Fleets = 2;

    /// <exception cref="ArgumentOutOfRangeException">The round is below 0 or the shape out of its ranges.</exception>
    public static Scenario Make(long seed, int round = 0, ScenarioShape? shape = null)
    {
        shape ??= new ScenarioShape();
        shape.Check();
        ArgumentOutOfRangeException.ThrowIfNegative(round);

        var depots = Depots(shape);
        var random = SplitMix.For(seed, $"round {round}");
        var cargo = Cargo(seed, shape);
        var products = shape.OwnGoods ? Assortment.ProductsOf(round) : Assortment.Products;
        var drafts = Enumerable.Range(0, shape.Routes)
            .Select(index => Draft(seed, round, shape, index, depots[index / shape.RoutesPerDepot],
                [.. products.Where(product => product.Class == cargo[index])], random))
            .ToList();
        var orders = Troubles.Give(drafts.SelectMany(draft => draft.Orders).ToList(), shape, random);
        var routes = Spoil(drafts.Select(draft => draft.Route).ToList(), shape, random);
        return new Scenario(seed, round, depots, products, Lots.For(orders, round, shape.Spare, random),
            orders, routes);
    }

    /// <summary>The depots and their docks, the same in every round of a shape.</summary>
    public static IReadOnlyList<DepotPlan> Depots(ScenarioShape shape)
    {
        shape.Check();
        return [.. Assortment.Depots.Take(shape.Depots).Select((depot, index) => new DepotPlan(
            depot.Id,
            depot.Name,
            $"gw-{depot.Id}",
            $"S-{index + 1}",
            [.. Enumerable.Range(1, shape.RoutesPerDepot).Select(number => Dock($"{depot.Id}-{number}"))]))];
    }

    private static DockPlan Dock(string id) => new(id, $"dd-{id}", $"sc-{id}", $"bd-{id}");

    /// <summary>The number that a vehicle, its driver and its devices share.</summary>
    internal static int TruckNumber(ScenarioShape shape, int route, int fleet) =>
        11 + (10 * (route / shape.RoutesPerDepot)) + (route % shape.RoutesPerDepot) + (50 * fleet);

    /// <summary>What each route carries, the same in every round, as each truck is built for one class.</summary>
    /// <remarks>One in four is dry, so that there is a reefer to fail and a truck without one.</remarks>
    internal static IReadOnlyList<CargoClass> Cargo(long seed, ScenarioShape shape) => SplitMix.For(seed, "cargo")
        .Shuffle(Enumerable.Range(0, shape.Routes).Select(index => (CargoClass)(index % 4)));

    private static (RoutePlan Route, List<OrderPlan> Orders) Draft(
        long seed, int round, ScenarioShape shape, int index, DepotPlan depot, List<ProductPlan> products,
        SplitMix random)
    {
        var cargo = products[0].Class;
        var customers = random.Shuffle(Assortment.Customers);
        var orders = Enumerable.Range(0, shape.OrdersPerRoute)
            .Select(stop => Order(seed, round, (index * shape.OrdersPerRoute) + stop + 1, customers[stop], depot.Id,
                products, random))
            .ToList();

        var number = TruckNumber(shape, index, round % Fleets);
        var departure = FirstDeparture + Duration.FromMinutes(random.Between(0, 3));
        var stops = orders.Select((order, stop) => new StopPlan(
            stop + 1,
            order.Reference,
            random.Pick(Assortment.People),
            departure + ToFirstStop + Duration.FromMinutes(stop * MinutesBetweenStops),
            40_000 + (stop * 6_500L) + random.Between(0, 900))).ToList();
        var route = new RoutePlan(
            $"RT-{seed}-{round}-{index + 1}",
            depot.Id,
            depot.Docks[index % shape.RoutesPerDepot].Id,
            $"TRK-{number}",
            $"D-{number}",
            cargo == CargoClass.Dry ? null : $"rf-{number}",
            $"eld-{number}",
            BadgeToken(number),
            $"KEY-{number}",
            180_000_000L + (number * 1_000_003L) + (round * 150_000L),
            departure,
            stops[^1].At + Duration.FromMinutes(8 + random.Between(0, 3)),
            cargo,
            products[0].Band,
            Excursion: null,
            Defect: null,
            stops);
        return (route, orders);
    }

    /// <summary>What a driver's badge shows: seven bytes, as ISO 14443 type A cards with a double-size UID
    /// do.</summary>
    internal static string BadgeToken(int number) => $"04{0xA1B2C3D400UL + (ulong)number:X10}80";

    private static OrderPlan Order(
        long seed, int round, int number, string customer, string depot, List<ProductPlan> products, SplitMix random)
    {
        var lines = random.Shuffle(products)
            .Take(random.Between(1, products.Count))
            .Select((product, line) => new LinePlan(line + 1, product.Sku, random.Between(2, 12)))
            .ToList();
        var address = new AddressPlan(
            customer,
            $"{random.Between(1, 480)} {random.Pick(Assortment.Streets)}",
            depot,
            $"{random.Between(43_001, 45_999)}");
        return new OrderPlan(
            $"S{seed}-{round}-{number:000}",
            customer,
            address,
            depot,
            Duration.FromSeconds(random.Between(0, 300)),
            lines);
    }

    private static List<RoutePlan> Spoil(List<RoutePlan> routes, ScenarioShape shape, SplitMix random)
    {
        var warm = random.Shuffle(routes.Where(route => route.Reefer is not null))
            .Take(shape.Excursions).Select(route => route.Id).ToHashSet();
        var broken = random.Shuffle(routes).Take(shape.Defects).Select(route => route.Id).ToHashSet();
        return
        [
            .. routes.Select(route => route with
            {
                Excursion = warm.Contains(route.Id) ? Warm(route, random) : null,
                Defect = broken.Contains(route.Id) ? random.Pick(Assortment.Defects) : null,
            }),
        ];
    }

    private static ExcursionPlan Warm(RoutePlan route, SplitMix random)
    {
        var from = route.Departure + ExcursionAfterDeparture;
        return new ExcursionPlan(from, from + ExcursionTime, route.Band!.MaxMilliC + random.Between(3_500, 6_500));
    }
}

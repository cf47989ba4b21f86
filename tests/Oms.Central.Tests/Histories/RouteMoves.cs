using Oms.Central.Custody;
using Oms.Central.Manifests;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Tests.Histories;

/// <summary>What dispatchers, drivers and docks do.</summary>
internal sealed class RouteMoves(HistoryWorld world, OrderMoves orders)
{
    private const string Depot = "depot-1";
    private const string Truck = "truck-1";
    private const string Driver = "bob";
    private const int TooWarm = 9_000;

    private readonly List<string> _loading = [];
    private readonly List<string> _loaded = [];

    public void Load(Dice dice)
    {
        if (orders.Open.Count == 0)
        {
            return;
        }

        var route = $"R-{world.Move}";
        List<string> of =
        [
            .. Enumerable.Range(0, dice.From(1, 4)).Select(_ => dice.Of(orders.Open)).Distinct(StringComparer.Ordinal),
        ];
        var plan = new RouteCommand.Plan(new RoutePlan(
            route, Depot, dice.Of(StockMoves.Locations), Truck, Driver, null,
            [
                .. of.Select((order, i) => new PlannedStop(
                    i + 1, "shop", order, world.Orders[order].Terms?.ShipFrom ?? StockMoves.Locations[0])),
            ])
        {
            LoadFrom = dice.OneIn(3) ? dice.Of(StockMoves.Locations) : null,
            PackedAt = [FulfilmentMoves.Packs],
        });
        world.Routes.Refused(route, new RouteCommand.Dispatch());
        _ = world.Routes.Do(route, plan);
        world.Routes.Again(route, plan);
        world.Routes.Refused(route, Closed(route, "early", dice));
        _ = world.Routes.Do(route, new RouteCommand.Dispatch());
        _loading.Add(route);
        orders.Loading = of;
    }

    /// <summary>Once nothing is under way, what was being loaded has left, or nothing could be loaded.</summary>
    public void Depart()
    {
        foreach (var route in _loading)
        {
            InvariantBrokenException.Unless(
                world.Routes[route].Status is not (RouteStatus.Planned or RouteStatus.Loading), "I14", route,
                $"It is still {world.Routes[route].Status}.");
        }

        _loaded.AddRange(_loading.Where(route => world.Routes[route].Status == RouteStatus.Dispatched));
        _loading.Clear();
        orders.Loading = [];
    }

    /// <summary>A truck comes back, and says what became of every unit; sometimes twice.</summary>
    public void Close(Dice dice)
    {
        if (_loaded.Count == 0)
        {
            return;
        }

        var index = dice.Below(_loaded.Count);
        var route = _loaded[index];
        _loaded.RemoveAt(index);
        var closed = Closed(route, $"co{world.Move}", dice);
        _ = world.Routes.Do(route, closed);
        world.Routes.Again(route, closed);
        world.Routes.Refused(route, closed with { CheckOut = "another" });
    }

    /// <summary>A truck's cargo was too warm, a seal broke, or a hand-over was refused.</summary>
    public void Trouble(Dice dice)
    {
        if (_loaded.Count > 0)
        {
            var (route, checkOut) = (dice.Of(_loaded), $"ex{world.Move}");
            RouteCommand trouble = dice.Below(4) switch
            {
                0 => new RouteCommand.RecordBreach(checkOut, 1, "seal-broken", "cut"),
                1 => new RouteCommand.RecordTrouble(checkOut, "dispute", "The parties do not agree."),
                _ => new RouteCommand.RecordExcursion(checkOut, 1, Warm()),
            };
            _ = world.Routes.Do(route, trouble);
            world.Routes.Again(route, trouble);
        }
    }

    private RouteCommand.Close Closed(string route, string checkOut, Dice dice)
    {
        NotedDelivery[] told =
        [
            .. from stop in world.Routes[route].Manifest?.Stops ?? []
               select new NotedDelivery(stop.Stop, new StopDelivery(
                   stop.Stop,
                   stop.Order,
                   [
                       .. from line in stop.Lines
                          let units = Split(line.Quantity, dice)
                          select new DeliveredLine(
                              line.Line, line.Sku, line.Lot, units[0], units[1], units[2], units[3], null),
                   ],
                   null)),
        ];
        var back = from stop in told
                   from line in stop.Delivery.Lines
                   group line.Refused + line.Damaged by (line.Sku, line.Lot) into lot
                   select (lot.Key, Units: lot.Sum());
        return new RouteCommand.Close(checkOut, new CustodyEvent.CustodyCompleted(
            Depot, Truck, Driver, route, "anna", 99, told,
            [
                .. from lot in back
                   where lot.Units > 0
                   select new CargoCount(
                       lot.Key.Sku, lot.Key.Lot, lot.Units, lot.Units - (dice.OneIn(8) ? 1 : 0)),
            ],
            dice.OneIn(6) ? [Warm()] : []));
    }

    private TemperatureExcursion Warm() =>
        new("probe", 1, world.Now, null, TooWarm, OrderMoves.Cold, []);

    /// <summary>Delivered, short, refused, damaged.</summary>
    private static int[] Split(int units, Dice dice)
    {
        int[] parts = [0, 0, 0, 0];
        for (var unit = 0; unit < units; unit++)
        {
            parts[dice.Of(0, 0, 0, 0, 0, 0, 0, 1, 2, 3)]++;
        }

        return parts;
    }
}

using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Pricing;

namespace Oms.Central.Tests.Histories;

/// <summary>What people ask of orders, and what dispatchers and drivers do with them.</summary>
internal sealed class OrderMoves(HistoryWorld world)
{
    private const string Why = "customer";

    private const int OpenMax = 150;

    private readonly Ring<(string Id, OrderTerms Terms)> _placed = new(120);
    private readonly List<string> _open = [];
    private readonly List<(string Route, List<string> Orders)> _loading = [];
    private readonly List<(string Route, List<string> Orders)> _loaded = [];

    /// <summary>Orders that were placed lately.</summary>
    public Ring<(string Id, OrderTerms Terms)> Placed => _placed;

    public void Place(Dice dice)
    {
        if (_open.Count >= OpenMax)
        {
            return;
        }

        var terms = Terms(dice, dice.From(1, 3), () => dice.From(1, 12));
        var id = OrderId.Of("main", terms.Channel, terms.ExternalRef);
        PriceQuote? quote = null;
        if (dice.OneIn(3))
        {
            (terms, quote) = MoneyMoves.Price(
                terms.ShipFrom is null ? terms with { ShipPolicy = ShipPolicy.Complete } : terms, dice);
        }

        _ = world.Orders.Do(id, new OrderCommand.Place(id, terms) { Quote = quote });
        _ = _placed.Add((id, terms));
        _open.Add(id);
    }

    public void PlaceAgain(Dice dice)
    {
        if (_placed.Count == 0)
        {
            return;
        }

        var (id, terms) = _placed.Any(dice);
        if (dice.OneIn(3))
        {
            world.Orders.Refused(id, new OrderCommand.Place(id, dice.Of(
                terms with { ShipFrom = "dc-9" },
                terms with { Lines = [.. terms.Lines.Select(line => line with { ShipFrom = "dc-9" })] })));
        }
        else
        {
            world.Orders.Again(id, new OrderCommand.Place(id, terms));
        }
    }

    public void Spoil(Dice dice)
    {
        var bad = dice.Of(0, -1, int.MinValue, int.MaxValue, Order.QuantityMax + 1);
        var good = Terms(dice, 2, () => 1);
        var line = good.Lines[0];
        var id = OrderId.Of("main", good.Channel, $"bad-{world.Move}");
        world.Orders.Refused(id, dice.Of<OrderCommand>(
            new OrderCommand.Place(id, good with { Lines = [line with { Quantity = bad }] }),
            new OrderCommand.Place(id, good with { Lines = [] }),
            new OrderCommand.Place(id, good with { Lines = [line with { Sku = dice.Of(string.Empty, "A\n") }] }),
            new OrderCommand.Place(id, good with { ShipFrom = string.Empty }),
            new OrderCommand.Place(
                id, good with { Lines = [line, line with { ShipFrom = dice.Of(string.Empty, "a\n") }] }),
            new OrderCommand.Place(id, good with { Channel = dice.Of(string.Empty, "\0", new string('x', 65)) }),
            new OrderCommand.Cancel(Why, null),
            new OrderCommand.CancelLine(1, 1, Why, null),
            new OrderCommand.BeginShipment("R", 1)));
        if (_placed.Count > 0 && _placed.Any(dice).Id is var known && world.Orders[known].Status != OrderStatus.Absent)
        {
            var possible = world.Orders[known].Lines[0].Quantities.Open;
            world.Orders.Refused(known, dice.Of<OrderCommand>(
                new OrderCommand.CancelLine(1, dice.Of(0, -1, int.MinValue, possible + 1, int.MaxValue), Why, null),
                new OrderCommand.CancelLine(dice.Of(0, -1, 9_999), 1, Why, null),
                new OrderCommand.Cancel(Why, world.Orders[known].Revision + 1)));
        }
    }

    public void Hold(Dice dice)
    {
        if (_open.Count > 0)
        {
            var held = _open.FindAll(id => world.Orders[id].Holds.ContainsKey(HoldType.Manual));
            _ = dice.OneIn(3) || held.Count == 0
                ? world.Orders.Do(dice.Of(_open), new OrderCommand.PlaceHold(HoldType.Manual, "look", "anna", null))
                : world.Orders.Do(dice.Of(held), new OrderCommand.ReleaseHold(HoldType.Manual, "good", null));
        }
    }

    /// <summary>Cancels, often while the units are being loaded.</summary>
    public void Cancel(Dice dice)
    {
        if (_open.Count > 0)
        {
            // Where everybody waits, those go whose money does not come.
            var unpaid = _open.Count < OpenMax ? []
                : _open.FindAll(each => world.Orders[each].Holds.ContainsKey(HoldType.Payment));
            var id = unpaid.Count > 0 ? dice.Of(unpaid)
                : _loading.Count > 0 && dice.OneIn(2) ? dice.Of(_loading[^1].Orders) : dice.Of(_open);
            _ = world.Orders.Do(id, unpaid.Count > 0 || dice.OneIn(3)
                ? new OrderCommand.Cancel(Why, null)
                : new OrderCommand.CancelLine(dice.From(1, 2), dice.From(1, 6), Why, null));
        }
    }

    public void Load(Dice dice)
    {
        if (_open.Count == 0)
        {
            return;
        }

        var route = $"R-{world.Move}";
        List<string> orders =
            [.. Enumerable.Range(0, dice.From(1, 4)).Select(_ => dice.Of(_open)).Distinct(StringComparer.Ordinal)];
        world.Publish(DeliveryRoute.Kind, route, new RouteEvent.LoadingStarted(
            route,
            [
                .. orders.Select((order, i) =>
                    new PlannedStop(
                        i + 1, "shop", order, world.Orders[order].Terms!.ShipFrom ?? StockMoves.Locations[0])),
            ])
        {
            LoadFrom = dice.OneIn(3) ? dice.Of(StockMoves.Locations) : null,
            PackedAt = [FulfilmentMoves.Packs],
        });
        _loading.Add((route, orders));
    }

    /// <summary>Once nothing is under way, what was being loaded is loaded, and what has ended is looked at no
    /// more.</summary>
    public void Depart()
    {
        _ = _open.RemoveAll(id => world.Orders[id].Status is not (OrderStatus.Placed or OrderStatus.Released));
        _loaded.AddRange(_loading);
        _loading.Clear();
    }

    /// <summary>A truck comes back, and says what became of every unit; sometimes twice.</summary>
    public void Close(Dice dice)
    {
        if (_loaded.Count == 0)
        {
            return;
        }

        var index = dice.Below(_loaded.Count);
        var (route, orders) = _loaded[index];
        _loaded.RemoveAt(index);
        var checkOut = $"co{world.Move}";
        var closed = new RouteEvent.ManifestClosed(
            checkOut,
            dice.Of(StockMoves.Locations),
            [.. orders.SelectMany((order, i) => Results(route, order, i + 1, dice))],
            [])
        {
            Fulfilments =
            [
                .. from order in orders
                   from line in world.Orders[order].Lines
                   from units in line.Packages ?? []
                   select Central.Fulfilments.FulfilmentOrder.IdOf(order, units.Group),
            ],
        };
        world.Publish(DeliveryRoute.Kind, route, closed);
        if (dice.OneIn(8))
        {
            world.Publish(DeliveryRoute.Kind, route, closed);
        }
    }

    /// <summary>A truck's cargo was too warm.</summary>
    public void Warm(Dice dice)
    {
        if (_loaded.Count > 0 && dice.Of(_loaded) is var (route, orders))
        {
            world.Publish(DeliveryRoute.Kind, route, new RouteEvent.ExcursionRecorded(
                $"ex{world.Move}", 1, "9 degrees", dice.Of(StockMoves.Locations),
                [
                    .. from order in orders
                       from lot in Aboard(route, order)
                       select new ExposedLine(
                           order, lot.Line.Number, lot.Line.Sku, lot.Lot.Lot, LocationOf(order, lot.Line)),
                ]));
        }
    }

    private string LocationOf(string order, OrderLine line) => world.Orders[order].LocationOf(line);

    private IEnumerable<(OrderLine Line, ShippedLot Lot)> Aboard(string route, string order) =>
        from line in world.Orders[order].Lines
        from lot in line.Lots
        where lot.Route == route && lot.Open > 0
        select (line, lot);

    private IEnumerable<LineResult> Results(string route, string order, int stop, Dice dice) =>
        from aboard in Aboard(route, order)
        let units = Split(aboard.Lot.Open, dice)
        select new LineResult(
            stop, order, aboard.Line.Number, aboard.Line.Sku, aboard.Lot.Lot, LocationOf(order, aboard.Line), 1,
            units[0], units[1], units[2], units[3], units[2], units[3], dice.OneIn(6), null, null);

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

    private OrderTerms Terms(Dice dice, int lines, Func<int> quantity) => new(
        dice.Of("web", "edi"),
        $"SO-{world.Move}",
        new Customer("Shop", new PostalAddress(["1 High Street"], "Springfield", "12345", "US")),
        dice.OneIn(3) ? null : dice.Of(StockMoves.Locations),
        dice.Of(ShipPolicy.Complete, ShipPolicy.Split),
        [
            .. Enumerable.Range(0, lines).Select(_ => new OrderedLine(dice.Of(StockMoves.Skus), quantity(), null)
            {
                ShipFrom = dice.OneIn(3) ? dice.Of(StockMoves.Locations) : null,
            }),
        ]);
}

using Oms.Central.Orders;
using Oms.Central.Pricing;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Tests.Histories;

/// <summary>What people ask of orders.</summary>
internal sealed class OrderMoves(HistoryWorld world)
{
    private const string Why = "customer";

    /// <summary>The temperatures of what is cold.</summary>
    public static readonly TemperatureBand Cold = new(2_000, 8_000);

    private static readonly Customer Shop = new(
        "Shop", new PostalAddress(["1 High Street"], "Springfield", "12345", "US"));

    private const int OpenMax = 150;
    private const int OldestMax = 50;

    private readonly Ring<(string Id, OrderTerms Terms)> _placed = new(120);
    private readonly List<string> _open = [];

    /// <summary>Orders that are looked at; the newest last.</summary>
    public IReadOnlyList<string> Open => _open;

    /// <summary>Orders that are being loaded.</summary>
    public IReadOnlyList<string> Loading { get; set; } = [];

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

        _ = world.Orders.Do(
            id, new OrderCommand.Place(id, terms) { Quote = quote, Supplies = SupplierMoves.Of(terms) });
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
        if (world.Orders[id].Status == OrderStatus.Absent)
        {
            // It ended long ago, and is kept no longer.
            return;
        }

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
            // Where everybody waits, those go that have waited longest.
            var full = _open.Count >= OpenMax;
            var id = full ? _open[dice.Below(OldestMax)]
                : Loading.Count > 0 && dice.OneIn(2) ? dice.Of(Loading) : dice.Of(_open);
            var open = full ? world.Orders[id].Lines.Find(line => line.Quantities.Open > 0) : null;
            _ = world.Orders.Do(id, open is not null && world.Orders[id].Lines.Any(line => line.Quantities.Shipped > 0)
                ? new OrderCommand.CancelLine(open.Number, open.Quantities.Open, Why, null)
                : full || dice.OneIn(3) ? new OrderCommand.Cancel(Why, null)
                : new OrderCommand.CancelLine(dice.From(1, 2), dice.From(1, 6), Why, null));
        }
    }

    /// <summary>Once nothing is under way, what has ended is looked at no more.</summary>
    public void Forget() => _ = _open.RemoveAll(id => world.Orders[id].Status
        is not (OrderStatus.Placed or OrderStatus.Released or OrderStatus.Draft));

    /// <summary>An order that comes about in another way than by being placed.</summary>
    public void Add(string id) => _open.Add(id);

    /// <summary>One sixth of the lines is to be sent by a supplier; what is cold is to stay so.</summary>
    private OrderTerms Terms(Dice dice, int lines, Func<int> quantity) => new(
        dice.Of("web", "edi"),
        $"SO-{world.Move}",
        Shop,
        dice.OneIn(3) ? null : dice.OneIn(12) ? SupplierMoves.Place : dice.Of(StockMoves.Locations),
        dice.Of(ShipPolicy.Complete, ShipPolicy.Split),
        [
            .. Enumerable.Range(0, lines).Select(_ => Line(dice, quantity())),
        ]);

    /// <summary>A line as somebody may order it.</summary>
    public static OrderedLine Line(Dice dice, int quantity)
    {
        var sku = dice.Of(StockMoves.Skus);
        return new OrderedLine(sku, quantity, sku == "NUTS" ? null : Cold)
        {
            ShipFrom = dice.OneIn(3) ? dice.OneIn(3) ? SupplierMoves.Place : dice.Of(StockMoves.Locations) : null,
        };
    }
}

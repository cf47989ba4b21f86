using Oms.Central.Orders;

namespace Oms.Central.Tests.Histories;

/// <summary>What customers want changed of orders that are placed, and how that ends.</summary>
internal sealed class ChangeMoves(HistoryWorld world, OrderMoves orders)
{
    private const string By = "anna";

    public void Propose(Dice dice)
    {
        // What has prices needs a quote for its change too: that is another test's (OrderChangeMoneyTests).
        if (Any(dice, order => order is { Money: null, Change: null }) is not { } id)
        {
            return;
        }

        var order = world.Orders[id];
        var line = order.Lines[dice.Below(order.Lines.Count)];
        LineQuantity[] other = [new(line.Number, int.Max(0, line.Standing + dice.From(-3, 3)))];
        var more = OrderMoves.Line(dice, dice.From(1, 6));
        var added = dice.OneIn(2) && (more.ShipFrom ?? order.Terms!.ShipFrom) != SupplierMoves.Place
            ? new[] { more }
            : [];
        var propose = new OrderCommand.ProposeChange(
            new ChangeWish(added.Length > 0 && dice.OneIn(3) ? [] : other, added, "more", dice.From(1, 600)), By, null);
        world.Orders.Refused(id, propose with
        {
            Wish = propose.Wish with { Quantities = [new(line.Number, dice.Of(-1, int.MinValue, int.MaxValue))] },
        });
        world.Orders.Refused(id, propose with { Expected = order.Revision + 1 });
        if (world.Orders.Do(id, propose) is null)
        {
            world.Orders.Refused(id, propose);
        }
    }

    public void End(Dice dice)
    {
        if (Any(dice, order => order.Change is not null) is not { } id)
        {
            return;
        }

        var number = world.Orders[id].Change!.Number;
        world.Orders.Refused(id, new OrderCommand.ConfirmChange(number + 1, By, null));
        OrderCommand end = dice.OneIn(3)
            ? new OrderCommand.DeclineChange(number, "no", By, null)
            : new OrderCommand.ConfirmChange(number, By, null);
        if (world.Orders.Do(id, end) is null)
        {
            world.Orders.Again(id, end);
            world.Orders.Refused(id, end is OrderCommand.ConfirmChange
                ? new OrderCommand.DeclineChange(number, "no", By, null)
                : new OrderCommand.ConfirmChange(number, By, null));
        }
    }

    private string? Any(Dice dice, Func<Order, bool> which)
    {
        var found = orders.Open.Where(id => world.Orders[id].Status is OrderStatus.Placed or OrderStatus.Released
            && which(world.Orders[id])).ToList();
        return found.Count == 0 ? null : dice.Of(found);
    }
}

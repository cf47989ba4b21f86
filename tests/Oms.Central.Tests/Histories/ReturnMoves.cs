using Oms.Central.Orders;
using Oms.Central.Returns;

namespace Oms.Central.Tests.Histories;

/// <summary>What customers give back, and what people at the dock do with it.</summary>
internal sealed class ReturnMoves(HistoryWorld world)
{
    private const string By = "anna";
    private const int Whole = 1_000;

    public void Ask(Dice dice)
    {
        List<(string Id, int Line, int Possible)> back =
        [
            .. from order in world.Orders.All
               from line in order.Value.Lines
               let possible = line.Quantities.Delivered - line.Quantities.Returned - order.Value.Returning(line.Number)
               where possible > 0
               select (order.Key, line.Number, possible),
        ];
        if (back.Count == 0)
        {
            return;
        }

        var (id, number, most) = dice.Of(back);
        world.Orders.Refused(id, Request(id, number, dice.Of(0, -1, most + 1, int.MaxValue), "x"));
        var asked = Request(id, number, dice.From(1, most), string.Empty);
        InvariantBrokenException.Unless(world.Orders.Has(id, asked), "I4", id, $"It refused {asked}.");
        world.Orders.Again(id, asked);
    }

    public void Judge(Dice dice)
    {
        if (Any(dice, of => of.Status == ReturnStatus.Requested) is not { } id)
        {
            return;
        }

        _ = world.Returns.Do(id, dice.Below(5) switch
        {
            0 => new ReturnCommand.Refuse("worn", By, null),
            1 => new ReturnCommand.Cancel("kept", By, null),
            _ => new ReturnCommand.Approve(By, null),
        });
    }

    public void Receive(Dice dice)
    {
        if (Any(dice, of => of.Status is ReturnStatus.Approved or ReturnStatus.PartiallyReceived) is not { } id)
        {
            return;
        }

        var line = world.Returns[id].Lines.Find(each => each.Open > 0)!;
        var lot = dice.Of(line.Lots);
        var came = new ReturnCommand.Receive(
            $"in-{world.Move}", line.Line, lot.Lot, dice.From(1, int.Min(line.Open, lot.Quantity)), "as-sent", null,
            null);
        world.Returns.Refused(id, came with { Quantity = dice.Of(0, -1, line.Open + 1, int.MaxValue) });
        world.Returns.Refused(id, came with { Lot = "never-shipped" });
        if (world.Returns.Do(id, came) is null)
        {
            world.Returns.Again(id, came);
            world.Returns.Refused(id, came with { Condition = "torn" });
        }
    }

    /// <summary>A parcel stands at the dock, and nobody knows whose it is.</summary>
    public void Find(Dice dice)
    {
        var expected = (
            from of in world.Returns.All.Values
            where of.Status is ReturnStatus.Approved or ReturnStatus.PartiallyReceived
            from line in of.Lines
            where line.Open > 0
            from sent in line.Lots
            select (line.Sku, sent.Lot)).ToList();
        var (sku, lot) = expected.Count > 0 && !dice.OneIn(4)
            ? dice.Of(expected)
            : (dice.Of(StockMoves.Skus), $"L-{world.Move}");
        var id = $"found-{world.Move}";
        var found = new ReturnCommand.TakeBlind(
            id, dice.Of(StockMoves.Locations), [new BlindUnits("1", sku, lot, dice.From(1, 3), "unopened")], null, By);
        world.Returns.Refused(id, found with { Units = [found.Units[0] with { Quantity = dice.Of(0, -1) }] });
        _ = world.Returns.Do(id, found);
        world.Returns.Again(id, found);
        world.Returns.Refused(id, found with { Units = [found.Units[0] with { Quantity = 4 }] });
    }

    /// <summary>Somebody finds out whose units they are, or is wrong about it.</summary>
    public void Match(Dice dice)
    {
        var isWrong = dice.OneIn(8);
        var fitting = (
            from found in world.Returns.All
            where found.Value.Order is null
            from receipt in found.Value.Receipts
            where receipt.Open > 0
            from of in world.Returns.All
            from line in of.Value.Lines
            where line.Open > 0 && (isWrong || (line.Sku == receipt.Sku
                && of.Value.Status is ReturnStatus.Approved or ReturnStatus.PartiallyReceived
                && line.Lots.Any(lot => lot.Lot == receipt.Lot)))
            select (found.Key, Receipt: receipt, Whose: of.Key, Line: line)).ToList();
        if (fitting.Count == 0)
        {
            return;
        }

        var (id, parcel, whose, wanted) = dice.Of(fitting);
        var match = new ReturnCommand.Match(
            parcel.Ref, whose, wanted.Line, dice.From(1, int.Min(parcel.Open, wanted.Open)), null, By);
        world.Returns.Refused(id, match with { Quantity = dice.Of(0, -1, parcel.Open + 1) });
        world.Returns.Refused(whose, match);
        _ = world.Returns.Do(id, match);
    }

    public void Inspect(Dice dice)
    {
        if (Any(dice, of => of.Receipts.Exists(each => each.Open > 0)) is not { } id)
        {
            return;
        }

        var receipt = dice.Of(world.Returns[id].Receipts.FindAll(each => each.Open > 0));
        var looked = new ReturnCommand.Inspect(
            $"look-{world.Move}", receipt.Ref, dice.From(1, receipt.Open),
            dice.Of(UnitFate.Restock, UnitFate.Quarantine, UnitFate.Scrap, UnitFate.ReturnToVendor), Whole, "", null,
            By);
        world.Returns.Refused(id, looked with { Quantity = dice.Of(0, -1, receipt.Open + 1) });
        _ = world.Returns.Do(id, looked);
        world.Returns.Again(id, looked);
    }

    public void GiveUp(Dice dice)
    {
        if (Any(dice, of => of.Status is ReturnStatus.Approved or ReturnStatus.PartiallyReceived) is { } id)
        {
            _ = world.Returns.Do(id, new ReturnCommand.GiveUp("lost", By, null));
        }
    }

    private OrderCommand.RequestReturn Request(string order, int line, int quantity, string suffix) => new(
        new ReturnRequest(
            $"rma-{world.Move}{suffix}", [new ReturnWish(line, quantity, "not-wanted")],
            LocationOf(order),
            RefundTarget.Original, null, ReturnPolicy.Standard, By));

    /// <summary>Where units of an order come back; not at a supplier's.</summary>
    private string LocationOf(string order) => world.Orders[order].Terms!.ShipFrom is { } from
        && StockMoves.Locations.Contains(from) ? from : StockMoves.Locations[0];

    private string? Any(Dice dice, Func<ReturnOrder, bool> which)
    {
        var found = world.Returns.All.Where(each => which(each.Value)).Select(each => each.Key).ToList();
        return found.Count == 0 ? null : dice.Of(found);
    }
}

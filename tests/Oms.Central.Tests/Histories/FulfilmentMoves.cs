using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Orders;

namespace Oms.Central.Tests.Histories;

/// <summary>What pickers and packers do at the location that has some, and what they must not be able to do.</summary>
internal sealed class FulfilmentMoves(HistoryWorld world)
{
    /// <summary>The location that hands units out in packages only.</summary>
    public const string Packs = "dc-2";

    private const string By = "anna";

    public void Pick(Dice dice)
    {
        if (Any(dice, of => of.Lines.Exists(line => line.Open > 0)) is not { } id)
        {
            return;
        }

        var line = world.Fulfilments[id].Lines.Find(each => each.Open > 0)!;
        var item = StockItemId.Of(line.Sku, Packs);
        var any = dice.OneIn(8);
        var lots = world.Stock[item].Lots.Where(lot => lot.Value.Quantity > 0
            && (any || lot.Value.Status == LotStatus.Approved)).ToList();
        if (lots.Count == 0)
        {
            return;
        }

        var lot = dice.Of(lots);
        var pick = new StockCommand.Pick(
            line.Reservation, $"pick-{world.Move}", id, lot.Key, dice.From(1, int.Min(line.Open, lot.Value.Quantity)));
        world.Stock.Refused(item, pick with { Quantity = dice.Of(0, -1, int.MaxValue) });
        world.Stock.Refused(item, pick with { Lot = "never-here" });
        if (world.Stock.Do(item, pick) is not null)
        {
            return;
        }

        world.Stock.Again(item, pick);
        if (dice.OneIn(2))
        {
            // The request itself tells it too; its process comes late.
            _ = world.Fulfilments.Do(id, new FulfilmentCommand.RecordPicked(
                pick.Ref, pick.Reservation, pick.Lot, pick.Quantity));
        }
    }

    public void Short(Dice dice)
    {
        if (Any(dice, of => of.Lines.Exists(line => line.Open > 0)) is { } id)
        {
            var line = world.Fulfilments[id].Lines.Find(each => each.Open > 0)!;
            world.Fulfilments.Refused(
                id, new FulfilmentCommand.ShortPick(line.Line, dice.Of(0, -1, line.Open + 1), "gone", By));
            _ = world.Fulfilments.Do(
                id, new FulfilmentCommand.ShortPick(line.Line, dice.From(1, line.Open), "gone", By));
        }
    }

    /// <summary>Puts all that is picked of one lot into a package, an open one where there is one, and mostly closes
    /// it.</summary>
    public void Pack(Dice dice)
    {
        if (Any(dice, of => of.Held is null && of.Lines.Exists(line => line.Picked > 0)) is not { } id)
        {
            return;
        }

        var line = world.Fulfilments[id].Lines.Find(each => each.Picked > 0)!;
        var lot = dice.Of(line.InHand);
        var open = world.Fulfilments[id].Packages.Find(package => package.Status == PackageStatus.Open);
        var sscc = open?.Sscc ?? world.Number();
        _ = world.Fulfilments.Do(id, new FulfilmentCommand.OpenPackage(sscc));
        var pack = new FulfilmentCommand.Pack(sscc, line.Sku, lot.Lot, lot.Quantity);
        world.Fulfilments.Refused(id, pack with { Quantity = dice.Of(0, -1, 1_000) });
        world.Fulfilments.Refused(id, pack with { Lot = "never-picked" });
        _ = world.Fulfilments.Do(id, pack);
        if (!dice.OneIn(3))
        {
            _ = world.Fulfilments.Do(id, new FulfilmentCommand.ClosePackage(sscc, null));
        }
    }

    public void Close(Dice dice)
    {
        if (Any(dice, of => of.Packages.Exists(each => each.Status == PackageStatus.Open) && !HoldsSpoilt(of))
            is { } id)
        {
            var package = world.Fulfilments[id].Packages.Find(each => each.Status == PackageStatus.Open)!;
            _ = world.Fulfilments.Do(id, package.Content.IsEmpty
                ? new FulfilmentCommand.VoidPackage(package.Sscc, "empty")
                : new FulfilmentCommand.ClosePackage(package.Sscc, 500));
        }
    }

    public void Undo(Dice dice)
    {
        if (Any(dice, of => of.Lines.Exists(line => line.ToDo > 0)) is not { } id)
        {
            return;
        }

        var package = world.Fulfilments[id].Packages.Find(each => each.Status != PackageStatus.Void);
        _ = world.Fulfilments.Do(id, dice.Below(6) switch
        {
            0 => new FulfilmentCommand.Cancel("fire", By, null),
            1 => new FulfilmentCommand.Hold("look", By, null),
            2 => new FulfilmentCommand.Reopen("again", By),
            3 when package is not null => new FulfilmentCommand.VoidPackage(package.Sscc, "torn"),
            _ => new FulfilmentCommand.Release(null),
        });
    }

    /// <summary>What may not leave any more is taken out of its packages, and given up; sometimes only a part of
    /// that.</summary>
    public void Unpack(Dice dice)
    {
        if (Any(dice, HoldsSpoilt) is not { } id)
        {
            return;
        }

        if (world.Fulfilments[id].Ready)
        {
            _ = world.Fulfilments.Do(id, new FulfilmentCommand.Reopen("spoilt", By));
            return;
        }

        while (!dice.OneIn(8) && HoldsSpoilt(world.Fulfilments[id]))
        {
            var of = world.Fulfilments[id];
            var package = of.Packages.Find(each => each.Status is PackageStatus.Open or PackageStatus.Closed);
            if (world.Fulfilments.Do(id, of.Held is not null ? new FulfilmentCommand.Release(null)
                : package is not null ? new FulfilmentCommand.VoidPackage(package.Sscc, "spoilt")
                : new FulfilmentCommand.Cancel("spoilt", By, null)) is not null)
            {
                return;
            }
        }
    }

    private bool HoldsSpoilt(FulfilmentOrder of) => of.Lines.Exists(line => line.ToDo > 0
        && line.InHand.Select(lot => lot.Lot)
            .Concat(of.Packages.Where(package => package.Status != PackageStatus.Void)
                .SelectMany(package => package.Content).Where(units => units.Reservation == line.Reservation)
                .Select(units => units.Lot))
            .Any(lot => !world.Stock[StockItemId.Of(line.Sku, Packs)].Lots.TryGetValue(lot, out var known)
                || known.Status != LotStatus.Approved));

    /// <summary>Has some units picked in a fulfilment order of their own.</summary>
    public void Split(Dice dice)
    {
        if (Any(dice, of => of.Lines.Exists(line => line.Open > 0)) is { } id)
        {
            var line = world.Fulfilments[id].Lines.Find(each => each.Open > 0)!;
            world.Fulfilments.Refused(id, new FulfilmentCommand.Split([new(line.Line, dice.Of(0, -1, 9_999))], null));
            world.Fulfilments.Refused(id, new FulfilmentCommand.Split([], null));
            _ = world.Fulfilments.Do(
                id, new FulfilmentCommand.Split([new(line.Line, dice.From(1, line.Open))], null));
        }
    }

    /// <summary>Has units leave from the other location, whether or not it has them.</summary>
    public void Move(Dice dice)
    {
        if (Any(dice, of => of.Lines.Exists(line => line.Open > 0)) is { } id)
        {
            var line = world.Fulfilments[id].Lines.Find(each => each.Open > 0)!;
            world.Fulfilments.Refused(id, new FulfilmentCommand.Move(null, Packs, "flood", By, null));
            _ = world.Fulfilments.Do(id, new FulfilmentCommand.Move(
                dice.OneIn(2) ? null : [new(line.Line, dice.From(1, line.Open))], "dc-1", "flood", By, null));
        }
    }

    /// <summary>Has one fulfilment order pick what another one of the same order would.</summary>
    public void Merge(Dice dice)
    {
        var pairs = (
            from one in world.Fulfilments.All
            where one.Value.Lines.Exists(line => line.ToDo > 0)
            from other in world.Fulfilments.All
            where other.Key != one.Key && other.Value.Work!.Order == one.Value.Work!.Order
                && other.Value.Lines.Exists(line => line.Open > 0)
            select (Into: one.Value.Work, Other: other.Key)).ToList();
        if (pairs.Count > 0)
        {
            var (into, other) = dice.Of(pairs);
            world.Fulfilments.Refused(other, new FulfilmentCommand.MergeInto("another", into!.Location, 1, null));
            _ = world.Fulfilments.Do(
                other, new FulfilmentCommand.MergeInto(into.Order, into.Location, into.Group, null));
        }
    }

    /// <summary>A person decides about what a location gave back.</summary>
    public void Decide(Dice dice)
    {
        var held = world.Orders.All.Where(order => order.Value.Holds.ContainsKey(HoldType.Fulfilment))
            .Select(order => order.Key).ToList();
        if (held.Count > 0)
        {
            _ = world.Orders.Do(dice.Of(held), new OrderCommand.ReleaseHold(HoldType.Fulfilment, "out", null));
        }
    }

    private string? Any(Dice dice, Func<FulfilmentOrder, bool> which)
    {
        var found = world.Fulfilments.All.Where(each => which(each.Value)).Select(each => each.Key).ToList();
        return found.Count == 0 ? null : dice.Of(found);
    }
}

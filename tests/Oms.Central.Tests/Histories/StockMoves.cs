using NodaTime;
using Oms.Central.Inventory;

namespace Oms.Central.Tests.Histories;

/// <summary>What people ask of stock items, sense and nonsense.</summary>
internal sealed class StockMoves(HistoryWorld world)
{
    private static readonly int[] BadQuantities = [0, -1, int.MinValue, StockItem.QuantityMax + 1, int.MaxValue];

    private readonly Ring<(string Item, StockCommand Command)> _repeatable = new(64);
    private readonly Ring<(string Item, string Reservation)> _reservations = new(40);

    public static IReadOnlyList<string> Skus { get; } = ["MILK", "NUTS", "FISH"];

    public static IReadOnlyList<string> Locations { get; } = ["dc-1", "dc-2"];

    private LocalDate Today => world.Now.InUtc().Date;

    public void Receive(Dice dice)
    {
        var command = new StockCommand.Receive(
            $"r{world.Move}", LotName(dice), dice.From(1, 60), dice.OneIn(3) ? null : Today.PlusDays(dice.From(0, 9)));
        Keep(Item(dice), command);
    }

    /// <summary>A reservation by somebody who is no order.</summary>
    public void Reserve(Dice dice)
    {
        var item = Item(dice);
        var id = $"client-{world.Move}";
        Keep(item, new StockCommand.Reserve(
            id, dice.From(1, 9), Duration.FromMinutes(dice.From(1, 40)), dice.OneIn(2))
        {
            Priority = dice.Of(0, 0, 0, 50),
            CancelAfter = dice.OneIn(6) ? world.Now + Duration.FromHours(dice.From(1, 30)) : null,
            OrRefuse = dice.OneIn(3),
        });
        _ = _reservations.Add((item, id));
    }

    /// <summary>Confirmations race expiries: some come when the time is over and nobody has said so.</summary>
    public void Change(Dice dice)
    {
        if (_reservations.Count == 0)
        {
            return;
        }

        var (item, id) = _reservations.Any(dice);
        var held = world.Stock[item].Reservations.TryGetValue(id, out var live) ? live : null;
        world.Now = dice.OneIn(3) && held?.ExpiresAt is { } ends && ends > world.Now ? ends : world.Now;
        _ = world.Stock.Do(item, dice.Below(5) switch
        {
            0 or 1 => new StockCommand.Confirm(id),
            2 => new StockCommand.Extend(id, Duration.FromMinutes(dice.From(1, 60))),
            3 => new StockCommand.Reduce(id, dice.From(0, 4), "changed"),
            _ => new StockCommand.Ship(id, held?.Quantity ?? 1, $"pick-up-{world.Move}"),
        });
    }

    public void Correct(Dice dice)
    {
        var (item, lot) = Lot(dice);
        var there = world.Stock[item].Lots.TryGetValue(lot, out var known) ? known.Quantity : 0;
        switch (dice.Below(6))
        {
            case 0:
                _ = world.Stock.Do(item, new StockCommand.Adjust(
                    lot, dice.From(-int.Min(5, there), 5), "found", dice.OneIn(2) ? there : null));
                break;
            case 1:
                var counted = int.Max(0, there + dice.From(-3, 3));
                _ = world.Stock.Do(item, new StockCommand.Count(lot, counted, there, "cycle"));
                break;
            case 2:
                Keep(item, new StockCommand.Scrap($"s{world.Move}", lot, dice.From(1, 4), "broken"));
                break;
            case 3:
                Keep(item, new StockCommand.Restock($"t{world.Move}", lot, dice.From(1, 4), "looked at"));
                break;
            case 4:
                Keep(item, new StockCommand.SendBack(
                    $"v{world.Move}", dice.Of(lot, StockItem.ReturnedLot(lot)), dice.From(1, 4), "faulty"));
                break;
            default:
                var disposition = dice.Of(Disposition.Restock, Disposition.Quarantine);
                Keep(item, new StockCommand.Return($"b{world.Move}", lot, dice.From(1, 4), disposition, "back"));
                break;
        }
    }

    public void SetAside(Dice dice)
    {
        var (item, lot) = Lot(dice);
        var status = dice.Of(LotStatus.OnHold, LotStatus.Damaged, LotStatus.Recalled);
        _ = world.Stock.Do(item, dice.Below(6) switch
        {
            0 => new StockCommand.QuarantineLot(lot, "warm"),
            1 => new StockCommand.BlockLot(lot, status, "look"),
            _ => new StockCommand.ReleaseLot(lot, "good"),
        });
    }

    public void Configure(Dice dice)
    {
        var mode = dice.Of<BackorderMode?>(
            null, null, BackorderMode.Deny, BackorderMode.Backorder, BackorderMode.Preorder);
        _ = world.Stock.Do(Item(dice), dice.Below(3) switch
        {
            0 => new StockCommand.SetSafetyStock(dice.Of(0, 0, 2, 10)),
            1 => new StockCommand.SetReorderPoint(dice.Of<int?>(null, 0, 12)),
            _ => new StockCommand.SetBackorderPolicy(mode is { } given
                ? new BackorderPolicy(
                    given, dice.Of(0, 30, 500), 3,
                    given == BackorderMode.Preorder ? Today.PlusDays(dice.From(0, 2)) : null)
                : null),
        });
    }

    /// <summary>The clocks of a stock item, when they are due.</summary>
    public void Remind(Dice dice)
    {
        var item = Item(dice);
        foreach (var reminder in StockItem.Reminders(world.Stock[item]).Where(each => each.DueAt <= world.Now))
        {
            _ = world.Stock.Do(item, reminder.Command);
        }
    }

    public void Repeat(Dice dice)
    {
        if (_repeatable.Count == 0)
        {
            return;
        }

        var (item, command) = _repeatable.Any(dice);
        switch (command)
        {
            // A refusal leaves no trace, so a repeat may be another answer.
            case StockCommand.Reserve { OrRefuse: true }:
                _ = world.Stock.Do(item, command);
                break;
            case StockCommand.Reserve c when dice.OneIn(3)
                && world.Stock[item].Reservations.ContainsKey(c.Reservation):
                world.Stock.Refused(item, c with { Quantity = c.Quantity + 10 });
                break;
            case StockCommand.Reserve c when !IsWhole(item, c):
                break;
            case StockCommand.Receive c when dice.OneIn(3):
                world.Stock.Refused(item, c with { Quantity = c.Quantity + 1 });
                break;
            default:
                world.Stock.Again(item, command);
                break;
        }
    }

    public void Spoil(Dice dice)
    {
        var (item, lot) = Lot(dice);
        var bad = dice.Of(BadQuantities);
        var there = world.Stock[item].Lots.TryGetValue(lot, out var known) ? known.Quantity : 0;
        var id = $"bad-{world.Move}";
        var soon = Duration.FromMinutes(5);
        world.Stock.Refused(item, dice.Of<StockCommand>(
            new StockCommand.Receive(id, lot, bad, null),
            new StockCommand.Return(id, lot, bad, Disposition.Restock, "back"),
            new StockCommand.Reserve(id, bad, soon, true),
            new StockCommand.Reserve(id, 1, dice.Of(Duration.Zero, -soon, Duration.FromDays(31)), true),
            new StockCommand.Reserve(id, 1, soon, true) { Priority = dice.Of(-1, 101) },
            new StockCommand.Scrap(id, lot, dice.Of(bad, there + 1), "broken"),
            new StockCommand.Adjust(lot, dice.Of(0, -there - 1, int.MinValue, int.MaxValue), "found", null),
            new StockCommand.Adjust(lot, 1, "found", there + 1),
            new StockCommand.Count(lot, dice.Of(-1, int.MinValue, int.MaxValue), there, "cycle"),
            new StockCommand.Count(lot, there, there + 1, "cycle"),
            new StockCommand.Confirm(id),
            new StockCommand.Extend(id, soon),
            new StockCommand.Reduce(id, dice.Of(-1, 0), "changed"),
            new StockCommand.Ship(id, 1, "R"),
            new StockCommand.TransferOut(id, 1, bad, "dc-3"),
            new StockCommand.BlockLot(lot, dice.Of(LotStatus.Approved, LotStatus.Expired), "look"),
            new StockCommand.ReleaseLot($"{lot}?", "good"),
            new StockCommand.SetSafetyStock(dice.Of(-1, StockItem.QuantityMax + 1)),
            new StockCommand.SetReorderPoint(-1),
            new StockCommand.SetBackorderPolicy(new BackorderPolicy(BackorderMode.Backorder, -1, 3, null)),
            new StockCommand.SetBackorderPolicy(new BackorderPolicy(BackorderMode.Preorder, 10, 3, null))));
    }

    public static string Item(Dice dice) => StockItemId.Of(dice.Of(Skus), dice.Of(Locations));

    private void Keep(string item, StockCommand command)
    {
        if (world.Stock.Has(item, command))
        {
            _ = _repeatable.Add((item, command));
        }
    }

    /// <summary>Whether a reservation is as it was asked for, or over.</summary>
    private bool IsWhole(string item, StockCommand.Reserve c)
    {
        var state = world.Stock[item];
        var units = (state.Reservations.TryGetValue(c.Reservation, out var live) ? live.Quantity : (int?)null)
            ?? state.Backorders.Find(c.Reservation)?.Quantity ?? c.Quantity;
        return units == c.Quantity;
    }

    /// <summary>A few lots at a time, and new ones every fourth day.</summary>
    private string LotName(Dice dice) => $"L{Today.DayOfYear / 4}-{dice.Below(3)}";

    private (string Item, string Lot) Lot(Dice dice)
    {
        var item = Item(dice);
        var lots = world.Stock[item].Lots;
        return (item, lots.Count == 0 || dice.OneIn(8) ? LotName(dice) : lots.Keys.ElementAt(dice.Below(lots.Count)));
    }
}

using Oms.Central.Fulfilments;
using Oms.Central.Inventory;

namespace Oms.Central.Tests.Histories;

/// <summary>Waves: made of what is there or is not, walked, and given up while they are walked.</summary>
internal sealed class WaveMoves(HistoryWorld world)
{
    private const int OpenMax = 12;

    public void Make(Dice dice)
    {
        var some = world.Fulfilments.All.Where(of => of.Value.Lines.Exists(line => line.ToDo > 0))
            .Select(of => of.Key).ToList();
        if (some.Count == 0 || world.Waves.All.Count >= OpenMax)
        {
            return;
        }

        var id = $"wave-{world.Move}";
        List<string> of =
        [
            .. Enumerable.Range(0, dice.From(1, 4)).Select(_ => dice.Of(some)).Distinct(StringComparer.Ordinal),
            .. dice.OneIn(8) ? new[] { $"nothing-{world.Move}" } : [],
        ];
        world.Waves.Refused(id, new WaveCommand.Start("anna"));
        world.Waves.Refused(id, new WaveCommand.Make(FulfilmentMoves.Packs, [.. of, of[0]]));
        var made = new WaveCommand.Make(FulfilmentMoves.Packs, of);
        _ = world.Waves.Do(id, made);
        world.Waves.Again(id, made);
    }

    /// <summary>A picker walks, and picks some of what is left of one of its fulfilment orders.</summary>
    public void Walk(Dice dice)
    {
        if (Any(dice, WaveStatus.Open, WaveStatus.Picking) is not { } id)
        {
            return;
        }

        if (world.Waves[id].Status == WaveStatus.Open)
        {
            _ = world.Waves.Do(id, new WaveCommand.Start("anna"));
            world.Waves.Again(id, new WaveCommand.Start("anna"));
            world.Waves.Refused(id, new WaveCommand.Start("bob"));
            return;
        }

        foreach (var work in world.Waves[id].In)
        {
            foreach (var line in world.Fulfilments[work].Lines.Where(line => line.Open > 0))
            {
                var item = StockItemId.Of(line.Sku, FulfilmentMoves.Packs);
                var lot = world.Stock[item].Lots.FirstOrDefault(
                    each => each.Value is { Status: LotStatus.Approved, Quantity: > 0 });
                if (lot.Value is not null)
                {
                    _ = world.Stock.Do(item, new StockCommand.Pick(
                        line.Reservation, $"pick-{id}-{world.Move}-{work}-{line.Line}", work, lot.Key,
                        int.Min(line.Open, lot.Value.Quantity)));
                }
            }
        }
    }

    public void End(Dice dice)
    {
        if (Any(dice, WaveStatus.Open, WaveStatus.Picking) is { } id)
        {
            WaveCommand end = dice.OneIn(2) ? new WaveCommand.Cancel("fire") : new WaveCommand.Finish();
            if (world.Waves.Do(id, end) is null)
            {
                world.Waves.Again(id, end);
                world.Waves.Refused(id, new WaveCommand.Start("bob"));
            }
        }
    }

    private string? Any(Dice dice, params WaveStatus[] which)
    {
        var found = world.Waves.All.Where(each => which.Contains(each.Value.Status)).Select(each => each.Key).ToList();
        return found.Count == 0 ? null : dice.Of(found);
    }
}

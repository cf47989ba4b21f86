using Oms.Central.Transfers;

namespace Oms.Central.Tests.Histories;

/// <summary>Units that go from one location to the other.</summary>
internal sealed class TransferMoves(HistoryWorld world)
{
    public void Send(Dice dice)
    {
        var id = $"trf-{world.Move}";
        var from = dice.Of(StockMoves.Locations);
        var terms = new TransferTerms(
            from,
            StockMoves.Locations.First(location => location != from),
            [new TransferOrder(dice.Of(StockMoves.Skus), dice.From(1, 9)), new TransferOrder("MILK", dice.From(1, 3))]);
        _ = world.Transfers.Do(id, new TransferCommand.Draft(id, terms));
        _ = world.Transfers.Do(id, new TransferCommand.MakeReady());
        _ = world.Transfers.Do(id, dice.OneIn(6)
            ? new TransferCommand.Cancel("no truck")
            : new TransferCommand.Dispatch());
        world.Transfers.Refused(id, new TransferCommand.Draft(id, terms with { From = terms.To, To = terms.From }));
    }

    public void Arrive(Dice dice)
    {
        if (Aboard(dice) is not var (id, line, lot))
        {
            return;
        }

        var receipt = new TransferCommand.Receive($"in-{world.Move}", line, lot.Lot, dice.From(1, lot.InTransit), null);
        world.Transfers.Refused(id, receipt with { Quantity = dice.Of(0, -1, lot.InTransit + 1, int.MaxValue) });
        _ = world.Transfers.Do(id, receipt);
        world.Transfers.Again(id, receipt);
        world.Transfers.Refused(id, receipt with { Quantity = receipt.Quantity + 1 });
    }

    public void Close(Dice dice)
    {
        if (Aboard(dice) is var (id, _, _))
        {
            _ = world.Transfers.Do(id, new TransferCommand.Close("lost"));
        }
    }

    private (string Id, int Line, TransferLot Lot)? Aboard(Dice dice)
    {
        List<(string Id, int Line, TransferLot Lot)> aboard =
        [
            .. from transfer in world.Transfers.All
               where transfer.Value.Status is TransferStatus.InTransit or TransferStatus.PartiallyReceived
               from line in transfer.Value.Lines
               from lot in line.Lots
               where lot.InTransit > 0
               select (transfer.Key, line.Number, lot),
        ];
        return aboard.Count == 0 ? null : dice.Of(aboard);
    }
}

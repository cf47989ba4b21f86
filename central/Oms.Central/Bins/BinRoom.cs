using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Products;
using Oms.Entities;

namespace Oms.Central.Bins;

/// <summary>Takes room in bins for units; the stock item that they are of moves them a moment later.</summary>
internal sealed class BinRoom(CentralNode node)
{
    private const int CubicMillimetresOfMillilitre = 1_000;
    private static readonly Guid Space = new("7a4f6c02-52a0-5a7e-9b61-30b3a4a1c4d8");

    /// <summary>Asks the bin that units are to go to.</summary>
    public async Task<Reply<BinEvent, BinRejection>> TakeAsync(
        string sku, string location, string to, MoveUnitsBody move, CommandContext command) =>
        await node.Bins.AskAsync(
            CentralNode.Address(BinStock.Kind, BinId.Of(location, to)),
            new BinCommand.Expect(
                move.Ref, new BinArrival(sku, move.Lot, move.Quantity, move.From, await MeasureAsync(sku))),
            command);

    /// <summary>Puts what was received into the bin that the receipt names, if it fits.</summary>
    /// <returns>What the client is told instead of a receipt: to come again; null where the bin has decided.</returns>
    public async Task<Answer?> PutAwayAsync(ReceiveBody body, string id, CommandContext command)
    {
        if (body.Bin is not { } bin || StockItemId.Parse(id) is not var (sku, location))
        {
            return null;
        }

        var reply = await TakeAsync(
            sku,
            location,
            bin,
            new MoveUnitsBody(body.Receipt, body.Lot, body.Quantity),
            new CommandContext(CommandId.Version5(Space, command.Id.ToString()), command.Principal)
            {
                Correlation = command.Correlation,
            });
        return reply.Outcome is ReplyOutcome.Accepted or ReplyOutcome.Rejected ? null : Problems.Retry(reply);
    }

    private async Task<UnitMeasure> MeasureAsync(string sku)
    {
        var product = (await node.Products.ReadAsync(
            ProductRegistrar.AddressOf(sku), CancellationToken.None)).State.Terms;
        return new UnitMeasure(
            product?.WeightGrams ?? 0,
            product?.Size is { } size
                ? (((long)size.LengthMm * size.WidthMm * size.HeightMm) + CubicMillimetresOfMillilitre - 1)
                    / CubicMillimetresOfMillilitre
                : 0);
    }
}

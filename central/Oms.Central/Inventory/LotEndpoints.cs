namespace Oms.Central.Inventory;

/// <summary>Lots that are set aside, and released again, over HTTP.</summary>
internal static class LotEndpoints
{
    public static void Map(StockWrites stock)
    {
        Cause(stock, "quarantine", "Set a lot aside", (lot, cause) => new StockCommand.QuarantineLot(lot, cause));
        Cause(stock, "release", "Release a lot", (lot, cause) => new StockCommand.ReleaseLot(lot, cause));
        Cause(stock, "recall", "Recall a lot", Blocks(LotStatus.Recalled));
        Cause(stock, "hold", "Put a lot on hold", Blocks(LotStatus.OnHold));
        Cause(stock, "damage", "Call a lot damaged", Blocks(LotStatus.Damaged));
    }

    private static Func<string, string, StockCommand> Blocks(LotStatus status) =>
        (lot, cause) => new StockCommand.BlockLot(lot, status, cause);

    private static void Cause(
        StockWrites stock, string verb, string summary, Func<string, string, StockCommand> make) =>
        stock.Map(
            $"/lots/{{lot}}/{verb}", 200, summary, CentralJson.Default.CauseBody,
            body => [("/cause", body.Cause)],
            (body, part) => make(part("lot"), body.Cause),
            "lot");
}

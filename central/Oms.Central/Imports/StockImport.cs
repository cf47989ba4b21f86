using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Orders;

namespace Oms.Central.Imports;

/// <summary>Receipts of a file: a row is what <c>POST /stock-items/{id}/receipts</c> takes, with its item; its key is
/// the item and the receipt.</summary>
internal sealed class StockImport(CentralNode node) : IImportKind
{
    public string Name => "stock";

    public JsonTypeInfo Form => CentralJson.Default.StockImportRow;

    public async Task<ImportOutcome> RunAsync(byte[] json, ImportStep step)
    {
        var (row, invalid) = StrictBody.Parse(json, CentralJson.Default.StockImportRow);
        if (invalid is not null)
        {
            return new ImportOutcome(null, invalid);
        }

        if (row!.Fault() is { } fault)
        {
            return new ImportOutcome(null, fault);
        }

        var item = StockItemId.Of(row.Sku, row.Location);
        var key = $"{item}/{row.Receipt}";
        if (step.Seen.Contains(key))
        {
            return ImportOutcome.Twice(key);
        }

        var (address, command) = (CentralNode.Address(StockItem.Kind, item), row.ToCommand());
        return new ImportOutcome(key, step.IsDry
            ? ImportRowView.Preview(
                StockItem.Decide(
                    (await node.Stock.ReadAsync(address, step.CancellationToken)).State,
                    command,
                    node.Clock.GetCurrentInstant()),
                StockWrites.Explain)
            : ReceiptOf(
                item,
                await node.Stock.AskAsync(
                    address, command, step.Command(key, Convert.ToHexStringLower(SHA256.HashData(json))))));
    }

    /// <summary>A receipt that was known already has no events.</summary>
    private static Answer ReceiptOf(string item, Reply<StockEvent, StockRejection> reply) =>
        KeyedWrites.Receipt(reply, item, reply.Events.Count > 0 ? 201 : 200, StockWrites.Explain);
}

/// <summary>Units that came in.</summary>
/// <param name="Receipt">The receipt's reference: the same one of an item again changes nothing.</param>
/// <param name="Expires">The last day on which they may be used; null where any day will do.</param>
/// <param name="Serials">The serials of the units; null where the item has none.</param>
internal sealed record StockImportRow(
    string Sku,
    string Location,
    string Receipt,
    string Lot,
    int Quantity,
    LocalDate? Expires = null,
    IReadOnlyList<string>? Serials = null)
{
    public StockCommand ToCommand() => new StockCommand.Receive(Receipt, Lot, Quantity, Expires) { Serials = Serials };

    /// <summary>The first member that is out of its range; null when all are good.</summary>
    public Answer? Fault() =>
        !StockItemId.IsSku(Sku) ? Problems.Invalid("/sku", StockItemId.SkuRule)
        : !StockItemId.IsLocation(Location) ? Problems.Invalid("/location", StockItemId.LocationRule)
        : !OrderTerms.IsName(Receipt) ? Problems.Invalid("/receipt", StockWrites.NameRule)
        : !OrderTerms.IsName(Lot) ? Problems.Invalid("/lot", StockWrites.NameRule)
        : null;
}

using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Products;

namespace Oms.Central.Imports;

/// <summary>Products of a file: a row is what <c>POST /products</c> takes, its key is the sku.</summary>
internal sealed class ProductImport(CentralNode node) : IImportKind
{
    private readonly ProductRegistrar _registrar = new(node.Products, node.Gtins, node.Clock);

    public string Name => "products";

    public JsonTypeInfo Form => CentralJson.Default.DefineProductBody;

    public async Task<ImportOutcome> RunAsync(byte[] json, ImportStep step)
    {
        var (row, invalid) = StrictBody.Parse(json, CentralJson.Default.DefineProductBody);
        if (invalid is not null)
        {
            return new ImportOutcome(null, invalid);
        }

        if (!StockItemId.IsSku(row!.Sku))
        {
            return new ImportOutcome(null, Problems.Invalid("/sku", StockItemId.SkuRule));
        }

        if (step.Seen.Contains(row.Sku))
        {
            return ImportOutcome.Twice(row.Sku);
        }

        if (step.IsDry)
        {
            return new ImportOutcome(row.Sku, await PreviewAsync(row, step));
        }

        var command = step.Command(row.Sku, Convert.ToHexStringLower(SHA256.HashData(json)));
        var answer = await _registrar.DefineAsync(row.Sku, row.Terms, command, step.CancellationToken);
        return new ImportOutcome(
            row.Sku,
            step.Replaces && ImportRowView.CodeOf(answer) == "sku-taken"
                ? ImportRowView.Replaced(await _registrar.ReviseAsync(
                    row.Sku, row.Terms, null, command.Part("replace"), step.CancellationToken))
                : answer);
    }

    /// <summary>What would come of a row once the rows before it are there: none of their GTINs is free any
    /// more.</summary>
    private async Task<Answer> PreviewAsync(DefineProductBody row, ImportStep step)
    {
        var gtins = row.Terms.GtinDigits().ToList();
        var answer = gtins.Find(step.Claims.ContainsKey) is { } taken
            ? ProductRegistrar.Taken(taken, step.Claims[taken])
            : await _registrar.PreviewAsync(row.Sku, row.Terms, step.Replaces, step.Seen, step.CancellationToken);
        foreach (var gtin in answer.Status < 300 ? gtins : [])
        {
            step.Claims[gtin] = row.Sku;
        }

        return answer;
    }
}

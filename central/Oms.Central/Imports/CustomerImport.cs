using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Customers;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;

namespace Oms.Central.Imports;

/// <summary>Customers of a file: a row is what <c>POST /customers</c> takes, its key is the id.</summary>
internal sealed class CustomerImport(CentralNode node) : IImportKind
{
    public string Name => "customers";

    public JsonTypeInfo Form => CentralJson.Default.RegisterCustomerBody;

    public async Task<ImportOutcome> RunAsync(byte[] json, ImportStep step)
    {
        var (row, invalid) = StrictBody.Parse(json, CentralJson.Default.RegisterCustomerBody);
        if (invalid is not null)
        {
            return new ImportOutcome(null, invalid);
        }

        if (row!.Id is not { } id || !StockItemId.IsLocation(id))
        {
            return new ImportOutcome(null, Problems.Invalid("/id", "A row needs an id of 1 to 48 characters."));
        }

        if (step.Seen.Contains(id))
        {
            return ImportOutcome.Twice(id);
        }

        if (step.IsDry)
        {
            return new ImportOutcome(
                id,
                await CustomerWrites.PreviewAsync(
                    node, id, row.Profile, row.Known(), step.Replaces, step.CancellationToken));
        }

        var command = step.Command(id, Convert.ToHexStringLower(SHA256.HashData(json)));
        var answer = await CustomerWrites.RegisterAsync(node, id, row.Profile, row.Known(), command);
        return new ImportOutcome(
            id,
            step.Replaces && ImportRowView.CodeOf(answer) == "id-taken"
                ? ImportRowView.Replaced(await CustomerWrites.ReplaceAsync(
                    node, id, row.Profile, row.Known(), command.Part("replace")))
                : answer);
    }
}

using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Imports;

/// <summary>Orders of a file: a row is what <c>POST /orders</c> takes, its key is channel and reference.</summary>
internal sealed class OrderImport(CentralNode node) : IImportKind
{
    // Nothing that is imported is paid here, so no limit of approval is asked for.
    private static readonly Caller Importer = new(new Principal(PrincipalKind.System, "import"), ApiScope.Integration);

    public string Name => "orders";

    public JsonTypeInfo Form => CentralJson.Default.PlaceOrderBody;

    public async Task<ImportOutcome> RunAsync(byte[] json, ImportStep step)
    {
        var (row, invalid) = StrictBody.Parse(json, CentralJson.Default.PlaceOrderBody);
        if (invalid is not null)
        {
            return new ImportOutcome(null, invalid);
        }

        if (row!.Money is not null)
        {
            return new ImportOutcome(null, Problems.Invalid(
                "/money", "Orders with prices are placed one by one: whoever grants a payment does so himself."));
        }

        var key = $"{row.Channel}/{row.ExternalRef}";
        return step.Seen.Contains(key) ? ImportOutcome.Twice(key)
            : new ImportOutcome(key, step.IsDry
                ? await PreviewAsync(row, step.CancellationToken)
                : await OrderWrites.PlaceAsync(
                    node,
                    row,
                    Importer,
                    step.Command(key, Convert.ToHexStringLower(SHA256.HashData(json))),
                    step.CancellationToken));
    }

    private async Task<Answer> PreviewAsync(PlaceOrderBody row, CancellationToken cancellationToken)
    {
        var (placing, problem) = await OrderWrites.PrepareAsync(
            node, row, Importer, cancellationToken);
        if (placing is null)
        {
            return problem!;
        }

        var now = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, placing.Id), cancellationToken)).State;
        return ImportRowView.Preview(
            Order.Decide(now, placing, node.Clock.GetCurrentInstant()),
            rejection => OrderAnswers.Explain(rejection, placing.Id));
    }
}

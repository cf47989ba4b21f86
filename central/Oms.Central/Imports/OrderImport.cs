using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Imports;

/// <summary>Orders of a file: a row is what <c>POST /orders</c> takes, its key is channel and reference.</summary>
internal sealed class OrderImport(CentralNode node) : IImportKind
{
    public string Name => "orders";

    public JsonTypeInfo Form => CentralJson.Default.PlaceOrderBody;

    public async Task<ImportOutcome> RunAsync(byte[] json, ImportStep step)
    {
        var (row, invalid) = StrictBody.Parse(json, CentralJson.Default.PlaceOrderBody);
        if (invalid is not null)
        {
            return new ImportOutcome(null, invalid);
        }

        var key = $"{row!.Channel}/{row.ExternalRef}";
        return step.Seen.Contains(key) ? ImportOutcome.Twice(key)
            : new ImportOutcome(key, step.IsDry
                ? await PreviewAsync(row, step.CancellationToken)
                : await OrderEndpoints.PlaceAsync(
                    node, row, step.Command(key, Convert.ToHexStringLower(SHA256.HashData(json)))));
    }

    private async Task<Answer> PreviewAsync(PlaceOrderBody row, CancellationToken cancellationToken)
    {
        var id = OrderId.Of(EntityAddress.MainTenant, row.Channel, row.ExternalRef);
        var now = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, id), cancellationToken)).State;
        return ImportRowView.Preview(
            Order.Decide(now, new OrderCommand.Place(id, row.Terms), node.Clock.GetCurrentInstant()),
            rejection => OrderEndpoints.Explain(rejection, id));
    }
}

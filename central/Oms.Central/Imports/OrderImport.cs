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
            : step.IsDry ? await PreviewAsync(key, row, step)
            : new ImportOutcome(key, await OrderWrites.PlaceAsync(
                node,
                row,
                step.Caller,
                step.Command(key, Convert.ToHexStringLower(SHA256.HashData(json))),
                step.CancellationToken));
    }

    private async Task<ImportOutcome> PreviewAsync(string key, PlaceOrderBody row, ImportStep step)
    {
        var (placing, problem) = await OrderWrites.PrepareAsync(node, row, step.Caller, step.CancellationToken);
        if (placing is null)
        {
            return new ImportOutcome(key, problem!);
        }

        var now = (await node.Orders.ReadAsync(
            CentralNode.Address(OrderId.Kind, placing.Id), step.CancellationToken)).State;
        var decision = Order.Decide(now, placing, node.Clock.GetCurrentInstant());
        return new ImportOutcome(
            key, ImportRowView.Preview(decision, rejection => OrderAnswers.Explain(rejection, placing.Id)))
        {
            Price = decision is Decision<OrderEvent, OrderRejection>.Accepted { Events: var events }
                && events.OfType<OrderEvent.OrderPriced>().FirstOrDefault() is { } priced
                    ? ImportPriceView.Of(priced.Totals)
                    : null,
        };
    }
}

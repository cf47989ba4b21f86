using Oms.Edge.Fleet.Centre;

namespace Oms.Edge.Fleet.Checking;

/// <summary>Reads the end of a scenario from the centre.</summary>
internal sealed class FactsReader(CentreClient centre, string? channel)
{
    // What an order is called at the shop, by the centre's own id.
    private readonly Dictionary<string, string> _references = [];

    public async Task<Facts> ReadAsync(CancellationToken cancellationToken) => new(
        await OrdersAsync(cancellationToken),
        await StockAsync(cancellationToken),
        await CheckOutsAsync(cancellationToken),
        await ClaimsAsync(cancellationToken));

    private async Task<IReadOnlyList<OrderFact>> OrdersAsync(CancellationToken cancellationToken)
    {
        var facts = new List<OrderFact>();
        var list = channel is null ? "/orders" : $"/orders?channel={channel}";
        foreach (var listed in await centre.ListAsync(list, CentreJson.Default.Orders, cancellationToken))
        {
            var answer = await centre.Http.GetAsync($"/orders/{listed.Id}", cancellationToken);
            var order = answer.Read(CentreJson.Default.OrderDetail);
            _references[order.Id] = order.ExternalRef;
            facts.Add(new OrderFact(order.ExternalRef, order.Status, [.. order.Lines.Select(line => new LineFact(
                line.Line,
                line.Sku,
                line.Quantities.Where(place => place.Value != 0).ToDictionary(),
                [.. line.Flags.Select(flag => flag.Kind).Distinct().Order(StringComparer.Ordinal)]))]));
        }

        return facts;
    }

    private async Task<IReadOnlyList<ClaimFact>> ClaimsAsync(CancellationToken cancellationToken)
    {
        var claims = await centre.ListAsync("/claims", CentreJson.Default.Claims, cancellationToken);
        return [.. claims.Select(claim => new ClaimFact(
            claim.Kind, claim.Route ?? "", _references.GetValueOrDefault(claim.Order ?? "", claim.Order ?? ""),
                claim.Quantity))];
    }

    // The evidence is what the gateway signed, as the centre has it: nothing weaker counts as a fact of a check-out.
    private async Task<IReadOnlyList<CheckOutFact>> CheckOutsAsync(CancellationToken cancellationToken)
    {
        var facts = new List<CheckOutFact>();
        foreach (var listed in await centre.ListAsync("/check-outs", CentreJson.Default.CheckOuts, cancellationToken))
        {
            var answer = await centre.Http.GetAsync($"/check-outs/{listed.Id}/evidence", cancellationToken);
            facts.Add(answer.IsAccepted
                ? EvidenceReading.Of(answer.Body).Fact(listed.Status)
                : new CheckOutFact(
                    $"of check-out {listed.Id} without evidence", "", "", listed.Status, "", [], 0,
                    new Dictionary<string, int>()));
        }

        return facts;
    }

    private async Task<IReadOnlyList<StockFact>> StockAsync(CancellationToken cancellationToken)
    {
        var facts = new List<StockFact>();
        foreach (var listed in await centre.ListAsync("/stock-items", CentreJson.Default.StockItems, cancellationToken))
        {
            var answer = await centre.Http.GetAsync($"/stock-items/{listed.Id}", cancellationToken);
            var item = answer.Read(CentreJson.Default.StockItemDetail);
            (string Bucket, int Units)[] buckets =
            [
                .. item.Lots.Select(lot => ($"{lot.Id} {lot.Status}", lot.Quantity)),
                ("reserved", item.ReservedSoft + item.ReservedHard),
                ("backordered", item.Backordered),
            ];
            facts.AddRange(buckets.Where(bucket => bucket.Units != 0).Select(bucket =>
                new StockFact(item.Sku, item.Location, bucket.Bucket, bucket.Units)));
        }

        return facts;
    }
}

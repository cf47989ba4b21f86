using System.Globalization;
using NodaTime;
using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Playing;

/// <summary>Takes the scenario's lots into stock, and blocks those that must not leave.</summary>
internal sealed class Warehouse(Stage stage)
{
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(stage.Scenario.Lots.Select(lot => ReceiveAsync(lot, cancellationToken)));
        var units = stage.Scenario.Lots.Sum(lot => lot.Quantity);
        stage.Tell("warehouse", $"received {units} units in {stage.Scenario.Lots.Count} lots");
    }

    private async Task ReceiveAsync(LotPlan lot, CancellationToken cancellationToken)
    {
        var http = stage.World.Centre.Http;
        var item = $"/stock-items/{lot.Sku}@{lot.Depot}";
        var name = $"{lot.Sku}/{lot.Depot}/{lot.Lot}";
        var expires = (stage.At(Duration.FromDays(lot.ExpiresDays))).InUtc().Date;
        var receipt = new CentreRequests.Receipt(
            $"ASN-{stage.Scenario.Seed}-{stage.Scenario.Round}-{lot.Lot}",
            lot.Lot,
            lot.Quantity,
            expires.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
        (await http.PostAsync(
            $"{item}/receipts", receipt, CentreJson.Default.NewReceipt, stage.Key($"receipt/{name}"),
            cancellationToken)).OrThrow();
        if (lot.Blocked is { } cause)
        {
            (await http.PostAsync(
                $"{item}/lots/{lot.Lot}/quarantine", new CentreRequests.Quarantine(cause), CentreJson.Default.Quarantine,
                stage.Key($"quarantine/{name}"), cancellationToken)).OrThrow();
        }
    }
}

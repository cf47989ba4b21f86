using System.Net;
using System.Text.Json;
using NodaTime.Extensions;
using NodaTime.Text;
using Oms.Central.Carriers;
using Oms.Central.Tests.Fulfilments;
using Xunit;

namespace Oms.Central.Tests.Carriers;

/// <summary>A centre in a process of its own that is killed while a carrier has what it was asked and has not
/// answered.</summary>
public sealed class CarrierKillTests
{
    private const string Dock = "dc-1";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_often_the_centre_is_killed_while_a_carrier_answers_a_parcel_has_one_live_label()
    {
        await using var carrier = await CarrierSimulator.StartAsync();
        await using var centre = await StartAsync(carrier);
        var (work, sscc) = await PackedAsync(centre);
        await KillInTheCallAsync(centre, carrier, () => DoneAsync(
            centre, $"/fulfilment-orders/{work}/packages/{sscc}/label", "{}", "label"));
        Assert.Equal("PX001", (await LabelAsync(centre, sscc, "printed")).GetProperty("tracking").GetString());

        // Whoever did not hear the answer asks again, and nothing more happens.
        await DoneAsync(centre, $"/fulfilment-orders/{work}/packages/{sscc}/label", "{}", "label");
        Assert.Equal(CarrierStatus.Printed, Assert.Single(carrier.Labels).Value.Status);

        await KillInTheCallAsync(centre, carrier, () => DoneAsync(
            centre, $"/fulfilment-orders/{work}/packages/{sscc}/label/void", "{}", "void"));
        _ = await LabelAsync(centre, sscc, "voided");
        Assert.Equal(CarrierStatus.Voided, Assert.Single(carrier.Labels).Value.Status);
        await KillInTheCallAsync(centre, carrier, () => DoneAsync(
            centre, $"/fulfilment-orders/{work}/packages/{sscc}/label", "{}", "label-2"));
        _ = await LabelAsync(centre, sscc, "printed");
        Assert.Equal(
            [($"main/{sscc}/1", CarrierStatus.Voided), ($"main/{sscc}/2", CarrierStatus.Printed)],
            carrier.Labels.Values.Select(each => (each.Key, each.Status)).OrderBy(each => each.Key));

        // The day is closed the same way: the carrier is told of the label once.
        _ = await centre.UntilAsync(
            "/labels?waiting=true", json => json.GetProperty("items").GetArrayLength() == 1);
        await KillInTheCallAsync(centre, carrier, () => DoneAsync(
            centre, "/close-outs", $$"""{"carrier":"post","location":"{{Dock}}"}""", "night"));
        var closed = await centre.UntilAsync("/close-outs?stage=accepted", json =>
            json.GetProperty("items").GetArrayLength() == 1);
        var told = Assert.Single(carrier.CloseOuts).Value;
        Assert.Equal($"main/{sscc}/2", told.Labels);
        Assert.Equal(
            told.Record.Reference, closed.GetProperty("items")[0].GetProperty("reference").GetString());
        Assert.True((await centre.UntilAsync("/audit/invariants", _ => true)).GetProperty("healthy").GetBoolean());
    }

    /// <summary>It dies while the carrier has carried out what it was asked, and not answered: nothing is
    /// worse.</summary>
    private static async Task KillInTheCallAsync(CentreProcess centre, CarrierSimulator carrier, Func<Task> ask)
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        carrier.BeforeResponse = () =>
        {
            _ = reached.TrySetResult();
            return go.Task;
        };
        try
        {
            await ask();
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancelled);
            centre.Kill();
        }
        finally
        {
            carrier.BeforeResponse = () => Task.CompletedTask;
            _ = go.TrySetResult();
        }

        await centre.RestartAsync();
    }

    /// <summary>A lease of a minute is over after two seconds.</summary>
    private static Task<CentreProcess> StartAsync(CarrierSimulator carrier)
    {
        var since = InstantPattern.ExtendedIso.Format(TimeProvider.System.ToClock().GetCurrentInstant());
        var (id, access) = Assert.Single(carrier.Settings.ById);
        return CentreProcess.StartAsync(
            Directory.CreateTempSubdirectory("oms-carried-").FullName,
            ("Clock__Scale", "30"),
            ("Clock__Origin", since),
            ("Clock__InnerOrigin", since),
            ($"Carriers__{id}__Url", access.Url.ToString()),
            ($"Carriers__{id}__Key", access.Key),
            ($"Carriers__{id}__TimeoutSeconds", "30"));
    }

    private static async Task<(string Work, string Sscc)> PackedAsync(CentreProcess centre)
    {
        await DoneAsync(centre, "/locations", $$$"""
            {"id":"{{{Dock}}}","terms":{"name":"Warehouse","kind":"warehouse","time_zone":"UTC",
             "address":{"lines":["9 Dock Road"],"city":"Peoria","postal_code":"61601","country":"US"},
             "fulfilment":{"mode":"pick_and_pack","company_prefix":"9521234"} } }
            """, "location");
        await DoneAsync(centre, "/products", $$"""
            {"sku":"MILK","terms":{"name":"Milk","unit":"EA",
             "gtins":[{"level":"each","gtin":"{{PackingShop.Each}}","units":1}]} }
            """, "product");
        await DoneAsync(centre, "/carriers", """
            {"id":"post","terms":{"name":"Post","kind":"http","currency":"EUR","services":[
              {"id":"parcel","name":"Parcel","base_minor":300,"transit_days":2,"grams_max":30000}]} }
            """, "carrier");
        await DoneAsync(
            centre, $"/stock-items/MILK@{Dock}/receipts", """{"receipt":"R-1","lot":"L1","quantity":9}""", "stock");
        var order = await DoneAsync(centre, "/orders", Shop.OrderJson("SO-1", ("MILK", 1)), "order");
        var work = $"{order.GetProperty("id").GetString()}@1";
        _ = await centre.UntilAsync("/fulfilment-orders", json => json.GetProperty("items").GetArrayLength() == 1);
        var units = $$"""{"data":"{{PackingShop.Label("L1")}}","quantity":1}""";
        await DoneAsync(centre, $"/fulfilment-orders/{work}/picks", units, "pick");
        var package = await DoneAsync(centre, $"/fulfilment-orders/{work}/packages", "{}", "package");
        var sscc = package.GetProperty("id").GetString()!;
        await DoneAsync(centre, $"/fulfilment-orders/{work}/packages/{sscc}/units", units, "pack");
        await DoneAsync(centre, $"/fulfilment-orders/{work}/packages/{sscc}/close", """{"grams":900}""", "close");
        return (work, sscc);
    }

    private static async Task<JsonElement> LabelAsync(CentreProcess centre, string sscc, string stage) =>
        (await centre.UntilAsync($"/packages/{sscc}", json =>
            json.GetProperty("label") is { ValueKind: JsonValueKind.Object } label
            && label.GetProperty("stage").GetString() == stage)).GetProperty("label");

    private static async Task<JsonElement> DoneAsync(CentreProcess centre, string path, string json, string key)
    {
        var (status, body) = await centre.PostAsync(path, json, key);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted, $"{body}");
        return body;
    }
}

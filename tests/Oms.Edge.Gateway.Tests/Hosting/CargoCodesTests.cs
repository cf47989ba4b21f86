using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Mqtt.Client;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>Labels, manual counts and proofs of delivery of a route whose manifest has a catalogue, over MQTT and the
/// local API.</summary>
public sealed class CargoCodesTests : IAsyncDisposable
{
    private const string Milk = "]C10109506000134352" + "10L7";

    private readonly GatewayFixture _gateway = new();
    private readonly CentreDouble _centre = new();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _centre.DisposeAsync();
    }

    [Fact]
    public async Task A_visit_is_counted_by_labels_and_by_hand_and_its_record_reconciles_the_route()
    {
        var path = await ArriveAsync();
        var scanner = await _gateway.ConnectAsync("sc-3");
        Assert.Equal(MqttPublishOutcome.Acknowledged, await ScanAsync(scanner, $$"""{"code":"{{Milk}}"}"""));
        Assert.Equal(
            MqttPublishOutcome.Acknowledged,
            await ScanAsync(scanner, $$"""{"code":"{{Milk}}","damaged":true}"""));
        await DeliverAsync(path);

        // A label that nobody knows is told at once, kept, and put right from the desk.
        var (_, answer) = await _gateway.PostAsync(path + "/scans", """{"code":"torn\u001dlabel"}""");
        var scan = answer.GetProperty("scan");
        Assert.Equal(
            ("torn\u001dlabel", "unknown-code"),
            (Text(scan, "code"), Text(scan.GetProperty("findings")[0], "code")));
        Assert.Equal(0, scan.GetProperty("units").GetArrayLength());
        var record = scan.GetProperty("record").GetRawText();
        await Ok(path, "scans", $$"""{"code":"-","sku":"MILK","lot":"L7","supersedes":{{record}}}""");

        (_, answer) = await _gateway.PostAsync(
            path + "/scans", """{"code":"https://id.example/01/06291041500213/21/A-1"}""");
        scan = answer.GetProperty("scan");
        Assert.Equal(
            ("06291041500213", "A-1", "SOAP"),
            (Text(scan.GetProperty("label"), "gtin"), Text(scan.GetProperty("label"), "serial"),
                Text(scan.GetProperty("units")[0], "sku")));
        (_, answer) = await _gateway.PostAsync(path + "/scans", """{"code":"(01)06291041500213(21)A-1"}""");
        Assert.Equal("duplicate-serial", Text(answer.GetProperty("scan").GetProperty("findings")[0], "code"));

        await Ok(path, "count", """{"sku":"MILK","lot":"L7","quantity":4,"damaged":1,"counted_by":"S-1"}""");
        var count = await _gateway.GetAsync(path + "/count");
        Assert.Equal(
            (false, false), (count.GetProperty("closed").GetBoolean(), count.GetProperty("settled").GetBoolean()));
        Assert.Equal("open", Text(count.GetProperty("lines")[0], "source"));

        var (status, open) = await _gateway.PostAsync(path + "/cargo-verification", """{"verified_by":"S-1"}""");
        Assert.Equal(
            (HttpStatusCode.Conflict, "urn:oms:problem:count-open", "MILK/L7"),
            (status, Text(open, "type"), Text(open, "lines")));
        await Ok(path, "cargo-verification", """
            {"verified_by":"S-1","rulings":[
              {"sku":"MILK","lot":"L7","quantity":3,"damaged":1,"reason":"Counted twice."}]}
            """);

        count = await _gateway.GetAsync(path + "/count");
        Assert.True(count.GetProperty("closed").GetBoolean() && count.GetProperty("settled").GetBoolean());
        Assert.Equal(
            """{"sku":"MILK","lot":"L7","carried":10,"delivered":7,"returned_good":2,"returned_damaged":1,"short":0,"""
                + "\"over_delivered\":0,\"over_returned\":0}",
            count.GetProperty("reconciliation").GetProperty("lines")[0].GetRawText());
        Assert.Equal(
            "overage",
            Text((await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray()
                .Single(one => Text(one, "step") == "cargo"), "outcome"));
        await GatewayFixture.UntilAsync(
            () => _centre.Leaves.Count(leaf => leaf.Kind == CheckOutEvents.CodeScanned) == 5);
        Assert.Empty(_centre.Faults);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_with_the_member_at_fault()
    {
        var path = await ArriveAsync();

        await Refuses("scans", """{"code":"1","lot":"L7"}""", HttpStatusCode.BadRequest, "lot");
        await Refuses("scans", """{"code":""}""", HttpStatusCode.Conflict, "code");
        await Refuses(
            "count",
            """{"sku":"MILK","quantity":1,"damaged":2,"counted_by":"S-1"}""",
            HttpStatusCode.Conflict,
            "damaged");
        await Refuses(
            "cargo-verification",
            """{"verified_by":"S-1","rulings":[null]}""",
            HttpStatusCode.BadRequest,
            "");
        await Refuses(
            "manifest",
            """
            {"route":"R-1","version":2,"depot":"lyon","vehicle":"TRK-12","driver":"D-7","supersedes":2,
             "stops":[{"stop":1,"order":"O-1","consignee":"Anna","lines":[
               {"line":1,"sku":"MILK","lot":"L7","quantity":1}]}],
             "catalogue":{"products":[{"sku":"MILK","items":[{"gtin":"09506000134353","units":1}]}]}}
            """,
            HttpStatusCode.Conflict,
            "catalogue/products/0/items/0/gtin");

        async Task Refuses(string step, string body, HttpStatusCode status, string field)
        {
            var (was, problem) = await _gateway.PostAsync($"{path}/{step}", body);
            Assert.Equal((status, field), (was, Text(problem, "field")));
        }
    }

    private async Task<string> ArriveAsync()
    {
        await _centre.OpenAsync();
        _centre.Manifests.Add(new Manifest("R-1", 1, "lyon", "TRK-12", "D-7", null,
            [
                new ManifestStop(1, "O-1", "Anna",
                [
                    new ManifestLine(1, "MILK", "L7", 10, null), new ManifestLine(2, "SOAP", "S1", 2, null),
                ]),
            ])
        {
            Catalogue = new ManifestCatalogue(
            [
                new CatalogueProduct("MILK", [new("9506000134352", 1)])
                {
                    Lots = [new CatalogueLot("L7") { Expiry = new LocalDate(2100, 1, 1) }],
                },
                new CatalogueProduct("SOAP", [new("6291041500213", 1)]) { SerialTracked = true },
            ])
            {
                LogisticUnits = [new CatalogueUnit("395011015300000011", [new LogisticContent("MILK", "L7", 8)])],
            },
        });
        _gateway.Options.Centre.Urls.Add(_centre.Url.ToString());
        _gateway.Options.Centre.EnrolmentCode = CentreDouble.Code;
        await _gateway.StartAsync();
        await GatewayFixture.UntilAsync(() => _centre.Leaves.Any(leaf => leaf.Kind == "route.manifest-received"));
        var (status, arrived) = await _gateway.PostAsync(
            "/check-outs", """{"vehicle":"TRK-12","driver":"D-7","route":"R-1","dock":"dock-3"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        return $"/check-outs/{Text(arrived, "id")}";
    }

    private Task DeliverAsync(string path) => Ok(path, "deliveries", $$"""
        {"stop":1,"order":"O-1","lines":[
           {"line":1,"sku":"MILK","lot":"L7","delivered":7,"short":0,"refused":2,"damaged":1,"reason":"warm"},
           {"line":2,"sku":"SOAP","lot":"S1","delivered":2,"short":0,"refused":0,"damaged":0}],
         "pod":{"signed_by":"Anna","signed_at":"2026-03-01T11:00:00Z","signature_sha256":"{{GatewayFixture.Hash}}",
           "strokes":7,"position":{"latitude_microdegrees":45764043,"longitude_microdegrees":4835659},
           "temperature_milli_c":4000} }
        """);

    private async Task<MqttPublishOutcome> ScanAsync(MqttClient scanner, string members)
    {
        var now = (await _gateway.GetAsync("/status")).GetProperty("now").GetString()!;
        return await GatewayFixture.PublishAsync(
            scanner, "scanner/sc-3/scan", $$"""{"at":"{{now}}",{{members[1..]}}""");
    }

    private async Task Ok(string path, string step, string body)
    {
        var (status, answer) = await _gateway.PostAsync($"{path}/{step}", body);
        Assert.True(status == HttpStatusCode.OK, $"{step}: {answer}");
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}

using System.Net;
using System.Text.Json;
using Oms.Central.Carriers;
using Oms.Central.Hosting;
using Oms.Central.Tests.Fulfilments;
using Xunit;

namespace Oms.Central.Tests.Carriers;

/// <summary>What carriers are told at the end of a day, over a live centre.</summary>
public sealed class CloseOutTests : IAsyncLifetime
{
    private CarrierSimulator _carrier = null!;
    private PackingShop _shop = null!;

    private CentralServer Server => _shop.Server;

    public async ValueTask InitializeAsync()
    {
        _carrier = await CarrierSimulator.StartAsync();
        _shop = await PackingShop.OpenAsync(
            """
            ,"address":{"lines":["9 Dock Road"],"city":"Peoria","postal_code":"61601","country":"US"}
            """,
            new CentralOptions { Carriers = _carrier.Settings });
        await _shop.DoneAsync(
            "/carriers",
            """
            {"id":"post","terms":{"name":"Post","kind":"http","currency":"EUR","services":[
              {"id":"parcel","name":"Parcel","base_minor":300,"transit_days":2,"grams_max":30000}]} }
            """);
        await Server.ReceiveAsync("MILK@dc-1", 400);
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _carrier.DisposeAsync();
    }

    [Fact]
    public async Task A_day_is_closed_once_with_each_live_label_and_what_comes_later_is_in_the_next()
    {
        var (first, _) = await LabelledAsync("SO-1");
        var (second, work) = await LabelledAsync("SO-2");
        var (third, torn) = await LabelledAsync("SO-3");
        await _shop.DoneAsync($"/fulfilment-orders/{torn}/packages/{third}/label/void", "{}");
        _ = await LabelAsync(third, "voided");
        foreach (var fault in new[]
        {
            CarrierFault.LoseRequest, CarrierFault.LoseResponse, CarrierFault.Babble, CarrierFault.AnswerAboutAnother,
        })
        {
            _carrier.Next.Enqueue(fault);
        }

        var asked = await CloseAsync("night");
        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        var closed = await AcceptedAsync(asked);
        Assert.Equal((1, 2, 2_000), (
            closed.GetProperty("number").GetInt32(), closed.GetProperty("count").GetInt32(),
            closed.GetProperty("grams").GetInt32()));
        var told = Assert.Single(_carrier.CloseOuts).Value;
        Assert.Equal(closed.GetProperty("reference").GetString(), told.Record.Reference);
        Assert.Equal([$"main/{first}/1", $"main/{second}/1"], told.Labels.Split(' ').Order(StringComparer.Ordinal));

        // The same request once more is the same close-out; another finds nothing to close.
        Assert.Equal(asked.Text, (await CloseAsync("night")).Text);
        PackingShop.Refused("nothing-to-close", await CloseAsync("again"));
        PackingShop.Refused("label-closed-out", await Server.PostAsync(
            $"/fulfilment-orders/{work}/packages/{second}/label/void", "{}"));

        var (fourth, _) = await LabelledAsync("SO-4");
        var later = await AcceptedAsync(await CloseAsync("late"));
        Assert.Equal(2, later.GetProperty("number").GetInt32());
        Assert.Equal(fourth, later.GetProperty("parcels")[0].GetProperty("sscc").GetString());
        Assert.Equal(2, _carrier.CloseOuts.Count);
        await ListsAsync(closed, later, [first, second]);
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task A_package_that_is_opened_after_the_close_out_is_an_exception_of_it_and_keeps_its_label()
    {
        var (sscc, work) = await LabelledAsync("SO-1");
        var asked = await CloseAsync("night");
        var closed = await AcceptedAsync(asked);
        await _shop.DoneAsync($"/fulfilment-orders/{work}/reopen", """{"reason":"wrong"}""");
        var label = await LabelAsync(sscc, "kept");
        Assert.Equal("closed-out", label.GetProperty("label").GetProperty("reason").GetString());
        closed = await Server.UntilAsync(Path(closed), json => json.GetProperty("parcels")[0].GetProperty("exception")
            .ValueKind != JsonValueKind.Null);
        Assert.Equal("void-asked", closed.GetProperty("parcels")[0].GetProperty("exception").GetString());
        Assert.Contains("void-asked", (await Server.GetAsync($"{Path(closed)}/list")).Text, StringComparison.Ordinal);
        Assert.Equal(CarrierStatus.Printed, Assert.Single(_carrier.Labels.Values).Status);
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task What_the_carrier_declines_waits_for_the_next_one()
    {
        var (sscc, _) = await LabelledAsync("SO-1");
        _carrier.Declined = "depot-closed";
        var declined = await UntilAsync(await CloseAsync("night"), "declined");
        Assert.Equal("depot-closed", declined.GetProperty("reason").GetString());
        _carrier.Declined = null;
        _ = await Server.UntilAsync("/labels?waiting=true", json => json.GetProperty("items").GetArrayLength() == 1);
        var accepted = await AcceptedAsync(await CloseAsync("again"));
        Assert.Equal((2, sscc), (
            accepted.GetProperty("number").GetInt32(),
            accepted.GetProperty("parcels")[0].GetProperty("sscc").GetString()));
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task Clients_that_close_a_day_at_once_close_each_label_once()
    {
        const int Parcels = 6;
        for (var i = 0; i < Parcels; i++)
        {
            _ = await LabelledAsync($"SO-{i}");
        }

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(each => CloseAsync($"client-{each}")));
        Assert.All(replies, reply => Assert.Contains(
            reply.Status, new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict }));
        _ = await Server.UntilAsync("/close-outs", json => json.GetProperty("items").EnumerateArray()
            .All(each => each.GetProperty("stage").GetString() is "accepted" or "empty"));
        var labels = _carrier.CloseOuts.Values.SelectMany(each => each.Labels.Split(' ')).ToList();
        Assert.Equal(Parcels, labels.Count);
        Assert.Distinct(labels);
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task What_is_not_there_or_not_yet_is_refused()
    {
        PackingShop.Refused("nothing-to-close", await CloseAsync("none"));
        PackingShop.Refused("invalid-request", await CloseAsync("rail", """{"carrier":"rail","location":"dc-1"}"""));
        PackingShop.Refused("invalid-request", await CloseAsync("dc-9", """{"carrier":"post","location":"dc-9"}"""));
        PackingShop.Refused("invalid-request", await CloseAsync(
            "morrow", """{"carrier":"post","location":"dc-1","day":"2999-01-01"}"""));
        PackingShop.Refused("not-found", await Server.GetAsync("/close-outs/post@dc-1@2026-11-30@1"));
        PackingShop.Refused("not-found", await Server.GetAsync("/close-outs/nothing/list"));
        PackingShop.Refused("invalid-request", await Server.GetAsync("/close-outs?day=today"));
        PackingShop.Refused("invalid-request", await Server.GetAsync("/labels?waiting=no"));
    }

    private static string Path(JsonElement closeOut) =>
        $"/close-outs/{Uri.EscapeDataString(closeOut.GetProperty("id").GetString()!)}";

    private async Task ListsAsync(JsonElement closed, JsonElement later, string[] ssccs)
    {
        var csv = await Server.GetAsync($"{Path(closed)}/list?format=csv");
        Assert.Equal("text/csv", csv.ContentHeaders.ContentType!.MediaType);
        var lines = csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["sscc", .. ssccs.Order(StringComparer.Ordinal)], lines.Select(line => line.Split(',')[0]));
        var printed = await Server.GetAsync($"{Path(closed)}/list");
        Assert.Contains("2 parcels, 2.000 kg", printed.Text, StringComparison.Ordinal);
        PackingShop.Refused("invalid-request", await Server.GetAsync($"{Path(closed)}/list?format=pdf"));
        Assert.Equal(
            $"\"{closed.GetProperty("version").GetInt32()}\"", (await Server.GetAsync(Path(closed))).Header("ETag"));

        var page = await Server.GetAsync("/close-outs?carrier=post&location=dc-1&stage=accepted&limit=1");
        var next = await Server.GetAsync(
            $"/close-outs?carrier=post&location=dc-1&limit=1&cursor={page.Json.GetProperty("next").GetString()}");
        Assert.Equal(
            new[] { closed, later }.Select(each => each.GetProperty("id").GetString()).Order(StringComparer.Ordinal),
            new[] { page, next }.Select(each => each.Json.GetProperty("items")[0].GetProperty("id").GetString())
                .Order(StringComparer.Ordinal));
    }

    /// <summary>A package of 1 kg that has a label of the carrier.</summary>
    private async Task<(string Sscc, string Work)> LabelledAsync(string reference)
    {
        var (_, work) = await _shop.SellAsync(reference, 2);
        var sscc = await _shop.MakeReadyAsync(work, "L1", 2);
        await _shop.DoneAsync($"/fulfilment-orders/{work}/packages/{sscc}/label", "{}");
        _ = await LabelAsync(sscc, "printed");
        await Server.SettleAsync();
        return (sscc, work);
    }

    private Task<JsonElement> LabelAsync(string sscc, string stage) => Server.UntilAsync(
        $"/packages/{sscc}", json => json.GetProperty("label") is { ValueKind: JsonValueKind.Object } label
            && label.GetProperty("stage").GetString() == stage);

    private Task<Reply> CloseAsync(string key, string body = """{"carrier":"post","location":"dc-1"}""") =>
        Server.PostAsync("/close-outs", body, key);

    private Task<JsonElement> AcceptedAsync(Reply asked) => UntilAsync(asked, "accepted");

    private async Task<JsonElement> UntilAsync(Reply asked, string stage)
    {
        PackingShop.Done(asked);
        return await Server.UntilAsync(Path(asked.Json), json => json.GetProperty("stage").GetString() == stage);
    }
}

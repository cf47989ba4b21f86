using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Oms.Central.Carriers;
using Oms.Central.Hosting;
using Oms.Central.Tests.Fulfilments;
using Xunit;

namespace Oms.Central.Tests.Carriers;

/// <summary>Packages that are weighed, and get labels of the carriers that suit them, over a live centre.</summary>
public sealed class LabelTests : IAsyncLifetime
{
    private const string Table =
        """
        {"id":"road","terms":{"name":"Road","kind":"table","currency":"EUR","services":[
          {"id":"slow","name":"Slow","base_minor":400,"transit_days":6,"grams_max":30000},
          {"id":"fast","name":"Fast","base_minor":900,"per_kg_minor":100,"transit_days":1,"grams_max":30000},
          {"id":"light","name":"Light","base_minor":100,"transit_days":1,"grams_max":500},
          {"id":"abroad","name":"Abroad","base_minor":1,"transit_days":1,"grams_max":30000,
            "zones":[{"name":"near","country":"CA","transit_days":1}]},
          {"id":"back","name":"Back","base_minor":1,"transit_days":1,"grams_max":30000,"use":"return"}]} }
        """;

    private const string Post =
        """
        {"id":"post","terms":{"name":"Post","kind":"http","currency":"EUR","services":[
          {"id":"parcel","name":"Parcel","base_minor":300,"transit_days":2,"grams_max":30000}]} }
        """;

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
        await Server.ReceiveAsync("MILK@dc-1", 400);
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _carrier.DisposeAsync();
    }

    [Fact]
    public async Task The_cheapest_service_that_can_carry_a_package_prints_its_label_and_says_why()
    {
        await _shop.DoneAsync("/carriers", Table);
        var (work, sscc) = await PackedAsync("SO-1", 2_500);
        var asked = await LabelAsync(work, sscc);
        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        _ = await LabelledAsync(sscc, "printed");
        var zpl = await Server.GetAsync($"/packages/{sscc}/label");
        Assert.Equal("text/plain", zpl.ContentHeaders.ContentType!.MediaType);
        Assert.StartsWith("^XA", zpl.Text, StringComparison.Ordinal);
        Assert.Contains($">;>800{sscc}^FS", zpl.Text, StringComparison.Ordinal);
        Assert.Contains("Corner Shop", zpl.Text, StringComparison.Ordinal);
        Assert.Contains("Road / slow", zpl.Text, StringComparison.Ordinal);

        var label = (await Server.GetAsync($"/labels/{sscc}")).Json.GetProperty("labels")[0];
        var verdicts = label.GetProperty("ask").GetProperty("decision").GetProperty("services").EnumerateArray()
            .Select(each => (
                each.GetProperty("service").GetString(), each.GetProperty("fate").GetString(),
                each.GetProperty("why").GetString())).ToList();
        Assert.Equal(
            [
                ("slow", "chosen", null), ("fast", "lost", "dearer"), ("light", "excluded", "weight"),
                ("abroad", "excluded", "zone"), ("back", "excluded", "direction"),
            ],
            verdicts);
        var row = (await Server.GetAsync("/labels?carrier=road&stage=printed&location=dc-1"))
            .Json.GetProperty("items")[0];
        Assert.Equal((sscc, 400), (
            row.GetProperty("sscc").GetString(), row.GetProperty("cost").GetProperty("minor").GetInt32()));
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task Two_clients_that_ask_at_once_get_one_label()
    {
        await _shop.DoneAsync("/carriers", Post);
        var (work, sscc) = await PackedAsync("SO-1", 2_500);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LabelAsync(work, sscc)));
        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.Accepted, reply.Status));
        _ = await LabelledAsync(sscc, "printed");
        Assert.Equal(HttpStatusCode.Accepted, (await LabelAsync(work, sscc)).Status);
        await Server.SettleAsync();
        Assert.Equal("PX001", Assert.Single(_carrier.Labels.Values).Tracking);
        Assert.Equal("^XA^FDPX001^FS^XZ", (await Server.GetAsync($"/packages/{sscc}/label")).Text);
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task A_carrier_that_loses_babbles_and_is_late_makes_one_label_all_the_same()
    {
        await _shop.DoneAsync("/carriers", Post);
        foreach (var fault in new[]
        {
            CarrierFault.LoseRequest, CarrierFault.LoseResponse, CarrierFault.Babble, CarrierFault.AnswerTooLate,
        })
        {
            _carrier.Next.Enqueue(fault);
        }

        var (work, sscc) = await PackedAsync("SO-1", 2_500);
        PackingShop.Done(await LabelAsync(work, sscc));
        PackingShop.Refused("label-not-there", await UntilAskedAsync(sscc));
        var package = await LabelledAsync(sscc, "printed");
        Assert.Equal(("PX001", 725), (
            package.GetProperty("label").GetProperty("tracking").GetString(),
            package.GetProperty("label").GetProperty("cost").GetProperty("minor").GetInt32()));
        _ = Assert.Single(_carrier.Labels);
        Assert.True(_carrier.Calls >= 5, $"{_carrier.Calls}");
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task A_label_is_taken_back_when_its_package_is_packed_anew_and_there_is_another_one_then()
    {
        await _shop.DoneAsync("/carriers", Post);
        foreach (var fault in new[] { CarrierFault.None, CarrierFault.Busy, CarrierFault.AnswerAboutAnother })
        {
            _carrier.Next.Enqueue(fault);
        }

        var (work, sscc) = await PackedAsync("SO-1", 2_500);
        PackingShop.Done(await LabelAsync(work, sscc));
        _ = await LabelledAsync(sscc, "printed");
        await _shop.DoneAsync($"/fulfilment-orders/{work}/reopen", """{"reason":"wrong"}""");
        _ = await LabelledAsync(sscc, "void_asked", "voided");
        PackingShop.Done(await _shop.CloseAsync(work, sscc, 2_600));
        _ = await LabelledAsync(sscc, "voided");
        PackingShop.Refused("label-not-there", await Server.GetAsync($"/packages/{sscc}/label"));
        PackingShop.Done(await LabelAsync(work, sscc));
        _ = await LabelledAsync(sscc, "printed");
        Assert.Equal(
            [($"main/{sscc}/1", CarrierStatus.Voided), ($"main/{sscc}/2", CarrierStatus.Printed)],
            _carrier.Labels.Values.Select(each => (each.Key, each.Status))
                .OrderBy(each => each.Key, StringComparer.Ordinal));

        // What the carrier has scanned already it keeps, and so does the package.
        _carrier.Keeps = "scanned";
        PackingShop.Done(await Server.PostAsync($"/fulfilment-orders/{work}/packages/{sscc}/label/void", "{}"));
        _ = await LabelledAsync(sscc, "kept");
        PackingShop.Refused("label-exists", await LabelAsync(work, sscc));
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task While_a_label_is_being_made_nothing_of_its_package_is_opened_or_moved()
    {
        await _shop.DoneAsync("/carriers", Post);
        using var gate = new SemaphoreSlim(0);
        _carrier.BeforeResponse = () => gate.WaitAsync(TimeSpan.FromSeconds(5));
        _carrier.Declines = "no-pick-up";
        var placed = await Server.PostAsync("/orders", Shop.OrderJson("SO-1", "split", ("MILK", 3)));
        var work = $"{placed.Json.GetProperty("id").GetString()}@1";
        _ = await _shop.WorkAsync(work, "open");
        PackingShop.Made(await _shop.PickAsync(work, "L1", 2));
        var sscc = await _shop.PackageAsync(work);
        PackingShop.Made(await _shop.PackAsync(work, sscc, "L1", 2));
        PackingShop.Refused("illegal-transition", await LabelAsync(work, sscc, """{"carrier":"post"}"""));
        PackingShop.Done(await _shop.CloseAsync(work, sscc, 2_500));
        PackingShop.Done(await LabelAsync(work, sscc, """{"carrier":"post"}"""));
        PackingShop.Refused("label-in-progress", await Server.PostAsync(
            $"/fulfilment-orders/{work}/packages/{sscc}/void", """{"reason":"torn"}"""));
        await _shop.DoneAsync(
            "/locations", """{"id":"dc-2","terms":{"name":"Other","kind":"warehouse","time_zone":"UTC"} }""");
        await Server.ReceiveAsync("MILK@dc-2", 5);
        PackingShop.Refused("label-in-progress", await Server.PostAsync(
            $"/fulfilment-orders/{work}/move", """{"reason":"flood","to":"dc-2","lines":[{"line":1,"quantity":1}]}""",
            ifMatch: "*"));
        _ = gate.Release(10);
        var declined = await LabelledAsync(sscc, "declined");
        Assert.Equal("no-pick-up", declined.GetProperty("label").GetProperty("reason").GetString());
        PackingShop.Refused("label-not-there", await Server.GetAsync($"/packages/{sscc}/label"));
        await _shop.DoneAsync(
            $"/fulfilment-orders/{work}/packages/{sscc}/void", """{"reason":"torn"}""");
        await _shop.IsSoundAsync();
    }

    [Fact]
    public async Task A_package_that_weighs_too_much_or_too_little_closes_only_where_a_supervisor_says_so()
    {
        await _shop.DoneAsync(
            "/products",
            """
            {"sku":"BRICK","terms":{"name":"Brick","unit":"EA","weight_grams":2000,
             "gtins":[{"level":"each","gtin":"5012345678900","units":1}]} }
            """);
        await Server.ReceiveAsync("BRICK@dc-1", 10);
        var (_, work) = await _shop.SellAsync("SO-1", 3, "BRICK");
        const string Units = """{"data":"(01)05012345678900(10)L1","quantity":3}""";
        PackingShop.Made(await Server.PostAsync($"/fulfilment-orders/{work}/picks", Units));
        var sscc = await _shop.PackageAsync(work);
        PackingShop.Made(await Server.PostAsync($"/fulfilment-orders/{work}/packages/{sscc}/units", Units));
        await Server.SettleAsync();
        foreach (var grams in new[] { 5_900, 6_600, 4_250 })
        {
            PackingShop.Refused("weight-mismatch", await _shop.CloseAsync(work, sscc, grams));
        }

        var path = $"/fulfilment-orders/{work}/packages/{sscc}/close";
        foreach (var bad in new[]
        {
            """{"grams":0}""", """{"grams":100000001}""", """{"grams":6250,"override":""}""",
            """{"grams":6250,"size":{"length_mm":0,"width_mm":1,"height_mm":1}}""",
        })
        {
            PackingShop.Refused("invalid-request", await Server.PostAsync(path, bad));
        }

        var admin = Server.Client.DefaultRequestHeaders.Authorization;
        await ActAsAsync("picker");
        PackingShop.Refused("forbidden", await Server.PostAsync(path, """{"grams":4250,"override":"half empty"}"""));
        Server.Client.DefaultRequestHeaders.Authorization = admin;
        await ActAsAsync("supervisor");
        PackingShop.Done(await Server.PostAsync(path, """{"grams":4250,"override":"half empty"}"""));
        Server.Client.DefaultRequestHeaders.Authorization = admin;
        _ = await Server.UntilAsync($"/fulfilment-orders/{work}", json => json.GetProperty("packed").GetBoolean());
        await _shop.IsSoundAsync();

        async Task ActAsAsync(string role)
        {
            var made = await Server.PostAsync("/api-keys", $$"""{"name":"{{role}}","role":"{{role}}"}""");
            await Server.SettleAsync();
            Server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", made.Json.GetProperty("key").GetString());
        }
    }

    [Fact]
    public async Task What_no_service_carries_or_nobody_knows_is_refused_with_the_reasons()
    {
        var (work, sscc) = await PackedAsync("SO-1", 31_000);
        PackingShop.Refused("no-service", await LabelAsync(work, sscc));
        await _shop.DoneAsync("/carriers", Table);
        await Server.SettleAsync();
        var none = await LabelAsync(work, sscc);
        PackingShop.Refused("no-service", none);
        Assert.Contains("road/slow (weight)", none.Text, StringComparison.Ordinal);
        PackingShop.Refused("invalid-request", await LabelAsync(work, sscc, """{"carrier":"rail"}"""));
        PackingShop.Refused("invalid-request", await LabelAsync(
            work, sscc, """{"carrier":"road","service":"rocket"}"""));
        PackingShop.Refused("invalid-request", await LabelAsync(work, sscc, """{"grams":5}"""));
        PackingShop.Refused("not-found", await LabelAsync(work, "095212340000000018"[..17] + "9"));
        PackingShop.Refused("not-found", await Server.GetAsync($"/packages/{sscc}/label"));
        PackingShop.Refused("not-found", await Server.GetAsync("/labels/no-number"));
        PackingShop.Refused("invalid-request", await Server.GetAsync("/labels?pickup=tomorrow"));
        foreach (var (terms, field) in new[]
        {
            ("""{"name":"","kind":"table","currency":"EUR","services":[]}""", "/terms/name"),
            ("""{"name":"R","kind":"table","currency":"XXQ","services":[]}""", "/terms/currency"),
            ("""{"name":"R","kind":"table","currency":"EUR","services":[]}""", "/terms/services"),
            ("""{"name":"R","kind":"table","currency":"EUR","services":[null]}""", "/terms/services/0"),
            (Terms("\"id\":\"A b\""), "/terms/services/0/id"),
            (Terms("\"base_minor\":-1"), "/terms/services/0/base_minor"),
            (Terms("\"grams_max\":0"), "/terms/services/0/grams_max"),
            (Terms("\"cut_off\":\"25:00\""), "/terms/services/0/cut_off"),
        })
        {
            var refused = await Server.PostAsync("/carriers", $$"""{"id":"r","terms":{{terms}}}""");
            PackingShop.Refused("invalid-request", refused);
            Assert.Contains($"\"{field}\"", refused.Text, StringComparison.Ordinal);
        }

        static string Terms(string member)
        {
            var service = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["id"] = "\"id\":\"s\"",
                ["name"] = "\"name\":\"S\"",
                ["base_minor"] = "\"base_minor\":1",
                ["transit_days"] = "\"transit_days\":1",
                ["grams_max"] = "\"grams_max\":1",
                [member.Split('"')[1]] = member,
            };
            return "{\"name\":\"R\",\"kind\":\"table\",\"currency\":\"EUR\",\"services\":[{"
                + string.Join(',', service.Values) + "}]}";
        }
    }

    [Fact]
    public async Task Two_hundred_packages_of_one_fulfilment_order_get_a_label_each()
    {
        const int Packages = 200;
        await _shop.DoneAsync("/carriers", Table);
        var (_, work) = await _shop.SellAsync("SO-1", Packages);
        PackingShop.Made(await _shop.PickAsync(work, "L1", Packages));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Packages), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
            {
                var sscc = await _shop.PackageAsync(work);
                PackingShop.Made(await _shop.PackAsync(work, sscc, "L1", 1));
                PackingShop.Done(await _shop.CloseAsync(work, sscc, 800));
                PackingShop.Done(await LabelAsync(work, sscc));
            });
        var all = await Server.UntilAsync($"/fulfilment-orders/{work}", json => json.GetProperty("packages")
            .EnumerateArray().All(each => each.GetProperty("label").GetProperty("stage").GetString() == "printed"));
        Assert.Equal(Packages, all.GetProperty("packages").GetArrayLength());
        await _shop.IsSoundAsync();
    }

    private async Task<(string Work, string Sscc)> PackedAsync(string reference, int grams)
    {
        var (_, work) = await _shop.SellAsync(reference, 2);
        PackingShop.Made(await _shop.PickAsync(work, "L1", 2));
        var sscc = await _shop.PackageAsync(work);
        PackingShop.Made(await _shop.PackAsync(work, sscc, "L1", 2));
        PackingShop.Done(await _shop.CloseAsync(work, sscc, grams));
        _ = await Server.UntilAsync($"/fulfilment-orders/{work}", json => json.GetProperty("packed").GetBoolean());
        return (work, sscc);
    }

    private Task<Reply> LabelAsync(string work, string sscc, string body = "{}") =>
        Server.PostAsync($"/fulfilment-orders/{work}/packages/{sscc}/label", body);

    /// <summary>The answer while the carrier owes one.</summary>
    private async Task<Reply> UntilAskedAsync(string sscc)
    {
        Reply reply;
        do
        {
            await Server.SettleAsync();
            reply = await Server.GetAsync($"/packages/{sscc}/label");
        }
        while (reply.Status == HttpStatusCode.NotFound);
        return reply;
    }

    private Task<JsonElement> LabelledAsync(string sscc, params string[] stages) => Server.UntilAsync(
        $"/packages/{sscc}", json => json.GetProperty("label") is { ValueKind: JsonValueKind.Object } label
            && stages.Contains(label.GetProperty("stage").GetString()));
}

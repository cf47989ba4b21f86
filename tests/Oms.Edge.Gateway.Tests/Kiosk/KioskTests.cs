using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Edge.People;
using Oms.Mqtt.Client;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Kiosk;

/// <summary>People at the kiosk's own listener: who they are, what they may, and what nobody may.</summary>
public sealed class KioskTests : IAsyncDisposable
{
    private const string Pin = "471100";
    private static readonly byte[] Png = [0x89, .. "PNG\r\n picture"u8];
    private static readonly string PinOfAnna = PinHash.Of(Pin, new byte[PinHash.SaltBytes]);
    private static readonly string[] CookieFlags = ["path=/", "secure", "httponly", "samesite=strict"];
    private static readonly string[] LooseWords = ["unsafe", "http", "*", "data:"];
    private readonly GatewayFixture _gateway = new();
    private KioskClient _kiosk = null!;

    public async ValueTask DisposeAsync()
    {
        _kiosk?.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_signs_in_with_id_and_pin_and_out_again()
    {
        await StartAsync();
        var answer = await _kiosk.PinAsync("s-1", Pin);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            ("S-1", "Anna", "supervisor"),
            (answer.Body.GetProperty("person").GetString(), answer.Body.GetProperty("name").GetString(),
                answer.Body.GetProperty("role").GetString()));
        Assert.Equal("S-1", (await _kiosk.GetAsync("/kiosk/session")).Body.GetProperty("person").GetString());

        Assert.Equal(
            HttpStatusCode.NoContent, (await _kiosk.SendAsync(HttpMethod.Delete, "/kiosk/session", null)).Status);
        Assert.Equal("signed-out", (await _kiosk.GetAsync("/kiosk/session")).Problem);
    }

    [Fact]
    public async Task The_cookie_is_for_this_host_over_tls_alone_and_no_script_sees_it()
    {
        await StartAsync();
        var cookie = (await _kiosk.BadgeAsync("driver-badge")).Headers["Set-Cookie"];

        Assert.StartsWith("__Host-oms-kiosk=", cookie, StringComparison.Ordinal);
        Assert.All(
            CookieFlags,
            flag => Assert.Contains(flag, cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_wrong_pin_is_told_from_an_unknown_id_by_nothing()
    {
        await StartAsync();
        var (wrong, unknown) = (await _kiosk.PinAsync("S-1", "000000"), await _kiosk.PinAsync("S-9", "000000"));

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.Status);
        Assert.Equal(wrong.Text, unknown.Text);
    }

    [Fact]
    public async Task After_five_wrong_pins_the_right_one_is_refused_too_and_the_badge_is_not()
    {
        await StartAsync();
        for (var time = 0; time < 5; time++)
        {
            Assert.Equal("sign-in-failed", (await _kiosk.PinAsync("S-1", "000000")).Problem);
        }

        var right = await _kiosk.PinAsync("S-1", Pin);
        Assert.Equal((HttpStatusCode.TooManyRequests, "locked"), (right.Status, right.Problem));
        Assert.Equal("300", right.Headers["Retry-After"]);
        Assert.Equal(HttpStatusCode.OK, (await _kiosk.BadgeAsync("supervisor-badge")).Status);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"person":"S-1"}""")]
    [InlineData("""{"badge":"x","person":"S-1","pin":"471100"}""")]
    [InlineData("""{"badge":""}""")]
    [InlineData("""{"reader":false}""")]
    [InlineData("""{"badge":"x","role":"supervisor"}""")]
    public async Task A_sign_in_of_another_form_is_refused(string body)
    {
        await StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await _kiosk.PostAsync("/kiosk/session", body)).Status);
    }

    [Fact]
    public async Task Each_way_in_opens_its_own_door_only()
    {
        await StartAsync();
        Assert.Equal("signed-out", (await _kiosk.GetAsync("/check-outs")).Problem);
        Assert.Equal(
            "signed-out", (await _kiosk.SendAsync(HttpMethod.Get, "/check-outs", null, _gateway.Host.ApiKey)).Problem);

        var token = (await _kiosk.BadgeAsync("supervisor-badge")).Headers["Set-Cookie"].Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, (await _kiosk.GetAsync("/check-outs")).Status);
        foreach (var path in new[] { "/status", "/records", "/dead-letters", "/metrics", "/ops/journal/check" })
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await _kiosk.GetAsync(path)).Status));
        }

        _gateway.Http.DefaultRequestHeaders.Authorization = null;
        _gateway.Http.DefaultRequestHeaders.Add("Cookie", token);
        Assert.Equal(HttpStatusCode.Unauthorized, await _gateway.StatusAsync("/check-outs"));
        Assert.Equal(HttpStatusCode.Unauthorized, await _gateway.StatusAsync("/kiosk/"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    public async Task A_change_that_another_page_starts_is_refused(string? origin)
    {
        await StartAsync();
        _ = await _kiosk.BadgeAsync("driver-badge");
        _kiosk.Origin = origin;

        var answer = await _kiosk.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""");
        Assert.Equal((HttpStatusCode.Forbidden, "cross-origin"), (answer.Status, answer.Problem));
        Assert.Equal("cross-origin", (await _kiosk.BadgeAsync("driver-badge")).Problem);
    }

    [Fact]
    public async Task Everybody_acts_in_their_own_name_and_does_their_own_steps()
    {
        await StartAsync();
        _ = await _kiosk.BadgeAsync("driver-badge");
        await Refused("/check-outs", """{"vehicle":"TRK-12","driver":"D-8"}""", "not-yourself");
        var arrived = await _kiosk.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""");
        Assert.Equal(HttpStatusCode.Created, arrived.Status);
        var path = $"/check-outs/{arrived.Body.GetProperty("id").GetString()}";
        var signature = await _kiosk.AttachAsync(Png);
        await Refused(path + "/keys", """{"key_tag":"K","received_by":"D-7"}""", "forbidden");
        await Refused(path + "/manifest", "{}", "forbidden");
        await Refused(path + "/inspection", """{"outcome":"no-defect","inspected_by":"S-1"}""", "not-yourself");
        await Refused(
            path + "/sign-offs", $$"""{"role":"driver","signer":"S-1","signature_sha256":"{{signature}}"}""",
            "not-yourself");
        await Refused(
            path + "/sign-offs", $$"""{"role":"supervisor","signer":"D-7","signature_sha256":"{{signature}}"}""",
            "not-yourself");

        Assert.Equal(HttpStatusCode.OK, (await _kiosk.BadgeAsync("supervisor-badge")).Status);
        await Refused(
            path + "/acknowledgement",
            $$"""{"satisfied":true,"acknowledged_by":"S-1","signature_sha256":"{{signature}}"}""",
            "forbidden");
        Assert.Equal(
            HttpStatusCode.OK,
            (await _kiosk.PostAsync(path + "/keys", """{"key_tag":"K","received_by":"S-1"}""")).Status);

        async Task Refused(string where, string body, string type)
        {
            var answer = await _kiosk.PostAsync(where, body);
            Assert.Equal((where, HttpStatusCode.Forbidden, type), (where, answer.Status, answer.Problem));
        }
    }

    [Fact]
    public async Task What_is_recorded_names_the_person_who_did_it()
    {
        await StartAsync();
        _ = await _kiosk.PinAsync("D-7", Pin);
        _ = await _kiosk.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""");

        var records = await _gateway.Host.Node.Services.Journal.ReadShardAsync(
            0, 0, 100, TestContext.Current.CancellationToken);
        var arrival = records.Single(record => record.EventType == "check-out.arrived");
        var principal = JsonElement.Parse(arrival.Meta.Span).GetProperty("principal").ToString();
        Assert.Contains("D-7", principal, StringComparison.Ordinal);
        Assert.Contains("user", principal, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_picture_is_kept_under_its_own_hash_and_no_other_and_shown_as_what_it_is()
    {
        await StartAsync();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Png));
        Assert.Equal("signed-out", (await _kiosk.SendAsync(HttpMethod.Put, $"/attachments/{hash}", Png)).Problem);
        _ = await _kiosk.BadgeAsync("driver-badge");

        var wrong = await _kiosk.SendAsync(HttpMethod.Put, $"/attachments/{hash}", [.. Png, 0]);
        Assert.Equal((HttpStatusCode.BadRequest, "malformed"), (wrong.Status, wrong.Problem));
        Assert.Equal(
            HttpStatusCode.BadRequest, (await _kiosk.SendAsync(HttpMethod.Put, "/attachments/..%2fx", Png)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _kiosk.GetAsync($"/attachments/{hash}")).Status);
        _ = await _kiosk.AttachAsync(Png);
        _ = await _kiosk.AttachAsync(Png);

        Assert.Equal(
            Png,
            await File.ReadAllBytesAsync(
                Path.Combine(_gateway.Data, "attachments", hash), TestContext.Current.CancellationToken));
        var shown = await _kiosk.GetAsync($"/attachments/{hash}");
        Assert.Equal(Png, shown.Octets);
        Assert.Equal(
            ("image/png", "nosniff"), (shown.Headers["Content-Type"], shown.Headers["X-Content-Type-Options"]));
        var other = await _kiosk.AttachAsync("<script>"u8.ToArray());
        Assert.Equal(
            "application/octet-stream", (await _kiosk.GetAsync($"/attachments/{other}")).Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_person_cannot_name_a_picture_that_is_not_here()
    {
        await StartAsync();
        _ = await _kiosk.BadgeAsync("driver-badge");
        var arrived = await _kiosk.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""");
        var path = $"/check-outs/{arrived.Body.GetProperty("id").GetString()}/inspection";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Png));
        var body = $$"""
            {"outcome":"defects-found","inspected_by":"D-7",
             "defects":[{"part":"horn","description":"silent","photo_sha256":"{{hash}}"}]}
            """;

        Assert.Equal("attachment-missing", (await _kiosk.PostAsync(path, body)).Problem);
        _ = await _kiosk.AttachAsync(Png);
        Assert.Equal(HttpStatusCode.OK, (await _kiosk.PostAsync(path, body)).Status);
    }

    [Fact]
    public async Task The_page_is_there_with_a_policy_that_allows_nothing_inline_and_nothing_from_elsewhere()
    {
        await StartAsync();
        var root = await _kiosk.GetAsync("/");
        Assert.Equal((HttpStatusCode.Found, "/kiosk/"), (root.Status, root.Headers["Location"]));

        var page = await _kiosk.GetAsync("/kiosk/");
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        var policy = page.Headers["Content-Security-Policy"];
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.All(
            LooseWords,
            word => Assert.DoesNotContain(word, policy, StringComparison.Ordinal));
        Assert.DoesNotContain("<script>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);
        var script = page.Text.Split('"').Single(part => part.EndsWith(".js", StringComparison.Ordinal));
        var code = await _kiosk.GetAsync(script);
        Assert.Equal("text/javascript; charset=utf-8", code.Headers["Content-Type"]);
        Assert.Contains("immutable", code.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.Equal("no-cache", page.Headers["Cache-Control"]);
        Assert.Equal(HttpStatusCode.NotFound, (await _kiosk.GetAsync("/kiosk/../api.key")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _kiosk.GetAsync("/kiosk/nothing.js")).Status);
    }

    [Fact]
    public async Task Too_many_requests_from_one_address_are_turned_away()
    {
        await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => _kiosk.GetAsync("/kiosk/settings")));

        var refused = answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.Equal("1", refused[0].Headers["Retry-After"]);
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_swipe_at_the_reader_beside_the_kiosk_signs_in_once_and_signs_nothing_off()
    {
        _gateway.Options.Kiosk.Readers["bd-3"] = "127.0.0.1";
        await StartAsync();
        Assert.True((await _kiosk.GetAsync("/kiosk/settings")).Body.GetProperty("reader").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await AskReaderAsync()).Status);

        var reader = await _gateway.ConnectAsync("bd-3");
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        await SwipeAsync(reader, now - Duration.FromMinutes(1), "driver-badge");
        await SwipeAsync(reader, now, "nobody's");
        Assert.Equal(HttpStatusCode.NoContent, (await AskReaderAsync()).Status);
        await SwipeAsync(reader, now, "driver-badge");
        var signedIn = await AskReaderAsync();

        Assert.Equal("D-7", signedIn.Body.GetProperty("person").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await AskReaderAsync()).Status);
        var letters = await _gateway.GetAsync("/dead-letters");
        Assert.Equal(2, letters.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_manifest_is_shown_once_it_is_there()
    {
        await StartAsync();
        _ = await _kiosk.BadgeAsync("driver-badge");
        var arrived = await _kiosk.PostAsync(
            "/check-outs", """{"vehicle":"TRK-12","driver":"D-7","route":"R-1"}""");
        var path = $"/check-outs/{arrived.Body.GetProperty("id").GetString()}";
        Assert.Equal(HttpStatusCode.NotFound, (await _kiosk.GetAsync(path + "/manifest")).Status);
        _ = await _gateway.PostAsync(path + "/manifest", """
            {"route":"R-1","version":1,"depot":"lyon","vehicle":"TRK-12","driver":"D-7","stops":[
             {"stop":1,"order":"O-1","consignee":"Anna","lines":[{"line":1,"sku":"MILK","lot":"L7","quantity":10}]}]}
            """);

        var manifest = (await _kiosk.GetAsync(path + "/manifest")).Body;
        Assert.Equal(10, manifest.GetProperty("stops")[0].GetProperty("lines")[0].GetProperty("quantity").GetInt32());
    }

    private Task<KioskAnswer> AskReaderAsync() => _kiosk.PostAsync("/kiosk/session", """{"reader":true}""");

    private static async Task SwipeAsync(MqttClient reader, Instant at, string token) => Assert.Equal(
        MqttPublishOutcome.Acknowledged,
        await GatewayFixture.PublishAsync(
            reader,
            "badge/bd-3/swipe",
            $$"""{"at":"{{InstantPattern.ExtendedIso.Format(at)}}","token":"{{token}}"}"""));

    private async Task StartAsync()
    {
        var people = Path.Combine(Path.GetDirectoryName(_gateway.Data)!, "people.json");
        await File.WriteAllTextAsync(
            people,
            $$"""
            {"people":[
              {"id":"S-1","name":"Anna","role":"supervisor","pin_hash":"{{PinOfAnna}}"},
              {"id":"D-7","name":"Dan","role":"driver","pin_hash":"{{PinOfAnna}}"}]}
            """,
            TestContext.Current.CancellationToken);
        (_gateway.Options.Kiosk.Listen, _gateway.Options.Kiosk.People) = ("127.0.0.1:0", people);
        await _gateway.StartAsync();
        _kiosk = new KioskClient(_gateway.Host, _gateway.Data);
    }
}

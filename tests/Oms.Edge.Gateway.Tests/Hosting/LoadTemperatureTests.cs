using System.Net;
using System.Text.Json;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Mqtt.Client;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>Verdicts on a load's temperature that the gateway makes by itself.</summary>
public sealed class LoadTemperatureTests : IAsyncDisposable
{
    private static readonly string DriverSigns =
        $$"""{"role":"driver","signer":"D-7","signature_sha256":"{{GatewayFixture.Hash}}"}""";

    private static readonly string SupervisorSigns =
        $$"""{"role":"supervisor","signer":"S-1","signature_sha256":"{{GatewayFixture.Hash}}"}""";

    private readonly GatewayFixture _gateway = new();
    private DateTimeOffset _now;
    private MqttClient? _reefer;

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_verdict_stands_before_anyone_signs_and_covers_the_time_up_to_the_first_signature()
    {
        var path = await ArriveAsync("rf-07");
        await SayAsync(-40, -30, -20, -10, 0);
        await StepsAsync(path);
        var ready = Verdict(await _gateway.GetAsync(path));
        Assert.Equal(("proven", 1, "readings"),
            (Text(ready, "outcome"), ready.GetProperty("version").GetInt32(), Text(ready, "precision")));

        var signed = Verdict(await Ok(path, "sign-offs", DriverSigns));
        var done = await Ok(path, "sign-offs", SupervisorSigns);

        Assert.Equal("completed", Text(done, "state"));
        Assert.Equal(signed.GetRawText(), Verdict(done).GetRawText());
        Assert.Equal("proven", Text(signed, "outcome"));
        Assert.True(signed.GetProperty("to").GetDateTimeOffset() >= ready.GetProperty("to").GetDateTimeOffset());
        var record = (await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray()
            .Single(one => Text(one, "step") == "temperature");
        Assert.False(record.TryGetProperty("actor", out var actor) && actor.ValueKind is not JsonValueKind.Null);
    }

    [Theory]
    [InlineData("rf-07")]
    [InlineData(null)]
    public async Task Without_data_the_verdict_is_no_proof_and_keeps_nobody_from_signing(string? unit)
    {
        var path = await ArriveAsync(unit);
        await StepsAsync(path);
        await Ok(path, "sign-offs", DriverSigns);
        var done = await Ok(path, "sign-offs", SupervisorSigns);

        Assert.Equal(("completed", "no-proof"), (Text(done, "state"), Text(Verdict(done), "outcome")));
    }

    [Fact]
    public async Task A_late_reading_supersedes_the_verdict_of_an_open_visit_and_makes_a_signature_void()
    {
        var path = await ArriveAsync("rf-07");
        await SayAsync(-40, -30, 0);
        await StepsAsync(path);
        var first = Verdict(await Ok(path, "sign-offs", DriverSigns));
        Assert.Equal("no-proof", Text(first, "outcome"));

        await SayAsync(-20, -10);
        var again = await _gateway.WaitAsync(path, body => Text(Verdict(body), "outcome") == "proven");

        Assert.Equal(
            (first.GetProperty("version").GetInt32() + 1, first.GetProperty("record").GetInt64(),
                first.GetProperty("to").GetString()),
            (Verdict(again).GetProperty("version").GetInt32(), Verdict(again).GetProperty("supersedes").GetInt64(),
                Verdict(again).GetProperty("to").GetString()));
        Assert.Empty(again.GetProperty("sign_offs").EnumerateArray());
    }

    [Fact]
    public async Task A_late_reading_that_changes_what_was_signed_opens_the_papers_again_and_edits_nothing()
    {
        var path = await ArriveAsync("rf-07");
        await SayAsync(-40, -30, 0);
        await StepsAsync(path);
        await Ok(path, "sign-offs", DriverSigns);
        var done = await Ok(path, "sign-offs", SupervisorSigns);
        Assert.Equal("completed", Text(done, "state"));

        await SayAsync(-20, -10);
        var open = await _gateway.WaitAsync(
            "/check-outs?state=open", body => body.GetProperty("check_outs").EnumerateArray()
                .Any(visit => Text(Verdict(visit), "outcome") == "proven"));

        var amended = Assert.Single(open.GetProperty("check_outs").EnumerateArray());
        Assert.Equal(
            (Path.GetFileName(path), "completed"),
            (Text(amended.GetProperty("stands_for"), "check_out"), Text(amended.GetProperty("stands_for"), "outcome")));
        Assert.Contains("temperature", Text(amended.GetProperty("stands_for"), "reason"), StringComparison.Ordinal);
        Assert.Equal("no-proof", Text(Verdict(await _gateway.GetAsync(path)), "outcome"));

        // It is the same interval: what was said after it, and that nothing more was said, change nothing.
        Assert.Equal(Text(Verdict(done), "to"), Text(Verdict(amended), "to"));
        var next = $"/check-outs/{Text(amended, "id")}";
        await Ok(next, "sign-offs", DriverSigns);
        Assert.Equal("completed", Text(await Ok(next, "sign-offs", SupervisorSigns), "state"));
    }

    private async Task<string> ArriveAsync(string? unit)
    {
        // Short windows: a late reading is sealed at once.
        _gateway.Options.Reefer.WindowMinutes = 5;
        await _gateway.StartAsync();
        _now = (await _gateway.GetAsync("/status")).GetProperty("now").GetDateTimeOffset();
        _reefer = await _gateway.ConnectAsync("rf-07");
        var vehicle = unit is null ? "VAN-9" : "TRK-12";
        var (status, arrived) = await _gateway.PostAsync(
            "/check-outs", $$"""{"vehicle":"{{vehicle}}","driver":"D-7","dock":null}""");
        Assert.Equal(HttpStatusCode.Created, status);
        var path = $"/check-outs/{Text(arrived, "id")}";
        await Ok(path, "manifest", $$"""
            {"route":"R-1","version":1,"depot":"lyon","vehicle":"{{vehicle}}","driver":"D-7",
             "reefer":{{JsonSerializer.Serialize(unit)}},"departed":"{{_now.AddMinutes(-40):yyyy-MM-ddTHH:mm:ssZ}}",
             "stops":[{"stop":1,"order":"O-1","consignee":"Anna","lines":[
               {"line":1,"sku":"MILK","lot":"L7","quantity":1,"band":{"min_milli_c":2000,"max_milli_c":8000} }]}]}
            """);
        return path;
    }

    private async Task SayAsync(params int[] minutes)
    {
        foreach (var minute in minutes)
        {
            Assert.Equal(MqttPublishOutcome.Acknowledged, await GatewayFixture.PublishAsync(
                _reefer!,
                "reefer/rf-07/reading",
                $$"""
                {"at":"{{_now.AddMinutes(minute):yyyy-MM-ddTHH:mm:ssZ}}","running":true,
                 "zones":[{"zone":1,"return_milli_c":{{5_000 + minute}} }]}
                """));
        }
    }

    private async Task StepsAsync(string path)
    {
        await Ok(path, "inspection", """{"outcome":"no-defect","inspected_by":"D-7"}""");
        await Ok(path, "deliveries", $$"""
            {"stop":1,"order":"O-1","lines":[{"line":1,"sku":"MILK","lot":"L7","delivered":1,"short":0,"refused":0,
              "damaged":0,"reason":null}],
             "pod":{"signed_by":"Anna","signed_at":"{{_now.AddMinutes(-20):yyyy-MM-ddTHH:mm:ssZ}}",
              "signature_sha256":"{{GatewayFixture.Hash}}"} }
            """);
        await Ok(path, "cargo-verification", """{"verified_by":"S-1"}""");
        await Ok(path, "keys", """{"key_tag":"K-12","received_by":"S-1"}""");
        Assert.Equal(HttpStatusCode.OK,
            (await _gateway.PostAsync(path + "/eld-file?name=Smith.csv", "ELD", method: HttpMethod.Put)).Status);
    }

    private async Task<JsonElement> Ok(string path, string step, string body)
    {
        var (status, answer) = await _gateway.PostAsync($"{path}/{step}", body);
        Assert.True(status is HttpStatusCode.OK, $"{step}: {answer}");
        return answer;
    }

    private static JsonElement Verdict(JsonElement visit) =>
        Assert.Single(visit.GetProperty("temperatures").EnumerateArray());

    private static string? Text(JsonElement body, string member) => body.GetProperty(member).GetString();
}

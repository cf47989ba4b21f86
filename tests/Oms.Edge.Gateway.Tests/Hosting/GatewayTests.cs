using System.Net;
using System.Text.Json;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Mqtt;
using Oms.Mqtt.Client;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>A whole gateway: devices over TCP, people over HTTP, a centre that checks every leaf.</summary>
public sealed class GatewayTests : IAsyncDisposable
{
    private readonly GatewayFixture _gateway = new();
    private readonly CentreDouble _centre = new();
    private static readonly Instant Base = Instant.FromUtc(2026, 3, 1, 12, 0);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _centre.DisposeAsync();
    }

    [Fact]
    public async Task A_check_out_goes_from_the_gate_to_two_badges_and_arrives_at_the_centre_as_one_verified_chain()
    {
        await _centre.OpenAsync();
        _centre.Manifests.Add(new Manifest("R-1", 1, "lyon", "TRK-12", "D-7", "rf-07",
            [new ManifestStop(1, "O-1", "Anna",
                [new ManifestLine(1, "MILK", "L7", 10, new TemperatureBand(2_000, 6_000))])]));
        UseCentre();
        await _gateway.StartAsync();
        await GatewayFixture.UntilAsync(() => _centre.Leaves.Any(leaf => leaf.Kind == "route.manifest-received"));

        var (status, checkOut) = await _gateway.PostAsync(
            "/check-outs", """{"vehicle":"TRK-12","driver":"D-7","route":"R-1","dock":"dock-3"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.True(checkOut.GetProperty("steps").GetProperty("manifest").GetBoolean());
        var path = $"/check-outs/{checkOut.GetProperty("id").GetString()}";

        var scanner = await _gateway.ConnectAsync("sc-3", version: MqttProtocolVersion.V311);
        await Acknowledged(scanner, "scanner/sc-3/scan",
            $$"""{"at":"{{Now}}","code":"0345","sku":"MILK","lot":"L7"}""");
        await Ok(path, "deliveries", """
            {"stop":1,"order":"O-1","lines":[{"line":1,"sku":"MILK","lot":"L7","delivered":9,"short":0,"refused":1,
               "damaged":0,"reason":"warm"}],
             "pod":{"signed_by":"Anna","signed_at":"2026-03-01T11:00:00Z",
               "signature_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}
            """);
        await Ok(path, "inspection", """{"outcome":"no-defect","inspected_by":"S-1"}""");
        await Ok(path, "cargo-verification", """{"verified_by":"S-1"}""");
        await Ok(path, "keys", """{"key_tag":"K-12","received_by":"S-1"}""");
        Assert.Equal(HttpStatusCode.OK,
            (await _gateway.PostAsync(path + "/eld-file?name=Smith.csv", "ELD", method: HttpMethod.Put)).Status);
        var reader = await _gateway.ConnectAsync("bd-3");
        await Acknowledged(reader, "badge/bd-3/swipe", $$"""{"at":"{{Now}}","token":"driver-badge"}""");
        await Acknowledged(reader, "badge/bd-3/swipe", $$"""{"at":"{{Now}}","token":"supervisor-badge"}""");

        var after = await _gateway.GetAsync(path);
        Assert.Equal(("completed", "depot:lyon"),
            (after.GetProperty("state").GetString(), after.GetProperty("custodian").GetString()));
        Assert.Equal(
            """[{"sku":"MILK","lot":"L7","expected":1,"found":1}]""", after.GetProperty("counts").GetRawText());
        var head = (await _gateway.WaitAsync("/status", body => body.GetProperty("lag").GetInt64() == 0))
            .GetProperty("head").GetInt64();
        Assert.Empty(_centre.Faults);

        // More may arrive while it is looked at.
        var leaves = _centre.Leaves.ToList();
        Assert.True(leaves.Count >= head);
        Assert.Equal(Enumerable.Range(1, leaves.Count).Select(seq => (long)seq), leaves.Select(leaf => leaf.Seq));
        Assert.Equal("device.incarnation", _centre.Leaves[0].Kind);
        Assert.Single(_centre.Leaves, leaf => leaf.Kind == CheckOutEvents.Completed);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart_and_a_message_sent_again_has_no_second_effect()
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync();
        var scan =
            $$"""{"message_id":"0193f0a2-7c1e-7d33-8f5e-0a4b1c2d3e52","at":"{{Now}}","code":"03","sku":"MILK"}""";
        var reading = $$"""{"at":"{{Now}}","zones":[{"zone":1,"return_milli_c":4100}]}""";
        await Acknowledged(await _gateway.ConnectAsync("sc-3"), "scanner/sc-3/scan", scan);
        await Acknowledged(await _gateway.ConnectAsync("rf-07"), "reefer/rf-07/reading", reading);
        var before = await _gateway.GetAsync("/status");

        await _gateway.StopAsync();
        await _gateway.StartAsync();
        await Acknowledged(await _gateway.ConnectAsync("sc-3"), "scanner/sc-3/scan", scan);
        await Acknowledged(await _gateway.ConnectAsync("rf-07"), "reefer/rf-07/reading", reading);

        Assert.Equal(1, (await _gateway.GetAsync(path)).GetProperty("scans").GetInt32());
        var after = await _gateway.GetAsync("/status");
        Assert.Equal(before.GetProperty("raw_bytes").GetInt64(), after.GetProperty("raw_bytes").GetInt64());
        Assert.Equal(before.GetProperty("incarnation").GetString(), after.GetProperty("incarnation").GetString());
        Assert.Equal(0, after.GetProperty("dead_letters_open").GetInt32());
    }

    [Fact]
    public async Task An_excursion_reaches_the_open_check_out_with_windows_that_the_centre_has()
    {
        await _centre.OpenAsync();
        UseCentre();
        await _gateway.StartAsync();
        var path = await ArriveAsync();
        var reefer = await _gateway.ConnectAsync("rf-07");
        for (var minute = 0; minute <= 20; minute++)
        {
            await Acknowledged(reefer, "reefer/rf-07/reading", Reading(minute, 9_000));
        }

        await Acknowledged(reefer, "reefer/rf-07/reading", Reading(21, 5_000));

        var checkOut = await _gateway.WaitAsync(path, body =>
            body.GetProperty("excursions").EnumerateArray()
                .Any(one => one.GetProperty("to").ValueKind != JsonValueKind.Null));
        var excursion = Assert.Single(checkOut.GetProperty("excursions").EnumerateArray());
        Assert.Equal(9_000, excursion.GetProperty("extreme_milli_c").GetInt32());
        var evidence = excursion.GetProperty("evidence_sha256").EnumerateArray().Select(hash => hash.GetString()!)
            .ToList();
        Assert.NotEmpty(evidence);
        await GatewayFixture.UntilAsync(() => evidence.All(hash => _centre.Frames.Values.Contains(hash)));
        Assert.Empty(_centre.Faults);
    }

    [Fact]
    public async Task A_centre_restored_from_an_old_backup_is_healed_without_an_incident()
    {
        await _centre.OpenAsync();
        UseCentre();
        await _gateway.StartAsync();
        await ArriveAsync();
        await _gateway.WaitAsync("/status", body => body.GetProperty("lag").GetInt64() == 0);
        var all = _centre.Leaves.Count;
        await _centre.CloseAsync();
        _centre.RestoreTo(2);
        await _centre.OpenAsync();
        await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-13","driver":"D-8"}""");

        await GatewayFixture.UntilAsync(() => _centre.Leaves.Count > all);
        Assert.Empty(_centre.Faults);
    }

    [Fact]
    public async Task A_centre_that_sets_a_batch_aside_makes_the_gateway_say_that_it_is_not_well()
    {
        await _centre.OpenAsync();
        _centre.Quarantines = "fork";
        UseCentre();
        await _gateway.StartAsync();

        var status = await _gateway.WaitAsync("/status", body => body.GetProperty("link").GetString() == "refused");

        Assert.Contains("fork", status.GetProperty("problems").ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await _gateway.StatusAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await _gateway.StatusAsync("/health/live"));
    }

    [Fact]
    public async Task Bad_payloads_are_acknowledged_kept_named_and_replayable()
    {
        await _gateway.StartAsync();
        var reefer = await _gateway.ConnectAsync("rf-07");
        var scanner = await _gateway.ConnectAsync("sc-3");
        string[] bad =
        [
            "not json",
            $$"""{"at":"{{Now}}","zones":[{"zone":1,"return_c":4}]}""",
            """{"at":"1970-01-01T00:00:00Z","zones":[{"zone":1}]}""",
            $$"""{"at":"{{Now}}","at":"{{Now}}","zones":[{"zone":1}]}""",
        ];
        foreach (var payload in bad)
        {
            await Acknowledged(reefer, "reefer/rf-07/reading", payload);
        }

        await Acknowledged(reefer, "reefer/rf-07/nonsense", "{}");
        await Acknowledged(scanner, "scanner/sc-3/scan", $$"""{"at":"{{Now}}","code":"1","sku":"MILK"}""");

        var letters = (await _gateway.GetAsync("/dead-letters")).GetProperty("letters").EnumerateArray().ToList();
        Assert.Equal(
            ["malformed", "malformed", "clock-doubt", "malformed", "unknown-topic", "no-check-out"],
            letters.Select(letter => letter.GetProperty("reason").GetString()));
        Assert.Equal("zones[0].return_c", letters[1].GetProperty("field").GetString());
        Assert.Equal("not json", (await _gateway.GetAsync("/dead-letters/1")).GetProperty("payload").GetString());

        Assert.Equal(HttpStatusCode.Conflict, (await _gateway.PostAsync("/dead-letters/6/replay", "{}")).Status);
        var path = await ArriveAsync();
        Assert.Equal(HttpStatusCode.OK, (await _gateway.PostAsync("/dead-letters/6/replay", "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _gateway.PostAsync("/dead-letters/6/replay", "{}")).Status);
        Assert.Equal(1, (await _gateway.GetAsync(path)).GetProperty("scans").GetInt32());
        Assert.Equal(5, (await _gateway.GetAsync("/status")).GetProperty("dead_letters_open").GetInt32());
    }

    [Fact]
    public async Task A_device_may_not_publish_for_another_nor_enter_with_a_wrong_secret()
    {
        await _gateway.StartAsync();
        var scanner = await _gateway.ConnectAsync("sc-3");

        Assert.Equal(MqttPublishOutcome.Refused,
            await GatewayFixture.PublishAsync(scanner, "reefer/rf-07/reading", "{}"));
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<Exception>(() => _gateway.ConnectAsync("rf-07", "wrong").WaitAsync(guard.Token));
        await Assert.ThrowsAnyAsync<Exception>(() => _gateway.ConnectAsync("rf-99").WaitAsync(guard.Token));
    }

    [Fact]
    public async Task An_unknown_device_under_quarantine_is_heard_and_has_no_effect()
    {
        _gateway.Options.Mqtt.UnknownDevices = "quarantine";
        await _gateway.StartAsync();

        await Acknowledged(await _gateway.ConnectAsync("rf-99"), "reefer/rf-99/reading", Reading(0, 4_000));

        var quarantine = await _gateway.GetAsync("/quarantine");
        Assert.Equal("rf-99",
            Assert.Single(quarantine.GetProperty("letters").EnumerateArray()).GetProperty("device").GetString());
        Assert.Equal(0, (await _gateway.GetAsync("/status")).GetProperty("raw_bytes").GetInt64());
    }

    [Fact]
    public async Task A_full_disk_stops_acknowledgements_says_so_and_goes_on_by_itself()
    {
        var files = new FaultyFiles();
        _gateway.Files = files;
        await _gateway.StartAsync();
        var reefer = await _gateway.ConnectAsync("rf-07");
        await Acknowledged(reefer, "reefer/rf-07/reading", Reading(0, 4_000));
        files.IsFull = true;

        var waiting = GatewayFixture.PublishAsync(reefer, "reefer/rf-07/reading", Reading(1, 4_000));
        await _gateway.WaitAsync("/status", body => body.GetProperty("problems").GetArrayLength() > 0);
        Assert.False(waiting.IsCompleted);
        files.IsFull = false;

        Assert.Equal(MqttPublishOutcome.Acknowledged, await waiting);
        await _gateway.WaitAsync("/status", body => body.GetProperty("problems").GetArrayLength() == 0);
    }

    [Fact]
    public async Task A_gateway_that_is_stopped_while_devices_publish_logs_no_error_and_loses_nothing()
    {
        _gateway.Options.Reefer.WindowMinutes = 1;
        await _centre.OpenAsync();
        UseCentre();
        var minute = 0;
        for (var stop = 0; stop < 3; stop++)
        {
            await _gateway.StartAsync();
            var reefer = await _gateway.ConnectAsync("rf-07");
            for (var reading = 0; reading < 20; reading++)
            {
                await Acknowledged(reefer, "reefer/rf-07/reading", Reading(minute++, 4_000));
            }

            await _gateway.StopAsync();
        }

        Assert.Empty(_gateway.Logs.Errors);
        await _gateway.StartAsync();
        await GatewayFixture.UntilAsync(() => _centre.Leaves.Count(leaf => leaf.Kind == "reefer.window-sealed") >= 30);
        Assert.Empty(_centre.Faults);
    }

    private static string Now => NodaTime.Text.InstantPattern.ExtendedIso.Format(
        Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));

    private static string Reading(int minute, int milliC) =>
        $$"""{"at":"{{Base + Duration.FromMinutes(minute)}}","zones":[{"zone":1,"return_milli_c":{{milliC}}}]}""";

    private static async Task Acknowledged(MqttClient client, string topic, string payload) =>
        Assert.Equal(MqttPublishOutcome.Acknowledged, await GatewayFixture.PublishAsync(client, topic, payload));

    private void UseCentre()
    {
        _gateway.Options.Centre.Urls.Add("http://127.0.0.1:1");
        _gateway.Options.Centre.Urls.Add(_centre.Url.ToString());
        _gateway.Options.Centre.EnrolmentCode = CentreDouble.Code;
    }

    private async Task<string> ArriveAsync()
    {
        var (status, body) =
            await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7","dock":"dock-3"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        return $"/check-outs/{body.GetProperty("id").GetString()}";
    }

    private async Task Ok(string path, string step, string body)
    {
        var (status, answer) = await _gateway.PostAsync($"{path}/{step}", body);
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
    }
}

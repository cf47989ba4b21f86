using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Gateway.Tests.Support;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>The protocol over the local API: roles, checklists, corrections, partial acceptance, check-in.</summary>
public sealed class HandOverTests : IAsyncDisposable
{
    private const string DriverSigns = $$"""{"role":"driver","signer":"D-7","signature_sha256":"{{HashText}}"}""";
    private const string SupervisorSigns =
        $$"""{"role":"supervisor","signer":"S-1","signature_sha256":"{{HashText}}"}""";

    private const string HashText = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private readonly GatewayFixture _gateway = new();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_role_that_may_not_do_a_step_is_told_which_may()
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync();

        var (status, problem) = await _gateway.PostAsync(
            path + "/cargo-verification", """{"verified_by":"D-7"}""", actor: "driver:D-7");
        Assert.Equal(
            (HttpStatusCode.Conflict, "urn:oms:problem:role-not-allowed", "supervisor"),
            (status, Type(problem), problem.GetProperty("allowed").GetString()));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _gateway.PostAsync(path + "/keys", """{"key_tag":"K","received_by":"S-1"}""", actor: "boss:S-1"))
                .Status);
        (status, problem) = await _gateway.PostAsync(
            path + "/keys", """{"key_tag":"K","received_by":"D-7"}""", actor: "supervisor:D-7");
        Assert.Equal((HttpStatusCode.Forbidden, "urn:oms:problem:role-not-held"), (status, Type(problem)));
    }

    [Fact]
    public async Task A_correction_names_the_record_that_the_refusal_named_and_another_kiosk_is_told_so()
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync();
        await Ok(path, "keys", """{"key_tag":"K-1","received_by":"S-1"}""");

        var (_, refused) = await _gateway.PostAsync(path + "/keys", """{"key_tag":"K-2","received_by":"S-1"}""");
        Assert.Equal("urn:oms:problem:step-done-differently", Type(refused));
        var record = refused.GetProperty("record").GetString();
        await Ok(path, "keys", $$"""{"key_tag":"K-2","received_by":"S-1","supersedes":{{record}}}""");
        var (status, late) = await _gateway.PostAsync(
            path + "/keys", $$"""{"key_tag":"K-3","received_by":"S-1","supersedes":{{record}}}""");

        Assert.Equal((HttpStatusCode.Conflict, "urn:oms:problem:superseded-before"), (status, Type(late)));
        var keys = Assert.Single((await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray());
        Assert.Equal(
            ("keys", "supervisor", "S-1"),
            (keys.GetProperty("step").GetString(), keys.GetProperty("actor").GetProperty("role").GetString(),
                keys.GetProperty("actor").GetProperty("person").GetString()));
        Assert.Equal(late.GetProperty("record").GetString(), keys.GetProperty("record").GetRawText());
    }

    [Fact]
    public async Task A_visit_that_ended_is_opened_again_as_one_that_supersedes_it_and_signed_anew()
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync();
        await StepsAsync(path);
        Assert.Equal("urn:oms:problem:not-ended", Type((await _gateway.PostAsync(
            path + "/reopening", """{"reason":"A dent.","by":"S-1"}""")).Body));
        await Ok(path, "exceptions", """
            {"item":{"kind":"vehicle","id":"TRK-12"},"quantity":1,"step":"inspection","reason":"It leaks.","by":"S-1"}
            """);
        await Ok(path, "sign-offs", DriverSigns);
        var done = await Ok(path, "sign-offs", SupervisorSigns);
        Assert.Equal(("completed", "driver:D-7"), (Text(done, "state"), Text(done, "custodian")));

        var (status, again) = await _gateway.PostAsync(path + "/reopening", """{"reason":"Mended.","by":"S-1"}""");
        Assert.Equal(HttpStatusCode.Created, status);
        var next = $"/check-outs/{Text(again, "id")}";
        Assert.NotEqual(path, next);
        Assert.Equal(
            (Path.GetFileName(path), "completed"),
            (Text(again.GetProperty("stands_for"), "check_out"), Text(again.GetProperty("stands_for"), "outcome")));
        var excepted = (await _gateway.GetAsync(next + "/records")).GetProperty("records").EnumerateArray()
            .Single(record => Text(record, "step") == "exception").GetProperty("record").GetRawText();
        await Ok(next, "exceptions", $$"""
            {"item":{"kind":"vehicle","id":"TRK-12"},"quantity":0,"step":"inspection","reason":"Mended.","by":"S-1",
             "supersedes":{{excepted}}}
            """);
        await Ok(next, "sign-offs", DriverSigns);
        done = await Ok(next, "sign-offs", SupervisorSigns);
        Assert.Equal(("completed", "depot:lyon"), (Text(done, "state"), Text(done, "custodian")));
        Assert.Equal("driver:D-7", Text(await _gateway.GetAsync(path), "custodian"));

        // The vehicle itself is free all the while.
        Assert.Equal(HttpStatusCode.Created, (await _gateway.PostAsync(
            "/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""")).Status);
    }

    [Fact]
    public async Task A_vehicle_with_a_defect_leaves_only_after_the_workshop_certified_it_and_its_driver_read_that()
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync();
        await Ok(path, "inspection", """
            {"outcome":"defects-found","inspected_by":"D-7","defects":[{"part":"horn","description":"It is silent.",
             "photo_sha256":null}]}
            """);
        await Ok(path, "refusal", """{"reason":"No room.","by":"S-1"}""");
        const string Leaving = """{"vehicle":"TRK-12","driver":"D-8","direction":"check-in"}""";

        var (status, held) = await _gateway.PostAsync("/check-outs", Leaving);
        Assert.Equal((HttpStatusCode.Conflict, "urn:oms:problem:vehicle-awaiting-repair"), (status, Type(held)));
        var report = (await _gateway.GetAsync("/vehicles/TRK-12")).GetProperty("reports")[0];
        Assert.Equal("awaiting-repair", Text(report, "status"));
        var certification = $$"""
            {"report":"{{Text(report, "report")}}","defect":1,"outcome":"repaired","certified_by":"M-1","note":"Wire."}
            """;
        (status, var vehicle) = await _gateway.PostAsync("/vehicles/TRK-12/certifications", certification);
        Assert.Equal((HttpStatusCode.OK, true), (status, vehicle.GetProperty("dispatchable").GetBoolean()));

        (status, var leaving) = await _gateway.PostAsync("/check-outs", Leaving);
        Assert.Equal(HttpStatusCode.Created, status);
        var gate = leaving.GetProperty("load_gate");
        Assert.Equal(
            ("blocked", """["acknowledgement"]"""),
            (Text(gate, "state"), gate.GetProperty("missing").GetRawText()));
        path = $"/check-outs/{Text(leaving, "id")}";
        Assert.Equal("urn:oms:problem:load-gate-closed", Type((await _gateway.PostAsync(
            path + "/scans", """{"sku":"MILK","code":"1"}""")).Body));
        await Ok(path, "acknowledgement",
            $$"""{"satisfied":true,"acknowledged_by":"D-8","signature_sha256":"{{HashText}}"}""");
        await Ok(path, "scans", """{"sku":"MILK","code":"1"}""");
        await _gateway.WaitAsync("/vehicles/TRK-12", body => body.GetProperty("holds").GetArrayLength() == 0);
    }

    [Theory]
    [InlineData("\"R-1\"")]
    [InlineData("null")]
    public async Task What_a_manifest_may_ask_for_is_not_done_while_there_is_none(string route)
    {
        await _gateway.StartAsync();
        var (_, leaving) = await _gateway.PostAsync(
            "/check-outs", $$"""{"vehicle":"TRK-12","driver":"D-8","direction":"check-in","route":{{route}}}""");
        var path = $"/check-outs/{Text(leaving, "id")}";
        Assert.False(leaving.GetProperty("steps").GetProperty("pre_cool").GetBoolean());

        await Ok(path, "manifest", """
            {"route":"R-1","version":1,"depot":"lyon","vehicle":"TRK-12","driver":"D-8","stops":[
              {"stop":1,"order":"O-1","consignee":"Shop","lines":[{"line":1,"sku":"MILK","lot":"L7","quantity":1}]}]}
            """);
        var steps = (await _gateway.GetAsync(path)).GetProperty("steps");
        Assert.True(steps.GetProperty("pre_cool").GetBoolean(), "There is nothing to cool down to.");
    }

    [Fact]
    public async Task A_card_that_a_driver_took_and_did_not_bring_back_is_missed_until_he_does()
    {
        await _gateway.StartAsync();
        await LeaveWithCardAsync();
        var path = await ArriveAsync();
        Assert.Equal(
            ["K-12", "FC-1"],
            (await _gateway.GetAsync(path)).GetProperty("issued").EnumerateArray().Select(item => Text(item, "id")));
        await StepsAsync(path);
        await Ok(path, "sign-offs", DriverSigns);
        await Ok(path, "sign-offs", SupervisorSigns);

        var missed = Assert.Single((await _gateway.GetAsync("/assets/unreturned")).GetProperty("assets")
            .EnumerateArray());
        Assert.Equal(("FC-1", "D-7"), (Text(missed.GetProperty("item"), "id"), Text(missed, "driver")));
        Assert.Contains(
            (await _gateway.GetAsync(path + "/custody")).GetProperty("holdings").EnumerateArray(),
            holding => Text(holding.GetProperty("item"), "id") == "FC-1" && Text(holding, "custodian") == "driver:D-7");

        path = await ArriveAsync();
        await StepsAsync(path);
        await Ok(path, "assets", """{"kind":"fuel-card","id":"FC-1","outcome":"handed-over","received_by":"S-1"}""");
        await Ok(path, "sign-offs", DriverSigns);
        await Ok(path, "sign-offs", SupervisorSigns);
        Assert.Empty((await _gateway.GetAsync("/assets/unreturned")).GetProperty("assets").EnumerateArray());
    }

    [Fact]
    public async Task A_visit_stands_as_it_did_after_a_restart_in_the_middle_of_it()
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync();
        await Ok(path, "odometer", """{"metres":204118300,"other_metres":204119000}""");
        await Ok(path, "weights", """{"part":"gross","grams":17000000,"limit_grams":18000000,"scale":"T-1"}""");
        var before = await _gateway.GetAsync(path + "/records");

        await _gateway.StopAsync();
        await _gateway.StartAsync();

        Assert.Equal(before.GetRawText(), (await _gateway.GetAsync(path + "/records")).GetRawText());
        Assert.Equal(
            ["consistent", "within-limit"],
            before.GetProperty("records").EnumerateArray().Select(record => Text(record, "outcome")));
        Assert.Equal(204_118_300, (await _gateway.GetAsync("/vehicles/TRK-12")).GetProperty("odometer_metres")
            .GetInt64());
        await StepsAsync(path);
        Assert.Empty((await _gateway.GetAsync(path)).GetProperty("missing").EnumerateArray());
    }

    [Theory]
    [InlineData("ELD")]
    [InlineData("ELD File Header Segment:\r\nDriver,No 7,driver7,OH,RX7,00\r")]
    public async Task An_ELD_file_that_is_not_as_the_standard_has_it_is_kept_with_what_is_wrong(string file)
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync();

        Assert.Equal(HttpStatusCode.OK, (await _gateway.PostAsync(
            path + "/eld-file?name=Smith.csv", file, method: HttpMethod.Put)).Status);

        var record = Assert.Single((await _gateway.GetAsync(path + "/records")).GetProperty("records")
            .EnumerateArray());
        Assert.Equal(("eld-file", "errors"), (Text(record, "step"), Text(record, "outcome")));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)));
        Assert.Equal(
            file,
            await File.ReadAllTextAsync(
                Path.Combine(_gateway.Data, "attachments", hash), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Seals_and_hazardous_materials_are_steps_with_outcomes_of_their_own()
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync();
        await Ok(path, "seals", """{"door":"rear","action":"checked","number":"AB 123","condition":"damaged"}""");
        await Ok(path, "hazmat", $$"""
            {"checked_by":"S-1","paper_sha256":"{{HashText}}","within_reach":true,"separation":"none",
             "entries":[{"text":"UN1090, Acetone, 3, II, 3 drums, 600 L"}],"pages":[{"number":1,"total":1}],
             "materials":[{"gross_grams":600000,"is_bulk":false,"state":"liquid"}],"trained_on":"2026-01-31"}
            """);

        Assert.Equal(
            [("seals", "damaged"), ("hazmat", "not-compliant")],
            (await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray()
                .Select(record => (Text(record, "step"), Text(record, "outcome"))));
        Assert.Equal("urn:oms:problem:nothing-to-judge", Type((await _gateway.PostAsync(path + "/temperature", "{}"))
            .Body));
    }

    [Fact]
    public async Task The_load_is_judged_by_what_the_unit_said_and_again_when_more_came_late()
    {
        await _gateway.StartAsync();
        var now = (await _gateway.GetAsync("/status")).GetProperty("now").GetDateTimeOffset();
        var path = await ArriveAsync();
        await Ok(path, "manifest", $$"""
            {"route":"R-1","version":1,"depot":"lyon","vehicle":"TRK-12","driver":"D-7","reefer":"rf-07",
             "departed":"{{now.AddMinutes(-40):yyyy-MM-ddTHH:mm:ssZ}}",
             "stops":[{"stop":1,"order":"O-1","consignee":"Anna","lines":[
               {"line":1,"sku":"MILK","lot":"L7","quantity":1,"band":{"min_milli_c":2000,"max_milli_c":8000} }]}]}
            """);
        var reefer = await _gateway.ConnectAsync("rf-07");
        for (var minute = -40; minute <= 0; minute += 10)
        {
            await SayAsync(minute, 5_000 + minute);
        }

        await Ok(path, "temperature", "{}");
        Assert.Equal("proven", await VerdictAsync());

        // Of two readings of one instant the one farther from the band counts.
        for (var minute = -32; minute <= -8; minute += 2)
        {
            await SayAsync(minute, 12_000 + minute);
        }

        await Ok(path, "temperature", "{}");
        Assert.Equal("excursion", await VerdictAsync());

        Task SayAsync(int minute, int milliC) => GatewayFixture.PublishAsync(
            reefer,
            "reefer/rf-07/reading",
            $$"""
            {"at":"{{now.AddMinutes(minute):yyyy-MM-ddTHH:mm:ssZ}}","running":true,
             "zones":[{"zone":1,"return_milli_c":{{milliC}} }]}
            """);

        async Task<string?> VerdictAsync() => Text(
            (await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray()
                .Single(record => Text(record, "step") == "temperature"),
            "outcome");
    }

    [Fact]
    public async Task The_yard_tells_who_is_in_and_which_steps_took_the_time()
    {
        await _gateway.StartAsync();
        var path = await ArriveAsync("dock-3");
        await _gateway.WaitAsync("/yard", body => body.GetProperty("waiting_for_dock").GetInt32() == 0
            && body.GetProperty("visits").GetArrayLength() == 1);
        await StepsAsync(path);
        await Ok(path, "sign-offs", DriverSigns);
        await Ok(path, "sign-offs", SupervisorSigns);

        var yard = await _gateway.GetAsync("/yard");
        Assert.Empty(yard.GetProperty("visits").EnumerateArray());
        Assert.Equal(
            ["cargo", "eld-file", "inspection", "keys", "sign-off"],
            yard.GetProperty("steps").EnumerateArray().Select(step => Text(step, "step")).Order());
    }

    [Fact]
    public async Task Who_has_a_slot_is_called_to_its_dock_before_who_came_first()
    {
        await _gateway.StartAsync();
        var now = DateTimeOffset.UnixEpoch.AddSeconds(
            (await _gateway.GetAsync("/status")).GetProperty("now").GetDateTimeOffset().ToUnixTimeSeconds());
        await Ok("/yard", "slots", $$"""
            {"slot":"s-1","dock":"dock-3","vehicle":"TRK-13","from":"{{now.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}}",
             "to":"{{now.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}}"}
            """);
        await Ok("/yard", "entries", """{"vehicle":"TRK-12","driver":"D-7"}""");
        var yard = await Ok("/yard", "entries", """{"vehicle":"TRK-13","driver":"D-8"}""");

        Assert.Equal(
            ["TRK-13", "TRK-12"],
            yard.GetProperty("queue").EnumerateArray().Select(one => Text(one, "vehicle")));
        Assert.Equal("urn:oms:problem:dock-reserved", Type((await _gateway.PostAsync(
            "/yard/calls", """{"vehicle":"TRK-12","dock":"dock-3"}""")).Body));
        yard = await Ok("/yard", "calls", """{"vehicle":"TRK-13","dock":"dock-3"}""");
        Assert.Equal("TRK-12", Text(Assert.Single(yard.GetProperty("queue").EnumerateArray()), "vehicle"));
    }

    [Fact]
    public async Task A_checklist_of_the_file_holds_for_the_visits_that_it_is_for()
    {
        _gateway.Options.Checklists = Path.Combine(Path.GetDirectoryName(_gateway.Data)!, "checklists.json");
        await File.WriteAllTextAsync(
            _gateway.Options.Checklists,
            """
            {"checklists":[
              // For vans only.
              {"id":"vans","version":2,"scope":{"vehicle_class":"van"},
               "steps":[{"step":"keys","required":true,"evidence":["photo"]}]}]}
            """,
            TestContext.Current.CancellationToken);
        await _gateway.StartAsync();

        var (_, van) = await _gateway.PostAsync(
            "/check-outs", """{"vehicle":"VAN-1","driver":"D-7","vehicle_class":"van"}""");
        Assert.Equal(("""{"id":"vans","version":2}""", """["keys"]"""),
            (van.GetProperty("checklist").GetRawText(), van.GetProperty("missing").GetRawText()));
        var (_, problem) = await _gateway.PostAsync(
            $"/check-outs/{Text(van, "id")}/keys", """{"key_tag":"K","received_by":"S-1"}""");
        Assert.Equal(("urn:oms:problem:evidence-missing", "photo"), (Type(problem), Text(problem, "kind")));
        await Ok($"/check-outs/{Text(van, "id")}", "keys",
            $$"""{"key_tag":"K","received_by":"S-1","evidence":[{"kind":"photo","sha256":"{{HashText}}"}]}""");
        var path = await ArriveAsync();
        Assert.Equal(
            "default-check-out", Text((await _gateway.GetAsync(path)).GetProperty("checklist"), "id"));
    }

    [Fact]
    public async Task A_checklist_file_with_a_step_that_there_is_not_stops_the_start_and_is_named()
    {
        _gateway.Options.Checklists = Path.Combine(Path.GetDirectoryName(_gateway.Data)!, "checklists.json");
        await File.WriteAllTextAsync(
            _gateway.Options.Checklists,
            """{"checklists":[{"id":"vans","version":1,"steps":[{"step":"washing","required":true}]}]}""",
            TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<StartException>(_gateway.StartAsync);

        Assert.Contains("Template vans version 1: steps: washing is no step.", failure.Message,
            StringComparison.Ordinal);
    }

    private async Task LeaveWithCardAsync()
    {
        var (_, leaving) = await _gateway.PostAsync(
            "/check-outs", """{"vehicle":"TRK-12","driver":"D-7","direction":"check-in"}""");
        var path = $"/check-outs/{Text(leaving, "id")}";
        await Ok(path, "assets", """{"kind":"fuel-card","id":"FC-1","outcome":"handed-over","received_by":"D-7"}""");
        await Ok(path, "assets", """{"kind":"key","id":"K-12","outcome":"handed-over","received_by":"D-7"}""");
        await Ok(path, "cargo-verification", """{"verified_by":"S-1"}""");
        await Ok(path, "sign-offs", SupervisorSigns);
        var left = await Ok(path, "sign-offs", DriverSigns);
        Assert.Equal(("completed", "driver:D-7"), (Text(left, "state"), Text(left, "custodian")));
    }

    private async Task<string> ArriveAsync(string? dock = null)
    {
        var (status, arrived) = await _gateway.PostAsync(
            "/check-outs", $$"""{"vehicle":"TRK-12","driver":"D-7","dock":{{JsonSerializer.Serialize(dock)}}}""");
        Assert.Equal(HttpStatusCode.Created, status);
        return $"/check-outs/{Text(arrived, "id")}";
    }

    private async Task StepsAsync(string path)
    {
        await Ok(path, "inspection", """{"outcome":"no-defect","inspected_by":"D-7"}""");
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

    private static string Type(JsonElement problem) => Text(problem, "type")!;

    private static string? Text(JsonElement body, string member) => body.GetProperty(member).GetString();
}

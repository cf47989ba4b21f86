using System.Net;
using System.Text.Json;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Mqtt.Client;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>Doors with seals: what people do in the visit, and what the circuit saw.</summary>
public sealed class SealCircuitTests : IAsyncLifetime
{
    private static readonly string Signature = $$""" "signature_sha256":"{{GatewayFixture.Hash}}"}""";
    private readonly GatewayFixture _gateway = new();
    private readonly Dictionary<string, MqttClient> _clients = [];

    public async ValueTask InitializeAsync()
    {
        var secret = DeviceRegistry.HashOf("secret");
        await File.WriteAllTextAsync(
            _gateway.Options.Devices!,
            $$"""
            {"devices":[
              {"id":"seal-9","kind":"seal","vehicle":"TRL-9","door":"rear","secret_sha256":"{{secret}}"},
              {"id":"gpio-1","kind":"seal","secret_sha256":"{{secret}}"}]}
            """,
            TestContext.Current.CancellationToken);
        _gateway.Options.Mapping = Path.Combine(Path.GetDirectoryName(_gateway.Data)!, "mapping.json");
        await File.WriteAllTextAsync(
            _gateway.Options.Mapping,
            """
            {"topics":[{"topic":"gpio/{id}/state","kind":"seal","message":"circuit","fields":[
              {"from":"time","to":"at","unit":"unix-seconds","required":true},
              {"from":"level","to":"state","values":{"0":"open","1":"closed"},"required":true},
              {"from":"trailer","to":"unit"},{"from":"line","to":"door","values":{"17":"side"}}]}]}
            """,
            TestContext.Current.CancellationToken);
        _gateway.Options.Checklists = Path.Combine(Path.GetDirectoryName(_gateway.Data)!, "checklists.json");
        await File.WriteAllTextAsync(
            _gateway.Options.Checklists,
            """
            {"checklists":[{"id":"trailers","version":1,"scope":{},
              "steps":[{"step":"seals","required":true,"outcomes":["intact","applied"]}]}]}
            """,
            TestContext.Current.CancellationToken);
        await _gateway.StartAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_door_that_opens_without_a_break_step_is_in_the_visit_before_anyone_signs()
    {
        var path = await ArriveSealedAsync();
        var at = await NowAsync();
        await SayAsync("seal-9", "oms/v1/lyon/seal/seal-9/circuit", $$"""{"at":"{{at}}","state":"open"}""");
        await _gateway.WaitAsync(
            path + "/seals", body => Door(body, "rear").GetProperty("circuit").GetString() == "open");

        var (status, problem) = await _gateway.PostAsync(
            path + "/sign-offs", $$"""{"role":"driver","signer":"D-7",{{Signature}}""");
        Assert.Equal(
            (HttpStatusCode.Conflict, "urn:oms:problem:outcomes-not-acceptable"),
            (status, problem.GetProperty("type").GetString()));
        Assert.Equal(["applied", "broken"], await OutcomesAsync(path));

        // Who broke it says so, in a record that names the gateway's.
        var number = (await RecordsAsync(path)).Last().GetProperty("record").GetInt64();
        Assert.Equal(HttpStatusCode.OK, (await _gateway.PostAsync(
            path + "/seals",
            $$"""
            {"door":"rear","action":"broken","number":"ABC-123","reason":"unloading","at":"{{at}}",
             "supersedes":{{number}}}
            """,
            actor: "supervisor:S-1")).Status);
        await _gateway.WaitAsync(path + "/seals", body =>
            Door(body, "rear").GetProperty("number").ValueKind is JsonValueKind.Null);
        Assert.DoesNotContain(
            "oms_edge_seals_unexplained 1",
            await _gateway.Http.GetStringAsync(
                new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_break_step_explains_the_opening()
    {
        var path = await ArriveSealedAsync();
        var at = await NowAsync();
        await SayAsync("seal-9", "oms/v1/lyon/seal/seal-9/circuit", $$"""{"at":"{{at}}","state":"open"}""");
        Assert.Equal(HttpStatusCode.OK, (await _gateway.PostAsync(
            path + "/seals", """{"door":"rear","action":"broken","number":"ABC-123","reason":"unloading"}""",
            actor: "supervisor:S-1")).Status);
        await _gateway.WaitAsync(path + "/seals", body =>
            Door(body, "rear").GetProperty("number").ValueKind is JsonValueKind.Null);

        _ = await _gateway.PostAsync(path + "/sign-offs", $$"""{"role":"driver","signer":"D-7",{{Signature}}""");
        Assert.Equal(["applied", "broken"], await OutcomesAsync(path));
    }

    [Fact]
    public async Task An_input_line_of_another_system_is_a_circuit_by_the_mapping()
    {
        var path = await ArriveSealedAsync();
        var seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await SayAsync(
            "gpio-1", "gpio/gpio-1/state", $$"""{"time":{{seconds}},"level":0,"trailer":"TRL-9","line":17}""");
        var body = await _gateway.WaitAsync(path + "/seals", seals => seals.GetProperty("doors").GetArrayLength() == 2);
        Assert.Equal("open", Door(body, "side").GetProperty("circuit").GetString());

        await SayAsync("gpio-1", "gpio/gpio-1/state", $$"""{"time":{{seconds}},"level":0,"trailer":"TRL-9"}""");
        var letter = Assert.Single((await _gateway.GetAsync("/dead-letters")).GetProperty("letters").EnumerateArray());
        Assert.Equal("door", letter.GetProperty("field").GetString());
    }

    private static JsonElement Door(JsonElement body, string name) =>
        body.GetProperty("doors").EnumerateArray().Single(door => door.GetProperty("door").GetString() == name);

    private async Task<string> ArriveSealedAsync()
    {
        var (_, arrived) = await _gateway.PostAsync(
            "/check-outs", """{"vehicle":"TRK-12","driver":"D-7","trailer":"TRL-9"}""");
        var path = $"/check-outs/{arrived.GetProperty("id").GetString()}";
        Assert.Equal(HttpStatusCode.OK, (await _gateway.PostAsync(
            path + "/seals", """{"door":"rear","action":"applied","number":"ABC-123","class":"high-security"}""",
            actor: "supervisor:S-1")).Status);
        await _gateway.WaitAsync(path + "/seals", body => body.GetProperty("doors").GetArrayLength() == 1
            && Door(body, "rear").GetProperty("number").GetString() == "ABC-123");
        return path;
    }

    private async Task<string> NowAsync() =>
        (await _gateway.GetAsync("/status")).GetProperty("now").GetString()!;

    private async Task<List<JsonElement>> RecordsAsync(string path) =>
        [.. (await _gateway.GetAsync(path + "/records")).GetProperty("records").EnumerateArray()
            .Where(one => one.GetProperty("step").GetString() == "seals")
            .OrderBy(one => one.GetProperty("record").GetInt64())];

    private async Task<List<string?>> OutcomesAsync(string path) =>
        [.. (await RecordsAsync(path)).Select(one => one.GetProperty("outcome").GetString())];

    private async Task SayAsync(string device, string topic, string payload)
    {
        if (!_clients.TryGetValue(device, out var client))
        {
            _clients[device] = client = await _gateway.ConnectAsync(device);
        }

        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.Equal(MqttPublishOutcome.Acknowledged, (await client.PublishAsync(
            new Oms.Mqtt.MqttApplicationMessage
            {
                Topic = topic,
                Payload = System.Text.Encoding.UTF8.GetBytes(payload),
                QualityOfServiceLevel = Oms.Mqtt.MqttQualityOfServiceLevel.AtLeastOnce,
            },
            guard.Token)).Outcome);
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Cli.Tests.Doubles;
using Oms.Cli.Tests.EndToEnd;
using Oms.Mqtt;
using Oms.Mqtt.Client;
using Xunit;

[assembly: AssemblyFixture(typeof(RunningSystem))]

namespace Oms.Cli.Tests.EndToEnd;

/// <summary>A centre and a gateway that was registered and enrolled by <c>oms</c> alone.</summary>
public sealed partial class RunningSystem : IAsyncLifetime
{
    public const string Depot = "dep-1";
    private const string Scanner = "scan-1";
    private const string ScannerSecret = "secret of scan-1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // One for all, so that each write has a key of its own.
    private static readonly Terminal Terminal = new();

    private HostProcess _centre = null!;
    private HostProcess _gateway = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("oms-system-").FullName;

    /// <summary>The options that lead to the centre, as administrator.</summary>
    internal IReadOnlyList<string> Centre =>
        ["--url", _centre.Started.Groups[1].Value, "--key-file", Path.Combine(Folder, "centre", "admin.key")];

    /// <summary>The options that lead to the gateway.</summary>
    internal IReadOnlyList<string> Gateway =>
        ["--url", _gateway.Started.Groups[2].Value, "--key-file", Path.Combine(Folder, "edge", "api.key")];

    public async ValueTask InitializeAsync()
    {
        _centre = await HostProcess.StartAsync("oms-central.dll", CentreServes(), new Dictionary<string, string>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["Data:Directory"] = Path.Combine(Folder, "centre"),
        });
        Assert.Equal(ExitCode.Ok, (await RunAsync(["depots", "add", Depot, "--name", "North", .. Centre])).Code);
        var code = await RunAsync(["depots", "enrol", Depot, .. Centre]);
        Assert.Equal(ExitCode.Ok, code.Code);
        var codeFile = Path.Combine(Folder, "code");
        await File.WriteAllTextAsync(codeFile, code.Output);
        var devices = Path.Combine(Folder, "devices.json");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ScannerSecret)));
        await File.WriteAllTextAsync(
            devices, $$"""{"devices":[{"id":"{{Scanner}}","kind":"scanner","secret_sha256":"{{hash}}"}]}""");
        _gateway = await HostProcess.StartAsync("oms-edge.dll", GatewayServes(), new Dictionary<string, string>
        {
            ["Depot"] = Depot,
            ["Data"] = Path.Combine(Folder, "edge"),
            ["Devices"] = devices,
            ["Mqtt:Listen"] = "127.0.0.1:0",
            ["Api:Listen"] = "127.0.0.1:0",
            ["Centre:Urls:0"] = _centre.Started.Groups[1].Value,
            ["Centre:EnrolmentCodeFile"] = codeFile,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _centre.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs a command line.</summary>
    internal static Task<Ran> RunAsync(string[] args) => Terminal.RunAsync(args);

    /// <summary>Asks for a document until it is as wanted.</summary>
    internal static async Task<JsonElement> UntilAsync(string[] args, Func<JsonElement, bool> wanted)
    {
        using var hang = new CancellationTokenSource(Patience);
        while (true)
        {
            var ran = await RunAsync([.. args, "--json"]);
            if (ran.Code == ExitCode.Ok && JsonElement.Parse(ran.Output) is var document && wanted(document))
            {
                return document;
            }

            Assert.False(hang.IsCancellationRequested, $"{string.Join(' ', args)}: {ran}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Does something at the gateway as a kiosk would.</summary>
    internal async Task<JsonElement> AtGatewayAsync(string path, string body)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_gateway.Started.Groups[2].Value) };
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", path);
        var key = await File.ReadAllTextAsync(Gateway[^1], TestContext.Current.CancellationToken);
        request.Headers.Add("Authorization", $"Bearer {key.Trim()}");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    /// <summary>Sends a message as the scanner, and returns when the gateway has taken it.</summary>
    internal async Task ScanAsync(string payload)
    {
        var at = _gateway.Started.Groups[1].Value.Split(':');
        var client = new MqttClient(
            new MqttClientOptions
            {
                ClientId = Scanner,
                UserName = Scanner,
                Password = Encoding.UTF8.GetBytes(ScannerSecret),
            },
            new MqttTcpConnector(at[0], int.Parse(at[1], System.Globalization.CultureInfo.InvariantCulture)),
            TimeProvider.System,
            new Random(1),
            NullLogger<MqttClient>.Instance);
        using var stop = new CancellationTokenSource();
        var run = client.RunAsync(stop.Token);
        var result = await client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = $"oms/v1/{Depot}/scanner/{Scanner}/scan",
                Payload = Encoding.UTF8.GetBytes(payload),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(MqttPublishOutcome.Acknowledged, result.Outcome);
        await stop.CancelAsync();
        await run;
    }

    [GeneratedRegex("Serves at (http://[0-9.:]+)")]
    private static partial Regex CentreServes();

    [GeneratedRegex("devices at ([0-9.:]+), local API at (http://[0-9.:]+)")]
    private static partial Regex GatewayServes();
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Hosting;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Gateway.Storage;
using Oms.Mqtt;
using Oms.Mqtt.Client;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>A whole gateway on free ports over a directory of its own; it can be stopped and started again.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    public static readonly string Hash = new('a', 64);
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);
    private readonly TempDirectory _directory = new();
    private readonly List<(CancellationTokenSource Stop, Task Run)> _clients = [];
    private GatewayHost? _host;
    private int _keys;

    public GatewayFixture()
    {
        Data = Path.Combine(_directory.Path, "data");
        Options = new GatewayOptions
        {
            Depot = "lyon",
            Device = "gw-1",
            Data = Data,
            Devices = Path.Combine(_directory.Path, "devices.json"),
            Mqtt = { Listen = "127.0.0.1:0" },
            Api = { Listen = "127.0.0.1:0" },
            Centre = { ManifestPollSeconds = 0.2 },
            Store = { ReserveMebibytes = 0, LingerMilliseconds = 1 },
        };
        var secret = DeviceRegistry.HashOf("secret");
        File.WriteAllText(Options.Devices, $$"""
            {"devices":[
              {"id":"rf-07","kind":"reefer","vehicle":"TRK-12","band":{"min_milli_c":2000,"max_milli_c":8000},
               "secret_sha256":"{{secret}}"},
              {"id":"eld-12","kind":"eld","vehicle":"TRK-12","secret_sha256":"{{secret}}"},
              {"id":"sc-3","kind":"scanner","dock":"dock-3","secret_sha256":"{{secret}}"},
              {"id":"bd-3","kind":"badge","dock":"dock-3","secret_sha256":"{{secret}}"},
              {"id":"dd-3","kind":"dock-door","dock":"dock-3","secret_sha256":"{{secret}}"}],
             "badges":[
              {"token_sha256":"{{DeviceRegistry.HashOf("driver-badge")}}","person":"D-7","role":"driver"},
              {"token_sha256":"{{DeviceRegistry.HashOf("supervisor-badge")}}","person":"S-1","role":"supervisor"}]}
            """);
    }

    public string Data { get; }

    public GatewayOptions Options { get; }

    public IFileSystem? Files { get; set; }

    /// <summary>What the gateway logged, over all its starts.</summary>
    public CollectedLogs Logs { get; } = new();

    public HttpClient Http { get; private set; } = new();

    public GatewayHost Host => _host ?? throw new InvalidOperationException("The gateway is not started.");

    public async Task StartAsync()
    {
        _host = GatewayHost.Create(
            Options, TimeProvider.System, Files, logging => logging.ClearProviders().AddProvider(Logs));
        await _host.StartAsync(TestContext.Current.CancellationToken);
        Http = new HttpClient { BaseAddress = _host.ApiUrl, Timeout = HangGuard };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _host.ApiKey);
    }

    public async Task StopAsync()
    {
        foreach (var (stop, run) in _clients)
        {
            await stop.CancelAsync();
            await run;
            stop.Dispose();
        }

        _clients.Clear();
        Http.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }

    /// <summary>A device's connection.</summary>
    public async Task<MqttClient> ConnectAsync(
        string device, string password = "secret", MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var client = new MqttClient(
            new MqttClientOptions
            {
                ClientId = device,
                UserName = device,
                Password = Encoding.UTF8.GetBytes(password),
                Version = version,
                CleanStart = true,
                BackOffSeconds = 0.05,
            },
            new MqttTcpConnector("127.0.0.1", Host.MqttEndPoint!.Port),
            TimeProvider.System,
            new Random(1),
            NullLogger<MqttClient>.Instance);
        var stop = new CancellationTokenSource();
        _clients.Add((stop, client.RunAsync(stop.Token)));
        using var guard = new CancellationTokenSource(HangGuard);
        await client.WaitConnectedAsync(guard.Token);
        return client;
    }

    /// <summary>Publishes at QoS 1 and waits for the acknowledgement.</summary>
    public static async Task<MqttPublishOutcome> PublishAsync(MqttClient client, string topic, string payload)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        return (await client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = $"oms/v1/lyon/{topic}",
                Payload = Encoding.UTF8.GetBytes(payload),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            },
            guard.Token)).Outcome;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        string path, string body, string? key = null, HttpMethod? method = null, string? actor = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };

        // A large body is sent only once the gateway wants it: a refusal ends the connection while it is being written.
        request.Headers.ExpectContinue = body.Length > 1 << 20;
        request.Headers.Add("Idempotency-Key", key ?? $"key-{++_keys}-{path.GetHashCode(StringComparison.Ordinal)}");
        if (actor is not null)
        {
            request.Headers.Add("Oms-Actor", actor);
        }

        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode,
            await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public async Task<JsonElement> GetAsync(string path) =>
        await Http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    /// <summary>Reads until something holds.</summary>
    public async Task<JsonElement> WaitAsync(string path, Func<JsonElement, bool> holds)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        while (true)
        {
            var body = await GetAsync(path);
            if (holds(body))
            {
                return body;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, guard.Token);
        }
    }

    /// <summary>Waits for something outside the gateway.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, guard.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Dispose();
    }
}

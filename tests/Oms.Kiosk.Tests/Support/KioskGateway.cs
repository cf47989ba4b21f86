using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.People;
using Oms.Testing;
using Xunit;

namespace Oms.Kiosk.Tests.Support;

/// <summary>A real gateway with a kiosk whose centre cannot be reached; killed and started again by its id.</summary>
internal sealed class KioskGateway : IAsyncDisposable
{
    public const string Pin = "471100";
    public const string DriverBadge = "04A1B2C3D4E580";
    public const string SupervisorBadge = "04FFEEDDCCBB80";
    private const string Depot = "lyon";
    private const string RunSecret = "kiosk tests";

    /// <summary>The discard port: nothing answers there.</summary>
    private const string Nowhere = "http://127.0.0.1:9/";

    private static readonly DeviceIdentity[] Devices =
    [
        new(Depot, DeviceIdentity.Reefer, "rf-07", Dock: null, "TRK-12"),
        new(Depot, DeviceIdentity.Eld, "eld-12", Dock: null, "TRK-12"),
        new(Depot, DeviceIdentity.Scanner, "sc-3", "dock-3"),
        new(Depot, DeviceIdentity.DockDoor, "dd-3", "dock-3"),
        new(Depot, DeviceIdentity.DockDoor, "dd-4", "dock-4"),
    ];

    private readonly TempDirectory _folder = new();
    private readonly Dictionary<string, MqttDeviceLink> _links = [];
    private readonly HttpClient _api = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly IPEndPoint _mqtt;
    private readonly ServerProcess _process;
    private int _keys;

    /// <param name="checklists">The file of checklists; null for the built-in ones.</param>
    private KioskGateway(string? checklists)
    {
        var api = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}/");
        _mqtt = new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free());
        Url = new Uri($"https://127.0.0.1:{LoopbackPort.Free()}/kiosk/");
        Data = In("data");
        File.WriteAllText(In("devices.json"), DeviceFile());
        File.WriteAllText(In("people.json"), PeopleFile());
        _api.BaseAddress = api;
        if (checklists is not null)
        {
            File.WriteAllText(In("checklists.json"), checklists);
        }

        _process = new ServerProcess(
            "gateway",
            Executable(),
            [],
            new Dictionary<string, string>
            {
                ["OMS__Depot"] = Depot,
                ["OMS__Data"] = Data,
                ["OMS__Devices"] = In("devices.json"),
                ["OMS__Api__Listen"] = api.Authority,
                ["OMS__Mqtt__Listen"] = $"{_mqtt}",
                ["OMS__Kiosk__Listen"] = Url.Authority,
                ["OMS__Kiosk__People"] = In("people.json"),
                ["OMS__Centre__Urls__0"] = Nowhere,
                ["OMS__Centre__EnrolmentCode"] = "unused",
                [checklists is null ? "OMS_NONE" : "OMS__Checklists"] = In("checklists.json"),
            },
            new Uri(api, "health/live"),
            In("gateway.log"),
            TimeProvider.System);
    }

    public Uri Url { get; }

    public string Data { get; }

    /// <summary>The SHA-256 of the key of the kiosk's certificate, as a browser is told to trust it.</summary>
    public string KeyPin
    {
        get
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Data, "kiosk.pem"));
            return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        }
    }

    public static async Task<KioskGateway> StartAsync(string? checklists = null)
    {
        var gateway = new KioskGateway(checklists);
        await gateway.StartAgainAsync();
        return gateway;
    }

    public async Task StartAgainAsync()
    {
        _process.Start();
        await _process.WaitReadyAsync(TestContext.Current.CancellationToken);
        var key = await File.ReadAllTextAsync(Path.Combine(Data, "api.key"), TestContext.Current.CancellationToken);
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
    }

    public Task KillAsync() => _process.KillAsync();

    /// <summary>What a device says, acknowledged by the gateway.</summary>
    /// <param name="fields">Members of the payload beside its time.</param>
    public async Task PublishAsync(string device, string message, string fields)
    {
        if (!_links.TryGetValue(device, out var link))
        {
            var identity = Devices.Single(one => one.Id == device);
            _links[device] = link = new MqttDeviceLink(
                identity, _mqtt, identity.Secret(RunSecret), TimeProvider.System, new Random(1));
        }

        await link.PublishAsync(
            message,
            Encoding.UTF8.GetBytes($$"""{"at":"{{InstantPattern.ExtendedIso.Format(Now)}}",{{fields}}}"""),
            TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _api.GetAsync(
            new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What a program with the API's key does.</summary>
    public Task PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    private async Task SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", $"test-{++_keys}");
        using var answer = await _api.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{path}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>The manifest of route R-1: two stops, three kinds of goods.</summary>
    public Task AttachManifestAsync(string checkOut) => PostAsync($"/check-outs/{checkOut}/manifest", """
        {"route":"R-1","version":1,"depot":"lyon","vehicle":"TRK-12","driver":"D-7","reefer":"rf-07","stops":[
          {"stop":1,"order":"O-1","consignee":"Corner Shop","lines":[
            {"line":1,"sku":"MILK-1L","lot":"L7","quantity":10,"band":{"min_milli_c":2000,"max_milli_c":6000}},
            {"line":2,"sku":"EGGS-12","lot":"L8","quantity":4}]},
          {"stop":2,"order":"O-2","consignee":"Hotel Central","lines":[
            {"line":1,"sku":"HAM-500","lot":"L9","quantity":6}]}]}
        """);

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }

        await _process.DisposeAsync();
        _api.Dispose();
        _folder.Dispose();
    }

    private static Instant Now => Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());

    private string In(string name) => Path.Combine(_folder.Path, name);

    private static string DeviceFile() => $$"""
        {"devices":[{{string.Join(',', Devices.Select(device => $$"""
          {"id":"{{device.Id}}","kind":"{{device.Kind}}","dock":{{Text(device.Dock)}},
           "vehicle":{{Text(device.Vehicle)}},"secret_sha256":"{{Hash(device.Secret(RunSecret))}}"}
          """))}}]}
        """;

    private static string PeopleFile()
    {
        var pin = PinHash.Of(Pin, RandomNumberGenerator.GetBytes(PinHash.SaltBytes));
        return $$"""
            {"people":[
              {"id":"D-7","name":"Dana Driver","role":"driver","pin_hash":"{{pin}}",
               "badge_sha256":"{{Hash(DriverBadge)}}"},
              {"id":"S-1","name":"Sam Supervisor","role":"supervisor","pin_hash":"{{pin}}",
               "badge_sha256":"{{Hash(SupervisorBadge)}}"}]}
            """;
    }

    private static string Text(string? value) => value is null ? "null" : $"\"{value}\"";

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Executable() => Path.Combine(
        AppContext.BaseDirectory.Replace(
            Path.Combine("tests", "Oms.Kiosk.Tests"),
            Path.Combine("edge", "Oms.Edge.Gateway"),
            StringComparison.Ordinal),
        "oms-edge");
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Devices;
using Xunit;

namespace Oms.Faults.Tests.Servers;

/// <summary>A gateway with a reefer and a scanner at dock 3, and a check-out that scans go to.</summary>
internal sealed class Depot : IAsyncDisposable
{
    public const string Dock = "dock-3";
    private const string Secret = "secret";

    /// <summary>When the first reading was made; readings come late, as from a lorry that was out of reach.</summary>
    private static readonly Instant Base = Instant.FromUtc(2026, 3, 1, 12, 0);

    private readonly IPEndPoint _mqtt = Server.FreeEndPoint();
    private readonly List<MqttDeviceLink> _links = [];

    /// <param name="data">The gateway's data directory.</param>
    /// <param name="beside">Holds its device file and its output.</param>
    /// <param name="options">Further options of the gateway, as environment variables without their prefix.</param>
    public Depot(string data, string beside, params IEnumerable<(string Name, string Value)> options)
    {
        var devices = Path.Combine(beside, "devices.json");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));
        File.WriteAllText(devices, $$"""
            {"devices":[
              {"id":"rf-07","kind":"reefer","vehicle":"TRK-12","secret_sha256":"{{hash}}"},
              {"id":"sc-3","kind":"scanner","dock":"{{Dock}}","secret_sha256":"{{hash}}"}]}
            """);
        Gateway = Server.Gateway(
            data, _mqtt, Path.Combine(beside, "gateway.log"), [("Devices", devices), .. options]);
        Reefer = Connect(DeviceIdentity.Reefer, "rf-07", null);
        Scanner = Connect(DeviceIdentity.Scanner, "sc-3", Dock);
    }

    public Server Gateway { get; }

    /// <summary>Publishes until it is acknowledged, on one connection after the other.</summary>
    public MqttDeviceLink Reefer { get; }

    /// <inheritdoc cref="Reefer"/>
    public MqttDeviceLink Scanner { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static Instant Now => TimeProvider.System.ToClock().GetCurrentInstant();

    /// <summary>Lets a vehicle arrive at the dock.</summary>
    /// <returns>The path of its check-out.</returns>
    public async Task<string> ArriveAsync(string key = "arrival")
    {
        var arrived = await Gateway.PostAsync(
            "check-outs", $$"""{"vehicle":"TRK-12","driver":"D-7","dock":"{{Dock}}"}""", key);
        Assert.True(arrived.Succeeded, arrived.Text);
        return $"check-outs/{arrived.Json.GetProperty("id").GetString()}";
    }

    /// <summary>Sends the reading of a minute; done when it is acknowledged.</summary>
    public Task ReadAsync(int minute) => Reefer.PublishAsync(
        "reading",
        Encoding.UTF8.GetBytes(
            $$"""{"at":"{{Base + Duration.FromMinutes(minute)}}","zones":[{"zone":1,"return_milli_c":4000}]}"""),
        Cancelled).WaitAsync(Server.HangGuard, Cancelled);

    /// <summary>Sends a scan with the scanner; done when it is acknowledged.</summary>
    public Task ScanAsync(int number) => Scanner.PublishAsync(
        "scan",
        Encoding.UTF8.GetBytes(
            $$"""{"message_id":"{{Guid.CreateVersion7()}}","at":"{{Now}}","code":"{{number}}","sku":"MILK"}"""),
        Cancelled).WaitAsync(Server.HangGuard, Cancelled);

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
        {
            await link.DisposeAsync();
        }

        await Gateway.DisposeAsync();
    }

    private MqttDeviceLink Connect(string kind, string id, string? dock)
    {
        var link = new MqttDeviceLink(
            new DeviceIdentity("lyon", kind, id, dock), _mqtt, Secret, TimeProvider.System, new Random(1));
        _links.Add(link);
        return link;
    }
}

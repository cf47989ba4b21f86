using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Oms.Mqtt.Ingest;

namespace Oms.Mqtt.Tests.Support;

/// <summary>The listener in Kestrel on a free port of the loopback interface, composed as a host composes it.</summary>
internal sealed class KestrelHarness : IAsyncDisposable, IMqttAuthenticator
{
    private WebApplication? _app;

    private KestrelHarness()
    {
    }

    public RecordingIngest Ingest { get; } = new();

    public MqttIngestListener Listener => _app!.Services.GetRequiredService<MqttIngestListener>();

    public int Port { get; private set; }

    public X509Certificate2? SeenCertificate { get; private set; }

    public static async Task<KestrelHarness> StartAsync(
        X509Certificate2? serverCertificate = null, Action<MqttIngestOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var harness = new KestrelHarness();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IMqttIngest>(harness.Ingest);
        builder.Services.AddSingleton<IMqttAuthenticator>(harness);
        builder.Services.AddMqttIngest().Configure(options => configure?.Invoke(options));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (serverCertificate is not null)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = serverCertificate,
                    ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                    ClientCertificateValidation = static (_, _, _) => true,
                });
            }

            listen.UseConnectionHandler<MqttIngestListener>();
        }));
        var app = builder.Build();
        harness._app = app;
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        harness.Port = new Uri(addresses.Addresses.Single()).Port;
        return harness;
    }

    public ValueTask<MqttAuthentication> AuthenticateAsync(
        MqttConnectRequest request, CancellationToken cancellationToken)
    {
        SeenCertificate = request.ClientCertificate;
        return ValueTask.FromResult<MqttAuthentication>(
            new MqttAuthentication.Granted(new MqttDevice("truck", ["#"], ["#"], MqttQuotas.Unlimited)));
    }

    /// <summary>As a host stops: the server first, then what it served.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}

using System.Net;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Api;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.Gateway.Options;
using Oms.Edge.People;

namespace Oms.Edge.Gateway.Hosting;

/// <summary>What a gateway has only with a kiosk.</summary>
internal sealed class KioskParts : IDisposable
{
    private readonly DeviceRegistry _devices;
    private readonly TimeProvider _real;
    private readonly Sessions _sessions;
    private SignIn? _signIn;

    /// <param name="real">The machine's clock: sessions, locks and certificates are not for drills.</param>
    /// <exception cref="StartException">A file or an option cannot be used; the message says which.</exception>
    public KioskParts(GatewayOptions options, DeviceRegistry devices, TimeProvider real)
    {
        (_devices, _real) = (devices, real);
        var kiosk = options.Kiosk;
        People = FileReader.People(kiosk.People);
        foreach (var reader in kiosk.Readers.Keys)
        {
            if (devices.Find(reader) is not { Kind: DeviceKind.Badge })
            {
                throw new StartException(
                    $"Kiosk:Readers names '{reader}', which is no badge reader of the device file.");
            }
        }

        Readers = new SignInReaders(
            kiosk.Readers.Select(pair => KeyValuePair.Create(pair.Key, IPAddress.Parse(pair.Value))), real);
        Tls = new KioskTls(kiosk, options.Data, real);
        _sessions = new Sessions(real, TimeSpan.FromMinutes(kiosk.IdleMinutes));
        Gate = new KioskGate(_sessions);
    }

    public PeopleRegistry People { get; }

    public SignInReaders Readers { get; }

    public KioskTls Tls { get; }

    public KioskGate Gate { get; }

    public void Map(WebApplication app, DepotNode node, ApiPipe pipe)
    {
        _signIn = new SignIn(
            People, _devices, Readers, new SignInGuard(_real),
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Oms.Edge.Kiosk"));
        new KioskEndpoints(node, pipe, _sessions, _signIn, Readers, new KioskPage()).Map(app);
    }

    public void Dispose()
    {
        _signIn?.Dispose();
        Gate.Dispose();
    }
}

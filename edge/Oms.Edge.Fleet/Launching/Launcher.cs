using System.Net;
using System.Security.Cryptography;
using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Gateways;
using Oms.Edge.Fleet.Http;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Launching;

/// <summary>Starts the centre and its depots' gateways as processes of their own, and knows the way to each.</summary>
/// <remarks>
/// Servers listen on the loopback address, at ports that they keep over restarts. Everything is stopped and killed by
/// its process id.
/// </remarks>
/// <threadsafety>One caller at a time starts, stops and kills; the clients are for any number.</threadsafety>
public sealed class Launcher : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1";

    private readonly LauncherOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<DepotPlan> _depots;
    private readonly string _runSecret;
    private readonly Random _random;
    private readonly PeerPlace?[] _addresses;

    /// <param name="time">Real time.</param>
    /// <param name="random">Spreads the devices' reconnections.</param>
    public Launcher(LauncherOptions options, TimeProvider time, Random random)
    {
        (_options, _time, _random) = (options, time, random);
        _runSecret = $"fleet-{options.Seed}";
        _depots = ScenarioMaker.Depots(options.Shape);
        Directory.CreateDirectory(options.Directory);
        var nodes = options.Nodes;
        var ports = new Queue<int>(FreePorts.Take((2 * nodes.Count) + (3 * _depots.Count)));
        CentreUris = [.. nodes.Select(_ => Local(ports.Dequeue()))];
        AdminKey = new KeyFile(Path.Combine(options.CentreData(nodes[0]), "admin.key"));
        _addresses = options.Database is null
            ? new PeerPlace?[nodes.Count]
            : [.. nodes.Select(node => Place(node, new IPEndPoint(IPAddress.Loopback, ports.Dequeue())))];
        Centres = [.. nodes.Select((node, i) =>
            ServerCommands.Centre(options, node, CentreUris[i], _addresses[i], time))];
        var asked = -1;
        CentreClient = new CentreClient(Client(
            () => CentreUris[(int)((uint)Interlocked.Increment(ref asked) % (uint)CentreUris.Count)], AdminKey));
        Depots = _depots.Select(depot => new LaunchedDepot(
                depot.Id,
                depot.Gateway,
                Local(ports.Dequeue()),
                new IPEndPoint(IPAddress.Loopback, ports.Dequeue()),
                options.KioskPin is null ? null : new Uri($"https://{Loopback}:{ports.Dequeue()}/kiosk/"),
                new KeyFile(Path.Combine(options.GatewayData(depot.Id), "api.key"))))
            .ToDictionary(depot => depot.Id);
        Gateways = Depots.Values.ToDictionary(
            depot => depot.Id, depot => ServerCommands.Gateway(options, depot, CentreUris, time));
        GatewayClients = Depots.Values.ToDictionary(
            depot => depot.Id, depot => new GatewayClient(depot.Id, Client(() => depot.Api, depot.Key)));
    }

    /// <summary>Where each of the centre's nodes serves; any of them answers anything.</summary>
    public IReadOnlyList<Uri> CentreUris { get; }

    public Uri CentreUri => CentreUris[0];

    /// <summary>The administrator's key at the centre; there once the centre has started for the first time.</summary>
    public KeyFile AdminKey { get; }

    /// <summary>The centre's nodes.</summary>
    public IReadOnlyList<ServerProcess> Centres { get; }

    /// <summary>The first of the centre's nodes, or the only one.</summary>
    public ServerProcess Centre => Centres[0];

    public CentreClient CentreClient { get; }

    /// <summary>Where each depot's gateway is, by depot.</summary>
    public IReadOnlyDictionary<string, LaunchedDepot> Depots { get; }

    /// <summary>By depot.</summary>
    public IReadOnlyDictionary<string, ServerProcess> Gateways { get; }

    /// <summary>By depot.</summary>
    public IReadOnlyDictionary<string, GatewayClient> GatewayClients { get; }

    /// <summary>Every process: the centre and the gateways.</summary>
    public IEnumerable<ServerProcess> Servers => [.. Centres, .. Gateways.Values];

    /// <summary>How many requests had to be repeated.</summary>
    public long Repeats => CentreClient.Http.Repeats + GatewayClients.Values.Sum(gateway => gateway.Http.Repeats);

    /// <summary>Starts everything, enrols the gateways on their first start, and waits until all serve.</summary>
    /// <exception cref="ServerFailedException">One of them does not serve.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await StartCentresAsync(cancellationToken);
        await Task.WhenAll(_depots.Select(depot => EnrolAsync(depot, cancellationToken)));
        DeviceCredentials.Write(_options.Credentials, [.. Devices().Select(device => new DeviceCredentials(
            device.Depot, device.Kind, device.Id, device.Secret(_runSecret), $"{Depots[device.Depot].Mqtt}",
            device.TopicRoot))]);
        foreach (var gateway in Gateways.Values)
        {
            gateway.Start();
        }

        NoteIds();
        await Task.WhenAll(Gateways.Values.Select(gateway => gateway.WaitReadyAsync(cancellationToken)));
        PrivateText.Write(_options.Variables, [
            $"CENTRE={CentreUri.GetLeftPart(UriPartial.Authority)}",
            $"CENTRE_KEY={AdminKey.Read()}",
            .. Depots.Values.SelectMany(depot => (string[])
            [
                $"{depot.Id.ToUpperInvariant()}={depot.Api.GetLeftPart(UriPartial.Authority)}",
                $"{depot.Id.ToUpperInvariant()}_KEY={depot.Key.Read()}",
                $"{depot.Id.ToUpperInvariant()}_MQTT_PORT={depot.Mqtt.Port}",
                .. depot.Kiosk is { } kiosk ? [$"{depot.Id.ToUpperInvariant()}_KIOSK={kiosk}"] : Array.Empty<string>(),
            ]),
            .. _options.KioskPin is { } pin ? [$"KIOSK_PIN={pin}"] : Array.Empty<string>(),
        ]);
    }

    /// <summary>Starts the centre's nodes alone, and waits until all serve.</summary>
    /// <exception cref="ServerFailedException">One of them does not serve.</exception>
    public async Task StartCentresAsync(CancellationToken cancellationToken)
    {
        if (_options.Database is not null && !File.Exists(_options.PeerSecret))
        {
            PrivateText.Write(_options.PeerSecret, [Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))]);
        }

        // The first node makes the keys that all share.
        foreach (var centre in Centres)
        {
            centre.Start();
            NoteIds();
            await centre.WaitReadyAsync(cancellationToken);
        }
    }

    /// <summary>Where a node listens for its peers; null where there are none.</summary>
    public IPEndPoint? PeerPortOf(ServerProcess node) => _addresses[Centres.ToList().IndexOf(node)]?.Listen;

    /// <summary>Starts one server again after it was stopped or killed, and waits until it serves.</summary>
    public async Task StartAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        server.Start();
        NoteIds();
        await server.WaitReadyAsync(cancellationToken);
    }

    /// <summary>A second process with a data directory of its own that claims the name and the address of one of the
    /// centre's nodes.</summary>
    public ServerProcess Intruder(ServerProcess node)
    {
        var index = Centres.ToList().IndexOf(node);
        var ports = FreePorts.Take(2);
        var place = _addresses[index] is { } taken
            ? taken with { Listen = new IPEndPoint(IPAddress.Loopback, ports[1]) }
            : null;
        return ServerCommands.Centre(
            _options, node.Name, Local(ports[0]), place, _time, $"intruder-{node.Name}");
    }

    /// <summary>One of the centre's nodes as another build of its executable runs it, over the same data.</summary>
    public ServerProcess OfBuild(ServerProcess node, string executable)
    {
        var index = Centres.ToList().IndexOf(node);
        return ServerCommands.Centre(
            _options with { Centre = executable }, node.Name, CentreUris[index], _addresses[index], _time);
    }

    /// <summary>Stops all servers, gateways first.</summary>
    /// <returns>Those that had to be killed because they did not stop.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        var stuck = await StopGatewaysAsync();
        foreach (var centre in Centres)
        {
            if (!await centre.StopAsync())
            {
                stuck.Add(centre.Name);
            }
        }

        NoteIds();
        return stuck;
    }

    /// <summary>Stops all gateways, so that nothing new comes to the centre.</summary>
    /// <returns>Those that had to be killed because they did not stop.</returns>
    public async Task<List<string>> StopGatewaysAsync()
    {
        var stuck = new List<string>();
        foreach (var (server, stop) in Gateways.Values.Select(gateway => (gateway, gateway.StopAsync())).ToList())
        {
            if (!await stop)
            {
                stuck.Add(server.Name);
            }
        }

        return stuck;
    }

    /// <summary>The running system as a scenario's actors meet it.</summary>
    public FleetWorld World(PlayBoard board) => new(
        CentreClient, GatewayClients, Connect, _options.Clock.Over(_time), _time, board);

    /// <summary>A device's own connection to its gateway.</summary>
    public IDeviceLink Connect(DeviceIdentity device) => new MqttDeviceLink(
        device, Depots[device.Depot].Mqtt, device.Secret(_runSecret), _time, _random);

    public async ValueTask DisposeAsync()
    {
        // Once all are stopped the directory may be gone already.
        if (Servers.Any(server => server.IsRunning))
        {
            await StopAsync();
        }

        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }

        foreach (var client in GatewayClients.Values)
        {
            client.Dispose();
        }

        CentreClient.Dispose();
    }

    private PeerPlace Place(string node, IPEndPoint listen) =>
        new(listen, _options.Surroundings?.AddressOf(node, listen) ?? listen);

    private IReadOnlyList<DeviceIdentity> Devices() => FleetDevices.Of(_options.Seed, _options.Shape);

    // A code works once, so one that was used on an earlier start is not asked for again.
    private async Task EnrolAsync(DepotPlan depot, CancellationToken cancellationToken)
    {
        var data = _options.GatewayData(depot.Id);
        Directory.CreateDirectory(data);
        DeviceFile.Write(
            ServerCommands.DeviceFileOf(_options, depot.Id),
            Devices().Where(device => device.Depot == depot.Id),
            FleetDevices.Badges(_options.Seed, _options.Shape)
                .Where(badge => badge.Depot == depot.Id).Select(badge => (badge.Token, badge.Driver)),
            _runSecret);
        if (_options.KioskPin is { } pin)
        {
            PeopleFile.Write(
                ServerCommands.PeopleFileOf(_options, depot.Id),
                FleetDevices.Badges(_options.Seed, _options.Shape)
                    .Where(badge => badge.Depot == depot.Id).Select(badge => badge.Driver),
                depot.Supervisor,
                pin);
        }

        var file = ServerCommands.EnrolmentCodeFileOf(_options, depot.Id);
        if (File.Exists(file))
        {
            return;
        }

        (await CentreClient.Http.PostAsync(
            "/depots", new CentreRequests.Depot(depot.Id, depot.Name, depot.Id), CentreJson.Default.NewDepot,
            $"depot/{depot.Id}", cancellationToken)).OrThrow();
        var code = (await CentreClient.Http.PostAsync(
            $"/depots/{depot.Id}/enrolment-codes", new CentreRequests.EnrolmentCode(ValidForMinutes: 1_440),
            CentreJson.Default.NewEnrolmentCode, $"enrolment-code/{depot.Id}", cancellationToken))
            .Read(CentreJson.Default.EnrolmentCode).Code;
        await File.WriteAllTextAsync(file, code, cancellationToken);
    }

    // Whoever started this process can stop what it started, even when it could not do so itself.
    private void NoteIds() => File.WriteAllLines(
        Path.Combine(_options.Directory, "pids"),
            Servers.Where(server => server.IsRunning).Select(server => $"{server.Id}"));

    private PatientClient Client(Func<Uri> server, KeyFile key) => new(
        new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) },
        server,
        key.Read,
        Patience.Usual,
        _time);

    private static Uri Local(int port) => new($"http://{Loopback}:{port}/");
}

using System.Diagnostics.Metrics;
using Oms.Actors;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Cells;
using Oms.Actors.Postgres.Peers;
using Oms.Central.Json;

namespace Oms.Central.Hosting;

/// <summary>What a node has as a member of a cluster: the table where nodes meet, and the ways to and from its
/// peers.</summary>
internal sealed class ClusterMember : IAsyncDisposable
{
    private readonly PeerServices _peerServices;
    private readonly PeerEndpoint _endpoint;
    private readonly HttpPeers _peers;
    private ActorSystem? _system;

    public ClusterMember(
        ClusterSettings settings, PostgresCells cells, Guid home, PeerOptions options, IServiceProvider services)
    {
        _peerServices = new PeerServices(
            TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>(),
            new PeerMetrics(services.GetRequiredService<IMeterFactory>()),
            new Random());
        _peers = new HttpPeers(options, () => _system!.Self!, _peerServices) { Nodes = () => _system?.Cluster };
        _endpoint = new PeerEndpoint(
            options, () => _system!.Self!, frame => _system!.ServeAsync(frame), _peerServices);
        Services = new ClusterServices(cells.Stores[0], _peers, settings.Name, settings.Address, home, NewId)
        {
            Cells = cells.Stores,
            Map = cells.Map,
            Options = settings.Timings,
            Weight = settings.Weight,
            Version = EventForm.Newest,
        };
    }

    /// <summary>What the actor system takes.</summary>
    public ClusterServices Services { get; }

    /// <summary>An id that was never given before.</summary>
    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    /// <summary>By what the nodes know each other.</summary>
    /// <exception cref="PeerTrustException">A file cannot be used; the message names it.</exception>
    public static PeerOptions PeersOf(ClusterSettings settings) => new(new PeerTrust(
        settings.SecretFile is { } secret ? PeerSecret.FromFile(secret) : null,
        settings.CertificateFile is { } certificate
            ? PeerCertificates.FromFiles(certificate, settings.KeyFile!, settings.AuthorityFile!)
            : null))
    {
        InFlightMin = settings.PeerInFlightMin,
        LatencyMax = settings.PeerLatencyMax,
    };

    /// <summary>Serves the peers with a system; before anything is asked of it.</summary>
    public void Map(IEndpointRouteBuilder routes, ActorSystem system)
    {
        _system = system;
        _endpoint.Map(routes);
    }

    public async ValueTask DisposeAsync()
    {
        _endpoint.Dispose();
        await _peers.DisposeAsync();
        _peerServices.Metrics.Dispose();
    }
}

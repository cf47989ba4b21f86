using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres;
using Oms.Actors.Postgres.Cluster;
using Oms.Actors.Postgres.Peers;
using Oms.Benchmarks.Runtime;

namespace Oms.Benchmarks.Cluster;

/// <summary>A whole node of tallies: a journal and a lease in PostgreSQL, and peers over loopback.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    private const int MailboxCapacity = 8_192;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PostgresJournal _journal;
    private readonly PostgresClusterStore _store;
    private readonly WebApplication _app;
    private readonly PeerMetrics _metrics;
    private readonly PeerEndpoint _endpoint;
    private readonly HttpPeers _peers;
    private readonly BenchSystem.Meters _meters = new();
    private bool _isDead;

    private BenchNode(
        string name, PostgresJournal journal, PostgresClusterStore store, PeerOptions options, int lanes)
    {
        (_journal, _store, _metrics) = (journal, store, new PeerMetrics(_meters));
        (_app, var address) = PeerPair.Application(options);
        var services = new PeerServices(TimeProvider.System, NullLoggerFactory.Instance, _metrics, new Random(1));
        _peers = new HttpPeers(options, () => System!.Self!, services) { Nodes = () => System?.Cluster };
        System = new ActorSystem(
            new ActorSystemServices(
                journal, TimeProvider.System, NullLoggerFactory.Instance, _meters, Guid.Empty, new Random(1))
            {
                Cluster = new ClusterServices(store, _peers, name, address, NewId(), NewId)
                {
                    Options = new ClusterOptions { MovesPerScan = 256, MoveAgainAfter = Duration.Zero },
                },
            },
            new ActorSystemOptions { Lanes = lanes });
        Tallies = System.Register(BenchSystem.Kind(MailboxCapacity));
        _endpoint = new PeerEndpoint(options, () => System.Self!, frame => System.ServeAsync(frame), services);
        _endpoint.Map(_app);
    }

    public ActorSystem System { get; }

    public IShardRegion<Tally, TallyCommand, TallyEvent, string> Tallies { get; }

    /// <summary>Starts it; its shards come when the other nodes give them.</summary>
    public static async Task<BenchNode> StartAsync(string name, string database, PeerOptions options, int lanes)
    {
        var settings = new PostgresJournalOptions(database) { Lanes = lanes };
        var journal = await PostgresJournal.OpenAsync(settings, CancellationToken.None);
        var store = await PostgresClusterStore.OpenAsync(settings, TimeProvider.System, CancellationToken.None);
        var node = new BenchNode(name, journal, store, options, lanes);
        await node._app.StartAsync();
        await node.System.StartAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Waits until it owns at least so many shards, and no shard is nobody's.</summary>
    /// <exception cref="TimeoutException">It did not come to own them.</exception>
    public async Task OwnsAsync(int least)
    {
        using var hang = new CancellationTokenSource(Patience);
        while (!hang.IsCancellationRequested)
        {
            if (System.Cluster is { } table && table.Shards.All(shard => shard.Owner is not null)
                && table.Shards.Count(shard => shard.Owner == System.Self!.Id) >= least)
            {
                return;
            }

            await Task.Delay(LookAgain, TimeProvider.System);
        }

        throw new TimeoutException($"It never owned {least} shards.");
    }

    /// <summary>Where the nodes meet.</summary>
    public IClusterStore Store => _store;

    /// <summary>Ends it at once, as a killed process does: it gives nothing up.</summary>
    public async Task KillAsync()
    {
        _isDead = true;
        await System.DisposeAsync();
        await _app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isDead)
        {
            await System.LeaveAsync(CancellationToken.None);
        }

        await System.DisposeAsync();
        await _peers.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        await _journal.DisposeAsync();
        _endpoint.Dispose();
        _metrics.Dispose();
        _meters.Dispose();
    }

    private static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}

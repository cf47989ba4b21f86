using System.Security.Cryptography;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Central.Hosting;
using Oms.Testing;
using Oms.Testing.Postgres;

namespace Oms.Central.Tests.Cluster;

/// <summary>Several real nodes of the centre over real PostgreSQL servers.</summary>
internal sealed class CentralCluster : IAsyncDisposable
{
    private const string Many = "max_connections = 200";

    /// <summary>Short waits: a test has no time to lose.</summary>
    public static readonly ClusterOptions Quick = new()
    {
        Ttl = Duration.FromSeconds(3),
        Heartbeat = Duration.FromMilliseconds(500),
        Margin = Duration.FromMilliseconds(600),
        Scan = Duration.FromMilliseconds(100),
        MovesPerScan = 64,
        MoveAgainAfter = Duration.Zero,
    };

    private readonly TempDirectory _shared = new();
    private readonly IReadOnlyList<CellSettings> _cells;
    private readonly string _secret;
    private readonly ClusterOptions _timings;

    private CentralCluster(
        IReadOnlyList<PostgresServer> servers, IReadOnlyList<CellSettings> cells, ClusterOptions? timings = null)
    {
        (Servers, _cells, _timings) = (servers, cells, timings ?? Quick);
        _secret = Path.Combine(_shared.Path, "peers.secret");
        PrivateFile.Write(_secret, RandomNumberGenerator.GetBytes(48));
    }

    /// <summary>Of the first database.</summary>
    public string ConnectionString => _cells[0].ConnectionString;

    public List<CentralServer> Nodes { get; } = [];

    public IReadOnlyList<PostgresServer> Servers { get; }

    /// <summary>Starts nodes over one database.</summary>
    public static Task<CentralCluster> StartAsync(params string[] names) => StartAsync(Quick, names);

    /// <inheritdoc cref="StartAsync(string[])"/>
    public static async Task<CentralCluster> StartAsync(ClusterOptions timings, params string[] names)
    {
        var database = await PostgresServer.StartAsync(Many);
        return await new CentralCluster([database], [await CellAsync("main", database)], timings).WithAsync(names);
    }

    /// <summary>Starts nodes over two databases, called <c>one</c> and <c>two</c>.</summary>
    public static async Task<CentralCluster> StartOverTwoAsync(params string[] names)
    {
        var (one, two) = (await PostgresServer.StartAsync(Many), await PostgresServer.StartAsync(Many));
        return await new CentralCluster([one, two], [await CellAsync("one", one), await CellAsync("two", two)])
            .WithAsync(names);
    }

    /// <summary>Starts nodes over a server and its synchronous standby, which they know both.</summary>
    public static async Task<CentralCluster> StartReplicatedAsync(params string[] names)
    {
        var primary = await PostgresServer.StartAsync(Many);
        var standby = await primary.StartStandbyAsync();
        await primary.QueryAsync("alter system set synchronous_standby_names = '*'");
        await primary.ReloadAsync();
        while (await primary.QueryAsync("select sync_state from pg_stat_replication") != "sync")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        var (_, text) = await CellAsync("main", primary);
        var both = text.Replace(
            $"Host=127.0.0.1;Port={primary.Port}", $"Host=127.0.0.1:{standby.Port},127.0.0.1:{primary.Port}",
            StringComparison.Ordinal);
        return await new CentralCluster([primary, standby], [new CellSettings("main", both)]).WithAsync(names);
    }

    public async Task<CentralServer> AddAsync(string name, string? keys = null)
    {
        var address = $"127.0.0.1:{LoopbackPort.Free()}";
        var node = await CentralServer.StartAsync(options: new CentralOptions
        {
            KeysDirectory = keys ?? Path.Combine(_shared.Path, "keys"),
            Cluster = new ClusterSettings(ConnectionString, name, address, address)
            {
                Cells = _cells,
                SecretFile = _secret,
                Timings = _timings,
            },
        });
        Nodes.Add(node);
        return node;
    }

    /// <summary>Takes the database away.</summary>
    public Task LoseDatabaseAsync() => Servers[0].StopAsync();

    /// <summary>Brings it back.</summary>
    public Task RegainDatabaseAsync() => Servers[0].StartAgainAsync();

    /// <summary>Enters a node that is not there, and lives for a minute as far as the database knows.</summary>
    public async Task PretendAsync(string name) => _ = await Servers[0].QueryAsync(
        $"""
        insert into node (node_id, home, name, address, version, weight, state, lease_until) values (gen_random_uuid(),
          gen_random_uuid(), '{name}', '127.0.0.1:1', 2, 1, 'draining', clock_timestamp() + interval '1 minute')
        """,
        ConnectionString.Split("Database=")[1]);

    /// <summary>Waits until every node has done all that is committed now.</summary>
    public async Task SettleAsync()
    {
        foreach (var node in Nodes)
        {
            await node.SettleAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }

        _shared.Dispose();
    }

    private static async Task<CellSettings> CellAsync(string name, PostgresServer server) =>
        new(name, server.ConnectionString(await server.CreateDatabaseAsync()));

    private async Task<CentralCluster> WithAsync(string[] names)
    {
        foreach (var name in names)
        {
            await AddAsync(name);
        }

        return this;
    }
}

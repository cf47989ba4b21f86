using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Central.Hosting;
using Oms.Testing;
using Oms.Testing.Postgres;

namespace Oms.Central.Tests.Cluster;

/// <summary>Several real nodes of the centre over one real PostgreSQL.</summary>
internal sealed class CentralCluster : IAsyncDisposable
{
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
    private readonly PostgresServer _database;
    private readonly string _connectionString;
    private readonly string _secret;
    private readonly ClusterOptions _timings;

    private CentralCluster(PostgresServer database, string connectionString, ClusterOptions timings)
    {
        (_database, _connectionString, _timings) = (database, connectionString, timings);
        _secret = Path.Combine(_shared.Path, "peers.secret");
        PrivateFile.Write(_secret, RandomNumberGenerator.GetBytes(48));
    }

    public List<CentralServer> Nodes { get; } = [];

    public static Task<CentralCluster> StartAsync(params string[] names) => StartAsync(Quick, names);

    public static async Task<CentralCluster> StartAsync(ClusterOptions timings, params string[] names)
    {
        var database = await PostgresServer.StartAsync();
        var cluster = new CentralCluster(
            database, database.ConnectionString(await database.CreateDatabaseAsync()), timings);
        foreach (var name in names)
        {
            await cluster.AddAsync(name);
        }

        return cluster;
    }

    public async Task<CentralServer> AddAsync(string name, string? keys = null)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = $"{probe.LocalEndpoint}";
        probe.Stop();
        var node = await CentralServer.StartAsync(options: new CentralOptions
        {
            KeysDirectory = keys ?? Path.Combine(_shared.Path, "keys"),
            Cluster = new ClusterSettings(_connectionString, name, address, address)
            {
                SecretFile = _secret,
                Timings = _timings,
            },
        });
        Nodes.Add(node);
        return node;
    }

    /// <summary>Takes the database away.</summary>
    public Task LoseDatabaseAsync() => _database.StopAsync();

    /// <summary>Brings it back.</summary>
    public Task RegainDatabaseAsync() => _database.StartAgainAsync();

    /// <summary>Enters a node that is not there, and lives for a minute as far as the database knows.</summary>
    public async Task PretendAsync(string name) => _ = await _database.QueryAsync(
        $"""
        insert into node (node_id, home, name, address, version, weight, state, lease_until) values (gen_random_uuid(),
          gen_random_uuid(), '{name}', '127.0.0.1:1', 2, 1, 'draining', clock_timestamp() + interval '1 minute')
        """,
        _connectionString.Split("Database=")[1]);

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

        await _database.DisposeAsync();
        _shared.Dispose();
    }
}

using Npgsql;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Scenarios;
using Oms.Testing;
using Oms.Testing.Postgres;

namespace Oms.Campaigns.Cluster;

/// <summary>A real PostgreSQL and a centre of three nodes over it.</summary>
internal sealed class ClusterScene : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // What a minute of load adds to the database, and what it has from the start.
    private const int MebibytesPerMinute = 24;
    private const int MebibytesAtFirst = 512;

    private readonly NpgsqlDataSource _source;

    private ClusterScene(
        PostgresServer server, SmallDisk? disk, string text, Launcher launcher, Wiring? wiring, double scale, int seed)
    {
        (Server, Disk, Text, Launcher, Wiring, Scale) = (server, disk, text, launcher, wiring, scale);
        _source = NpgsqlDataSource.Create(text);
        Caller = CallerOf(launcher.Centres, seed);
    }

    public PostgresServer Server { get; }

    /// <summary>The connection string of the centre's database.</summary>
    public string Text { get; }

    public Launcher Launcher { get; }

    /// <summary>What the database lies on; null where it has no disk of its own.</summary>
    public SmallDisk? Disk { get; }

    /// <summary>The ways between the nodes; null where they are not led over any that can be cut.</summary>
    public Wiring? Wiring { get; }

    /// <summary>Seconds of the centre's clock in a real one.</summary>
    public double Scale { get; }

    /// <summary>Asks any node.</summary>
    public PatientCaller Caller { get; }

    /// <summary>A bad day's: its ways can be cut, its clocks stepped, its disk filled, as far as this machine lets
    /// them.</summary>
    /// <param name="scale">Seconds of the centre's clock in a real one.</param>
    /// <param name="environment">What every node is started with besides.</param>
    public static async Task<ClusterScene> MakeFragileAsync(
        ClusterCampaignOptions options, double scale, IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        var disk = SmallDisk.TryMount(MebibytesAtFirst + (int)(options.Minutes * MebibytesPerMinute));
        var server = disk is null
            ? await PostgresServer.StartAsync(Settings)
            : await PostgresServer.StartInAsync(disk.Path, Settings);
        var text = server.ConnectionString(await server.CreateDatabaseAsync());
        var wiring = new Wiring(text, Path.Combine(options.Out, "clocks"), environment);
        var scene = new ClusterScene(
            server, disk, text, LauncherOf(options, scale, text, wiring), wiring, scale, options.Seed);
        wiring.Nodes = scene.Launcher.Centres;
        return scene;
    }

    /// <summary>One with nothing in between, for measuring.</summary>
    /// <param name="surroundings">Makes them over a database.</param>
    public static async Task<ClusterScene> MakeAsync(
        ClusterCampaignOptions options, Func<string, INodeSurroundings>? surroundings = null)
    {
        var server = await PostgresServer.StartAsync(Settings);
        var text = server.ConnectionString(await server.CreateDatabaseAsync());
        var launcher = LauncherOf(options, scale: 1, text, surroundings?.Invoke(text));
        return new ClusterScene(server, disk: null, text, launcher, wiring: null, scale: 1, options.Seed);
    }

    /// <summary>Asks some of the nodes.</summary>
    /// <param name="pause">Between two attempts; null for the usual one.</param>
    /// <param name="limit">Of one attempt; null for the usual one.</param>
    public PatientCaller CallerOf(
        IReadOnlyList<ServerProcess> nodes, int seed, TimeSpan? pause = null, TimeSpan? limit = null) => new(
        [.. nodes.Select(node => Launcher.CentreUris[Launcher.Centres.ToList().IndexOf(node)])],
        Launcher.AdminKey.Read,
        new Random(seed),
        pause,
        limit);

    /// <summary>The shards that a node has.</summary>
    public Task<IReadOnlyList<int>> ShardsOfAsync(ServerProcess node) => QueryAsync(
        "select s.shard_id from shard s join node n on n.node_id = s.owner where n.name = $1 order by 1",
        row => (int)row.GetInt16(0),
        node.Name);

    /// <summary>The incarnation of a node that is not dead; null when there is none.</summary>
    public async Task<Guid?> IncarnationAsync(ServerProcess node) => (await QueryAsync(
        "select node_id from node where name = $1 and state <> 'dead'", row => (Guid?)row.GetGuid(0), node.Name))
        .SingleOrDefault();

    /// <summary>The name of the node that has a shard; null when nobody has it.</summary>
    public async Task<string?> OwnerOfAsync(int shard) => (await QueryAsync(
        "select n.name from shard s join node n on n.node_id = s.owner where s.shard_id = $1",
        row => row.GetString(0),
        (short)shard)).SingleOrDefault();

    /// <summary>Waits until all nodes are up, every shard has an owner, and none has moved for a while.</summary>
    /// <exception cref="TimeoutException">They did not come to rest.</exception>
    public async Task PlacedAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var quiet = TimeSpan.FromSeconds(1);
        var (seen, since) = ("", began);
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            var now = (await QueryAsync(
                """
                select coalesce(sum(s.epoch), 0)::text || ' ' || count(n.node_id) || ' ' || count(distinct n.node_id)
                from shard s left join node n on n.node_id = s.owner and n.state = 'up'
                """,
                row => row.GetString(0))).Single();
            if (now != seen || !now.EndsWith(
                $" {ShardLoad.Shards} {Launcher.Centres.Count}", StringComparison.Ordinal))
            {
                (seen, since) = (now, TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(since) > quiet)
            {
                return;
            }

            await Task.Delay(LookAgain, TimeProvider.System);
        }

        throw new TimeoutException("The shards do not come to rest.");
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await _source.DisposeAsync();
        await Launcher.DisposeAsync();
        if (Wiring is not null)
        {
            await Wiring.DisposeAsync();
        }

        await Server.DisposeAsync();
        Disk?.Dispose();
    }

    private static string[] Settings => ["max_connections=250", "max_wal_size=128MB", "min_wal_size=48MB"];

    private static Launcher LauncherOf(
        ClusterCampaignOptions options, double scale, string text, INodeSurroundings? surroundings)
    {
        Directory.CreateDirectory(options.Out);
        var launch = new LauncherOptions(
            options.Centre, options.Gateway, Path.Combine(options.Out, "data"),
            ClockSettings.StartingNow(scale, TimeProvider.System), options.Seed, new ScenarioShape())
        {
            Database = text,
            Surroundings = surroundings,
        };
        return new Launcher(launch, TimeProvider.System, new Random(options.Seed));
    }

    /// <summary>Asks the database until it answers: a day's faults break connections that nobody uses, too.</summary>
    private async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await QueryOnceAsync(sql, read, values);
            }
            catch (NpgsqlException) when (TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(LookAgain, TimeProvider.System);
            }
        }
    }

    private async Task<IReadOnlyList<T>> QueryOnceAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, object[] values)
    {
        await using var command = _source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}

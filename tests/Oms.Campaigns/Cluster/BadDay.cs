using Oms.Edge.Fleet.Launching;
using Oms.Testing.Postgres;

namespace Oms.Campaigns.Cluster;

/// <summary>What goes wrong, one after the other, at random: nodes, the database, the ways between them.</summary>
internal sealed class BadDay(ClusterScene scene, ShardProbes probes, Random random)
{
    private static readonly TimeSpan Lease = LauncherOptions.NodeTtl;

    private readonly Launcher _launcher = scene.Launcher;
    private readonly PostgresServer _database = scene.Server;
    private readonly SortedDictionary<string, int> _happened = new(StringComparer.Ordinal);

    /// <summary>From each kill of one node to the first write to each of its shards.</summary>
    public List<TimeSpan> KillGaps { get; } = [];

    /// <summary>What happened how often.</summary>
    public string Tally => string.Join(", ", _happened.Select(one => $"{one.Key} {one.Value}"));

    public async Task RunAsync(CancellationToken enough)
    {
        (string Name, Func<Task> Do)[] kinds =
        [
            ("kill -9 of a node", KillOneAsync),
            ("kill -9 of all nodes", KillAllAsync),
            ("a node paused beyond its lease", PauseAsync),
            ("a node drained and started", DrainAsync),
            ("shards moved", MoveAsync),
            ("database restarted at once", _database.RestartAsync),
            ("database killed", KillDatabaseAsync),
            ("database paused", PauseDatabaseAsync),
            ("sessions terminated", TerminateAsync),
            ("a second process with a node's address", IntrudeAsync),
        ];
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1_000, 5_000)), TimeProvider.System, enough);
                var (name, happen) = kinds[random.Next(kinds.Length)];
                await happen();
                _happened[name] = _happened.GetValueOrDefault(name) + 1;
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The day is over: everything that was broken has been mended by whoever broke it.
        }
    }

    private ServerProcess Any() => _launcher.Centres[random.Next(_launcher.Centres.Count)];

    private async Task KillOneAsync()
    {
        var victim = Any();
        var shards = await scene.ShardsOfAsync(victim);
        using var survivors = scene.CallerOf([.. _launcher.Centres.Where(node => node != victim)], random.Next());
        await victim.KillAsync();
        KillGaps.AddRange(await probes.FirstWritesAsync(shards, survivors, TimeProvider.System.GetTimestamp()));
        await _launcher.StartAsync(victim, CancellationToken.None);
    }

    private async Task KillAllAsync()
    {
        await Task.WhenAll(_launcher.Centres.Select(node => node.KillAsync()));
        await AwhileAsync(1_000);
        foreach (var node in _launcher.Centres)
        {
            node.Start();
        }

        await Task.WhenAll(_launcher.Centres.Select(node => node.WaitReadyAsync(CancellationToken.None)));
    }

    private async Task PauseAsync()
    {
        var victim = Any();
        victim.Pause();
        await Task.Delay(Lease * (0.5 + (2.5 * random.NextDouble())), TimeProvider.System);
        victim.Resume();
    }

    private async Task DrainAsync()
    {
        var victim = Any();
        _ = await victim.StopAsync();
        await _launcher.StartAsync(victim, CancellationToken.None);
    }

    private async Task MoveAsync()
    {
        var names = _launcher.Centres.Select(node => node.Name).ToArray();
        for (var i = 0; i < 20; i++)
        {
            var to = random.Next(3) == 0 ? "null" : $"\"{names[random.Next(names.Length)]}\"";
            _ = await scene.Caller.PostAsync(
                $"/cluster/shards/{random.Next(256)}/move", $$"""{"node":{{to}}}""", NewKey(),
                CancellationToken.None);
        }
    }

    private async Task KillDatabaseAsync()
    {
        await _database.KillAsync();
        await AwhileAsync(1_500);
        await _database.StartAgainAsync();
    }

    private async Task PauseDatabaseAsync()
    {
        _database.Pause();
        await AwhileAsync(4_000);
        _database.Resume();
    }

    private async Task TerminateAsync() => await _database.QueryAsync(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity "
        + "where pid <> pg_backend_pid() and backend_type = 'client backend'");

    /// <summary>It must be refused, and disturb nobody.</summary>
    private async Task IntrudeAsync()
    {
        await using var intruder = _launcher.Intruder(Any());
        intruder.Start();
        try
        {
            await intruder.WaitReadyAsync(CancellationToken.None);
        }
        catch (ServerFailedException)
        {
            return;
        }

        throw new InvalidDataException("Two nodes with one address serve.");
    }

    private string NewKey() => $"day/{random.NextInt64()}";

    private Task AwhileAsync(int most) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(most)), TimeProvider.System);
}

using Npgsql;
using Oms.Campaigns.Cluster;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Scenarios;
using Oms.Testing.Postgres;

namespace Oms.Campaigns.Upgrade;

/// <summary>Three nodes under load are replaced, one by one, by nodes of the next build, which writes one event in a
/// newer version and speaks a newer protocol; on the way back and forth, and with an old node that comes too
/// late.</summary>
internal sealed class UpgradeCampaign(UpgradeOptions options)
{
    // Every item is counted up this often in every phase, on average: every shard is served in each.
    private const int WritesPerPhase = 3 * 256;

    // What this build understands; the next one understands one more (tests/twin).
    private const int Format = 2;

    private static readonly TimeSpan PhaseLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    private readonly List<string> _wrong = [];

    /// <returns>0 when nothing is wrong, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Out);
        await using var server = await PostgresServer.StartAsync("max_connections=250");
        var text = server.ConnectionString(await server.CreateDatabaseAsync());
        var launch = new LauncherOptions(
            options.Centre, options.Gateway, Path.Combine(options.Out, "data"),
            ClockSettings.StartingNow(1, TimeProvider.System), options.Seed, new ScenarioShape())
        {
            Database = text,
        };
        await using var launcher = new Launcher(launch, TimeProvider.System, new Random(options.Seed));
        await launcher.StartAsync(cancellationToken);
        await using var source = NpgsqlDataSource.Create(text);
        using var caller = new PatientCaller(launcher.CentreUris, launcher.AdminKey.Read, new Random(options.Seed));
        var history = new WriteHistory();
        var load = new ShardLoad(caller, options.Seed, history);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loading = load.RunAsync(enough.Token);
        var nodes = launcher.Centres
            .Select(node => (Old: node, Next: launcher.OfBuild(node, options.Next))).ToList();
        try
        {
            await UpgradeAsync(new Stage(launcher, source, load, nodes), cancellationToken);
            await enough.CancelAsync();
            await loading;
            await load.CheckAsync(cancellationToken);
            _wrong.AddRange(load.Wrong);
            _wrong.AddRange(await JournalChecks.OfJournalAsync(text, history));
            _wrong.AddRange(await JournalChecks.OfReadModelsAsync(text, launcher));
        }
        finally
        {
            await enough.CancelAsync();
            foreach (var (_, next) in nodes)
            {
                await next.DisposeAsync();
            }
        }

        Console.WriteLine($"{load.Writes} writes acknowledged on all shards, {caller.Repeats} attempts repeated; "
            + $"longest wait for one write {load.LongestGap.TotalSeconds:0.0} s");
        foreach (var line in _wrong.Take(50))
        {
            Console.WriteLine($"  {line}");
        }

        Console.WriteLine(_wrong.Count == 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
        return _wrong.Count == 0 ? 0 : 1;
    }

    private async Task UpgradeAsync(Stage stage, CancellationToken cancellationToken)
    {
        var ((firstOld, firstNext), (secondOld, secondNext), (lastOld, lastNext)) =
            (stage.Nodes[0], stage.Nodes[1], stage.Nodes[2]);
        await UntilAsync(async () => await stage.FormatAsync() == Format, "the old format in force", cancellationToken);
        await ServesAsync("three old nodes", stage, cancellationToken);
        await ReplaceAsync(firstOld, firstNext, stage, cancellationToken);
        await ServesAsync("one of three upgraded", stage, cancellationToken);
        await ReplaceAsync(firstNext, firstOld, stage, cancellationToken);
        await ServesAsync("taken back", stage, cancellationToken);
        await ReplaceAsync(firstOld, firstNext, stage, cancellationToken);
        await ReplaceAsync(secondOld, secondNext, stage, cancellationToken);
        await ServesAsync("two of three upgraded", stage, cancellationToken);
        await ExpectAsync(stage, "nothing newer while an old node lives", Format, newer: false);

        // The last old node is away, not stopped: the others bury it and go over without it.
        lastOld.Pause();
        await UntilAsync(
            async () => await stage.FormatAsync() == Format + 1, "the newer format in force", cancellationToken);
        await ServesAsync("the newer format in force", stage, cancellationToken);
        await ExpectAsync(stage, "the newer version of the event in the log", Format + 1, newer: true);

        lastOld.Resume();
        await UntilAsync(
            () => Task.FromResult(Said(lastOld, "Start the newer build")), "the old node to say that it is outdated",
            cancellationToken);
        await ServesAsync("an outdated node that still runs", stage, cancellationToken);
        await lastOld.StopAsync();
        await RefusedAsync(lastOld, cancellationToken);
        await stage.Launcher.StartAsync(lastNext, cancellationToken);
        await ServesAsync("three of three upgraded", stage, cancellationToken);
        if (await stage.CountAsync("select count(*) from quarantine") is var aside and > 0)
        {
            _wrong.Add($"{aside} entities were set aside.");
        }
    }

    private async Task ReplaceAsync(
        ServerProcess one, ServerProcess other, Stage stage, CancellationToken cancellationToken)
    {
        if (!await one.StopAsync())
        {
            _wrong.Add($"{one.Name} did not drain within its time.");
        }

        await stage.Launcher.StartAsync(other, cancellationToken);
    }

    /// <summary>Under load every shard goes on taking writes.</summary>
    private async Task ServesAsync(string phase, Stage stage, CancellationToken cancellationToken)
    {
        var before = stage.Load.Writes;
        await UntilAsync(
            () => Task.FromResult(stage.Load.Writes >= before + WritesPerPhase), $"writes: {phase}",
            cancellationToken);
        Console.WriteLine($"{phase}: {stage.Load.Writes - before} writes; owners by version: "
            + await stage.OwnersAsync());
    }

    private async Task ExpectAsync(Stage stage, string what, int format, bool newer)
    {
        var (now, rows) = (await stage.FormatAsync(), await stage.CountAsync(
            "select count(*) from journal where etype = 'stock.adjusted' and ever = 2"));
        if (now != format || (rows > 0) != newer)
        {
            _wrong.Add($"Expected {what}: the format is {now}, and {rows} events are of version 2.");
        }
    }

    /// <summary>An old node that is started after the upgrade ends by itself and says why.</summary>
    private async Task RefusedAsync(ServerProcess old, CancellationToken cancellationToken)
    {
        old.Start();
        await UntilAsync(() => Task.FromResult(!old.IsRunning), "the old node to end", cancellationToken);
        var last = await File.ReadAllLinesAsync(old.Log, cancellationToken);
        var why = last.TakeLast(5).FirstOrDefault(
            line => line.Contains("Start the newer build", StringComparison.Ordinal));
        Console.WriteLine($"an old node that comes back says: {why}");
        if (why is null)
        {
            _wrong.Add($"The old node ended without saying why: {string.Join(" | ", last.TakeLast(5))}");
        }
    }

    private async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > PhaseLimit)
            {
                _wrong.Add($"Waited in vain for {what}.");
                return;
            }

            await Task.Delay(AskAgain, TimeProvider.System, cancellationToken);
        }
    }

    private static bool Said(ServerProcess node, string text)
    {
        using var log = new StreamReader(new FileStream(
            node.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd().Contains(text, StringComparison.Ordinal);
    }

    /// <summary>What runs, and what the database says of it.</summary>
    private sealed record Stage(
        Launcher Launcher,
        NpgsqlDataSource Source,
        ShardLoad Load,
        IReadOnlyList<(ServerProcess Old, ServerProcess Next)> Nodes)
    {
        public async Task<int> FormatAsync() => (int)await CountAsync("select version::bigint from format");

        public async Task<long> CountAsync(string sql)
        {
            await using var command = Source.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync())!;
        }

        public async Task<string> OwnersAsync()
        {
            await using var command = Source.CreateCommand(
                """
                select coalesce(string_agg(shards || ' of version ' || version, ', ' order by version), 'none') from (
                  select n.version, count(*) as shards from shard s join node n on n.node_id = s.owner
                  group by n.version) as owned
                """);
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }
}

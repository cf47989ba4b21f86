using System.Globalization;
using Oms.Campaigns.Cluster;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Scenarios;
using Oms.Testing.Postgres;

namespace Oms.Campaigns.Ha;

/// <summary>Three nodes of the centre over PostgreSQL under Patroni, load on every shard, and the primary killed again
/// and again: what was acknowledged must be there, and service must come back by itself.</summary>
internal sealed class HaCampaign(HaOptions options)
{
    private const string Database = "oms";
    private const long WritesBetween = 2_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ReturnMax = TimeSpan.FromMinutes(3);

    /// <returns>0 when nothing is wrong, 1 when something is, 2 where Patroni cannot run.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (PatroniServers.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"The campaign cannot run: {missing}");
            return 2;
        }

        Directory.CreateDirectory(options.Out);
        await using var servers = await PatroniServers.StartAsync();
        await servers.CreateDatabaseAsync(Database);
        var launch = new LauncherOptions(
            options.Centre, options.Gateway, Path.Combine(options.Out, "data"),
            ClockSettings.StartingNow(1, TimeProvider.System), options.Seed, new ScenarioShape())
        {
            Database = servers.ConnectionString(Database),
        };
        await using var launcher = new Launcher(launch, TimeProvider.System, new Random(options.Seed));
        await launcher.StartAsync(cancellationToken);
        using var caller = new PatientCaller(launcher.CentreUris, launcher.AdminKey.Read, new Random(options.Seed));
        var history = new WriteHistory();
        var load = new ShardLoad(caller, options.Seed, history);
        var processes = launcher.Centres.Select(node => node.Id).ToList();
        List<string> wrong = [];
        using (var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var running = load.RunAsync(enough.Token);
            for (var round = 1; round <= options.Rounds && wrong.Count == 0; round++)
            {
                await MoreAsync(load, WritesBetween, cancellationToken);
                wrong.AddRange(await RoundAsync(round, servers, load, cancellationToken));
            }

            await enough.CancelAsync();
            await running;
        }

        if (!processes.SequenceEqual(launcher.Centres.Select(node => node.Id)))
        {
            wrong.Add("A node of the centre ended.");
        }

        await load.CheckAsync(cancellationToken);
        wrong.AddRange(load.Wrong);
        var leader = await servers.LeaderAsync() ?? throw new InvalidDataException("Nobody leads at the end.");
        var text = servers.ConnectionStringOf(leader, Database);
        wrong.AddRange(await JournalChecks.OfJournalAsync(text, history));
        wrong.AddRange(await JournalChecks.OfReadModelsAsync(text, launcher));
        Console.WriteLine($"{load.Writes} writes acknowledged, {caller.Repeats} attempts repeated");
        foreach (var line in wrong.Take(50))
        {
            Console.WriteLine($"  {line}");
        }

        Console.WriteLine(wrong.Count == 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
        return wrong.Count == 0 ? 0 : 1;
    }

    /// <summary>Kills the primary, and waits until there is another one, the load goes on, and the old one is its
    /// standby.</summary>
    private static async Task<IReadOnlyList<string>> RoundAsync(
        int round, PatroniServers servers, ShardLoad load, CancellationToken cancellationToken)
    {
        await servers.WaitForStandbyAsync();
        var old = await servers.LeaderAsync() ?? throw new InvalidDataException("Nobody leads.");
        await servers.KillAsync(old);
        var killed = TimeProvider.System.GetTimestamp();

        // Answers that were on their way still come: the gap is the longest silence until the load goes on.
        var (gap, seen, last, after) = (TimeSpan.Zero, load.Writes, killed, 0L);
        var promotion = servers.WaitForLeaderAsync(old);
        TimeSpan? promoted = null;
        while (after < WritesBetween)
        {
            if (TimeProvider.System.GetElapsedTime(killed) > ReturnMax)
            {
                return [$"Round {round}: service did not come back within {ReturnMax.TotalSeconds:0} s."];
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            if (load.Writes is var writes && writes > seen)
            {
                var silence = TimeProvider.System.GetElapsedTime(last);
                gap = silence > gap ? silence : gap;
                after += promoted is null ? 0 : writes - seen;
                (seen, last) = (writes, TimeProvider.System.GetTimestamp());
            }

            if (promoted is null && promotion.IsCompleted)
            {
                promoted = TimeProvider.System.GetElapsedTime(killed);
            }
        }

        var leader = await promotion;
        servers.Launch(old);
        await servers.WaitForStandbyAsync();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Round {round}: killed {old}, {leader} led after {promoted!.Value.TotalSeconds:0.0} s, no write was "
                + $"acknowledged for {gap.TotalSeconds:0.0} s"));
        return [];
    }

    private static async Task MoreAsync(ShardLoad load, long writes, CancellationToken cancellationToken)
    {
        var wanted = load.Writes + writes;
        while (load.Writes < wanted)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }
}

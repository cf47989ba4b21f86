using System.Globalization;
using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;
using Oms.Testing.Postgres;

namespace Oms.Campaigns.Cluster;

/// <summary>A bad day of a cluster of three nodes: load on every shard, a scenario with real gateways, faults of every
/// kind; and then whether anything was lost.</summary>
internal sealed class ClusterCampaign(ClusterCampaignOptions options)
{
    private const double Scale = 60;
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);

    /// <returns>0 when nothing is wrong, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Out);
        await using var server = await PostgresServer.StartAsync("max_connections=250");
        var text = server.ConnectionString(await server.CreateDatabaseAsync());
        var shape = new ScenarioShape();
        var launch = new LauncherOptions(
            options.Centre, options.Gateway, Path.Combine(options.Out, "data"),
            ClockSettings.StartingNow(Scale, TimeProvider.System), options.Seed, shape)
        {
            Database = text,
        };
        await using var launcher = new Launcher(launch, TimeProvider.System, new Random(options.Seed));
        await launcher.StartAsync(cancellationToken);
        using var caller = new PatientCaller(launcher.CentreUris, launcher.AdminKey.Read, new Random(options.Seed));
        var load = new ShardLoad(caller, options.Seed);
        var hot = new HotItems(caller, options.Seed);
        var day = new BadDay(launcher, server, caller, new Random(options.Seed));
        var scenario = ScenarioMaker.Make(options.Seed, round: 0, shape);
        var world = launcher.World(new PlayBoard());
        using (var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var playing = new ScenarioPlayer(scenario, world).PlayAsync(
                NodaTime.Extensions.TimeProviderExtensions.GetCurrentInstant(world.Clock)
                + NodaTime.Duration.FromMinutes(1), cancellationToken);
            Task[] all = [load.RunAsync(enough.Token), hot.RunAsync(enough.Token), day.RunAsync(enough.Token)];
            await Task.WhenAny(
                Task.Delay(TimeSpan.FromMinutes(options.Minutes), TimeProvider.System, cancellationToken),
                Task.WhenAll(all));
            await enough.CancelAsync();
            await Task.WhenAll(all);
            await playing;
        }

        List<string> wrong = [.. load.Wrong, .. hot.Wrong];
        await load.CheckAsync(cancellationToken);
        wrong.AddRange(load.Wrong.Skip(wrong.Count));
        wrong.AddRange(await SettleAsync(Facts.Expected(scenario), launcher, cancellationToken));
        wrong.AddRange(await JournalChecks.OfJournalAsync(text, load));
        wrong.AddRange(await JournalChecks.OfReadModelsAsync(text, caller));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Writes} writes acknowledged on all shards, {hot.Histories} histories of hot items, "
                + $"{caller.Repeats} attempts repeated; longest wait for one write "
                + $"{load.LongestGap.TotalSeconds:0.0} s"));
        Console.WriteLine($"What happened: {day.Tally}");
        foreach (var line in wrong.Take(50))
        {
            Console.WriteLine($"  {line}");
        }

        Console.WriteLine(wrong.Count == 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
        return wrong.Count == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyList<string>> SettleAsync(
        Facts wanted, Launcher launcher, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var facts = await Facts.ReadAsync(launcher.CentreClient, cancellationToken);

            // The load's own items are nobody's plan.
            var differences = Facts.Compare(
                wanted, facts with { Stock = [.. facts.Stock.Where(item => item.Location != "load")] });
            if (differences.Count == 0 || TimeProvider.System.GetElapsedTime(began) > SettleLimit)
            {
                return differences;
            }

            await Task.Delay(AskAgain, TimeProvider.System, cancellationToken);
        }
    }
}

using System.Globalization;
using Oms.Campaigns.Cluster.Goods;
using Oms.Campaigns.Cluster.Money;
using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Campaigns.Cluster;

/// <summary>A bad day of a cluster of three nodes: load on every shard, a scenario with real gateways, faults of every
/// kind; and then whether anything was lost.</summary>
internal sealed class ClusterCampaign(ClusterCampaignOptions options)
{
    private const double Scale = 60;
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PlayLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);

    /// <returns>0 when nothing is wrong, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var provider = new FaultyProvider(options.Seed);
        Directory.CreateDirectory(options.Out);
        var prices = Path.Combine(options.Out, "prices.json");
        await File.WriteAllTextAsync(prices, Basket.Prices, cancellationToken);
        await using var scene = await ClusterScene.MakeFragileAsync(
            options, Scale, [.. provider.Environment, new("OMS__Pricing__File", prices)]);
        var (launcher, caller) = (scene.Launcher, scene.Caller);
        provider.CallBackTo = launcher.CentreUris;
        await launcher.StartAsync(cancellationToken);
        var history = new WriteHistory();
        var load = new ShardLoad(caller, options.Seed, history);
        var orders = new OrderLoad(caller, options.Seed, history);
        var hot = new HotItems(caller, options.Seed, history);
        var payments = new PaymentLoad(caller, options.Seed, history);
        var money = new MoneyLoad(caller, provider, options.Seed, history);
        var probes = new ShardProbes(options.Seed, history);
        var day = new BadDay(scene, probes, options.Out, new Random(options.Seed));
        var world = launcher.World(new PlayBoard());
        var goods = new GoodsLoad(caller, provider, world.Clock, options.Seed, history);
        var rounds = new Rounds(options.Seed, world);
        List<string> wrong = [];
        using (var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            Task[] all =
            [
                load.RunAsync(enough.Token), orders.RunAsync(enough.Token), hot.RunAsync(enough.Token),
                payments.RunAsync(enough.Token), money.RunAsync(enough.Token), goods.RunAsync(enough.Token),
                day.RunAsync(enough.Token),
            ];
            var playing = rounds.PlayAsync(enough.Token, cancellationToken);

            // They end when they are told to; one that ends before has failed, and the rest of the day shows nothing.
            await Task.WhenAny(
            [
                Task.Delay(TimeSpan.FromMinutes(options.Minutes), TimeProvider.System, cancellationToken),
                playing, .. all,
            ]);
            await enough.CancelAsync();
            await Task.WhenAll(all);
            if (await Task.WhenAny(playing, Task.Delay(PlayLimit, TimeProvider.System, cancellationToken)) == playing)
            {
                await playing;
            }
            else
            {
                wrong.Add($"The scenario did not come to its end within {PlayLimit} after the day.");
            }
        }

        await load.CheckAsync(cancellationToken);
        await orders.CheckAsync(cancellationToken);
        await payments.CheckAsync(cancellationToken);
        await money.CheckAsync();
        await goods.CheckAsync();
        await probes.CheckAsync(caller, cancellationToken);
        wrong.AddRange(
        [
            .. load.Wrong, .. orders.Wrong, .. hot.Wrong, .. payments.Wrong, .. money.Wrong, .. goods.Wrong,
            .. probes.Wrong,
        ]);
        wrong.AddRange(await SettleAsync(Facts.Expected(rounds.Played), launcher, cancellationToken));
        wrong.AddRange(await JournalChecks.OfJournalAsync(scene.Text, history));
        wrong.AddRange(await BookChecks.OfAsync(scene, cancellationToken));
        wrong.AddRange(await InvariantChecks.OfEveryNodeAsync(scene, cancellationToken));
        wrong.AddRange(await JournalChecks.OfReadModelsAsync(scene.Text, scene.Launcher));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Writes} writes acknowledged on all shards, {orders.Count} orders, "
                + $"{rounds.Played.Count} rounds of the scenario, {hot.Histories} histories of hot items, "
                + $"{payments.Count} payments raced for, "
                + $"{caller.Repeats} attempts repeated; longest wait for one write "
                + $"{load.LongestGap.TotalSeconds:0.0} s"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{money.Count} orders with prices, {money.Keys} keys each used three times, {money.Moved.Captured} cents "
                + $"captured and {money.Moved.Refunded} refunded; the provider: {provider.Tally}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Lives of goods seen through: {goods.Tally}; {goods.Keys} keys each used three times, "
                + $"{goods.Facts} facts"));
        Console.WriteLine($"kill -9, until the first write to a shard of the node: {Waits.Text(day.KillGaps)}");
        Console.WriteLine($"What happened: {day.Tally}");
        foreach (var reason in day.Left)
        {
            Console.WriteLine($"Left out: {reason}");
        }

        return Verdict.Of(wrong);
    }

    private static async Task<IReadOnlyList<string>> SettleAsync(
        Facts wanted, Launcher launcher, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var facts = await Facts.ReadAsync(launcher.CentreClient, cancellationToken, OrderPlan.Channel);

            // The load's own items are nobody's plan.
            var differences = Facts.Compare(wanted, facts with
            {
                Stock =
                [
                    .. facts.Stock.Where(
                        item => item.Location != ShardItem.Location && !Places.IsOne(item.Location)),
                ],
            });
            if (differences.Count == 0 || TimeProvider.System.GetElapsedTime(began) > SettleLimit)
            {
                return differences;
            }

            await Task.Delay(AskAgain, TimeProvider.System, cancellationToken);
        }
    }
}

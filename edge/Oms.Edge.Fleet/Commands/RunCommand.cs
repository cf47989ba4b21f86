using System.Globalization;
using System.Security.Cryptography;
using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;
using Oms.Edge.Fleet.Views;

namespace Oms.Edge.Fleet.Commands;

/// <summary>Plays round after round until it is stopped, and shows the system meanwhile.</summary>
internal static class RunCommand
{
    // The next round's trucks leave while this round's are on their way back: a dock is never wanted twice at once.
    private static readonly Duration BetweenRounds = Duration.FromMinutes(50);

    public static async Task<int> RunAsync(FleetSettings settings, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        settings.Clear();
        var shape = new ScenarioShape(Damaged: 1, Spare: false);
        var options = settings.Launch(shape, time) with
        {
            KioskPin = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture),
        };
        var onScreen = LiveView.FitsHere;
        var board = new PlayBoard { Told = onScreen ? null : move => Console.WriteLine(LiveView.Line(move)) };
        var launcher = new Launcher(options, time, new Random((int)(settings.Seed & int.MaxValue)));
        await using (launcher)
        {
            await launcher.StartAsync(cancellationToken);
            Console.WriteLine($"API {launcher.CentreUri} key {launcher.AdminKey.Read()}");
            foreach (var depot in launcher.Depots.Values)
            {
                Console.WriteLine($"Kiosk of {depot.Id} {depot.Kiosk} PIN {options.KioskPin}");
            }

            var world = launcher.World(board);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var rounds = PlayRoundsAsync(settings.Seed, shape, world, stop.Token);
            var view = onScreen
                ? new LiveView(new ViewReader(launcher, board, options, world.Clock), time).ShowAsync(stop.Token)
                : Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token);
            await Task.WhenAny(rounds, view);
            await stop.CancelAsync();
            await Task.WhenAll(Quietly(view), Quietly(rounds));
            Console.WriteLine("Stopping what was started ...");
            await launcher.StopAsync();
        }

        settings.Leave();
        return 0;
    }

    // At most two rounds are under way: each has its own trucks, and the third waits for the first one's.
    private static async Task PlayRoundsAsync(
        long seed, ScenarioShape shape, FleetWorld world, CancellationToken cancellationToken)
    {
        var under = new Queue<Task>();
        var start = world.Clock.GetCurrentInstant() + Duration.FromMinutes(1);
        for (var round = 0; ; round++)
        {
            if (under.Count == ScenarioMaker.Fleets)
            {
                await under.Dequeue();
            }

            var wait = start - world.Clock.GetCurrentInstant();
            if (wait > Duration.Zero)
            {
                await Task.Delay(wait.ToTimeSpan(), world.Clock, cancellationToken);
            }

            var now = world.Clock.GetCurrentInstant();
            under.Enqueue(new ScenarioPlayer(ScenarioMaker.Make(seed, round, shape), world).PlayAsync(
                start > now ? start : now, cancellationToken));
            start = (start > now ? start : now) + BetweenRounds;
        }
    }

    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // Stopped with the rest.
        }
    }
}

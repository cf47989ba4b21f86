using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;
using Oms.Edge.Fleet.Views;

namespace Oms.Edge.Fleet.Commands;

/// <summary>Plays one scenario to its end and holds what the centre says against the plan.</summary>
internal static class OnceCommand
{
    private const int AsPlanned = 0;
    private const int NotAsPlanned = 1;

    // Ample: the scenario's own length is a sixth of it at the usual scale.
    private static readonly TimeSpan PlayLimit = TimeSpan.FromSeconds(120);

    // What follows from the last event: returns into stock, claims, the last checkpoint.
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(FleetSettings settings, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        settings.Clear();
        var shape = new ScenarioShape();
        var options = settings.Launch(shape, time);
        var board = new PlayBoard { Told = move => Console.WriteLine(LiveView.Line(move)) };
        var launcher = new Launcher(options, time, new Random((int)(settings.Seed & int.MaxValue)));
        await using (launcher)
        {
            await launcher.StartAsync(cancellationToken);
            var ready = time.GetElapsedTime(began);
            var scenario = ScenarioMaker.Make(settings.Seed, round: 0, shape);
            var world = launcher.World(board);
            var start = world.Clock.GetCurrentInstant() + Duration.FromMinutes(1);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var killing = NodeKill.RunAsync(launcher, world.Clock, start, time, over.Token);
            var trouble = await PlayAsync(scenario, world, start, time, cancellationToken);
            trouble ??= await killing;
            await over.CancelAsync();

            var expected = Facts.Expected(scenario);
            var (actual, differences) = await SettleAsync(
                expected, launcher, trouble is null ? SettleLimit : TimeSpan.Zero, time, cancellationToken);
            differences = trouble is null ? differences : [trouble, .. differences];
            var files = await EvidenceFiles.FetchAsync(
                launcher.CentreClient, settings.Out, world.HandedIn, cancellationToken);
            Console.WriteLine();
            Console.Write(SummaryTable.Of(actual, differences));
            Console.WriteLine();
            Console.Write(SummaryTable.Of(MemoryOf(launcher)));
            if (settings.Json is { } json)
            {
                FactsReport.Write(json, new FactsReport(settings.Seed, expected, actual, differences));
            }

            var stuck = await launcher.StopAsync();
            Console.WriteLine(
                $"Evidence: {files} files in {settings.Out}, to be verified with: deploy/oms verify FILE --trust "
                + Path.Combine(settings.Out, EvidenceFiles.TrustFolder));
            Console.WriteLine(FormattableString.Invariant(
                $"Ready after {ready.TotalSeconds:0.0} s, done after {time.GetElapsedTime(began).TotalSeconds:0.0} s; ")
                + $"{launcher.Repeats} requests were repeated; seed {settings.Seed}.");
            foreach (var server in stuck)
            {
                Console.WriteLine($"{server} did not stop when asked and was killed.");
            }

            settings.Leave();
            return differences.Count == 0 && stuck.Count == 0 ? AsPlanned : NotAsPlanned;
        }
    }

    private static IEnumerable<(string Server, ResidentMemory Memory, long? Target)> MemoryOf(Launcher launcher)
    {
        foreach (var server in launcher.Servers)
        {
            if (server.Memory is { } memory)
            {
                yield return (
                    server.Name, memory, launcher.Centres.Contains(server) ? null : ResidentMemory.GatewayTarget);
            }
        }
    }

    // What stops the play is one more difference: what was reached until then is compared all the same.
    private static async Task<string?> PlayAsync(
        Scenario scenario, FleetWorld world, Instant start, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(PlayLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await new ScenarioPlayer(scenario, world).PlayAsync(start, both.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the scenario did not end within {PlayLimit.TotalSeconds} s";
        }
        catch (Http.UnexpectedAnswerException refused)
        {
            return $"a server refused a step of the scenario: {refused.Message}";
        }
        catch (DeviceRefusedException refused)
        {
            return refused.Message;
        }
    }

    private static async Task<(Facts Actual, IReadOnlyList<string> Differences)> SettleAsync(
        Facts expected, Launcher launcher, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var actual = await Facts.ReadAsync(launcher.CentreClient, cancellationToken);
            var differences = Facts.Compare(expected, actual);
            if (differences.Count == 0 || time.GetElapsedTime(began) >= limit)
            {
                return (actual, differences);
            }

            await Task.Delay(AskAgain, time, cancellationToken);
        }
    }
}

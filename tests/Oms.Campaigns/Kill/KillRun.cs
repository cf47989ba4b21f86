using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Commands;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;
using Oms.Transparency;

namespace Oms.Campaigns.Kill;

/// <summary>One scenario from an empty data directory to its end, undisturbed or under fire.</summary>
internal sealed class KillRun(KillOptions options, string folder, TimeProvider time)
{
    // The same scenario in all runs: only who is killed, and when, differs.
    private const long ScenarioSeed = 1;
    private static readonly TimeSpan PlayLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>What the centre said at the end.</summary>
    public Facts Facts { get; private set; } = Facts.None;

    /// <summary>What was killed how often, in words; empty without a killer.</summary>
    public string Kills { get; private set; } = "";

    /// <summary>Runs it.</summary>
    /// <param name="expected">The facts that must stand at the end; null when nobody knows them yet.</param>
    /// <param name="killSeed">Decides who is killed, and when; null for nobody.</param>
    /// <returns>What is wrong, in words; empty when nothing is.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        Facts? expected, int? killSeed, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var shape = new ScenarioShape();
        var scenario = ScenarioMaker.Make(ScenarioSeed, round: 0, shape);
        var launch = new LauncherOptions(
            options.Centre, options.Gateway, Path.Combine(folder, "data"),
            ClockSettings.StartingNow(options.Scale, time), ScenarioSeed, shape);
        await using var launcher = new Launcher(launch, time, new Random(killSeed ?? 0));
        await launcher.StartAsync(cancellationToken);
        var world = launcher.World(new PlayBoard());
        var start = world.Clock.GetCurrentInstant() + Duration.FromMinutes(1);

        var trouble = await PlayAsync(scenario, world, start, launcher, killSeed, cancellationToken);
        var wanted = expected ?? Facts.Expected(scenario);
        var differences = await SettleAsync(wanted, launcher, cancellationToken);
        var faults = await EvidenceAsync(launcher.CentreClient, scenario, start, cancellationToken);
        var stuck = await launcher.StopAsync();
        return [.. trouble, .. differences, .. faults, .. stuck.Select(server => $"{server} did not stop when asked")];
    }

    private async Task<IReadOnlyList<string>> PlayAsync(
        Scenario scenario,
        FleetWorld world,
        Instant start,
        Launcher launcher,
        int? killSeed,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(PlayLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var enough = new CancellationTokenSource();
        var killer = new Killer(launcher, new Random(killSeed ?? 0), time);
        var killing = killSeed is null ? Task.CompletedTask : killer.RunAsync(enough.Token);
        try
        {
            await new ScenarioPlayer(scenario, world).PlayAsync(start, both.Token);
            return killSeed is not null && killer.Kills == 0 ? ["nothing was killed"] : [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [$"the scenario did not end within {PlayLimit.TotalSeconds} s"];
        }
        catch (Edge.Fleet.Http.UnexpectedAnswerException refused)
        {
            return [$"a server refused a step of the scenario: {refused.Message}"];
        }
        catch (Edge.Fleet.Devices.DeviceRefusedException refused)
        {
            return [refused.Message];
        }
        finally
        {
            await enough.CancelAsync();
            await killing;
            Kills = killer.Tally;
            await Task.WhenAll(launcher.Servers.Select(server => server.WaitReadyAsync(cancellationToken)));
        }
    }

    private async Task<IReadOnlyList<string>> SettleAsync(
        Facts wanted, Launcher launcher, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            Facts = await Facts.ReadAsync(launcher.CentreClient, cancellationToken);
            var differences = Facts.Compare(wanted, Facts);
            if (differences.Count == 0 || time.GetElapsedTime(began) > SettleLimit)
            {
                return differences;
            }

            await Task.Delay(AskAgain, time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> EvidenceAsync(
        CentreClient centre, Scenario scenario, Instant start, CancellationToken cancellationToken)
    {
        var eldFiles = scenario.Routes.ToDictionary(
            route => Edge.Fleet.Devices.EldFile.NameOf(route, start),
            route => Edge.Fleet.Devices.EldFile.Of(route, start));
        var count = await EvidenceFiles.FetchAsync(centre, folder, eldFiles, cancellationToken);
        var trust = TrustRoot.Load(Path.Combine(folder, EvidenceFiles.TrustFolder));
        var faults = new List<string>();
        if (count != scenario.Routes.Count)
        {
            faults.Add($"{count} evidence files for {scenario.Routes.Count} check-outs");
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.evidence"))
        {
            var report = EvidenceVerifier.Verify(await File.ReadAllBytesAsync(file, cancellationToken), trust);
            if (report.Verdict != EvidenceVerdict.Valid)
            {
                faults.Add($"{Path.GetFileName(file)}: {report.Verdict}: {report.Failure}");
            }
        }

        return faults;
    }
}

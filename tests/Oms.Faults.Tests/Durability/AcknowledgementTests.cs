using System.Globalization;
using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;
using Xunit;

namespace Oms.Faults.Tests.Durability;

/// <summary>Plays a small scenario with traced servers, and holds every acknowledgement to the rule.</summary>
public sealed class AcknowledgementTests : IAsyncLifetime
{
    private const double Scale = 300;
    private static readonly ScenarioShape Small = new(
        Depots: 1, RoutesPerDepot: 2, OrdersPerRoute: 2, Refused: 1, Short: 1, Excursions: 1, Defects: 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("oms-durable-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_it_is_on_disk()
    {
        Assert.SkipUnless(File.Exists(TracedServers.Strace), "strace is not installed.");
        var servers = new TracedServers(_folder);
        var launcher = await PlayAsync(servers);

        var gateway = Assert.Single(servers.Calls("oms-edge"));
        var centre = Assert.Single(servers.Calls("oms-central"));
        var mqtt = Check(gateway, launcher.Depots.Values.Single().Mqtt.Port, Protocols.Mqtt);
        var steps = Check(gateway, launcher.Depots.Values.Single().Api.Port, Protocols.Http);
        var centrals = Check(centre, launcher.CentreUri.Port, Protocols.Http);

        Assert.True(mqtt.Violations.Count == 0, string.Join("\n", mqtt.Violations));
        Assert.True(steps.Violations.Count == 0, string.Join("\n", steps.Violations));
        Assert.True(centrals.Violations.Count == 0, string.Join("\n", centrals.Violations));
        Assert.True(mqtt.Acknowledged > 20, $"only {mqtt.Acknowledged} device messages were acknowledged");
        Assert.True(steps.Acknowledged > 8, $"only {steps.Acknowledged} steps were answered");
        Assert.True(centrals.Acknowledged > 8, $"only {centrals.Acknowledged} writes were answered by the centre");
    }

    private async Task<Launcher> PlayAsync(TracedServers servers)
    {
        var time = TimeProvider.System;
        var options = new LauncherOptions(
            servers.Centre, servers.Gateway, Path.Combine(_folder, "data"), ClockSettings.StartingNow(Scale, time),
            Seed: 1, Small);
        var launcher = new Launcher(options, time, new Random(1));
        await using (launcher)
        {
            await launcher.StartAsync(TestContext.Current.CancellationToken);
            var world = launcher.World(new PlayBoard());
            var scenario = ScenarioMaker.Make(seed: 1, round: 0, Small);
            await new ScenarioPlayer(scenario, world).PlayAsync(
                world.Clock.GetCurrentInstant() + Duration.FromMinutes(1), TestContext.Current.CancellationToken);
        }

        return launcher;
    }

    private static (List<string> Violations, int Acknowledged) Check(
        IReadOnlyList<SystemCall> calls,
        int port,
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, IReadOnlyList<Exchange>> protocol)
    {
        var local = string.Create(CultureInfo.InvariantCulture, $":{port}->");
        var connections = calls
            .Where(call => call.IsSocket && call.Target.Contains(local, StringComparison.Ordinal))
            .Select(call => call.Target)
            .Distinct();
        var (violations, acknowledged) = (new List<string>(), 0);
        foreach (var connection in connections)
        {
            violations.AddRange(AckRule.Violations(calls, connection, protocol, out var found)
                .Select(violation => $"{connection}: {violation}"));
            acknowledged += found;
        }

        return (violations, acknowledged);
    }
}

using FsCheck;
using FsCheck.Fluent;
using NodaTime.Extensions;
using Oms.Custody.CheckOuts;
using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;
using Oms.Time;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Playing;

/// <summary>The player and the facts against a system on paper.</summary>
public sealed class ScenarioPlayerTests
{
    private const double Scale = 8_000;

    [Fact]
    public async Task A_scenario_that_is_played_through_ends_as_planned() =>
        Assert.Empty(await PlayAsync(ScenarioMaker.Make(1), faultsPercent: 0));

    [Fact]
    public void Whatever_is_lost_or_said_twice_a_scenario_ends_as_planned() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 1_000_000)), seed =>
            Assert.Empty(PlayAsync(
                ScenarioMaker.Make(seed, 0, new ScenarioShape(OrdersPerRoute: 3, Damaged: 1)),
                faultsPercent: 25).GetAwaiter().GetResult())).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    [Fact]
    public async Task A_player_that_is_stopped_and_started_again_has_every_effect_once()
    {
        var scenario = ScenarioMaker.Make(5);
        var system = new PaperSystem(scenario);
        var network = new PaperNetwork(system, SplitMix.For(5, "faults"), faultsPercent: 5);
        var world = network.World(scenario, Clock());
        var start = world.Clock.GetCurrentInstant();
        using var stop = new CancellationTokenSource();
        network.Changed = changes =>
        {
            if (changes == 40)
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new ScenarioPlayer(scenario, world).PlayAsync(start, stop.Token));

        await new ScenarioPlayer(scenario, world).PlayAsync(start, TestContext.Current.CancellationToken);

        Assert.Empty(await DifferencesAsync(scenario, world));
    }

    [Fact]
    public async Task A_unit_that_the_system_loses_is_found()
    {
        var lost = false;

        var differences = await PlayAsync(ScenarioMaker.Make(2), faultsPercent: 0, line =>
        {
            (var first, lost) = (!lost, true);
            return first ? line with { Delivered = line.Delivered - 1 } : line;
        });

        Assert.Contains("delivered", Assert.Single(differences), StringComparison.Ordinal);
        Assert.EndsWith("(1 lost)", differences[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_that_the_system_doubles_is_found()
    {
        var doubled = false;

        var differences = await PlayAsync(ScenarioMaker.Make(2), faultsPercent: 0, line =>
        {
            (var first, doubled) = (!doubled, true);
            return first ? line with { Delivered = line.Delivered + 1 } : line;
        });

        Assert.EndsWith("(1 too many)", Assert.Single(differences), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(
        Scenario scenario, int faultsPercent, Func<DeliveredLine, DeliveredLine>? book = null)
    {
        var system = new PaperSystem(scenario) { Book = book ?? (line => line) };
        var network = new PaperNetwork(system, SplitMix.For(scenario.Seed, "faults"), faultsPercent);
        var world = network.World(scenario, Clock());
        await new ScenarioPlayer(scenario, world).PlayAsync(
            world.Clock.GetCurrentInstant(), TestContext.Current.CancellationToken);
        Assert.Equal(faultsPercent > 0, network.Faults > 0);
        return await DifferencesAsync(scenario, world);
    }

    private static async Task<IReadOnlyList<string>> DifferencesAsync(Scenario scenario, FleetWorld world) =>
        Facts.Compare(
        Facts.Expected(scenario), await Facts.ReadAsync(world.Centre, TestContext.Current.CancellationToken));

    private static ScaledTimeProvider Clock()
    {
        var now = TimeProvider.System.GetCurrentInstant();
        return new ScaledTimeProvider(TimeProvider.System, now, now, Scale);
    }
}

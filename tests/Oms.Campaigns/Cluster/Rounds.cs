using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Campaigns.Cluster;

/// <summary>Round after round of the demonstration's scenario: orders, routes, check-outs at real gateways.</summary>
internal sealed class Rounds(int seed, FleetWorld world)
{
    private static readonly Duration Ahead = Duration.FromMinutes(1);

    private readonly List<Scenario> _played = [];

    /// <summary>The rounds that were begun; read it when all have been played.</summary>
    public IReadOnlyList<Scenario> Played => _played;

    /// <summary>Plays until it is told to stop, and then the last round to its end.</summary>
    public async Task PlayAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        do
        {
            var scenario = ScenarioMaker.Make(seed, _played.Count, new ScenarioShape(OwnGoods: true));
            _played.Add(scenario);
            await new ScenarioPlayer(scenario, world).PlayAsync(
                world.Clock.GetCurrentInstant() + Ahead, cancellationToken);
        }
        while (!enough.IsCancellationRequested);
    }
}

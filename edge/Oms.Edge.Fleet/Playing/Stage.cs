using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Http;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Playing;

/// <summary>One playing of one scenario: its times, its keys, its way of waiting.</summary>
internal sealed class Stage(Scenario scenario, FleetWorld world, Instant start)
{
    // How often a server is asked whether something has happened.
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    public Scenario Scenario { get; } = scenario;

    public FleetWorld World { get; } = world;

    /// <summary>The instant of an offset.</summary>
    public Instant At(Duration offset) => start + offset;

    /// <summary>The same playing for who left late and so is late from there on, by whole minutes.</summary>
    /// <param name="left">When it left.</param>
    /// <param name="due">The offset at which it should have left.</param>
    public Stage Later(Instant left, Duration due)
    {
        var late = left - At(due);
        return late <= Duration.Zero
            ? this
            : new Stage(Scenario, World, start + Duration.FromMinutes(Math.Ceiling(late.TotalMinutes)));
    }

    /// <summary>Waits until the clock shows an offset; at once when it is past.</summary>
    public async Task UntilAsync(Duration offset, CancellationToken cancellationToken)
    {
        var left = At(offset) - World.Clock.GetCurrentInstant();
        if (left > Duration.Zero)
        {
            await Task.Delay(left.ToTimeSpan(), World.Clock, cancellationToken);
        }
    }

    /// <summary>Waits a moment before a server is asked again.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) =>
        Task.Delay(AskAgain, World.RealTime, cancellationToken);

    /// <summary>The Idempotency-Key of one step of the scenario.</summary>
    public string Key(string step) => $"{Scenario.Seed}-{Scenario.Round}/{step}";

    public void Tell(string who, string what) => World.Board.Tell(World.Clock.GetCurrentInstant(), who, what);

    /// <summary>Does a step that the rules may refuse for now.</summary>
    /// <param name="attempt">Does it with a key. Each attempt after a refusal has another one, because a server
    /// remembers refusals, too.</param>
    /// <param name="notYet">The problems that mean "later".</param>
    public async Task<Answer> InsistAsync(
        string key, Func<string, Task<Answer>> attempt, string[] notYet, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            var answer = await attempt(number == 1 ? key : $"{key}#{number}");
            if (answer.IsAccepted)
            {
                return answer;
            }

            if (!notYet.Contains(answer.Code))
            {
                throw new UnexpectedAnswerException(answer);
            }

            await PauseAsync(cancellationToken);
        }
    }
}

using NodaTime;
using NodaTime.Extensions;
using Oms.Edge.Fleet.Launching;

namespace Oms.Edge.Fleet.Commands;

/// <summary>Kills one of the centre's nodes half-way through a scenario, and starts it again.</summary>
internal static class NodeKill
{
    // The trucks are out by then, and the first ones are on their way back.
    private static readonly Duration HalfWay = Duration.FromMinutes(25);
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(50);

    /// <returns>What went wrong; null when the node is back, or when there is only one.</returns>
    public static async Task<string?> RunAsync(
        Launcher launcher, TimeProvider clock, Instant start, TimeProvider time, CancellationToken cancellationToken)
    {
        if (launcher.Centres is not [_, var victim, ..])
        {
            return null;
        }

        try
        {
            while (clock.GetCurrentInstant() < start + HalfWay)
            {
                await Task.Delay(AskAgain, time, cancellationToken);
            }

            await victim.KillAsync();
            Console.WriteLine($"{victim.Name} was killed (SIGKILL).");
            await Task.Delay(Gone, time, cancellationToken);
            await launcher.StartAsync(victim, cancellationToken);
            Console.WriteLine($"{victim.Name} is back.");
            return null;
        }
        catch (ServerFailedException failure)
        {
            return failure.Message;
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested ? "the scenario was over before a node was killed" : null;
        }
    }
}

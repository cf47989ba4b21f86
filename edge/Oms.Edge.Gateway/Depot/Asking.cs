using Oms.Actors;
using Oms.Entities;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Asks until there is an answer that stands.</summary>
internal static class Asking
{
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    /// <summary>Repeats a command, under its one id, while the answer is "try again".</summary>
    /// <param name="patience">After this long the last answer is returned, whatever it is.</param>
    public static async Task<Reply<TEvent, TRejection>> UntilAnsweredAsync<TState, TCommand, TEvent, TRejection>(
        this IShardRegion<TState, TCommand, TEvent, TRejection> region,
        EntityAddress address,
        TCommand command,
        CommandContext context,
        TimeProvider pace,
        TimeSpan patience,
        CancellationToken cancellationToken)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>
    {
        var started = pace.GetTimestamp();
        for (var wait = WaitMin; ; wait = wait < WaitMax ? wait * 2 : WaitMax)
        {
            var reply = await region.AskAsync(address, command, context);
            if (reply.Outcome is not ReplyOutcome.Retriable
                || reply.Retry is RetryReason.Quarantined or RetryReason.Stopping
                || pace.GetElapsedTime(started) > patience)
            {
                return reply;
            }

            await Task.Delay(wait, pace, cancellationToken);
        }
    }
}

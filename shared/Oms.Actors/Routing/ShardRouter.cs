using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Runtime;

namespace Oms.Actors.Routing;

/// <summary>Brings a frame to its shard's owner, wherever that is, and follows the shard when it moves.</summary>
/// <remarks>
/// A frame is sent again whenever no answer came: the command id makes that safe. It goes straight to the owner; a node
/// that is not the owner says so and does not pass it on, so there are no rounds of forwarding.
/// </remarks>
internal sealed class ShardRouter(RuntimeCore core, NodeMembership membership, ClusterServices cluster)
{
    private readonly int[] _inFlight = new int[core.Services.Journal.ShardCount];

    /// <summary>How many are on their way to other nodes, or wait for an owner.</summary>
    public long InFlight => _inFlight.Sum(shard => (long)shard);

    /// <param name="local">Carries a frame out on this node.</param>
    public async ValueTask<ReplyFrame> AskAsync(
        int shard, AskFrame frame, Func<AskFrame, ValueTask<ReplyFrame>> local)
    {
        if (Interlocked.Increment(ref _inFlight[shard]) > cluster.Options.ForwardedMax)
        {
            _ = Interlocked.Decrement(ref _inFlight[shard]);
            return ReplyFrame.Refused(RetryReason.Overloaded, 50);
        }

        try
        {
            return await FollowAsync(shard, frame, local);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _inFlight[shard]);
        }
    }

    private async ValueTask<ReplyFrame> FollowAsync(
        int shard, AskFrame frame, Func<AskFrame, ValueTask<ReplyFrame>> local)
    {
        var began = core.Timestamp;
        var wait = Duration.FromMilliseconds(frame.WaitMilliseconds);
        var last = ReplyFrame.NotOwner;
        for (var attempt = 1; !core.IsStopping; attempt++)
        {
            var changed = membership.Map.ChangedAsync();
            if (membership.Map.OwnerOf(shard) is { } owner)
            {
                last = await SendAsync(owner.Node, Shortened(frame, wait - Elapsed(began)), local);
                if (last.Outcome is not ReplyOutcome.Retriable
                    || last.Retry is not (RetryReason.NotOwner or RetryReason.OutcomeUnknown or RetryReason.Stopping))
                {
                    return last;
                }
            }

            if (Elapsed(began) >= Duration.Min(wait, cluster.Options.ParkWait))
            {
                break;
            }

            await Task.WhenAny(changed, core.PauseAsync(core.BackOff(Math.Min(attempt, 3))));
        }

        return last;
    }

    private static AskFrame Shortened(AskFrame frame, Duration left) =>
        frame with { WaitMilliseconds = Math.Max(1, (long)left.TotalMilliseconds) };

    private Duration Elapsed(long began) => Duration.FromTimeSpan(core.Waits.GetElapsedTime(began));

    private async ValueTask<ReplyFrame> SendAsync(
        NodeInfo owner, AskFrame frame, Func<AskFrame, ValueTask<ReplyFrame>> local)
    {
        if (owner.Id == membership.Self.Id)
        {
            return await local(frame);
        }

        core.Metrics.Forwarded();
        var wait = Duration.Min(cluster.Options.PeerWait, Duration.FromMilliseconds(frame.WaitMilliseconds));
        using var late = new CancellationTokenSource(wait.ToTimeSpan(), core.Waits);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, core.Stopped);
        try
        {
            // The token lets the ask's places go on both sides; who does not mind it is not waited for either.
            var sent = frame with { WaitMilliseconds = Math.Max(1, (long)wait.TotalMilliseconds) };
            return await cluster.Peers.AskAsync(owner, sent, ended.Token).AsTask().WaitAsync(ended.Token);
        }
        catch (Exception failure) when (failure is PeerUnreachableException or OperationCanceledException)
        {
            return ReplyFrame.Refused(RetryReason.OutcomeUnknown, 50);
        }
    }
}

using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Peers;

/// <summary>An ask that waits for its answer. Its caller never goes on within the stream's reader.</summary>
internal sealed class PendingAsk(ulong id, AskFrame frame, long askedAt)
    : TaskCompletionSource<ReplyFrame>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);

    public ulong Id => id;

    public AskFrame Frame => frame;

    public long AskedAt => askedAt;

    /// <summary>How long its caller waits.</summary>
    public TimeSpan Wait { get; } =
        TimeSpan.FromMilliseconds(Math.Clamp(frame.WaitMilliseconds, 0, (long)WaitMax.TotalMilliseconds));
}

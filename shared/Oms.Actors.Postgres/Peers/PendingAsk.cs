using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Peers;

/// <summary>An ask that waits for its answer. Its caller never goes on within the stream's reader.</summary>
internal sealed class PendingAsk(ulong id, AskFrame frame, long askedAt)
    : TaskCompletionSource<ReplyFrame>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int Waiting = 0;
    private const int Sent = 1;
    private const int GivenUp = 2;

    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);

    private int _stage;

    public ulong Id => id;

    /// <summary>Whether the peer has answered it, so that it holds no place there.</summary>
    public bool IsAnswered { get; set; }

    public AskFrame Frame => frame;

    public long AskedAt => askedAt;

    /// <summary>How long its caller waits.</summary>
    public TimeSpan Wait { get; } =
        TimeSpan.FromMilliseconds(Math.Clamp(frame.WaitMilliseconds, 0, (long)WaitMax.TotalMilliseconds));

    /// <summary>Whether it has gone out.</summary>
    public bool WasSent => Volatile.Read(ref _stage) == Sent;

    /// <summary>Says that it goes out now; false when its caller has given it up before.</summary>
    public bool TrySend() => Interlocked.CompareExchange(ref _stage, Sent, Waiting) == Waiting;

    /// <summary>Says that its caller has given it up; false when it has gone out before.</summary>
    public bool TryGiveUp() => Interlocked.CompareExchange(ref _stage, GivenUp, Waiting) == Waiting;
}

using System.Text.Json;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Serves the asks of one stream and writes their answers, in the order in which they are ready.</summary>
/// <param name="peer">Who asks: for messages.</param>
/// <param name="serve">Carries an ask out on this node.</param>
internal sealed class PeerServing(
    string peer, PeerOptions options, PeerServices services, Func<AskFrame, ValueTask<ReplyFrame>> serve)
{
    private const long RetryAfterMilliseconds = 50;
    private const long NotUnderstoodMilliseconds = 1_000;

    // A frame may promise any wait; beyond this it makes no difference.
    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);

    // Who asked may still listen a little after its wait: the answer has been on its way for a while.
    private static readonly TimeSpan LateMin = TimeSpan.FromSeconds(1);

    private readonly ServingSlots _slots = new(options.ServedMax);
    private readonly FrameQueue<Answer> _answers = new(options.ServedMax);

    /// <summary>Serves until the stream ends, then lets what is being served be answered.</summary>
    /// <param name="stopping">Ends the reading: the node stops.</param>
    /// <param name="aborted">The stream broke.</param>
    /// <returns>Why it ended.</returns>
    public async Task<PeerEndedException> RunAsync(
        FrameReader input, FrameOutput output, CancellationToken stopping, CancellationToken aborted)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stopping, broken.Token);
        var writing = WriteAsync(output, broken.Cancel, broken.Token);
        var end = await ReadAsync(input, reading.Token, stopping);
        await FinishAsync(broken);
        await writing;
        if (!broken.IsCancellationRequested)
        {
            await SayGoodbyeAsync(output, end, broken.Token);
        }

        return end;
    }

    private async Task<PeerEndedException> ReadAsync(
        FrameReader input, CancellationToken cancellationToken, CancellationToken stopping)
    {
        try
        {
            while (await input.NextAsync(cancellationToken) is { } frame)
            {
                switch (frame.Type)
                {
                    case FrameType.Ask:
                        var ask = Understand(frame);
                        await _slots.EnterAsync(cancellationToken);
                        services.Metrics.Serving();
                        _ = ServeAsync(frame.Id, ask, input.ArrivedAt);
                        break;

                    case FrameType.Goodbye:
                        return new PeerEndedException(PeerEnd.Gone, "It said goodbye.");

                    default:
                        return PeerEndedException.Malformed($"A frame {frame.Type} came where only asks may stand.");
                }
            }

            return new PeerEndedException(PeerEnd.Gone, "It has closed the stream.");
        }
        catch (PeerEndedException end)
        {
            return end;
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or InvalidOperationException)
        {
            return stopping.IsCancellationRequested
                ? new PeerEndedException(PeerEnd.Stopping, "The node stops.")
                : new PeerEndedException(PeerEnd.Gone, $"It broke: {lost.Message}");
        }
    }

    /// <summary>The ask of a frame; null when this node does not understand it: that concerns this ask alone.
    /// </summary>
    private AskFrame? Understand(in Frame frame)
    {
        try
        {
            var ask = Framing.Read(frame, FrameJson.Default.AskFrame);
            if (ask is { Tenant: not null, Kind: not null, Id: not null }
                && ask is { PrincipalKind: not null, PrincipalId: not null })
            {
                return ask;
            }

            services.Log.AskNotUnderstood(null, peer);
        }
        catch (JsonException failure)
        {
            services.Log.AskNotUnderstood(failure, peer);
        }

        return null;
    }

    // Nothing is started on another thread: what the node can answer at once is answered on the reader's.
    private async Task ServeAsync(ulong id, AskFrame? ask, long arrivedAt)
    {
        var reply = ask is null ? NotUnderstood : await AnswerAsync(ask, arrivedAt);
        if (reply is null || !_answers.TryAdd(new Answer(id, reply)))
        {
            // Nobody waits for it any more.
            Leave();
        }
    }

    /// <summary>Carries an ask out; null when it took so long that nobody waits for the answer.</summary>
    private async ValueTask<ReplyFrame?> AnswerAsync(AskFrame ask, long arrivedAt)
    {
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(ask.WaitMilliseconds, 0, (long)WaitMax.TotalMilliseconds));
        var waited = services.Since(arrivedAt);
        if (waited >= wait)
        {
            services.Metrics.Expired();
            return ReplyFrame.Refused(RetryReason.DeadlinePassed, RetryAfterMilliseconds);
        }

        var reply = await CarryOutAsync(
            waited.Ticks < TimeSpan.TicksPerMillisecond
                ? ask
                : ask with { WaitMilliseconds = Math.Max(1, (long)(wait - waited).TotalMilliseconds) });
        if (services.Since(arrivedAt) < LateMin + (2 * wait))
        {
            return reply;
        }

        services.Metrics.Expired();
        return null;
    }

    private async ValueTask<ReplyFrame> CarryOutAsync(AskFrame ask)
    {
        try
        {
            return await serve(ask);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            // An address or an id that is none.
            services.Log.AskNotUnderstood(failure, peer);
            return NotUnderstood;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // One ask failed: the stream and the others on it go on.
            services.Log.AskFailed(failure, peer);
            return ReplyFrame.Refused(RetryReason.OutcomeUnknown, RetryAfterMilliseconds);
        }
    }

    private async Task WriteAsync(FrameOutput output, Action breakOff, CancellationToken cancellationToken)
    {
        try
        {
            await _answers.WriteAllAsync(output, answer => Put(output, answer), cancellationToken);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or InvalidOperationException)
        {
            breakOff();
        }
    }

    private void Put(FrameOutput output, Answer answer)
    {
        if (!output.TryAdd(FrameType.Answer, answer.Id, answer.Reply, FrameJson.Default.ReplyFrame))
        {
            services.Log.AnswerUnsendable(peer, options.FrameBytesMax);
            _ = output.TryAdd(FrameType.Answer, answer.Id, NotUnderstood, FrameJson.Default.ReplyFrame);
        }

        Leave();
    }

    /// <summary>Waits until all that is being served is answered, or for as long as the options say.</summary>
    private async Task FinishAsync(CancellationTokenSource broken)
    {
        try
        {
            await _slots.EmptyAsync(broken.Token).AsTask()
                .WaitAsync(options.FinishWait.ToTimeSpan(), services.Time, broken.Token);
        }
        catch (TimeoutException)
        {
            await broken.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The writer, or the stream, has ended.
        }

        _answers.Complete();
    }

    private static async Task SayGoodbyeAsync(
        FrameOutput output, PeerEndedException end, CancellationToken cancellationToken)
    {
        try
        {
            _ = output.TryAdd(
                FrameType.Goodbye,
                0,
                new PeerGoodbye(PeerEndedException.NameOf(end.Reason), end.Message),
                PeerJson.Default.PeerGoodbye);
            await output.FlushAsync(cancellationToken);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It has gone without it.
        }
    }

    private void Leave()
    {
        services.Metrics.Served();
        _slots.Leave();
    }

    private static ReplyFrame NotUnderstood { get; } =
        ReplyFrame.Refused(RetryReason.NotUnderstood, NotUnderstoodMilliseconds);

    private readonly record struct Answer(ulong Id, ReplyFrame Reply);
}

using System.Collections.Concurrent;
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

    // How often asks that nobody waits for are looked for, while no slot is free.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<ulong, Serving> _serving = new();
    private readonly ServingSlots _slots = new(options.ServedMax);
    private readonly FrameQueue<Answer> _answers = new(2 * options.ServedMax);

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
                        var arrivedAt = input.ArrivedAt;
                        var id = frame.Id;
                        await EnterAsync(cancellationToken);
                        services.Metrics.Serving();
                        _ = ServeAsync(id, ask, arrivedAt);
                        break;

                    case FrameType.Cancel:
                        if (_serving.TryGetValue(frame.Id, out var cancelled))
                        {
                            Leave(cancelled);
                        }

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

    /// <summary>Takes a slot. While there is none, asks that nobody waits for any more give theirs up: what says so
    /// may stand behind this one in the stream.</summary>
    private async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        var entered = _slots.EnterAsync(cancellationToken);
        if (entered.IsCompleted)
        {
            await entered;
            return;
        }

        var entering = entered.AsTask();
        while (await Task.WhenAny(entering, Task.Delay(LookEvery, services.Time, CancellationToken.None)) != entering)
        {
            foreach (var (_, serving) in _serving)
            {
                if (IsTooLate(serving))
                {
                    services.Metrics.Expired();
                    Leave(serving);
                }
            }
        }

        await entering;
    }

    // Nothing is started on another thread: what the node can answer at once is answered on the reader's.
    private async Task ServeAsync(ulong id, AskFrame? ask, long arrivedAt)
    {
        var serving = new Serving(id, arrivedAt, WaitOf(ask));
        _ = _serving.TryAdd(id, serving);
        var reply = ask is null ? NotUnderstood : await AnswerAsync(ask, serving);
        if (reply is null || serving.HasEnded || !_answers.TryAdd(new Answer(serving, reply)))
        {
            // Nobody waits for it any more.
            Leave(serving);
        }
    }

    /// <summary>Carries an ask out; null when it took so long that nobody waits for the answer.</summary>
    private async ValueTask<ReplyFrame?> AnswerAsync(AskFrame ask, Serving serving)
    {
        var waited = services.Since(serving.ArrivedAt);
        if (waited >= serving.Wait)
        {
            services.Metrics.Expired();
            return ReplyFrame.Refused(RetryReason.DeadlinePassed, RetryAfterMilliseconds);
        }

        using var span = PeerTracing.Serve(ask, peer);
        var reply = await CarryOutAsync(
            waited.Ticks < TimeSpan.TicksPerMillisecond
                ? ask
                : ask with { WaitMilliseconds = Math.Max(1, (long)(serving.Wait - waited).TotalMilliseconds) });
        if (!IsTooLate(serving))
        {
            return reply;
        }

        services.Metrics.Expired();
        return null;
    }

    private bool IsTooLate(Serving serving) => services.Since(serving.ArrivedAt) >= LateMin + (2 * serving.Wait);

    private static TimeSpan WaitOf(AskFrame? ask) => TimeSpan.FromMilliseconds(
        Math.Clamp(ask?.WaitMilliseconds ?? 0, 0, (long)WaitMax.TotalMilliseconds));

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
        var id = answer.Serving.Id;
        if (!Leave(answer.Serving))
        {
            // It was cancelled while it waited for the writer.
            return;
        }

        if (!output.TryAdd(FrameType.Answer, id, answer.Reply, FrameJson.Default.ReplyFrame))
        {
            services.Log.AnswerUnsendable(peer, options.FrameBytesMax);
            _ = output.TryAdd(FrameType.Answer, id, NotUnderstood, FrameJson.Default.ReplyFrame);
        }
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

    /// <summary>Gives the ask's slot up; false when it was given up before.</summary>
    private bool Leave(Serving serving)
    {
        if (!serving.TryEnd())
        {
            return false;
        }

        _ = _serving.TryRemove(KeyValuePair.Create(serving.Id, serving));
        services.Metrics.Served();
        _slots.Leave();
        return true;
    }

    private static ReplyFrame NotUnderstood { get; } =
        ReplyFrame.Refused(RetryReason.NotUnderstood, NotUnderstoodMilliseconds);

    private readonly record struct Answer(Serving Serving, ReplyFrame Reply);

    /// <summary>An ask that holds a slot.</summary>
    private sealed class Serving(ulong id, long arrivedAt, TimeSpan wait)
    {
        private int _ended;

        public ulong Id => id;

        public long ArrivedAt => arrivedAt;

        /// <summary>How long who asked waits.</summary>
        public TimeSpan Wait => wait;

        public bool HasEnded => Volatile.Read(ref _ended) == 1;

        public bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;
    }
}

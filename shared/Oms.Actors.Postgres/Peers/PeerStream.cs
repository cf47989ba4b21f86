using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using Oms.Actors.Cluster;
using Oms.Actors.Routing;

namespace Oms.Actors.Postgres.Peers;

/// <summary>One stream to a peer, from its opening to its end. It is not opened a second time.</summary>
/// <threadsafety>Any thread may ask and end it; it is run once.</threadsafety>
internal sealed class PeerStream(
    NodeInfo peer,
    Func<NodeInfo> self,
    PeerOptions options,
    PeerServices services,
    HttpMessageInvoker http,
    InFlightLimit limit)
{
    private const long RetryAfterMilliseconds = 50;
    private const long NotUnderstoodMilliseconds = 1_000;
    private const int RefusalBytesMax = 1_024;

    private readonly ConcurrentDictionary<ulong, PendingAsk> _pending = new();
    private readonly FrameQueue<PendingAsk> _outgoing = new(2 * options.InFlightMax);
    private readonly TaskCompletionSource<Exception> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _lastId;
    private int _inFlight;
    private int _failed;
    private volatile Exception? _cause;
    private volatile bool _isOpen;
    private volatile bool _takesCancels;

    /// <summary>Whether the other side was known.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Asks that wait for their answers.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Asks that failed because it ended.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <remarks>An ask that its caller gives up, or whose own wait is over, leaves its place here and at the peer.
    /// </remarks>
    /// <exception cref="PeerUnreachableException">The stream broke, or the ask's own wait is over.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; it may arrive nevertheless.</exception>
    public async ValueTask<ReplyFrame> AskAsync(AskFrame frame, CancellationToken cancellationToken)
    {
        var inFlight = Interlocked.Increment(ref _inFlight);
        if (inFlight > limit.Current)
        {
            _ = Interlocked.Decrement(ref _inFlight);
            return Overloaded();
        }

        using var span = PeerTracing.Ask(peer.Name);
        var ask = new PendingAsk(
            Interlocked.Increment(ref _lastId), PeerTracing.Traced(frame), services.Time.GetTimestamp());
        services.Metrics.Asked();
        ReplyFrame? answer = null;
        try
        {
            _pending[ask.Id] = ask;
            if (_cause is { } cause)
            {
                // It ended before this one stood in the table, so the end did not see it.
                ask.TrySetException(Unreachable(cause));
            }
            else if (!_outgoing.TryAdd(ask) && _cause is null)
            {
                // Asks that were cancelled have left the table, and wait to be passed over by the writer.
                return Overloaded();
            }

            await using var registration = cancellationToken.UnsafeRegister(
                static (asked, token) => ((PendingAsk)asked!).TrySetCanceled(token), ask);
            answer = await ask.Task;
            return answer;
        }
        finally
        {
            _ = _pending.TryRemove(ask.Id, out _);
            _ = Interlocked.Decrement(ref _inFlight);
            services.Metrics.Answered(services.Since(ask.AskedAt));
            if (!ask.IsAnswered && !ask.TryGiveUp() && _takesCancels && _cause is null)
            {
                // When there is no room for it the peer forgets the ask by itself, once its wait is over.
                _ = _outgoing.TryAdd(ask);
            }

            Judge(ask, answer, inFlight, cancellationToken.IsCancellationRequested);
        }
    }

    /// <summary>Opens the stream and works until it ends; then every ask in flight has failed.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<Exception> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var work = ConverseAsync(stop.Token);
        _ = await Task.WhenAny(work, _end.Task);
        if (_end.Task.IsCompletedSuccessfully)
        {
            Fail(await _end.Task);
        }

        await stop.CancelAsync();
        try
        {
            await work;
            Fail(new PeerEndedException(PeerEnd.Gone, "The peer has closed the stream."));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever broke it, those who wait must learn of it.
            Fail(failure);
        }

        _outgoing.Complete();
        return _cause!;
    }

    /// <summary>Ends the stream, and with it every ask in flight.</summary>
    public void End(Exception cause) => _end.TrySetResult(cause);

    /// <summary>Fails asks whose wait is over.</summary>
    public void Expire()
    {
        foreach (var (_, ask) in _pending)
        {
            if (services.Since(ask.AskedAt) > ask.Wait)
            {
                ask.TrySetException(Unreachable(new TimeoutException("No answer came within the ask's own wait.")));
            }
        }
    }

    private void Fail(Exception cause)
    {
        _cause ??= cause;
        foreach (var (_, ask) in _pending)
        {
            if (ask.TrySetException(Unreachable(_cause)))
            {
                _ = Interlocked.Increment(ref _failed);
            }
        }
    }

    // Only commands and reads tell how a peer keeps up: other asks take as long as they take. One that its caller gave
    // up soon tells nothing.
    private void Judge(PendingAsk ask, ReplyFrame? answer, int inFlight, bool isCancelled)
    {
        var failed = answer is null ? !isCancelled : answer is
        {
            Outcome: ReplyOutcome.Retriable,
            Retry: RetryReason.Overloaded or RetryReason.JournalUnavailable or RetryReason.OutcomeUnknown
                or RetryReason.DeadlinePassed,
        };
        if (ask.Frame.Verb is AskVerb.Ask or AskVerb.Read
            && (answer is not null || !isCancelled || services.Since(ask.AskedAt) > options.LatencyMax.ToTimeSpan()))
        {
            limit.Ended(ask.AskedAt, failed, inFlight);
        }
    }

    private PeerUnreachableException Unreachable(Exception cause) => new(peer.Name, cause);

    private ReplyFrame Overloaded()
    {
        services.Metrics.Overloaded();
        return ReplyFrame.Refused(RetryReason.Overloaded, RetryAfterMilliseconds);
    }

    private async Task ConverseAsync(CancellationToken cancellationToken)
    {
        var content = new DuplexContent();
        try
        {
            await ConverseAsync(content, cancellationToken);
        }
        finally
        {
            content.Complete();
        }
    }

    private async Task ConverseAsync(DuplexContent content, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, PeerAddress.StreamOf(peer.Address, options.Trust))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var late = services.Time.CreateTimer(
            _ => End(new TimeoutException("The stream was not opened in time.")),
            null, options.HandshakeWait.ToTimeSpan(), Timeout.InfiniteTimeSpan);
        await using (late)
        {
            var sending = http.SendAsync(request, cancellationToken);
            _ = await Task.WhenAny(content.OpenedAsync(), sending);
            if (!content.OpenedAsync().IsCompleted)
            {
                // The connection failed: the request did not get as far as its body.
                using var none = await sending;
                throw await RefusalAsync(none, cancellationToken);
            }

            using var output = new FrameOutput(await content.OpenedAsync(), options.FrameBytesMax, services);
            var handshake = new Handshake(options, self());
            using var response = await SayHelloAsync(handshake, output, sending, cancellationToken);
            var input = new FrameReader(
                PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken)), services);
            var agreement = await handshake.CallAsync(input, output, peer, cancellationToken);
            await late.DisposeAsync();
            await ExchangeAsync(agreement, input, output, cancellationToken);
        }
    }

    /// <summary>Sends the first frame, and takes the answer's head.</summary>
    /// <exception cref="PeerEndedException">The peer refuses the stream.</exception>
    private static async Task<HttpResponseMessage> SayHelloAsync(
        Handshake handshake, FrameOutput output, Task<HttpResponseMessage> sending, CancellationToken cancellationToken)
    {
        _ = output.TryAdd(FrameType.Hello, 0, handshake.Hello, PeerJson.Default.PeerHello);
        try
        {
            await output.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // A peer that refuses at once does not read it: its answer says why.
        }

        var response = await sending;
        if (response.StatusCode is HttpStatusCode.OK)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancellationToken);
        }
    }

    private static async Task<PeerEndedException> RefusalAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[RefusalBytesMax];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        var text = $"{(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes, 0, length)}";
        return PeerEndedException.Said(
            response.StatusCode switch
            {
                HttpStatusCode.Unauthorized => PeerEnd.Unauthenticated,
                HttpStatusCode.Conflict => PeerEnd.NoCommonVersion,
                HttpStatusCode.ServiceUnavailable => PeerEnd.Busy,
                _ => PeerEnd.Gone,
            },
            text);
    }

    private async Task ExchangeAsync(
        PeerAgreement agreement, FrameReader input, FrameOutput output, CancellationToken cancellationToken)
    {
        _isOpen = true;
        _takesCancels = agreement.Version >= ProtocolVersions.WithCancel;
        services.Log.Opened(agreement.Peer, agreement.Version);
        services.Metrics.Opened(byUs: true);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(input, ended.Token);
        var writing = _outgoing.WriteAllAsync(output, ask => Put(output, ask), ended.Token);
        try
        {
            // Either loop ends only when the stream does.
            await await Task.WhenAny(reading, writing);
        }
        finally
        {
            services.Metrics.Closed(byUs: true);
            Fail(reading.Exception?.InnerException ?? writing.Exception?.InnerException
                ?? new PeerEndedException(PeerEnd.Gone, "The peer has closed the stream."));
            await ended.CancelAsync();
            await Task.WhenAll(reading, writing).ContinueWith(
                static _ => { },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private void Put(FrameOutput output, PendingAsk ask)
    {
        if (ask.Task.IsCompleted)
        {
            if (ask is { WasSent: true, IsAnswered: false } && _takesCancels)
            {
                services.Metrics.Cancelled();
                output.Add(FrameType.Cancel, ask.Id);
            }

            return;
        }

        if (services.Since(ask.AskedAt) >= ask.Wait)
        {
            services.Metrics.Expired();
            ask.TrySetResult(ReplyFrame.Refused(RetryReason.DeadlinePassed, RetryAfterMilliseconds));
        }
        else if (!ask.TrySend())
        {
            // Its caller has just gone.
        }
        else if (!output.TryAdd(FrameType.Ask, ask.Id, ask.Frame, FrameJson.Default.AskFrame))
        {
            services.Log.AskUnsendable(peer.Name, options.FrameBytesMax);
            ask.TrySetResult(ReplyFrame.Refused(RetryReason.NotUnderstood, NotUnderstoodMilliseconds));
        }
    }

    private async Task ReadAsync(FrameReader input, CancellationToken cancellationToken)
    {
        while (await input.NextAsync(cancellationToken) is { } frame)
        {
            switch (frame.Type)
            {
                case FrameType.Answer:
                    Take(frame);
                    break;

                case FrameType.Goodbye:
                    var goodbye = Framing.Read(frame, PeerJson.Default.PeerGoodbye);
                    throw PeerEndedException.Said(PeerEndedException.Named(goodbye.Reason), goodbye.Text);

                default:
                    throw PeerEndedException.Malformed($"A frame {frame.Type} came where only answers may stand.");
            }
        }
    }

    private void Take(in Frame frame)
    {
        if (!_pending.TryGetValue(frame.Id, out var ask))
        {
            // Its caller has gone.
            return;
        }

        ask.IsAnswered = true;
        try
        {
            ask.TrySetResult(Framing.Read(frame, FrameJson.Default.ReplyFrame));
        }
        catch (JsonException failure)
        {
            services.Log.AnswerNotUnderstood(failure, peer.Name);
            ask.TrySetException(Unreachable(failure));
        }
    }
}

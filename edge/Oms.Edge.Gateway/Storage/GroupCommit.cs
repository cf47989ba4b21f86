using Oms.Edge.Gateway.Platform;

namespace Oms.Edge.Gateway.Storage;

/// <summary>Lets many append to a segment log at a time and share one flush.</summary>
/// <remarks>
/// While a flush is in flight the next ones gather; when nothing is in flight the first one waits a moment for company,
/// unless enough are there. A task completes only after the flush that covers its record.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class GroupCommit(
    SegmentLog log, TaskScheduler scheduler, TimeProvider pace, TimeSpan linger, int lingerRecords = 64)
{
    /// <summary>Bytes that may wait; a further append is refused.</summary>
    public const int WaitingBytesMax = 32 * 1024 * 1024;

    private const int BatchBytesMax = 4 * 1024 * 1024;
    private const int ToldAtOnce = 64;
    private static readonly TimeSpan ProblemFor = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = [];
    private long _waitingBytes;
    private TaskCompletionSource? _enough;
    private bool _isRunning;
    private volatile Failure? _failure;

    /// <summary>
    /// What each flush waits for, so that records wait in their order; it gives why there is no room, or null when
    /// there is.
    /// </summary>
    public Func<Task<string?>> Room { get; init; } = () => Task.FromResult<string?>(null);

    /// <summary>Why the last append failed; null when it did not, or when nobody has tried again since.</summary>
    /// <remarks>What waits for room tries again every 2 s at least. After 10 s without, nothing waits, and whether
    /// there is room is not known here.</remarks>
    public string? Problem => _failure is { } failure && pace.GetElapsedTime(failure.At) < ProblemFor
        ? failure.Reason
        : null;

    /// <summary>Appends a record.</summary>
    /// <returns>The position after it, once it is on the device.</returns>
    /// <exception cref="StoreUnavailableException">It is not in the log.</exception>
    public Task<long> AppendAsync(byte type, ReadOnlyMemory<byte> payload)
    {
        var waiting = new Waiting(type, payload, new TaskCompletionSource<long>());
        lock (_gate)
        {
            if (_waitingBytes + payload.Length > WaitingBytesMax)
            {
                throw new StoreUnavailableException("Too much waits to be written.");
            }

            _waitingBytes += payload.Length;
            _waiting.Enqueue(waiting);
            if (_waiting.Count >= lingerRecords)
            {
                _ = _enough?.TrySetResult();
            }

            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Factory.StartNew(
                    RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
            }
        }

        return waiting.Done.Task;
    }

    private async Task RunAsync()
    {
        var telling = Task.CompletedTask;
        await LingerAsync();
        while (true)
        {
            var full = await Room();
            if (Take() is not { Count: > 0 } batch)
            {
                return;
            }

            if (full is not null)
            {
                Refuse(batch, new StoreUnavailableException(full));
                continue;
            }

            try
            {
                var positions = log.Append([.. batch.Select(one => (one.Type, one.Payload))]);
                _failure = null;
                await telling;
                telling = TellAsync(batch, positions);
            }
            catch (IOException failure)
            {
                _failure = new Failure(failure.Message, pace.GetTimestamp());
                Refuse(batch, new StoreUnavailableException(failure.Message, failure));
            }
        }
    }

    /// <summary>Goes on with those who waited, in their order, while the next batch is written.</summary>
    /// <remarks>One after the other and a few at a time: thousands at once would be in front of all else that the
    /// process has to do.</remarks>
    private static async Task TellAsync(List<Waiting> batch, long[] positions)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            if (index % ToldAtOnce == 0)
            {
                await Task.Yield();
            }

            batch[index].Done.SetResult(positions[index]);
        }
    }

    private static void Refuse(List<Waiting> batch, StoreUnavailableException refusal) =>
        batch.ForEach(one => one.Done.SetException(refusal));

    private async Task LingerAsync()
    {
        if (linger <= TimeSpan.Zero)
        {
            return;
        }

        TaskCompletionSource enough;
        lock (_gate)
        {
            if (_waiting.Count >= lingerRecords)
            {
                return;
            }

            enough = _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await Waits.EitherAsync(enough.Task, linger, pace, CancellationToken.None);
    }

    private List<Waiting> Take()
    {
        lock (_gate)
        {
            var batch = new List<Waiting>();
            var bytes = 0;
            while (_waiting.Count > 0 && bytes < BatchBytesMax)
            {
                var one = _waiting.Dequeue();
                bytes += one.Payload.Length;
                batch.Add(one);
            }

            _waitingBytes -= bytes;
            _isRunning = batch.Count > 0;
            return batch;
        }
    }

    private sealed record Failure(string Reason, long At);

    private sealed record Waiting(byte Type, ReadOnlyMemory<byte> Payload, TaskCompletionSource<long> Done);
}

using System.Text.Json;
using Oms.Actors.Journal;
using Oms.Contracts;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Telemetry;

namespace Oms.Edge.Gateway.Centre;

/// <summary>Sends the depot log and the sealed frames to the centre, and fetches manifests.</summary>
/// <remarks>
/// Live lane: the depot log, contiguous and in order, from wherever the centre asks. Replay lane: frames, the newest
/// first, only while the live lane has nothing to send. Nothing is thrown away because it was sent.
/// </remarks>
internal sealed class Forwarder(
    ForwarderOptions options,
    DeviceKeyRing keys,
    Witness witness,
    ICentreLink link,
    IJournal journal,
    TelemetryStore telemetry,
    IFileSystem files,
    IDeviceClock clock,
    TimeProvider pace,
    Random random,
    ILogger log)
{
    /// <summary>Records in one batch, by the contract.</summary>
    public const int BatchRecordsMax = 500;

    private const int BatchBytesMax = 3 * 1024 * 1024;
    private static readonly TimeSpan BackOffMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RefusedWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IdleProbe = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WitnessPause = TimeSpan.FromSeconds(10);

    private readonly StateFile<ForwarderState> _file =
        new(files, "centre", "state.json", ForwarderJson.Default.ForwarderState);
    private readonly Lock _gate = new();
    private readonly CreditWindow _recordCredit = new(pace, BatchRecordsMax);
    private readonly CreditWindow _frameCredit = new(pace, first: 1);
    private ForwarderState _state = new();
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _shown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sendFrom;
    private long _head;
    private long _caughtUpAt;
    private int _failures;

    public LinkState State { get; private set; } = LinkState.NotEnrolled;

    /// <summary>Why the centre does not take what is sent; null when it does.</summary>
    public string? Problem { get; private set; }

    public long HighWater => _state.HighWater;

    /// <summary>Whether the centre knows the gateway's key.</summary>
    public bool IsEnrolled => _state.Grant is not null;

    public string? Checkpoint => _state.Checkpoint;

    /// <summary>When the centre last answered, by the pace clock; null before.</summary>
    public DateTimeOffset? LastAnswer { get; private set; }

    public long RecordsSent { get; private set; }

    public long FramesSent { get; private set; }

    /// <summary>The depot log has grown.</summary>
    public void Wake(long head)
    {
        lock (_gate)
        {
            _head = Math.Max(_head, head);
            _ = _wake.TrySetResult();
        }
    }

    /// <summary>Works until stopped. It never throws for what the centre or the link does.</summary>
    /// <param name="head">The depot log's newest record; a log put back from a backup may be behind the file.</param>
    /// <param name="receive">Takes a manifest; null when it was taken, else why not.</param>
    public async Task RunAsync(long head, Func<Manifest, Task<string?>> receive, CancellationToken cancellationToken)
    {
        try
        {
            _state = _file.Read() is { } kept && kept.Incarnation == options.Incarnation
                ? kept with { HighWater = Math.Min(kept.HighWater, head) }
                : new ForwarderState();
            _sendFrom = _state.HighWater + 1;
            await EnrolAsync(cancellationToken);
            await Task.WhenAll(
                LoopAsync(SendAsync, cancellationToken),
                LoopAsync(WitnessAsync, cancellationToken),
                LoopAsync(token => PullAsync(receive, token), cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Stopped: everything is in the log, and the next start goes on from it.
        }
    }

    private async Task EnrolAsync(CancellationToken cancellationToken)
    {
        while (_state.Grant is null)
        {
            await GuardAsync(
                async token =>
                {
                    var grant = await link.EnrolAsync(
                        new EnrolmentRequest(
                            options.EnrolmentCode ?? "",
                            options.Depot,
                            options.Device,
                            options.Incarnation,
                            options.PublicKey),
                        token);
                    Update(state => state with { Incarnation = options.Incarnation, Grant = grant });
                    log.Enrolled(options.Device, options.Depot);
                },
                cancellationToken);
        }
    }

    private async Task LoopAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await GuardAsync(work, cancellationToken);
        }
    }

    // One attempt; after a failure it waits as long as the failure deserves.
    private async Task GuardAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            if (State != LinkState.Up && Problem is null)
            {
                log.LinkUp(_sendFrom);
                State = LinkState.Up;
            }

            _failures = 0;
        }
        catch (CentreUnavailableException failure)
        {
            if (State is not LinkState.Down)
            {
                log.LinkDown(failure.Message);
                State = _state.Grant is null ? LinkState.NotEnrolled : LinkState.Down;
            }

            var bound = BackOffMin * Math.Pow(2, Math.Min(_failures++, 6));
            var wait = (bound < BackOffMax ? bound : BackOffMax) * (0.5 + (random.NextDouble() / 2));
            await Task.Delay(wait, pace, cancellationToken);
        }
        catch (CentreRefusedException failure)
        {
            await RefusedAsync(failure.Message, cancellationToken);
        }
        catch (Exception failure) when (
            failure is IOException or StoreUnavailableException or JournalUnavailableException)
        {
            // The local disk; health says so elsewhere.
            await Task.Delay(BackOffMax, pace, cancellationToken);
        }
    }

    private async Task RefusedAsync(string reason, CancellationToken cancellationToken)
    {
        if (Problem != reason)
        {
            log.Refused(reason);
        }

        (State, Problem) = (LinkState.Refused, reason);
        await Task.Delay(RefusedWait, pace, cancellationToken);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var head = await journal.ReadHeadAsync(0, cancellationToken);
        Wake(head);
        if (_sendFrom <= head)
        {
            await SendRecordsAsync(head, cancellationToken);
        }
        else if (telemetry.NewestMissing() is { } frame)
        {
            await SendFrameAsync(frame, cancellationToken);
        }
        else
        {
            await IdleAsync(head, cancellationToken);
        }
    }

    private async Task SendRecordsAsync(long head, CancellationToken cancellationToken)
    {
        var max = Math.Min(_recordCredit.Next(), BatchRecordsMax);
        var records = new List<SignedRecordJson>();
        var bytes = 0;
        foreach (var record in await journal.ReadShardAsync(0, _sendFrom - 1, max, cancellationToken))
        {
            bytes += record.Payload.Length + (2 * record.Seal.Length);
            if (records.Count > 0 && bytes > BatchBytesMax)
            {
                break;
            }

            records.Add(ToJson(record));
        }

        var ack = await link.SendRecordsAsync(
            new RecordBatch(
                options.Depot, options.Device, options.Incarnation, records, head,
                    clock.Quality.ToString().ToLowerInvariant()),
            cancellationToken);
        LastAnswer = pace.GetUtcNow();
        if (ack.Quarantined is { } reason)
        {
            await RefusedAsync($"The centre set a batch aside: {reason}", cancellationToken);
            return;
        }

        Problem = null;
        RecordsSent += records.Count;
        var expected = _sendFrom + records.Count;
        if (ack.SendFrom != expected)
        {
            log.AskedAgain(ack.SendFrom);
        }

        // A centre restored from an old backup asks for old records: it gets them, from any position.
        _sendFrom = Math.Clamp(ack.SendFrom, 1, head + 1);
        _caughtUpAt = pace.GetTimestamp();
        Update(state => state with
        {
            HighWater = Math.Min(ack.HighWater, head),
            Checkpoint = ack.Checkpoint ?? state.Checkpoint,
        });
        keys.Acknowledged(ack.HighWater);
        await Task.Delay(_recordCredit.Spend(records.Count, ack.Credit), pace, cancellationToken);
    }

    // Each checkpoint that comes with an acknowledgement is looked at; and now and then without one, since others sign
    // too.
    private async Task WitnessAsync(CancellationToken cancellationToken)
    {
        Task shown;
        lock (_gate)
        {
            _shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            shown = _shown.Task;
        }

        await witness.StepAsync(_state.Grant!.LogKey, cancellationToken);
        await Waits.EitherAsync(shown, WitnessPause, pace, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task SendFrameAsync(FrameEntry entry, CancellationToken cancellationToken)
    {
        if (telemetry.ReadFrame(entry) is not { } octets)
        {
            log.FrameLost(entry.Device, entry.Window);
            telemetry.Forget(entry);
            return;
        }

        _ = _frameCredit.Next();
        var ack = await link.SendFrameAsync(
            new TelemetryFrame(
                options.Depot, entry.Device, entry.Window, entry.Sha256, Convert.ToBase64String(octets)),
            cancellationToken);
        LastAnswer = pace.GetUtcNow();
        if (ack.Stored)
        {
            FramesSent++;
            await telemetry.MarkStoredAsync(entry);
        }

        var wait = _frameCredit.Spend(1, ack.Credit);
        if (!ack.Stored || wait > TimeSpan.Zero)
        {
            await PauseAsync(ack.Stored ? wait : TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    // Now and then the last record is sent again: that is how a centre with an older state says what it lacks.
    private async Task IdleAsync(long head, CancellationToken cancellationToken)
    {
        if (head > 0 && pace.GetElapsedTime(_caughtUpAt) > IdleProbe)
        {
            _sendFrom = head;
            return;
        }

        await PauseAsync(TimeSpan.FromSeconds(1), cancellationToken);
    }

    private async Task PauseAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Task grown;
        lock (_gate)
        {
            if (_head >= _sendFrom)
            {
                return;
            }

            _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            grown = _wake.Task;
        }

        await Waits.EitherAsync(grown, time, pace, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task PullAsync(Func<Manifest, Task<string?>> receive, CancellationToken cancellationToken)
    {
        var page = await link.ManifestsAsync(_state.ManifestsAfter, cancellationToken);
        LastAnswer = pace.GetUtcNow();
        foreach (var manifest in page.Manifests)
        {
            if (await receive(manifest) is { } reason)
            {
                log.ManifestNotKept(manifest.Route, reason);
            }
        }

        if (page.After != _state.ManifestsAfter)
        {
            Update(state => state with { ManifestsAfter = page.After });
        }

        if (page.Manifests.Count == 0)
        {
            await Task.Delay(options.ManifestPoll, pace, cancellationToken);
        }
    }

    // Two lanes change it; each change is on disk before the lane goes on.
    private void Update(Func<ForwarderState, ForwarderState> change)
    {
        lock (_gate)
        {
            var next = change(_state);
            if (next != _state)
            {
                _file.Write(next);
                if (next.Checkpoint != _state.Checkpoint)
                {
                    _ = _shown.TrySetResult();
                }

                _state = next;
            }
        }
    }

    public static SignedRecordJson ToJson(JournalRecord record)
    {
        var signed = CustodySealer.Read(record)
            ?? throw new InvalidDataException($"Record {record.Offset} of the depot log has no leaf.");
        using var leaf = JsonDocument.Parse(signed.Leaf);
        using var body = JsonDocument.Parse(signed.Body!.Value);
        return new SignedRecordJson(
            leaf.RootElement.Clone(), Convert.ToBase64String(signed.Signature.Span), body.RootElement.Clone());
    }
}

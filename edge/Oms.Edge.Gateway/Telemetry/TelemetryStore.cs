using System.Security.Cryptography;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;

namespace Oms.Edge.Gateway.Telemetry;

/// <summary>Raw readings until their window is sealed, and sealed frames until there is no room for them.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class TelemetryStore : IDisposable
{
    /// <summary>Messages whose repeat is known.</summary>
    public const int IdentitiesMax = 65_536;

    private const int ReadMax = 1_024;
    private static readonly TimeSpan FreeBytesFor = TimeSpan.FromSeconds(1);

    /// <summary>How long readings wait for others to be put into windows before they are refused.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly SegmentLog _raw;
    private readonly SegmentLog _frames;
    private readonly GroupCommit _rawCommit;
    private readonly GroupCommit _frameCommit;
    private readonly TelemetryStoreOptions _options;
    private readonly IFileSystem _files;
    private readonly TimeProvider _pace;
    private readonly RecentIdentities _identities = new(IdentitiesMax);
    private readonly SortedDictionary<(string Device, long Window), FrameEntry> _index = [];
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sealedUpTo;
    private long _freeBytes;
    private long? _freeBytesAt;

    public TelemetryStore(IFileSystem files, TelemetryStoreOptions options, TaskScheduler scheduler, TimeProvider pace)
    {
        (_files, _options, _pace) = (files, options, pace);
        _raw = new SegmentLog(files, "telemetry/raw", options.SegmentBytes);
        _frames = new SegmentLog(files, "telemetry/frames", options.SegmentBytes);
        _rawCommit = new GroupCommit(_raw, scheduler, pace, options.Linger) { Room = RoomAsync };
        _frameCommit = new GroupCommit(_frames, scheduler, pace, TimeSpan.Zero);
        LoadIdentities();
        LoadFrames();
    }

    /// <summary>Called when a reading became durable.</summary>
    public Action? Grew { get; set; }

    public long RawBytes => _raw.Bytes;

    public long FrameBytes => _frames.Bytes;

    public long Start => _raw.Start;

    public long End => _raw.End;

    public IReadOnlyList<SegmentFault> Faults => [.. _raw.Faults, .. _frames.Faults];

    /// <summary>Why it cannot take readings; null when it can.</summary>
    public string? Problem => DiskFull() ?? TooFarBehind() ?? _rawCommit.Problem ?? _frameCommit.Problem;

    /// <summary>How far behind the newest readings a window may begin; a longer one would hold up the rest.</summary>
    public long WindowBytesMax => _options.RawBytesMax / 2;

    /// <summary>Keeps a reading; a repeat waits for the first one and has no effect of its own.</summary>
    /// <remarks>While as many readings as there is room for are in no window yet, it waits in its order.</remarks>
    /// <returns>Whether it was new.</returns>
    /// <exception cref="StoreUnavailableException">It is not kept.</exception>
    public async Task<bool> AddAsync(TelemetryRecord record)
    {
        Task durable;
        bool isNew;
        lock (_gate)
        {
            var before = _identities.Find(record.Identity);
            isNew = before is null or { IsFaulted: true };
            if (isNew && DiskFull() is { } full)
            {
                throw new StoreUnavailableException(full);
            }

            durable = isNew ? _rawCommit.AppendAsync(TelemetryRecord.Type, record.Encode()) : before!;
            if (isNew)
            {
                _identities.Add(record.Identity, durable);
            }
        }

        await durable;
        if (isNew)
        {
            Grew?.Invoke();
        }

        return isNew;
    }

    /// <summary>Reads raw readings from a position on; one that cannot be decoded is left out.</summary>
    public IReadOnlyList<(TelemetryRecord Record, long Position)> Read(long position, int max)
    {
        var records = new List<(TelemetryRecord, long)>();
        foreach (var record in _raw.Read(position, max))
        {
            records.Add((TelemetryRecord.Decode(record.Payload.Span), record.Position));
        }

        return records;
    }

    /// <summary>Learns up to where all readings are in windows: makes room for others, deletes what it can.</summary>
    /// <remarks>
    /// Half of the room is kept filled: the readings there are how a message that is sent again is known after a
    /// restart.
    /// </remarks>
    public void Release(long position)
    {
        TaskCompletionSource released;
        lock (_gate)
        {
            if (position <= _sealedUpTo)
            {
                return;
            }

            _sealedUpTo = position;
            (released, _released) =
                (_released, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        released.SetResult();
        while (_raw.Bytes > _options.RawBytesMax / 2 && _raw.OldestEnd() is { } end && end <= position)
        {
            _raw.DropBefore(end);
        }
    }

    /// <summary>Keeps a sealed frame; returns once it is on the device.</summary>
    /// <exception cref="StoreUnavailableException">It is not kept.</exception>
    public async Task AddFrameAsync(string device, long window, string sha256, byte[] frame)
    {
        lock (_gate)
        {
            if (_index.TryGetValue((device, window), out var known) && known.Sha256 == sha256)
            {
                return;
            }
        }

        var payload = FrameRecord.Encode(device, window, frame);
        var end = await _frameCommit.AppendAsync(FrameRecord.FrameType, payload);
        lock (_gate)
        {
            _index[(device, window)] = new FrameEntry(
                device, window, sha256, end - SegmentFormat.RecordOverhead - payload.Length, frame.Length, false);
        }
    }

    /// <summary>The newest frame that the centre does not have; null when it has them all.</summary>
    public FrameEntry? NewestMissing()
    {
        lock (_gate)
        {
            return _index.Values.Where(entry => !entry.IsStored).MaxBy(entry => entry.Position);
        }
    }

    /// <summary>How many frames the centre does not have.</summary>
    public int MissingCount
    {
        get
        {
            lock (_gate)
            {
                return _index.Values.Count(entry => !entry.IsStored);
            }
        }
    }

    /// <summary>Reads a frame; null when it is gone or is not what its digest says.</summary>
    public byte[]? ReadFrame(FrameEntry entry)
    {
        if (_frames.Read(entry.Position, 1) is not [{ Type: FrameRecord.FrameType } record])
        {
            return null;
        }

        var frame = FrameRecord.Decode(record.Payload).Frame.ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(frame)) == entry.Sha256 ? frame : null;
    }

    /// <summary>Reads the frame of a window; null when it is gone or is not what its digest says.</summary>
    public byte[]? ReadFrame(string device, long window)
    {
        lock (_gate)
        {
            return _index.TryGetValue((device, window), out var entry) ? ReadFrame(entry) : null;
        }
    }

    /// <summary>A device's frames that are here, in the order of their windows.</summary>
    public IReadOnlyList<FrameEntry> FramesOf(string device)
    {
        lock (_gate)
        {
            return [.. _index.Values.Where(entry => entry.Device == device)];
        }
    }

    /// <summary>Notes durably that the centre has a frame.</summary>
    public async Task MarkStoredAsync(FrameEntry entry)
    {
        _ = await _frameCommit.AppendAsync(
            FrameRecord.StoredType, FrameRecord.Encode(entry.Device, entry.Window, []));
        lock (_gate)
        {
            Mark(entry.Device, entry.Window);
        }
    }

    /// <summary>Forgets a frame that cannot be read any more, so that the lane goes on.</summary>
    public void Forget(FrameEntry entry)
    {
        lock (_gate)
        {
            _ = _index.Remove((entry.Device, entry.Window));
        }
    }

    /// <summary>The frames that go when the oldest segment is dropped to come within the bound; null when it
    /// is.</summary>
    public IReadOnlyList<FrameEntry>? Overflow()
    {
        if (_frames.Bytes <= _options.FrameBytesMax || _frames.OldestEnd() is not { } end)
        {
            return null;
        }

        lock (_gate)
        {
            return [.. _index.Values.Where(entry => entry.Position < end)];
        }
    }

    /// <summary>Drops the oldest segment of frames.</summary>
    public void DropOldestFrames()
    {
        if (_frames.OldestEnd() is { } end)
        {
            _frames.DropBefore(end);
            lock (_gate)
            {
                foreach (var gone in _index.Where(entry => entry.Value.Position < end).Select(entry => entry.Key)
                    .ToList())
                {
                    _ = _index.Remove(gone);
                }
            }
        }
    }

    public void Dispose()
    {
        _raw.Dispose();
        _frames.Dispose();
    }

    private async Task<string?> RoomAsync()
    {
        var started = _pace.GetTimestamp();
        while (true)
        {
            Task released;
            lock (_gate)
            {
                released = _released.Task;
            }

            var left = Patience - _pace.GetElapsedTime(started);
            var behind = TooFarBehind();
            if (behind is null || left <= TimeSpan.Zero)
            {
                return behind;
            }

            await Waits.EitherAsync(released, left, _pace, CancellationToken.None);
        }
    }

    private string? TooFarBehind() =>
        _raw.End - Math.Max(_raw.Start, Interlocked.Read(ref _sealedUpTo)) > _options.RawBytesMax
            ? "Readings wait: as many as there is room for are not sealed into windows yet."
            : null;

    private string? DiskFull()
    {
        // Asking the file system for each reading would cost more than the reading.
        var now = _pace.GetTimestamp();
        if (_freeBytesAt is not { } at || _pace.GetElapsedTime(at, now) > FreeBytesFor)
        {
            (_freeBytes, _freeBytesAt) = (_files.FreeBytes, now);
        }

        return _freeBytes < _options.FreeBytesMin
            ? $"{_freeBytes >> 20} MiB are free; the last {_options.FreeBytesMin >> 20} MiB are kept for custody."
            : null;
    }

    private void LoadIdentities()
    {
        var position = _raw.Start;
        while (_raw.Read(position, ReadMax) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                _identities.Add(TelemetryRecord.Decode(record.Payload.Span).Identity, Task.CompletedTask);
                position = record.Position;
            }
        }
    }

    private void LoadFrames()
    {
        var position = _frames.Start;
        while (_frames.Read(position, ReadMax) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                var (device, window, frame) = FrameRecord.Decode(record.Payload);
                var begins = record.Position - SegmentFormat.RecordOverhead - record.Payload.Length;
                if (record.Type == FrameRecord.FrameType)
                {
                    _index[(device, window)] = new FrameEntry(
                        device, window, Convert.ToHexStringLower(SHA256.HashData(frame.Span)), begins, frame.Length,
                            false);
                }
                else
                {
                    Mark(device, window);
                }

                position = record.Position;
            }
        }
    }

    private void Mark(string device, long window)
    {
        if (_index.TryGetValue((device, window), out var entry))
        {
            _index[(device, window)] = entry with { IsStored = true };
        }
    }
}

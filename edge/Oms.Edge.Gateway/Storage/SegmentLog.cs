using System.Globalization;

namespace Oms.Edge.Gateway.Storage;

/// <summary>An append-only log in segment files: what was flushed survives, a torn tail is cut off, rot is
/// reported.</summary>
/// <remarks>
/// A position is the number of bytes before a record over all segments ever written, so it never changes when old
/// segments go. Readers see only what was flushed. After a write or flush that failed, everything since the last flush
/// is given up and cut off before the next append: after a failed fsync no one knows which pages are on the device.
/// </remarks>
/// <threadsafety>
/// Any thread may call any member. Appends follow one another; readers do not wait for a flush in flight.
/// </threadsafety>
internal sealed class SegmentLog : IDisposable
{
    private const int ReadBytes = 256 * 1024;

    // Held over a whole append, and always taken before the other one, which guards the fields and is never held while
    // an append waits for the device: under load there is always a flush in flight, and readers would hardly get in.
    private readonly Lock _appending = new();
    private readonly Lock _gate = new();
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly int _segmentBytes;
    private readonly List<Segment> _segments = [];
    private readonly List<SegmentFault> _faults = [];
    private IStorageFile? _tail;
    private long _written;
    private long _durable;
    private bool _isBroken;
    private bool _isDisposed;

    /// <param name="segmentBytes">A segment is closed once it is this long. From 64 KiB.</param>
    public SegmentLog(IFileSystem files, string folder, int segmentBytes)
    {
        (_files, _folder, _segmentBytes) = (files, folder, segmentBytes);
        _files.CreateFolder(folder);
        Open();
    }

    /// <summary>The position of the oldest record that is kept.</summary>
    public long Start
    {
        get
        {
            lock (_gate)
            {
                return _segments.Count > 0 ? _segments[0].First + SegmentFormat.HeaderBytes : _durable;
            }
        }
    }

    /// <summary>The position after the newest durable record.</summary>
    public long End
    {
        get
        {
            lock (_gate)
            {
                return _durable;
            }
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _segments.Count > 0 ? _durable - _segments[0].First : 0;
            }
        }
    }

    public int SegmentCount
    {
        get
        {
            lock (_gate)
            {
                return _segments.Count;
            }
        }
    }

    /// <summary>What was found to be damaged when the log was opened or read; at most 100.</summary>
    public IReadOnlyList<SegmentFault> Faults
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>Appends records and returns once they are on the device.</summary>
    /// <returns>The position after each record.</returns>
    /// <exception cref="IOException">None of them is in the log.</exception>
    public long[] Append(IReadOnlyList<(byte Type, ReadOnlyMemory<byte> Payload)> records)
    {
        lock (_appending)
        {
            try
            {
                var positions = Write(records);
                _tail!.Flush();
                lock (_gate)
                {
                    _durable = _written;
                }

                return positions;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _isBroken = true;
                throw failure as IOException ?? new IOException(failure.Message, failure);
            }
        }
    }

    /// <summary>Reads durable records from a position on.</summary>
    /// <param name="position">One that the log gave; one before <see cref="Start"/> is moved up to it.</param>
    /// <param name="recordsMax">How many at most.</param>
    public IReadOnlyList<SegmentRecord> Read(long position, int recordsMax)
    {
        lock (_gate)
        {
            var records = new List<SegmentRecord>();
            foreach (var segment in _segments)
            {
                var end = Math.Min(segment.First + segment.Length, _durable);
                if (position < end && records.Count < recordsMax)
                {
                    position = Math.Max(position, segment.First + SegmentFormat.HeaderBytes);
                    ReadSegment(segment, ref position, end, recordsMax, records);
                }
            }

            return records;
        }
    }

    /// <summary>Deletes whole segments that end at a position or before; never the newest that was flushed.</summary>
    public void DropBefore(long position)
    {
        lock (_gate)
        {
            var dropped = false;
            while (OldestEnd() is { } end && end <= position)
            {
                _files.Delete(PathOf(_segments[0].First));
                _segments.RemoveAt(0);
                dropped = true;
            }

            if (dropped)
            {
                _files.FlushFolder(_folder);
            }
        }
    }

    /// <summary>Where the oldest segment ends; null when nothing behind it was flushed.</summary>
    /// <remarks>
    /// What was not flushed may be cut off again: if the oldest one were gone by then, positions would begin at 0.
    /// </remarks>
    public long? OldestEnd()
    {
        lock (_gate)
        {
            return _segments.Count > 0 && _segments[0].First + _segments[0].Length is var end && end < _durable
                ? end
                : null;
        }
    }

    public void Dispose()
    {
        lock (_appending)
        {
            lock (_gate)
            {
                _isDisposed = true;
                _tail?.Dispose();
                _tail = null;
            }
        }
    }

    private void Open()
    {
        foreach (var name in _files.List(_folder))
        {
            if (name.EndsWith(".seg", StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(0, name.Length - 4), NumberStyles.None, CultureInfo.InvariantCulture,
                    out var first))
            {
                using var file = _files.Open($"{_folder}/{name}");
                _segments.Add(new Segment(first, file.Length));
            }
        }

        for (var index = 0; index + 1 < _segments.Count; index++)
        {
            var (here, next) = (_segments[index], _segments[index + 1]);
            if (here.First + here.Length != next.First)
            {
                Report(here.First, here.Length,
                    $"The segment ends at {here.First + here.Length}; {next.First} follows.");
            }
        }

        if (_segments.Count > 0)
        {
            OpenTail();
        }
    }

    // Only the newest segment can have been written to when the power went.
    private void OpenTail()
    {
        var last = _segments[^1];
        _tail = _files.Open(PathOf(last.First));
        var octets = new byte[last.Length];
        var length = _tail.Read(octets, 0);
        var good = 0;
        if (SegmentFormat.IsHeader(octets.AsSpan(0, length), last.First))
        {
            good = SegmentFormat.HeaderBytes;
            while (good < length)
            {
                var rest = octets.AsSpan(good, length - good);
                var whole = SegmentFormat.Measure(rest);
                if (whole == 0 && SegmentFormat.Claimed(rest) is > 0 and var claimed && claimed < rest.Length
                    && SegmentFormat.Measure(rest[claimed..]) > 0)
                {
                    // A good record follows: this one did not tear, it rotted.
                    Report(last.First, good, "A record's CRC is wrong.");
                    whole = claimed;
                }

                if (whole == 0)
                {
                    break;
                }

                good += whole;
            }
        }

        if (good < length || length < last.Length)
        {
            _tail.SetLength(good);
            _tail.Flush();
        }

        if (good == 0)
        {
            WriteHeader(last.First);
            good = SegmentFormat.HeaderBytes;
        }

        _segments[^1] = last with { Length = good };
        _written = _durable = last.First + good;
    }

    private long[] Write(IReadOnlyList<(byte Type, ReadOnlyMemory<byte> Payload)> records)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new IOException("The log is closed.");
            }

            Repair();
            var positions = new long[records.Count];
            for (var index = 0; index < records.Count;)
            {
                index = WriteRun(records, index, positions);
            }

            return positions;
        }
    }

    private int WriteRun(
        IReadOnlyList<(byte Type, ReadOnlyMemory<byte> Payload)> records, int index, long[] positions)
    {
        if (_tail is null || _segments[^1].Length >= _segmentBytes)
        {
            Roll();
        }

        // One write for all that fits: fewer calls, and the flush that follows is what costs.
        var (from, bytes) = (index, 0);
        while (index < records.Count && (bytes == 0 || _segments[^1].Length + bytes < _segmentBytes))
        {
            bytes += SegmentFormat.RecordOverhead + records[index++].Payload.Length;
        }

        var buffer = new byte[bytes];
        var at = 0;
        for (var i = from; i < index; i++)
        {
            var (type, payload) = records[i];
            ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, SegmentFormat.PayloadBytesMax);
            var length = SegmentFormat.RecordOverhead + payload.Length;
            SegmentFormat.WriteRecord(buffer.AsSpan(at, length), type, payload.Span);
            at += length;
            positions[i] = _written + at;
        }

        _tail!.Write(buffer, _segments[^1].Length);
        _segments[^1] = _segments[^1] with { Length = _segments[^1].Length + bytes };
        _written += bytes;
        return index;
    }

    private void Roll()
    {
        if (_tail is not null)
        {
            _tail.Flush();
            _tail.Dispose();
            _tail = null;
        }

        var first = _segments.Count > 0 ? _segments[^1].First + _segments[^1].Length : 0;
        _tail = _files.Open(PathOf(first));
        _segments.Add(new Segment(first, 0));
        WriteHeader(first);
        _segments[^1] = new Segment(first, SegmentFormat.HeaderBytes);
        _written = first + SegmentFormat.HeaderBytes;
        _files.FlushFolder(_folder);
    }

    private void WriteHeader(long first)
    {
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderBytes];
        SegmentFormat.WriteHeader(header, first);
        _tail!.Write(header, 0);
        _tail.Flush();
    }

    // Cuts off what was written since the last flush that succeeded.
    private void Repair()
    {
        if (!_isBroken)
        {
            return;
        }

        _tail?.Dispose();
        _tail = null;
        while (_segments.Count > 0 && _segments[^1].First >= _durable)
        {
            _files.Delete(PathOf(_segments[^1].First));
            _segments.RemoveAt(_segments.Count - 1);
        }

        _files.FlushFolder(_folder);
        if (_segments.Count > 0)
        {
            var last = _segments[^1];
            _tail = _files.Open(PathOf(last.First));
            _tail.SetLength(_durable - last.First);
            _tail.Flush();
            _segments[^1] = last with { Length = _durable - last.First };
        }

        _written = _durable;
        _isBroken = false;
    }

    private void ReadSegment(
        Segment segment, ref long position, long end, int recordsMax, List<SegmentRecord> records)
    {
        using var opened = segment == _segments[^1] && _tail is not null ? null : _files.Open(PathOf(segment.First));
        var file = opened ?? _tail!;
        var buffer = new byte[(int)Math.Min(ReadBytes, end - position)];
        while (position < end && records.Count < recordsMax)
        {
            var wanted = (int)Math.Min(buffer.Length, end - position);
            var length = file.Read(buffer.AsSpan(0, wanted), position - segment.First);
            var at = 0;
            while (records.Count < recordsMax
                && SegmentFormat.Measure(buffer.AsSpan(at, length - at)) is > 0 and var whole)
            {
                at += whole;
                var payload =
                    buffer.AsSpan(at - whole + SegmentFormat.RecordOverhead, whole - SegmentFormat.RecordOverhead);
                records.Add(new SegmentRecord(buffer[at - whole + 8], payload.ToArray(), position + at));
            }

            if (at == 0)
            {
                var claimed = SegmentFormat.Claimed(buffer.AsSpan(0, length));
                if (claimed > length && position + claimed <= end)
                {
                    buffer = new byte[claimed];
                    continue;
                }

                // Rot: skip the record where its length makes sense, else the rest of the segment.
                Report(segment.First, position - segment.First, "A record's CRC is wrong.");
                at = claimed > 0 && position + claimed <= end ? claimed : (int)Math.Min(int.MaxValue, end - position);
            }

            position += at;
        }
    }

    private void Report(long first, long offset, string what)
    {
        var fault = new SegmentFault(PathOf(first), offset, what);
        if (_faults.Count < 100 && !_faults.Contains(fault))
        {
            _faults.Add(fault);
        }
    }

    private string PathOf(long first) => string.Create(CultureInfo.InvariantCulture, $"{_folder}/{first:D16}.seg");

    private readonly record struct Segment(long First, long Length);
}

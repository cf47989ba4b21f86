using System.Text.Json;
using NodaTime;
using Oms.Edge.Gateway.Storage;

namespace Oms.Edge.Gateway.Letters;

/// <summary>Keeps messages that had no effect, durably and within a bound: the oldest segment goes first.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class LetterBox : IDisposable
{
    private const byte LetterType = 1;
    private const byte ReplayedType = 2;
    private const int SegmentBytes = 1024 * 1024;
    private const int ReadMax = 512;

    private readonly Lock _gate = new();
    private readonly SegmentLog _log;
    private readonly GroupCommit _commit;
    private readonly long _bytesMax;
    private readonly SortedDictionary<long, LetterHead> _heads = [];
    private long _next = 1;

    public LetterBox(IFileSystem files, string folder, long bytesMax, TaskScheduler scheduler, TimeProvider pace)
    {
        _bytesMax = bytesMax;
        _log = new SegmentLog(files, folder, SegmentBytes);
        _commit = new GroupCommit(_log, scheduler, pace, TimeSpan.Zero);
        Load();
    }

    /// <summary>Why it cannot be written; null when it can.</summary>
    public string? Problem => _commit.Problem;

    /// <summary>How many letters were not replayed.</summary>
    public int OpenCount
    {
        get
        {
            lock (_gate)
            {
                return _heads.Values.Count(head => !head.Replayed);
            }
        }
    }

    /// <summary>How many letters ever came.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
            {
                return _next - 1;
            }
        }
    }

    /// <summary>Keeps a message; returns once it is on the device.</summary>
    /// <exception cref="StoreUnavailableException">It is not kept.</exception>
    public async Task<long> AddAsync(
        Instant received, string device, string topic, string reason, string field, string detail, byte[] payload)
    {
        Letter letter;
        Task<long> durable;
        lock (_gate)
        {
            // Numbers in the order of the log: taken and queued under one lock.
            letter = new Letter(_next, received, device, topic, reason, field, Short(detail), payload);
            durable = _commit.AppendAsync(LetterType,
                JsonSerializer.SerializeToUtf8Bytes(letter, LetterJson.Default.Letter));
            _next++;
        }

        var end = await durable;
        lock (_gate)
        {
            _heads[letter.Number] = HeadOf(letter) with { Position = end - SizeOf(letter) };
        }

        return letter.Number;
    }

    /// <summary>Heads after a number, the oldest first.</summary>
    public IReadOnlyList<LetterHead> List(long after, int max)
    {
        lock (_gate)
        {
            return [.. _heads.Values.Where(head => head.Number > after).Take(max)];
        }
    }

    /// <summary>The newest heads, the newest first.</summary>
    public IReadOnlyList<LetterHead> Newest(int max)
    {
        lock (_gate)
        {
            return [.. _heads.Values.Reverse().Take(max)];
        }
    }

    /// <summary>Reads a letter; null when it is not here any more.</summary>
    public Letter? Find(long number)
    {
        LetterHead? head;
        lock (_gate)
        {
            head = _heads.GetValueOrDefault(number);
        }

        return head is not null && _log.Read(head.Position, 1) is [{ Type: LetterType } record]
            && JsonSerializer.Deserialize(record.Payload.Span, LetterJson.Default.Letter) is { } letter
            && letter.Number == number
            ? letter
            : null;
    }

    /// <summary>Notes that a letter was replayed and had its effect.</summary>
    public async Task MarkReplayedAsync(long number)
    {
        _ = await _commit.AppendAsync(
            ReplayedType,
            JsonSerializer.SerializeToUtf8Bytes(new LetterReplayed(number), LetterJson.Default.LetterReplayed));
        lock (_gate)
        {
            Mark(number);
        }
    }

    /// <summary>The letters that go when the oldest segment is dropped to come within the bound; null when it
    /// is.</summary>
    public (long From, long To, long Count)? Overflow()
    {
        if (_log.Bytes <= _bytesMax || _log.OldestEnd() is not { } end)
        {
            return null;
        }

        lock (_gate)
        {
            var gone = _heads.Values.Where(head => head.Position < end).ToList();
            return gone.Count == 0 ? (0, 0, 0) : (gone[0].Number, gone[^1].Number, gone.Count);
        }
    }

    /// <summary>Drops the oldest segment.</summary>
    public void DropOldest()
    {
        if (_log.OldestEnd() is { } end)
        {
            _log.DropBefore(end);
            lock (_gate)
            {
                foreach (var number in _heads.Values.Where(head => head.Position < end).Select(head => head.Number)
                    .ToList())
                {
                    _ = _heads.Remove(number);
                }
            }
        }
    }

    public void Dispose() => _log.Dispose();

    private void Load()
    {
        var position = _log.Start;
        while (_log.Read(position, ReadMax) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                if (record.Type == LetterType
                    && JsonSerializer.Deserialize(record.Payload.Span, LetterJson.Default.Letter) is { } letter)
                {
                    var begins = record.Position - SegmentFormat.RecordOverhead - record.Payload.Length;
                    _heads[letter.Number] = HeadOf(letter) with { Position = begins };
                    _next = Math.Max(_next, letter.Number + 1);
                }
                else if (record.Type == ReplayedType
                    && JsonSerializer.Deserialize(record.Payload.Span,
                        LetterJson.Default.LetterReplayed) is { } replayed)
                {
                    Mark(replayed.Number);
                }

                position = record.Position;
            }
        }
    }

    private void Mark(long number)
    {
        if (_heads.TryGetValue(number, out var head))
        {
            _heads[number] = head with { Replayed = true };
        }
    }

    private static int SizeOf(Letter letter) => SegmentFormat.RecordOverhead
        + JsonSerializer.SerializeToUtf8Bytes(letter, LetterJson.Default.Letter).Length;

    private static LetterHead HeadOf(Letter letter) => new(
        letter.Number, letter.Received, letter.Device, letter.Topic, letter.Reason, letter.Field, letter.Detail, false);

    private static string Short(string detail) => detail.Length > 500 ? detail[..500] : detail;
}

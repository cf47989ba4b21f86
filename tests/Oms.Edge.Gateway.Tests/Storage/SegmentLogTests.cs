using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Tests.Support;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Storage;

public sealed class SegmentLogTests
{
    private const int SegmentBytes = 256;
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_was_appended_is_read_in_order_over_segments_and_restarts()
    {
        var files = new FaultyFiles();
        var expected = Enumerable.Range(0, 200).Select(number => $"record {number}").ToList();
        using (var log = new SegmentLog(files, "log", SegmentBytes))
        {
            foreach (var text in expected)
            {
                Append(log, text);
            }

            Assert.True(log.SegmentCount > 10);
            Assert.Equal(expected, ReadAll(log));
        }

        using var again = new SegmentLog(files, "log", SegmentBytes);
        Assert.Equal(expected, ReadAll(again));
        Append(again, "after");
        Assert.Equal([.. expected, "after"], ReadAll(again));
    }

    [Fact]
    public void A_fault_at_any_call_loses_nothing_that_was_acknowledged_and_keeps_nothing_that_was_not()
    {
        // First without a fault, to know how many calls there are; then once for each of them.
        var calls = Work(new FaultyFiles(), seed: 1).Calls;
        for (var at = 1; at <= calls; at++)
        {
            _ = Work(new FaultyFiles { FailsAt = at }, at);
        }

        Assert.InRange(calls, 30, 1_000);
    }

    [Fact]
    public void A_torn_tail_is_cut_off() => Prop.ForAll(
        Gen.Choose(0, 1_000).ToArbitrary(),
        cut =>
        {
            var files = new FaultyFiles();
            using (var log = new SegmentLog(files, "log", 1 << 20))
            {
                Append(log, "first");
                Append(log, new string('x', 500));
            }

            using (var file = files.Open("log/0000000000000000.seg"))
            {
                file.SetLength(Math.Max(30, file.Length - 1 - (cut % 500)));
            }

            using var again = new SegmentLog(files, "log", 1 << 20);
            Assert.Equal(["first"], ReadAll(again));
            Assert.Empty(again.Faults);
            Append(again, "second");
            Assert.Equal(["first", "second"], ReadAll(again));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_rotten_byte_costs_its_record_is_reported_and_no_other_is_lost()
    {
        var files = new FaultyFiles();
        using (var log = new SegmentLog(files, "log", 1 << 20))
        {
            Append(log, "one");
            Append(log, "two");
            Append(log, "three");
        }

        using (var file = files.Open("log/0000000000000000.seg"))
        {
            // The payload of the second record: after the header, the first record and its own head.
            file.Write("T"u8, SegmentFormat.HeaderBytes + (2 * SegmentFormat.RecordOverhead) + 3);
        }

        using var again = new SegmentLog(files, "log", 1 << 20);
        Assert.Equal(["one", "three"], ReadAll(again));
        Assert.Contains("CRC", Assert.Single(again.Faults).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Old_segments_go_whole_and_the_newest_never()
    {
        using var log = new SegmentLog(new FaultyFiles(), "log", SegmentBytes);
        for (var number = 0; number < 100; number++)
        {
            Append(log, $"record {number}");
        }

        var before = ReadAll(log);
        log.DropBefore(log.End);

        Assert.Equal(1, log.SegmentCount);
        var left = ReadAll(log);
        Assert.NotEmpty(left);
        Assert.Equal(before[^left.Count..], left);
    }

    [Fact]
    public void Positions_go_on_when_what_was_written_to_a_new_segment_is_cut_off()
    {
        var files = new FaultyFiles();
        using var log = new SegmentLog(files, "log", SegmentBytes);
        Append(log, new string('x', SegmentBytes));
        var end = log.End;
        var flushes = 0;

        // A new segment is made for the next record: the old one's flush, the header's, then the record's.
        files.BeforeFlush = () => files.IsFull = ++flushes == 3;
        Assert.False(TryAppend(log, "lost"));
        (files.BeforeFlush, files.IsFull) = (() => { }, false);
        log.DropBefore(end);
        Append(log, "kept");

        Assert.True(log.End > end);
        Assert.Equal(["kept"], log.Read(end, 10).Select(record => Encoding.UTF8.GetString(record.Payload.Span)));
    }

    [Fact]
    public async Task Readers_do_not_wait_for_a_flush_in_flight()
    {
        var files = new FaultyFiles();
        using var log = new SegmentLog(files, "log", 1 << 20);
        Append(log, "durable");
        using var begun = new SemaphoreSlim(0);
        using var end = new ManualResetEventSlim();
        files.BeforeFlush = () =>
        {
            begun.Release();
            end.Wait();
        };
        var append = Start(() => TryAppend(log, "in flight"));
        try
        {
            await begun.WaitAsync(TestContext.Current.CancellationToken);

            var read = Start(() => ReadAll(log)).WaitAsync(HangGuard, TestContext.Current.CancellationToken);

            Assert.Equal(["durable"], await read);
        }
        finally
        {
            files.BeforeFlush = () => { };
            end.Set();
            await append;
        }

        Assert.Equal(["durable", "in flight"], ReadAll(log));
    }

    [Fact]
    public void The_checksum_is_CRC32C()
    {
        // Castagnoli's check value: CRC-32C of "123456789" is E3069283 (RFC 3720, appendix B.4 names the polynomial).
        var record = new byte[SegmentFormat.RecordOverhead];
        SegmentFormat.WriteRecord(record, 0, []);
        Assert.Equal(record.Length, SegmentFormat.Measure(record));
        record[8] ^= 1;
        Assert.Equal(0, SegmentFormat.Measure(record));
    }

    private static FaultyFiles Work(FaultyFiles files, int seed)
    {
        var random = new Random(seed);
        var acknowledged = new List<string>();
        var offered = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            try
            {
                using var log = new SegmentLog(files, "log", SegmentBytes);
                for (var number = 0; number < 12; number++)
                {
                    var text = $"round {round} record {number} {new string('x', random.Next(40))}";
                    offered.Add(text);
                    if (TryAppend(log, text))
                    {
                        acknowledged.Add(text);
                    }

                    Assert.Equal(acknowledged, ReadAll(log));
                }
            }
            catch (IOException)
            {
                // It could not be opened: the process would not have started.
            }

            files.CutPower(random);
        }

        using var last = new SegmentLog(files, "log", SegmentBytes);
        var found = ReadAll(last);

        // After a power cut a record that was written but not acknowledged may be there; never one that was not
        // offered.
        Assert.Equal(acknowledged, found.Where(acknowledged.Contains));
        Assert.All(found, text => Assert.Contains(text, offered));
        return files;
    }

    private static Task<T> Start<T>(Func<T> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static bool TryAppend(SegmentLog log, string text)
    {
        try
        {
            Append(log, text);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Append(SegmentLog log, string text) => log.Append([(7, Encoding.UTF8.GetBytes(text))]);

    private static List<string> ReadAll(SegmentLog log)
    {
        var (texts, position) = (new List<string>(), log.Start);
        while (log.Read(position, 7) is { Count: > 0 } records)
        {
            texts.AddRange(records.Select(record => Encoding.UTF8.GetString(record.Payload.Span)));
            position = records[^1].Position;
        }

        return texts;
    }
}

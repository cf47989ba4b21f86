using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Storage;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Many_appends_share_a_flush_and_each_gets_its_own_position()
    {
        var files = new FaultyFiles();
        using var log = new SegmentLog(files, "log", 1 << 20);
        var commit =
            new GroupCommit(log, TaskScheduler.Default, TimeProvider.System, TimeSpan.FromMilliseconds(50), 100);
        var before = files.Calls;

        var positions = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => commit.AppendAsync(1, new byte[10])));

        Assert.Equal(100, positions.Distinct().Count());
        Assert.InRange(files.Calls - before, 1, 40);
    }

    [Fact]
    public async Task A_full_disk_refuses_and_once_there_is_room_it_goes_on()
    {
        var files = new FaultyFiles();
        using var log = new SegmentLog(files, "log", 1 << 20);
        var commit = new GroupCommit(log, TaskScheduler.Default, TimeProvider.System, TimeSpan.Zero);
        _ = await commit.AppendAsync(1, new byte[10]);
        files.IsFull = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => commit.AppendAsync(1, new byte[10]));
        Assert.NotNull(commit.Problem);
        files.IsFull = false;
        _ = await commit.AppendAsync(1, new byte[10]);

        Assert.Null(commit.Problem);
        Assert.Equal(2, log.Read(log.Start, 10).Count);
    }

    [Fact]
    public async Task A_problem_that_nobody_has_met_for_ten_seconds_is_none()
    {
        var files = new FaultyFiles();
        using var log = new SegmentLog(files, "log", 1 << 20);
        var time = new ManualTime(NodaTime.Instant.FromUtc(2026, 3, 1, 12, 0));
        var commit = new GroupCommit(log, TaskScheduler.Default, time, TimeSpan.Zero);
        files.IsFull = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => commit.AppendAsync(1, new byte[10]));

        time.Advance(NodaTime.Duration.FromMilliseconds(9_999));
        Assert.NotNull(commit.Problem);
        time.Advance(NodaTime.Duration.FromMilliseconds(1));
        Assert.Null(commit.Problem);
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Cli.Api;
using Oms.Cli.Events;
using Oms.Testing;
using Xunit;

namespace Oms.Cli.Tests.Events;

public sealed class SseReaderTests
{
    private const string Sample =
        ": connected\n\nid: 1\nevent: order.placed\ndata: {\"a\":\ndata:1}\n\n\r\nid\ndata\n\nid: 2\r\ndata: ü\r\n\r\n"
        + ": still here\n\ndata: no id of its own\n\nid: 3\ndata: cut off\n";

    private static readonly SseEvent[] Expected =
        [new("1", "{\"a\":\n1}"), new("", ""), new("2", "ü"), new("2", "no id of its own")];

    [Fact]
    public void Wherever_the_network_cuts_the_stream_the_events_are_the_same() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<PositiveInt[]>(),
            cuts => ReadAllAsync(new CutStream(Encoding.UTF8.GetBytes(Sample), [.. cuts.Select(cut => cut.Get)]))
                .GetAwaiter().GetResult().SequenceEqual(Expected)).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_line_without_an_end_is_refused()
    {
        await using var reader = new SseReader(
            new CutStream(new byte[SseReader.EventMax + 65_536], []), TimeProvider.System);
        _ = await Assert.ThrowsAsync<NoApiException>(() => reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_event_without_an_end_is_refused()
    {
        var line = "data: " + new string('x', 1 << 20) + "\n";
        var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 17)));
        await using var reader = new SseReader(new MemoryStream(bytes), TimeProvider.System);
        _ = await Assert.ThrowsAsync<NoApiException>(() => reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stream_that_is_silent_for_45_s_counts_as_broken()
    {
        var time = new ManualTime(Instant.FromUtc(2026, 11, 21, 12, 0));
        await using var reader = new SseReader(new SilentStream(), time);
        var read = reader.ReadAsync(TestContext.Current.CancellationToken);
        time.Advance(Duration.FromSeconds(44));
        Assert.False(read.IsCompleted);
        time.Advance(Duration.FromSeconds(1));
        _ = await Assert.ThrowsAsync<IOException>(() => read);
    }

    private static async Task<List<SseEvent>> ReadAllAsync(Stream stream)
    {
        await using var reader = new SseReader(stream, TimeProvider.System);
        List<SseEvent> events = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } happened)
        {
            events.Add(happened);
        }

        return events;
    }

    /// <summary>Gives bytes in pieces of the given sizes, and the rest at once.</summary>
    private sealed class CutStream(byte[] bytes, int[] cuts) : MemoryStream(bytes)
    {
        private int _piece;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(
                _piece < cuts.Length ? buffer[..int.Min(buffer.Length, cuts[_piece++])] : buffer, cancellationToken);
    }

    /// <summary>Never gives a byte.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}

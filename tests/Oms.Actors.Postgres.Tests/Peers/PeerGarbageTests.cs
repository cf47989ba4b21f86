using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

public sealed class PeerGarbageTests : IAsyncDisposable
{
    private const int Streams = 300;
    private const int Asks = 20;

    private readonly PeerScene _scene = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Random_bytes_end_their_stream_and_reach_nothing(bool afterTheStart)
    {
        var random = new Random(20260401);
        var served = 0;
        for (var i = 0; i < Streams; i++)
        {
            var bytes = new byte[random.Next(1, 4_000)];
            random.NextBytes(bytes);
            await using var stream = new MemoryStreamOfPeer(
                _scene.Options, _scene.Services, ServeAsync, isKnown: afterTheStart);

            await stream.WriteAsync(bytes);
            await stream.CompleteAsync();

            Assert.Equal(
                PeerEnd.Malformed, (await stream.Ended.WaitAsync(TimeSpan.FromMinutes(1), Cancelled)).Reason);
        }

        Assert.Equal(0, served);

        ValueTask<ReplyFrame> ServeAsync(AskFrame ask)
        {
            served++;
            return PeerScene.Echo(ask);
        }
    }

    [Fact]
    public async Task Asks_with_flipped_bits_are_served_answered_as_not_understood_or_end_their_stream()
    {
        var random = new Random(20260402);
        var valid = ValidAsks();
        var (malformed, served) = (0, 0);
        for (var i = 0; i < Streams; i++)
        {
            var bytes = valid.ToArray();
            for (var flips = random.Next(1, 8); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            await using var stream = new MemoryStreamOfPeer(
                _scene.Options, _scene.Services, ServeAsync, isKnown: true);
            await stream.WriteAsync(bytes);
            await stream.CompleteAsync();

            var answers = 0;
            while (await stream.Answers.NextAsync(Cancelled) is { } frame && frame.Type is FrameType.Answer)
            {
                answers++;
                Assert.NotNull(Framing.Read(frame, FrameJson.Default.ReplyFrame));
            }

            Assert.InRange(answers, 0, Asks);
            malformed += (await stream.Ended.WaitAsync(TimeSpan.FromMinutes(1), Cancelled)).Reason
                is PeerEnd.Malformed ? 1 : 0;
        }

        Assert.InRange(malformed, 1, Streams);
        Assert.InRange(served, Streams, Streams * Asks);

        ValueTask<ReplyFrame> ServeAsync(AskFrame ask)
        {
            served++;
            return PeerScene.Echo(ask);
        }
    }

    [Fact]
    public async Task A_frame_longer_than_allowed_is_refused_before_its_payload_comes()
    {
        await using var stream = new MemoryStreamOfPeer(
            _scene.Options with { FrameBytesMax = 64 << 10 }, _scene.Services, PeerScene.Echo, isKnown: true);
        var header = new byte[Framing.HeaderBytes];
        Framing.WriteHeader(header, (64 << 10) + 1, 1, FrameType.Ask);

        await stream.WriteAsync(header);

        var goodbye = await stream.Answers.NextAsync(Cancelled);
        var said = Framing.Read(goodbye!.Value, PeerJson.Default.PeerGoodbye);
        Assert.Equal("malformed", said.Reason);
        Assert.Contains("65537 bytes is longer than 65536", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_a_type_that_is_not_known_ends_the_stream_with_a_reason()
    {
        await using var stream = new MemoryStreamOfPeer(
            _scene.Options, _scene.Services, PeerScene.Echo, isKnown: true);
        var header = new byte[Framing.HeaderBytes];
        Framing.WriteHeader(header, 0, 1, (FrameType)7);

        await stream.WriteAsync(header);

        var goodbye = await stream.Answers.NextAsync(Cancelled);
        Assert.Contains(
            "type 7", Framing.Read(goodbye!.Value, PeerJson.Default.PeerGoodbye).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_larger_than_any_integer_is_refused()
    {
        var header = new byte[Framing.HeaderBytes];
        Framing.WriteHeader(header, 0, 1, FrameType.Ask);
        BinaryPrimitives.WriteUInt32BigEndian(header, uint.MaxValue);
        var bytes = new ReadOnlySequence<byte>(header);

        Assert.Throws<PeerEndedException>(() => Framing.TryRead(ref bytes, int.MaxValue, out _));
    }

    [Fact]
    public void A_frame_is_cut_out_of_any_pieces_once_it_is_whole()
    {
        var valid = ValidAsks();
        var bytes = new ReadOnlySequence<byte>(valid);
        var count = 0;
        while (Framing.TryRead(ref bytes, 4_096, out var frame))
        {
            Assert.Equal((FrameType.Ask, (ulong)++count), (frame.Type, frame.Id));
        }

        Assert.Equal(Asks, count);
        Assert.True(bytes.IsEmpty);
        var cut = new ReadOnlySequence<byte>(valid.AsMemory(0, Framing.HeaderBytes + 1));
        Assert.False(Framing.TryRead(ref cut, 4_096, out _));
    }

    [Fact]
    public async Task A_node_that_answers_garbage_fails_its_own_asks_and_no_others()
    {
        var random = new Random(20260403);
        var bad = await _scene.StartAsync(async (input, _, body, aborted) =>
        {
            var garbage = new byte[500];
            random.NextBytes(garbage);
            await input.NextAsync(aborted);
            await body.WriteAsync(garbage, aborted);
        });
        var good = await _scene.StartAsync(PeerScene.Echo);
        var peers = _scene.Peers();
        await peers.AskAsync(good.Info, PeerScene.Ask(), Cancelled);

        await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            peers.AskAsync(bad.Info, PeerScene.Ask(), Cancelled).AsTask());

        Assert.Equal(
            ReplyOutcome.Accepted, (await peers.AskAsync(good.Info, PeerScene.Ask(), Cancelled)).Outcome);
    }

    [Fact]
    public async Task An_answer_that_is_not_understood_fails_its_ask_alone()
    {
        var node = await _scene.StartAsync(async (input, output, body, aborted) =>
        {
            for (var count = 0; await input.NextAsync(aborted) is { } frame; count++)
            {
                if (count == 0)
                {
                    var header = new byte[Framing.HeaderBytes];
                    Framing.WriteHeader(header, 0, frame.Id, FrameType.Answer);
                    await body.WriteAsync(header, aborted);
                    continue;
                }

                output.TryAdd(FrameType.Answer, frame.Id, ReplyFrame.NotOwner, FrameJson.Default.ReplyFrame);
                await output.FlushAsync(aborted);
            }
        });
        var peers = _scene.Peers();

        await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled).AsTask());

        Assert.Equal(RetryReason.NotOwner, (await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled)).Retry);
    }

    [Fact]
    public async Task Random_bytes_over_TCP_and_HTTP_touch_no_other_stream()
    {
        var random = new Random(20260404);
        var node = await _scene.StartAsync(PeerScene.Echo);
        var peers = _scene.Peers();
        await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);
        var bytes = new byte[2_000];
        for (var i = 0; i < 20; i++)
        {
            random.NextBytes(bytes);
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPEndPoint.Parse(node.Info.Address), Cancelled);
            await socket.GetStream().WriteAsync(bytes, Cancelled);
            var caller = await _scene.CallAsync(node);
            await caller.WriteAsync(bytes);
            Assert.Equal(HttpStatusCode.BadRequest, (await caller.ResponseAsync()).StatusCode);
        }

        var answer = await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);

        Assert.Equal(ReplyOutcome.Accepted, answer.Outcome);
        Assert.Single(node.Endpoint!.Peers);
        Assert.DoesNotContain(_scene.Logs.All, log => log.EventId == 1101);
    }

    private byte[] ValidAsks()
    {
        using var bytes = new MemoryStream();
        using var output = new FrameOutput(bytes, 4_096, _scene.Services);
        for (var id = 1ul; id <= Asks; id++)
        {
            output.TryAdd(FrameType.Ask, id, PeerScene.Ask(), FrameJson.Default.AskFrame);
        }

        var writing = output.FlushAsync(CancellationToken.None);
        Assert.True(writing.IsCompletedSuccessfully);
        return bytes.ToArray();
    }
}

using NodaTime;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

public sealed class PeerServingTests : IAsyncDisposable
{
    private readonly PeerScene _scene = new();
    private readonly ManualTime _time = new(Instant.FromUtc(2026, 1, 1, 0, 0));
    private readonly List<string> _served = [];
    private readonly TaskCompletionSource _gate = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        return _scene.DisposeAsync();
    }

    [Theory]
    [InlineData(999, ReplyOutcome.Accepted)]
    [InlineData(1_000, ReplyOutcome.Retriable)]
    public async Task An_ask_that_waited_for_others_until_its_wait_was_over_is_dropped_undecided(
        int waitedMilliseconds, ReplyOutcome outcome)
    {
        await using var stream = Open(servedMax: 1);
        stream.Add(1, PeerScene.Ask("slow"));
        stream.Add(2, PeerScene.Ask("next", waitMilliseconds: 1_000));
        await stream.FlushAsync();
        await PeerScene.UntilAsync(() => _served.Count == 1);

        _time.Advance(Duration.FromMilliseconds(waitedMilliseconds));
        _gate.SetResult();

        Assert.Equal((1ul, ReplyOutcome.Accepted), await AnswerAsync(stream));
        Assert.Equal((2ul, outcome), await AnswerAsync(stream));
        Assert.Equal(outcome is ReplyOutcome.Accepted ? ["slow", "next"] : ["slow"], _served);
    }

    [Fact]
    public async Task An_ask_that_waited_is_carried_out_with_the_wait_that_is_left()
    {
        var left = 0L;
        await using var stream = Open(servedMax: 1, ask => left = ask.WaitMilliseconds);
        stream.Add(1, PeerScene.Ask("slow"));
        stream.Add(2, PeerScene.Ask("next", waitMilliseconds: 1_000));
        await stream.FlushAsync();
        await PeerScene.UntilAsync(() => _served.Count == 1);

        _time.Advance(Duration.FromMilliseconds(400));
        _gate.SetResult();
        await AnswerAsync(stream);
        await AnswerAsync(stream);

        Assert.Equal(600, left);
    }

    [Fact]
    public async Task An_answer_that_nobody_can_wait_for_any_more_is_not_sent()
    {
        await using var stream = Open(servedMax: 2);
        stream.Add(1, PeerScene.Ask("slow", waitMilliseconds: 1_000));
        await stream.FlushAsync();
        await PeerScene.UntilAsync(() => _served.Count == 1);

        _time.Advance(Duration.FromMilliseconds(3_000));
        _gate.SetResult();
        stream.Add(2, PeerScene.Ask("next"));
        await stream.FlushAsync();

        Assert.Equal((2ul, ReplyOutcome.Accepted), await AnswerAsync(stream));
    }

    [Fact]
    public async Task No_more_asks_are_served_at_once_than_the_bound_says()
    {
        const int Max = 3;
        await using var stream = Open(Max);
        for (var id = 1ul; id <= 10; id++)
        {
            stream.Add(id, PeerScene.Ask("slow"));
        }

        await stream.FlushAsync();
        await PeerScene.UntilAsync(() => _served.Count == Max);
        Assert.False(stream.Ended.IsCompleted);
        Assert.Equal(Max, _served.Count);

        _gate.SetResult();
        for (var answers = 0; answers < 10; answers++)
        {
            await AnswerAsync(stream);
        }

        Assert.Equal(10, _served.Count);
    }

    [Fact]
    public async Task An_ask_that_is_not_understood_is_answered_so_and_the_next_is_served()
    {
        await using var stream = Open(servedMax: 2);
        var frame = new byte[Framing.HeaderBytes + 2];
        Framing.WriteHeader(frame, 2, 5, FrameType.Ask);
        "{}"u8.CopyTo(frame.AsSpan(Framing.HeaderBytes));

        await stream.WriteAsync(frame);
        stream.Add(6, PeerScene.Ask() with { Kind = null! });
        stream.Add(7, PeerScene.Ask());
        await stream.FlushAsync();

        Assert.Equal((5ul, ReplyOutcome.Retriable), await AnswerAsync(stream));
        Assert.Equal((6ul, ReplyOutcome.Retriable), await AnswerAsync(stream));
        Assert.Equal((7ul, ReplyOutcome.Accepted), await AnswerAsync(stream));
        Assert.Equal(["o-1"], _served);
    }

    [Fact]
    public async Task A_caller_that_closes_the_stream_still_gets_the_answers_to_its_asks()
    {
        await using var stream = Open(servedMax: 2);
        stream.Add(1, PeerScene.Ask("slow"));
        await stream.FlushAsync();
        await stream.CompleteAsync();
        await PeerScene.UntilAsync(() => _served.Count == 1);

        _gate.SetResult();

        Assert.Equal((1ul, ReplyOutcome.Accepted), await AnswerAsync(stream));
        Assert.Equal(FrameType.Goodbye, (await stream.Answers.NextAsync(Cancelled))!.Value.Type);
        Assert.Equal(PeerEnd.Gone, (await stream.Ended).Reason);
    }

    private static async Task<(ulong Id, ReplyOutcome Outcome)> AnswerAsync(MemoryStreamOfPeer stream)
    {
        var frame = (await stream.Answers.NextAsync(Cancelled))!.Value;
        Assert.Equal(FrameType.Answer, frame.Type);
        return (frame.Id, Framing.Read(frame, FrameJson.Default.ReplyFrame).Outcome);
    }

    private MemoryStreamOfPeer Open(int servedMax, Action<AskFrame>? seen = null) => new(
        _scene.Options with { ServedMax = servedMax },
        _scene.Services with { Time = _time },
        async ask =>
        {
            _served.Add(ask.Id);
            seen?.Invoke(ask);
            if (ask.Id == "slow")
            {
                await _gate.Task;
            }

            return await PeerScene.Echo(ask);
        },
        isKnown: true);
}

using NodaTime;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

/// <summary>Asks that nobody waits for any more, and what they hold at both ends.</summary>
public sealed class PeerCancelTests : IAsyncDisposable
{
    private readonly PeerScene _scene = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _served = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        return _scene.DisposeAsync();
    }

    [Fact]
    public async Task An_ask_that_is_given_up_leaves_its_place_at_the_peer_to_another()
    {
        var node = await _scene.StartAsync(ServeAsync, _scene.Options with { ServedMax = 2 });
        var peers = _scene.Peers();
        using var cancel = new CancellationTokenSource();
        var first = peers.AskAsync(node.Info, PeerScene.Ask("slow"), cancel.Token).AsTask();
        await PeerScene.UntilAsync(() => ServedCount == 1);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = peers.AskAsync(node.Info, PeerScene.Ask("slow"), Cancelled).AsTask();

        // Of two places one is held by the second; without the cancel there would be none for this one.
        var third = await peers.AskAsync(node.Info, PeerScene.Ask(text: "third"), Cancelled)
            .AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        Assert.Equal("third", third.State!.Value.GetString());
        Assert.False(second.IsCompleted);

        _gate.SetResult();
        Assert.Equal(ReplyOutcome.Accepted, (await second).Outcome);
    }

    [Fact]
    public async Task A_peer_that_does_not_know_the_cancel_is_not_sent_one()
    {
        var old = new ProtocolVersions(1, 1);
        var heard = new TaskCompletionSource<List<FrameType>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _scene.Options = _scene.Options with { Versions = old };
        var node = await _scene.StartAsync(async (input, output, _, aborted) =>
        {
            List<FrameType> types = [];
            while (types.Count < 2 && await input.NextAsync(aborted) is { } frame)
            {
                types.Add(frame.Type);
                if (types.Count == 1)
                {
                    _gate.SetResult();
                }
            }

            heard.SetResult(types);
        });
        var peers = _scene.Peers(_scene.Options with { Versions = ProtocolVersions.Spoken });
        using var cancel = new CancellationTokenSource();
        var first = peers.AskAsync(node.Info, PeerScene.Ask("slow"), cancel.Token).AsTask();
        await _gate.Task.WaitAsync(Cancelled);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _ = peers.AskAsync(node.Info, PeerScene.Ask("next"), Cancelled).AsTask();

        Assert.Equal([FrameType.Ask, FrameType.Ask], await heard.Task.WaitAsync(Cancelled));
    }

    [Fact]
    public async Task Asks_that_nobody_can_wait_for_give_their_places_up_to_one_that_finds_none()
    {
        var time = new ManualTime(Instant.FromUtc(2026, 1, 1, 0, 0));
        await using var stream = new MemoryStreamOfPeer(
            _scene.Options with { ServedMax = 1 }, _scene.Services with { Time = time }, ServeAsync, isKnown: true);
        stream.Add(1, PeerScene.Ask("slow", waitMilliseconds: 1_000));
        stream.Add(2, PeerScene.Ask("next", waitMilliseconds: 60_000));
        await stream.FlushAsync();
        await PeerScene.UntilAsync(() => ServedCount == 1 && time.TimersSet > 0);

        time.Advance(Duration.FromSeconds(4));

        var frame = (await stream.Answers.NextAsync(Cancelled))!.Value;
        Assert.Equal((FrameType.Answer, 2ul), (frame.Type, frame.Id));
    }

    private int ServedCount
    {
        get
        {
            lock (_served)
            {
                return _served.Count;
            }
        }
    }

    private async ValueTask<ReplyFrame> ServeAsync(AskFrame ask)
    {
        lock (_served)
        {
            _served.Add(ask.Id);
        }

        if (ask.Id == "slow")
        {
            await _gate.Task;
        }

        return await PeerScene.Echo(ask);
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

public sealed class PeerAskTests : IAsyncDisposable
{
    private readonly PeerScene _scene = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task An_ask_is_served_by_the_peer_as_it_was_sent_and_its_answer_comes_back()
    {
        AskFrame? served = null;
        var node = await _scene.StartAsync(ask =>
        {
            served = ask;
            return ValueTask.FromResult(new ReplyFrame
            {
                Outcome = ReplyOutcome.Accepted,
                Shard = 7,
                Offset = 12,
                Version = 3,
                Repeated = true,
                Events = [new EventFrame("order.placed", 2, JsonSerializer.SerializeToElement(5))],
            });
        });
        var ask = PeerScene.Ask() with { OnBehalfOf = "shop", Causation = "c", Fingerprint = "f" };

        var answer = await _scene.Peers().AskAsync(node.Info, ask, Cancelled);

        Assert.Equal((7, 12L, 3L, true), (answer.Shard, answer.Offset, answer.Version, answer.Repeated));
        Assert.Equal(("order.placed", 2), (answer.Events!.Single().Type, answer.Events!.Single().Version));
        Assert.Equal(
            ask with { Command = null, WaitMilliseconds = 0 }, served! with { Command = null, WaitMilliseconds = 0 });
        Assert.InRange(served.WaitMilliseconds, 1, ask.WaitMilliseconds);
    }

    [Fact]
    public async Task Thousands_in_flight_are_answered_out_of_order_each_to_its_own_caller()
    {
        const int Asks = 3_000;
        var waiting = new ConcurrentBag<(AskFrame Ask, TaskCompletionSource<ReplyFrame> Answer)>();
        _scene.Options = _scene.Options with { ServedMax = Asks };
        var node = await _scene.StartAsync(ask =>
        {
            var answer = new TaskCompletionSource<ReplyFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((ask, answer));
            return new ValueTask<ReplyFrame>(answer.Task);
        });
        var peers = _scene.Peers();

        var asks = Enumerable.Range(0, Asks)
            .Select(i => peers.AskAsync(node.Info, PeerScene.Ask(text: $"{i}"), Cancelled).AsTask()).ToArray();
        await PeerScene.UntilAsync(() => waiting.Count == Asks);
        var mixed = waiting.ToArray();
        new Random(5).Shuffle(mixed);
        foreach (var (ask, answer) in mixed)
        {
            answer.SetResult(await PeerScene.Echo(ask));
        }

        var answers = await Task.WhenAll(asks);
        Assert.Equal(
            Enumerable.Range(0, Asks).Select(i => $"{i}"),
            answers.Select(answer => answer.State!.Value.GetString()));
        Assert.Single(node.Endpoint!.Peers);
    }

    [Fact]
    public async Task A_payload_of_megabytes_arrives_whole_both_ways()
    {
        var node = await _scene.StartAsync(PeerScene.Echo);
        var text = new string('x', 8 << 20);

        var answer = await _scene.Peers().AskAsync(node.Info, PeerScene.Ask(text: text), Cancelled);

        Assert.Equal(text, answer.State!.Value.GetString());
    }

    [Fact]
    public async Task An_ask_or_an_answer_too_long_for_a_frame_is_refused_alone()
    {
        _scene.Options = _scene.Options with { FrameBytesMax = 64 << 10 };
        var tooLong = new string('x', 64 << 10);
        var node = await _scene.StartAsync(ask => PeerScene.Echo(
            ask.Id == "long" ? ask with { Command = JsonSerializer.SerializeToElement(tooLong) } : ask));
        var peers = _scene.Peers();

        var sent = await peers.AskAsync(node.Info, PeerScene.Ask(text: tooLong), Cancelled);
        var answered = await peers.AskAsync(node.Info, PeerScene.Ask("long"), Cancelled);
        var next = await peers.AskAsync(node.Info, PeerScene.Ask(text: "short"), Cancelled);

        Assert.Equal((ReplyOutcome.Retriable, RetryReason.NotUnderstood), (sent.Outcome, sent.Retry));
        Assert.Equal((ReplyOutcome.Retriable, RetryReason.NotUnderstood), (answered.Outcome, answered.Retry));
        Assert.Equal("short", next.State!.Value.GetString());
    }

    [Fact]
    public async Task One_more_than_may_be_in_flight_is_refused_at_once_as_overloaded()
    {
        const int Max = 8;
        _scene.Options = _scene.Options with { InFlightMax = Max };
        var node = await _scene.StartAsync(GatedAsync);
        var peers = _scene.Peers();
        var asks = Enumerable.Range(0, Max)
            .Select(_ => peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled).AsTask()).ToArray();

        var refused = await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);

        Assert.Equal((ReplyOutcome.Retriable, RetryReason.Overloaded), (refused.Outcome, refused.Retry));
        Assert.All(asks, ask => Assert.False(ask.IsCompleted));
        _gate.SetResult();
        await Task.WhenAll(asks);
        Assert.Equal(ReplyOutcome.Accepted, (await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled)).Outcome);
    }

    [Fact]
    public async Task An_ask_that_is_cancelled_makes_room_for_another()
    {
        _scene.Options = _scene.Options with { InFlightMax = 1 };
        var node = await _scene.StartAsync(ask => ask.Id == "slow" ? GatedAsync(ask) : PeerScene.Echo(ask));
        var peers = _scene.Peers();
        await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);
        using var cancel = new CancellationTokenSource();
        var ask = peers.AskAsync(node.Info, PeerScene.Ask("slow"), cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask);
        var next = ReplyFrame.NotOwner;
        while (next.Outcome is not ReplyOutcome.Accepted)
        {
            // What was cancelled may still wait for the writer to pass it over.
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);
            next = await peers.AskAsync(node.Info, PeerScene.Ask(text: "next"), Cancelled);
        }

        Assert.Equal("next", next.State!.Value.GetString());
    }

    [Fact]
    public async Task An_ask_that_is_not_answered_within_its_own_wait_fails()
    {
        var node = await _scene.StartAsync(GatedAsync);

        var failure = await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            _scene.Peers().AskAsync(node.Info, PeerScene.Ask(waitMilliseconds: 200), Cancelled).AsTask());

        Assert.IsType<TimeoutException>(failure.InnerException);
    }

    [Fact]
    public async Task An_ask_that_arrives_with_no_wait_left_is_not_carried_out()
    {
        var served = 0;
        var node = await _scene.StartAsync(ask =>
        {
            Interlocked.Increment(ref served);
            return PeerScene.Echo(ask);
        });
        var caller = await _scene.CallAsync(node);
        var (input, _) = await caller.ShakeHandsAsync(_scene.Options, node.Info);

        caller.Output.TryAdd(FrameType.Ask, 9, PeerScene.Ask(waitMilliseconds: 0), FrameJson.Default.AskFrame);
        await caller.Output.FlushAsync(Cancelled);
        var frame = await input.NextAsync(Cancelled);

        Assert.Equal(9ul, frame!.Value.Id);
        Assert.Equal(RetryReason.DeadlinePassed, Framing.Read(frame.Value, FrameJson.Default.ReplyFrame).Retry);
        Assert.Equal(0, served);
    }

    [Fact]
    public async Task An_ask_that_fails_or_has_no_address_is_answered_and_the_stream_goes_on()
    {
        var node = await _scene.StartAsync(ask => ask.Id switch
        {
            "broken" => throw new InvalidDataException("broken"),
            "nobody" => throw new FormatException("no address"),
            _ => PeerScene.Echo(ask),
        });
        var peers = _scene.Peers();

        var broken = await peers.AskAsync(node.Info, PeerScene.Ask("broken"), Cancelled);
        var nobody = await peers.AskAsync(node.Info, PeerScene.Ask("nobody"), Cancelled);
        var next = await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);

        Assert.Equal(RetryReason.OutcomeUnknown, broken.Retry);
        Assert.Equal(RetryReason.NotUnderstood, nobody.Retry);
        Assert.Equal(ReplyOutcome.Accepted, next.Outcome);
        Assert.Single(node.Endpoint!.Peers);
    }

    private async ValueTask<ReplyFrame> GatedAsync(AskFrame ask)
    {
        await _gate.Task;
        return await PeerScene.Echo(ask);
    }
}

using NodaTime;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

public sealed class InFlightLimitTests : IAsyncDisposable
{
    private const int Max = 1_000;
    private const int Min = 10;

    private readonly PeerScene _scene = new();
    private readonly ManualTime _time = new(Instant.FromUtc(2026, 1, 1, 0, 0));
    private readonly InFlightLimit _limit;

    public InFlightLimitTests() => _limit = new InFlightLimit(
        _scene.Options with { InFlightMax = Max, InFlightMin = Min, LatencyMax = Duration.FromSeconds(1) },
        _scene.Services with { Time = _time },
        "b");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public void It_halves_once_for_all_that_was_in_flight_at_a_bad_moment()
    {
        var asked = _time.GetTimestamp();
        _time.Advance(Duration.FromMilliseconds(10));

        for (var i = 0; i < 5; i++)
        {
            _limit.Ended(asked, failed: true, inFlight: 5);
        }

        Assert.Equal(Max / 2, _limit.Current);
        _limit.Ended(_time.GetTimestamp(), failed: true, inFlight: 5);
        Assert.Equal(Max / 4, _limit.Current);
    }

    [Theory]
    [InlineData(1_000, Max)]
    [InlineData(1_001, Max / 2)]
    public void An_answer_that_comes_late_is_as_bad_as_none(int milliseconds, int limit)
    {
        var asked = _time.GetTimestamp();
        _time.Advance(Duration.FromMilliseconds(milliseconds));

        _limit.Ended(asked, failed: false, inFlight: 5);

        Assert.Equal(limit, _limit.Current);
    }

    [Fact]
    public void It_never_falls_below_its_lower_bound_nor_rises_above_its_upper_one()
    {
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(Duration.FromMilliseconds(1));
            _limit.Ended(_time.GetTimestamp(), failed: true, inFlight: Max);
        }

        Assert.Equal(Min, _limit.Current);
        for (var i = 0; i < 100_000; i++)
        {
            _limit.Ended(_time.GetTimestamp(), failed: false, inFlight: Max);
        }

        Assert.Equal(Max, _limit.Current);
    }

    [Fact]
    public void It_grows_by_the_lower_bound_in_a_round_and_only_while_it_is_reached()
    {
        Fall();
        var low = _limit.Current;

        for (var i = 0; i < Max; i++)
        {
            _limit.Ended(_time.GetTimestamp(), failed: false, inFlight: (low / 2) - 1);
        }

        Assert.Equal(low, _limit.Current);
        for (var i = 0; i < low; i++)
        {
            _limit.Ended(_time.GetTimestamp(), failed: false, inFlight: low);
        }

        Assert.InRange(_limit.Current, low + Min - 1, low + Min);
    }

    [Fact]
    public async Task A_peer_that_answers_that_it_cannot_keep_up_is_asked_less_and_then_more_again()
    {
        var isBusy = true;
        _scene.Options = _scene.Options with { InFlightMax = 4, InFlightMin = 1 };
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var node = await _scene.StartAsync(async ask =>
        {
            if (ask.Id == "slow")
            {
                await gate.Task;
            }

            return Volatile.Read(ref isBusy)
                ? ReplyFrame.Refused(RetryReason.Overloaded, 50)
                : await PeerScene.Echo(ask);
        });
        var peers = _scene.Peers();
        for (var i = 0; i < 4; i++)
        {
            _ = await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);
        }

        var slow = peers.AskAsync(node.Info, PeerScene.Ask("slow"), Cancelled).AsTask();
        var refused = await peers.AskAsync(node.Info, PeerScene.Ask("next"), Cancelled);
        Assert.Equal(RetryReason.Overloaded, refused.Retry);
        Volatile.Write(ref isBusy, false);
        gate.SetResult();
        await slow;

        for (var i = 0; i < 20; i++)
        {
            _ = await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);
        }

        var two = new[] { PeerScene.Ask("slow"), PeerScene.Ask() }
            .Select(ask => peers.AskAsync(node.Info, ask, Cancelled).AsTask());
        Assert.All(await Task.WhenAll(two), answer => Assert.Equal(ReplyOutcome.Accepted, answer.Outcome));
    }

    private void Fall()
    {
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(Duration.FromMilliseconds(1));
            _limit.Ended(_time.GetTimestamp(), failed: true, inFlight: Max);
        }
    }
}

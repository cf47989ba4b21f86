using System.Net;
using System.Net.Sockets;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Routing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Peers;

public sealed class PeerStreamTests : IAsyncDisposable
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
    public async Task When_a_peer_is_killed_every_ask_in_flight_fails_long_before_its_wait_is_over()
    {
        var served = 0;
        var node = await _scene.StartAsync(ask =>
        {
            Interlocked.Increment(ref served);
            return GatedAsync(ask);
        });
        var peers = _scene.Peers();
        var asks = Enumerable.Range(0, 100).Select(_ =>
            peers.AskAsync(node.Info, PeerScene.Ask(waitMilliseconds: 3_600_000), Cancelled).AsTask()).ToArray();
        await PeerScene.UntilAsync(() => served == asks.Length);

        node.BreakConnections();

        foreach (var ask in asks)
        {
            var failure = await Assert.ThrowsAsync<PeerUnreachableException>(() => ask);
            Assert.IsNotType<TimeoutException>(failure.InnerException);
        }

        Assert.Equal(asks.Length, served);
        await PeerScene.UntilAsync(() => _scene.Logs.All.Any(log => log.EventId == 1101));
        Assert.Contains(
            "with 100 asks in flight",
            _scene.Logs.All.Single(log => log.EventId == 1101).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_broke_is_opened_again_by_a_later_ask()
    {
        var node = await _scene.StartAsync(PeerScene.Echo);
        var peers = _scene.Peers();
        await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);

        node.BreakConnections();

        Assert.Equal(ReplyOutcome.Accepted, (await AskUntilAnsweredAsync(peers, node.Info)).Outcome);
    }

    [Fact]
    public async Task A_node_that_was_away_is_reached_when_it_is_back()
    {
        var node = await _scene.StartAsync(PeerScene.Echo);
        var peers = _scene.Peers();
        await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);
        await node.DisposeAsync();
        await Assert.ThrowsAsync<PeerUnreachableException>(async () =>
        {
            // The first one may still meet the old stream, before its end is seen.
            await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);
            await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);
        });

        await _scene.StartAsync(PeerScene.Echo, port: IPEndPoint.Parse(node.Info.Address).Port);

        Assert.Equal(ReplyOutcome.Accepted, (await AskUntilAnsweredAsync(peers, node.Info)).Outcome);
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("no address at all")]
    [InlineData("https://127.0.0.1:1")]
    public async Task A_node_that_cannot_be_reached_fails_the_ask_and_the_next_one_within_the_pause(string address)
    {
        _scene.Options = _scene.Options with
        {
            BackOffMin = Duration.FromMinutes(1),
            BackOffMax = Duration.FromMinutes(1),
        };
        var peers = _scene.Peers();
        var nobody = new NodeInfo(Guid.Empty, "nobody", address, default);

        var first = await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            peers.AskAsync(nobody, PeerScene.Ask(), Cancelled).AsTask());
        await PeerScene.UntilAsync(() => _scene.Logs.All.Any(log => log.EventId == 1102));
        var second = await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            peers.AskAsync(nobody, PeerScene.Ask(), Cancelled).AsTask());

        Assert.Same(first.InnerException, second.InnerException);
        Assert.Single(_scene.Logs.All, log => log.EventId == 1102);
    }

    [Fact]
    public async Task An_address_that_accepts_and_says_nothing_fails_the_ask_when_the_handshake_is_late()
    {
        _scene.Options = _scene.Options with { HandshakeWait = Duration.FromMilliseconds(300) };
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var node = new NodeInfo(Guid.Empty, "silent", silent.LocalEndpoint.ToString()!, default);

        var failure = await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            _scene.Peers().AskAsync(node, PeerScene.Ask(), Cancelled).AsTask());

        Assert.NotNull(failure.InnerException);
        silent.Stop();
    }

    [Fact]
    public async Task Another_incarnation_at_the_address_is_not_asked()
    {
        var served = false;
        var node = await _scene.StartAsync(ask =>
        {
            served = true;
            return PeerScene.Echo(ask);
        });

        var failure = await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            _scene.Peers().AskAsync(node.Info with { Id = Guid.Empty }, PeerScene.Ask(), Cancelled).AsTask());

        Assert.Equal(PeerEnd.AnotherNode, Assert.IsType<PeerEndedException>(failure.InnerException).Reason);
        Assert.False(served);
    }

    [Fact]
    public async Task A_node_that_stops_answers_what_it_serves_and_then_ends_the_stream()
    {
        var served = 0;
        var node = await _scene.StartAsync(ask =>
        {
            Interlocked.Increment(ref served);
            return GatedAsync(ask);
        });
        var peers = _scene.Peers();
        var asks = Enumerable.Range(0, 10)
            .Select(_ => peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled).AsTask()).ToArray();
        await PeerScene.UntilAsync(() => served == asks.Length);

        node.Endpoint!.Stop();
        _gate.SetResult();

        Assert.All(await Task.WhenAll(asks), answer => Assert.Equal(ReplyOutcome.Accepted, answer.Outcome));
        await PeerScene.UntilAsync(() => node.Endpoint.Peers.Count == 0);
        await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled).AsTask());
    }

    [Fact]
    public async Task A_stream_over_which_nothing_is_asked_is_closed_and_opened_again_when_it_is_needed()
    {
        _scene.Options = _scene.Options with { IdleFor = Duration.FromSeconds(1) };
        var node = await _scene.StartAsync(PeerScene.Echo);
        var peers = _scene.Peers();
        await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);

        await PeerScene.UntilAsync(() => peers.Count == 0 && node.Endpoint!.Peers.Count == 0);

        Assert.Equal(
            ReplyOutcome.Accepted, (await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled)).Outcome);
    }

    [Theory]
    [InlineData(NodeState.Up, false)]
    [InlineData(NodeState.Dead, true)]
    [InlineData(null, true)]
    public async Task The_stream_to_a_node_is_closed_when_it_has_left(NodeState? state, bool closes)
    {
        var table = ClusterTable.Empty;
        var node = await _scene.StartAsync(PeerScene.Echo);
        var peers = _scene.Peers(nodes: () => Volatile.Read(ref table));
        await peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled);
        NodeRow[] self = [new NodeRow(PeerScene.Caller, NodeState.Up, IsExpired: false)];

        Volatile.Write(ref table, new ClusterTable(
            state is { } known ? [.. self, new NodeRow(node.Info, known, IsExpired: false)] : self, []));

        if (closes)
        {
            await PeerScene.UntilAsync(() => peers.Count == 0);
        }
        else
        {
            await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System, Cancelled);
            Assert.Equal(1, peers.Count);
        }
    }

    [Fact]
    public async Task Disposed_peers_fail_what_is_in_flight_and_what_comes()
    {
        var node = await _scene.StartAsync(GatedAsync);
        var peers = _scene.Peers();
        var ask = peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled).AsTask();

        await peers.DisposeAsync();

        await Assert.ThrowsAsync<PeerUnreachableException>(() => ask);
        await Assert.ThrowsAsync<PeerUnreachableException>(() =>
            peers.AskAsync(node.Info, PeerScene.Ask(), Cancelled).AsTask());
    }

    [Fact]
    public async Task A_caller_that_reads_no_answers_is_no_longer_read_from_and_others_are_served()
    {
        const int Asks = 2_000;
        var served = 0;
        var answer = new string('x', 32 << 10);
        _scene.Options = _scene.Options with { ServedMax = 16 };
        var node = await _scene.StartAsync(ask =>
        {
            if (ask.Id != "other")
            {
                Interlocked.Increment(ref served);
            }

            return PeerScene.Echo(PeerScene.Ask(text: answer));
        });
        var greedy = await _scene.CallAsync(node);
        await greedy.ShakeHandsAsync(_scene.Options, node.Info);
        var sending = SendAsync(greedy, Asks);

        await PeerScene.UntilAsync(() => served >= 16);
        var other = await _scene.Peers().AskAsync(node.Info, PeerScene.Ask("other"), Cancelled);

        Assert.Equal(ReplyOutcome.Accepted, other.Outcome);
        await sending;

        // What fits into the caller's window, the socket's buffers and the slots; far from all.
        Assert.InRange(served, 16, Asks / 2);
    }

    private static async Task SendAsync(RawCaller caller, int asks)
    {
        for (var id = 1ul; id <= (ulong)asks; id++)
        {
            caller.Output.TryAdd(FrameType.Ask, id, PeerScene.Ask(), FrameJson.Default.AskFrame);
        }

        // It fits into the node's window, so it ends although nothing is read.
        await caller.Output.FlushAsync(CancellationToken.None);
    }

    private static async Task<ReplyFrame> AskUntilAnsweredAsync(HttpPeers peers, NodeInfo node)
    {
        while (true)
        {
            try
            {
                return await peers.AskAsync(node, PeerScene.Ask(), Cancelled);
            }
            catch (PeerUnreachableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
            }
        }
    }

    private async ValueTask<ReplyFrame> GatedAsync(AskFrame ask)
    {
        await _gate.Task;
        return await PeerScene.Echo(ask);
    }
}

using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Routing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>Commands, reads and news on their way to other nodes.</summary>
public sealed class ForwardingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_peer_that_gives_no_answer_in_time_is_told_that_nobody_waits_for_it()
    {
        await using var node = new LoneMember();
        var owner = await StartWithOwnerAsync(node, version: 1);
        List<(AskFrame Frame, CancellationToken Token)> asked = [];
        node.Peers = async (_, frame, token) =>
        {
            asked.Add((frame, token));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return ReplyFrame.Done;
        };

        var reply = await node.DepositAsync("a", 5);

        Assert.Equal((ReplyOutcome.Retriable, RetryReason.OutcomeUnknown), (reply.Outcome, reply.Retry));
        Assert.NotEmpty(asked);
        Assert.All(asked, ask =>
        {
            Assert.True(ask.Token.IsCancellationRequested);
            Assert.InRange(ask.Frame.WaitMilliseconds, 1, (long)LoneMember.Options.PeerWait.TotalMilliseconds);
        });
        Assert.NotEqual(owner.Id, node.System.Self!.Id);
    }

    [Fact]
    public async Task An_owner_that_does_not_know_strict_reads_does_not_pass_for_one_that_does()
    {
        await using var node = new LoneMember();
        _ = await StartWithOwnerAsync(node, version: 1);
        var account = System.Text.Json.JsonSerializer.SerializeToElement(
            Ledger.Account.Initial, Ledger.AccountKind.Type.Wire!.States);
        node.Peers = (_, _, _) => Task.FromResult(ReplyFrame.Done with { State = account });

        Assert.Equal(0, (await node.ReadAsync("a")).Version);
        var refused = await Assert.ThrowsAsync<EntityUnavailableException>(() => node.PassUntilAsync(
            node.Accounts.ReadAsync(LedgerFixture.Address("a"), ReadConsistency.Strict, Cancelled).AsTask()));

        Assert.Equal(RetryReason.NotUnderstood, refused.Reason);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(FrameVersions.Heads, true)]
    public async Task Nodes_that_understand_it_are_told_how_far_a_shard_goes_once_its_records_are_durable(
        int version, bool isTold)
    {
        await using var node = new LoneMember();
        _ = await StartWithOwnerAsync(node, version);
        var own = Enumerable.Range(0, 100).Select(n => $"b{n}")
            .First(id => node.System.Owns(LedgerFixture.Address(id)));
        List<HeadFrame> told = [];
        node.Peers = (_, frame, _) =>
        {
            Assert.Equal(AskVerb.Heads, frame.Verb);
            Assert.All(frame.Heads!, head => Assert.True(head.Offset <= node.Store.StateOf(head.Shard).Head));
            lock (told)
            {
                told.AddRange(frame.Heads!);
            }

            return Task.FromResult(ReplyFrame.Done);
        };

        for (var deposits = 0; deposits < 5; deposits++)
        {
            Assert.Equal(ReplyOutcome.Accepted, (await node.DepositAsync(own, 1)).Outcome);
        }

        var wanted = new HeadFrame(LedgerFixture.Address(own).Shard() % 4, 5);
        await (isTold ? node.PassUntilAsync(IsKnown) : node.PassAsync(Duration.FromSeconds(1)));
        Assert.Equal(isTold, IsKnown());

        bool IsKnown()
        {
            lock (told)
            {
                return told.Contains(wanted);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_has_left_or_is_too_old_to_come_back_still_finds_who_owns_a_shard_now(bool leaves)
    {
        await using var node = new LoneMember();
        const int Next = FrameVersions.Newest + 1;
        var before = await StartWithOwnerAsync(node, Next);
        if (leaves)
        {
            await node.PassUntilAsync(node.System.LeaveAsync(Cancelled));
        }
        else
        {
            var over = node.System.Self!.Id;
            _ = node.Meeting.DeclareDead(over);
            Assert.Equal(Next, node.Meeting.AdvanceFormat(Next));
            await node.PassUntilAsync(() => node.System.Self!.Id != over);
            await node.PassAsync(LoneMember.Options.Heartbeat * 3);
        }

        var now = new NodeInfo(node.NewId(), "c", "c:1", node.NewId(), Next, Weight: 1);
        node.Meeting.Join(now, Duration.FromDays(1));
        _ = node.Meeting.DeclareDead(before.Id);
        _ = await new MemoryJournal(node.Store).AcquireAsync(LedgerFixture.Address("a").Shard() % 4, now.Id);
        var account = System.Text.Json.JsonSerializer.SerializeToElement(
            Ledger.Account.Initial, Ledger.AccountKind.Type.Wire!.States);
        node.Peers = (peer, _, _) => peer == now
            ? Task.FromResult(ReplyFrame.Done with { State = account, Version = 7 })
            : throw new PeerUnreachableException(peer.Name);

        Assert.Equal(7, (await node.ReadAsync("a")).Version);
        Assert.False(node.System.Owns(LedgerFixture.Address("a")));
    }

    [Fact]
    public async Task A_node_that_is_told_how_far_a_shard_goes_lets_its_followers_go_on_at_once()
    {
        await using var node = new LoneMember();
        var owner = await StartWithOwnerAsync(node, version: 1);
        var shard = LedgerFixture.Address("a").Shard() % 4;
        await using var followed = node.System.FollowAsync(new ShardPosition(shard, 0), Cancelled)
            .GetAsyncEnumerator(Cancelled);
        var next = followed.MoveNextAsync().AsTask();
        await AppendAsync(node, owner, shard);

        var heard = await node.System.ServeAsync(new AskFrame
        {
            Verb = AskVerb.Heads,
            Tenant = "main",
            Kind = "node",
            Id = "node",
            WaitMilliseconds = 1_000,
            Heads = [new HeadFrame(shard, 1), new HeadFrame(4, 1), new HeadFrame(-1, 1)],
        });

        Assert.Equal(ReplyOutcome.Accepted, heard.Outcome);
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
        Assert.Equal(1, followed.Current.Record.Offset);
    }

    /// <summary>Starts the node beside another one that owns the account "a"'s shard.</summary>
    private static async Task<NodeInfo> StartWithOwnerAsync(LoneMember node, int version)
    {
        var owner = new NodeInfo(node.NewId(), "b", "b:1", node.NewId(), version, Weight: 1);
        node.Meeting.Join(owner, Duration.FromDays(1));
        _ = await new MemoryJournal(node.Store).AcquireAsync(LedgerFixture.Address("a").Shard() % 4, owner.Id);
        await node.PassUntilAsync(node.System.StartAsync(Cancelled));
        await node.PassUntilAsync(() => node.System.Cluster!.Shards.Count(row => row.Owner == node.System.Self!.Id) == 3
            && node.System.Cluster.Shards.Count(row => row.Owner == owner.Id) == 1);
        return owner;
    }

    private static async Task AppendAsync(LoneMember node, NodeInfo owner, int shard)
    {
        var journal = new MemoryJournal(node.Store);
        var term = await journal.AcquireAsync(shard, owner.Id);
        await journal.AppendAsync(new AppendBatch([new ShardAppend(term, 0,
            [
                new JournalRecord
                {
                    Shard = shard,
                    Offset = 1,
                    Address = LedgerFixture.Address("a"),
                    Seq = 1,
                    Epoch = term.Epoch,
                    EventType = ReservedEvents.CommandAccepted,
                    EventVersion = 1,
                    RecordedAt = LedgerFixture.Noon,
                    Meta = "{}"u8.ToArray(),
                    Payload = "{}"u8.ToArray(),
                },
            ])]));
    }
}

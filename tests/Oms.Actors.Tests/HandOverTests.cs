using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>A shard goes from one system to another over the same journal, while both run.</summary>
public sealed class HandOverTests
{
    private const int Shards = 4;
    private const int RoundsMin = 3;
    private const int DepositsMin = 50;
    private readonly MemoryStore _store = new(Shards);
    private int _rounds;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shard_that_was_given_up_is_refused_here_and_served_there_with_all_it_held()
    {
        await using var giver = await StartedAsync();
        await using var taker = await StartedAsync(owns: false);
        var first = LedgerFixture.NewContext();
        await giver.AskAsync("a", new AccountCommand.Deposit(5), first);

        await MoveAsync(giver, taker, ShardOf("a"));

        Assert.Equal(RetryReason.NotOwner, (await giver.AskAsync("a", new AccountCommand.Deposit(1))).Retry);
        await Assert.ThrowsAsync<EntityUnavailableException>(() => giver.ReadAsync("a"));
        Assert.Equal(5, (await taker.ReadAsync("a")).State.Balance);
        Assert.True((await taker.AskAsync("a", new AccountCommand.Deposit(5), first)).Repeated);
        Assert.Equal(2, (await taker.AskAsync("a", new AccountCommand.Deposit(1))).Version);
    }

    [Fact]
    public async Task A_shard_is_given_up_only_after_the_append_in_flight()
    {
        var (arrived, goOn) = (NewSource(), NewSource());
        var journal = new FaultyJournal(new MemoryJournal(_store), async call =>
        {
            if (call is JournalCall.Append && arrived.TrySetResult())
            {
                await goOn.Task;
            }

            return JournalFault.None;
        });
        await using var giver = await new LedgerFixture(journal).StartedAsync();
        var asked = giver.AskAsync("a", new AccountCommand.Deposit(5));
        await arrived.Task.WaitAsync(Cancelled);

        var released = giver.System.ReleaseShardAsync(ShardOf("a"));
        Assert.False(released.IsCompleted);
        goOn.SetResult();
        await released;

        Assert.Equal(ReplyOutcome.Accepted, (await asked).Outcome);
        Assert.Equal(1, await journal.ReadHeadAsync(ShardOf("a"), Cancelled));
    }

    [Fact]
    public async Task A_shard_that_is_given_up_while_it_is_taken_again_after_a_failure_is_not_kept()
    {
        var (arrived, goOn, isLost) = (NewSource(), NewSource(), false);
        var journal = new FaultyJournal(new MemoryJournal(_store), async call =>
        {
            if (call is JournalCall.Append && isLost)
            {
                return JournalFault.UnknownWithoutEffect;
            }

            if (call is JournalCall.Acquire && isLost)
            {
                arrived.TrySetResult();
                await goOn.Task;
            }

            return JournalFault.None;
        });
        await using var giver = await new LedgerFixture(journal).StartedAsync();
        isLost = true;
        Assert.Equal(RetryReason.OutcomeUnknown, (await giver.AskAsync("a", new AccountCommand.Deposit(5))).Retry);
        await arrived.Task.WaitAsync(Cancelled);

        var waiting = giver.AskAsync("a", new AccountCommand.Deposit(5));
        await giver.System.ReleaseShardAsync(ShardOf("a"));
        isLost = false;
        goOn.SetResult();

        Assert.Equal(RetryReason.NotOwner, (await waiting).Retry);
        await giver.System.WaitUntilIdleAsync(Cancelled);
        Assert.Equal(RetryReason.NotOwner, (await giver.AskAsync("a", new AccountCommand.Deposit(5))).Retry);
    }

    [Fact]
    public async Task A_process_manager_goes_on_where_the_other_one_stood_and_repeats_nothing()
    {
        await using var giver = await StartedAsync(new TransferManager());
        await using var taker = await StartedAsync(owns: false, new TransferManager());
        var (from, to) = TwoOfOneShard();
        await giver.AskAsync(from, new AccountCommand.Deposit(9));
        await giver.AskAsync(from, new AccountCommand.Send("t1", LedgerFixture.Address(to), 4));
        await giver.System.WaitUntilIdleAsync(Cancelled);
        var before = await giver.Journal.ReadHeadAsync(ShardOf(from), Cancelled);

        await MoveAsync(giver, taker, ShardOf(from));
        await taker.System.WaitUntilIdleAsync(Cancelled);

        // Not even a repeat that has no effect: the cursor was written with the shard's last batch.
        Assert.Equal(before, await taker.Journal.ReadCursorAsync(ShardOf(from), "transfers", Cancelled));
        Assert.Equal(before, await taker.Journal.ReadHeadAsync(ShardOf(from), Cancelled));
        await taker.AskAsync(from, new AccountCommand.Send("t2", LedgerFixture.Address(to), 3));
        await taker.System.WaitUntilIdleAsync(Cancelled);
        Assert.Equal(
            (2L, 7L), ((await taker.ReadAsync(from)).State.Balance, (await taker.ReadAsync(to)).State.Balance));
    }

    [Fact]
    public async Task A_reminder_fires_once_and_where_its_shard_is()
    {
        await using var giver = await StartedAsync();
        await using var taker = await StartedAsync(owns: false);
        await giver.AskAsync("a", new AccountCommand.Deposit(9));
        await giver.AskAsync("a", new AccountCommand.PutOnHold("h", 4, LedgerFixture.Noon + Duration.FromMinutes(10)));
        await MoveAsync(giver, taker, ShardOf("a"));

        giver.Time.Advance(Duration.FromMinutes(20));
        Assert.Equal(4, (await taker.ReadAsync("a")).State.Held);
        taker.Time.Advance(Duration.FromMinutes(20));
        await UntilRecordAsync(taker, "a", seq: 3);

        Assert.Equal(0, (await taker.ReadAsync("a")).State.Held);
        Assert.Equal(3, await taker.Journal.ReadHeadAsync(ShardOf("a"), Cancelled));
        Assert.Null(await taker.Journal.ReadNextReminderAsync(ShardOf("a"), Cancelled));
    }

    [Fact]
    public async Task A_reminder_that_fell_due_while_nobody_held_the_shard_fires_when_it_is_taken()
    {
        await using var giver = await StartedAsync();
        await using var taker = await StartedAsync(owns: false);
        await giver.AskAsync("a", new AccountCommand.Deposit(9));
        await giver.AskAsync("a", new AccountCommand.PutOnHold("h", 4, LedgerFixture.Noon + Duration.FromMinutes(10)));
        await giver.System.ReleaseShardAsync(ShardOf("a"));
        taker.Time.Advance(Duration.FromMinutes(20));

        await taker.System.AcquireShardAsync(ShardOf("a"));
        await UntilRecordAsync(taker, "a", seq: 3);

        Assert.Equal(0, (await taker.ReadAsync("a")).State.Held);
    }

    [Fact]
    public async Task Shards_that_go_to_and_fro_under_load_lose_nothing_and_double_nothing()
    {
        var (balances, others) = (new BalanceProjection(), new BalanceProjection());
        await using var one = await StartedAsync(balances);
        await using var two = await StartedAsync(owns: false, others);
        LedgerFixture[] systems = [one, two];
        var accounts = Enumerable.Range(0, 12).Select(i => $"a{i}").ToArray();
        var clients = Task.WhenAll(accounts.Select(id => DepositAsync(systems, id)));

        // All of them over and back again, for as long as anybody deposits.
        for (; !clients.IsCompleted; Interlocked.Increment(ref _rounds))
        {
            for (var shard = 0; shard < 2 * Shards; shard++)
            {
                var (from, to) = shard < Shards ? (one, two) : (two, one);
                await MoveAsync(from, to, shard % Shards);
            }
        }

        var deposits = await clients;
        await one.System.WaitUntilIdleAsync(Cancelled);
        var rebuilt = new BalanceProjection();
        await using var reader = await new LedgerFixture(new MemoryJournal(_store)).StartedAsync(rebuilt);
        await reader.System.WaitUntilIdleAsync(Cancelled);
        foreach (var (id, count) in accounts.Zip(deposits))
        {
            var view = await reader.ReadAsync(id);
            Assert.Equal((count, count), (view.State.Balance, view.Version));
        }

        Assert.Equal(rebuilt.Balances, balances.Balances);
    }

    [Fact]
    public async Task A_rebuild_ends_only_when_a_shard_that_nobody_held_is_filled_in_too()
    {
        var balances = new BalanceProjection();
        await using var ledger = await StartedAsync(balances);
        var kept = await ledger.AskAsync("a", new AccountCommand.Deposit(5));
        await ledger.System.WaitForAsync(balances.Name, kept.Position, Cancelled);
        await ledger.System.ReleaseShardAsync(ShardOf("a"));

        var rebuilt = ledger.System.RebuildAsync(balances.Name, Cancelled);
        var looks = 0;
        await PushAsync(ledger, () => looks++ == 20);
        Assert.False(rebuilt.IsCompleted, "It ended without the shard.");
        await ledger.System.AcquireShardAsync(ShardOf("a"));
        await PushAsync(ledger, () => rebuilt.IsCompleted);
        await rebuilt;
        Assert.Equal(5, balances.Balances["a"]);
    }

    private static int ShardOf(string id) => LedgerFixture.Address(id).Shard() % Shards;

    private static (string From, string To) TwoOfOneShard()
    {
        var ids = Enumerable.Range(0, 100).Select(i => $"x{i}").GroupBy(ShardOf).First().Take(2).ToArray();
        return (ids[0], ids[1]);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task MoveAsync(LedgerFixture from, LedgerFixture to, int shard)
    {
        await from.System.ReleaseShardAsync(shard);
        await to.System.AcquireShardAsync(shard);
    }

    /// <summary>Deposits one unit after the other, each under its id until a system takes it.</summary>
    private async Task<long> DepositAsync(LedgerFixture[] systems, string id)
    {
        var deposits = 0L;
        for (; deposits < DepositsMin || Volatile.Read(ref _rounds) < RoundsMin; deposits++)
        {
            var context = LedgerFixture.NewContext();
            for (var asked = 0;
                (await systems[asked % 2].AskAsync(id, new AccountCommand.Deposit(1), context)).Outcome
                    is not ReplyOutcome.Accepted;
                asked++)
            {
                await Task.Yield();
            }
        }

        return deposits;
    }

    private static async Task UntilRecordAsync(LedgerFixture ledger, string id, long seq)
    {
        var recorded = RecordedAsync(ledger, id, seq);

        // A timer may be set only now, for a time that is past already.
        await PushAsync(ledger, () => recorded.IsCompleted);
        await recorded;
    }

    /// <summary>Moves the clock on and on, so that every pause ends.</summary>
    private static async Task PushAsync(LedgerFixture ledger, Func<bool> isOver)
    {
        while (!isOver())
        {
            ledger.Time.Advance(Duration.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);
        }
    }

    private static async Task RecordedAsync(LedgerFixture ledger, string id, long seq)
    {
        await foreach (var happened in ledger.System.FollowAsync(new ShardPosition(ShardOf(id), 0), Cancelled))
        {
            if (happened.Address == LedgerFixture.Address(id) && happened.Record.Seq == seq)
            {
                return;
            }
        }
    }

    private Task<LedgerFixture> StartedAsync(params IEnumerable<object> consumers) => StartedAsync(true, consumers);

    private Task<LedgerFixture> StartedAsync(bool owns, params IEnumerable<object> consumers) => new LedgerFixture(
        new MemoryJournal(_store), owns ? null : new ActorSystemOptions { Shards = [] }).StartedAsync(consumers);
}

using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

public sealed class ConsumerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_a_projection_cannot_apply_stops_that_shard_alone()
    {
        var balances = new BalanceProjection();
        balances.BeforeApply = events =>
        {
            if (events.Any(happened => happened.Event is AccountEvent.Deposited { Amount: 13 }))
            {
                throw new InvalidOperationException("thirteen");
            }
        };
        await using var ledger = await new LedgerFixture(
            options: new ActorSystemOptions { BackOffMin = NodaTime.Duration.FromTicks(1) }).StartedAsync(balances);
        var healthy = Enumerable.Range(0, 50).Select(i => $"x{i}").First(
            id => LedgerFixture.Address(id).Shard() % 4 != LedgerFixture.Address("a").Shard() % 4);
        var before = await ledger.AskAsync("a", new AccountCommand.Deposit(1));
        var poison = await ledger.AskAsync("a", new AccountCommand.Deposit(13));
        var other = await ledger.AskAsync(healthy, new AccountCommand.Deposit(2));

        using var pushing = new CancellationTokenSource();
        var clock = PushClockAsync(ledger, pushing.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ledger.System.WaitForAsync(balances.Name, poison.Position, Cancelled));
        await ledger.System.WaitForAsync(balances.Name, other.Position, Cancelled);
        await pushing.CancelAsync();
        await clock;

        var stopped = Assert.Single(ledger.System.Lag(), lag => lag.Stopped is not null);
        Assert.Equal((before.Position.Offset, "thirteen"), (stopped.Offset, stopped.Stopped));
        Assert.Equal((1L, 2L), (balances.Balances["a"], balances.Balances[healthy]));

        balances.BeforeApply = _ => { };
        await ledger.System.RebuildAsync(balances.Name, Cancelled);
        Assert.Equal(14, balances.Balances["a"]);
    }

    [Fact]
    public async Task What_a_read_models_store_lost_in_a_crash_is_applied_again_though_nothing_more_happens()
    {
        var balances = new BalanceProjection();
        await using var ledger = await new LedgerFixture().StartedAsync(balances);
        var kept = await ledger.AskAsync("a", new AccountCommand.Deposit(1));
        await ledger.System.WaitForAsync(balances.Name, kept.Position, Cancelled);
        var crash = balances.Remember();
        var lost = await ledger.AskAsync("a", new AccountCommand.Deposit(2));
        await ledger.System.WaitForAsync(balances.Name, lost.Position, Cancelled);
        crash();
        Assert.Equal(1, balances.Balances["a"]);

        using var pushing = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        pushing.CancelAfter(TimeSpan.FromSeconds(60));
        var clock = PushClockAsync(ledger, pushing.Token);
        while (balances.Balances["a"] != 3 && !pushing.IsCancellationRequested)
        {
            await Task.Yield();
        }

        await pushing.CancelAsync();
        await clock;
        Assert.Equal(3, balances.Balances["a"]);
    }

    [Fact]
    public async Task A_read_model_whose_store_has_no_room_is_tried_until_it_has()
    {
        var refusals = 20;
        var balances = new BalanceProjection
        {
            BeforeApply = _ =>
            {
                if (refusals-- > 0)
                {
                    throw new JournalUnavailableException("The disk is full.");
                }
            },
        };
        await using var ledger = await new LedgerFixture().StartedAsync(balances);
        var reply = await ledger.AskAsync("a", new AccountCommand.Deposits([1, 2]));

        using var pushing = new CancellationTokenSource();
        var clock = PushClockAsync(ledger, pushing.Token);
        await ledger.System.WaitForAsync(balances.Name, reply.Position, Cancelled);
        await pushing.CancelAsync();
        await clock;

        Assert.Equal(3, balances.Balances["a"]);
        Assert.DoesNotContain(ledger.System.Lag(), lag => lag.Stopped is not null);
    }

    [Fact]
    public async Task A_position_that_a_write_returned_can_be_waited_for()
    {
        var balances = new BalanceProjection();
        await using var ledger = await new LedgerFixture().StartedAsync(balances);

        var reply = await ledger.AskAsync("a", new AccountCommand.Deposit(3));
        await ledger.System.WaitForAsync(balances.Name, reply.Position, Cancelled);

        Assert.Equal(3, balances.Balances["a"]);
    }

    [Fact]
    public async Task A_follower_gets_the_log_in_order_from_where_it_asked_and_goes_on_with_what_comes()
    {
        await using var ledger = await new LedgerFixture(new MemoryJournal(new MemoryStore(1))).StartedAsync();
        await ledger.AskAsync("a", new AccountCommand.Deposits([1, 2, 3]));
        await using var follower = ledger.System.FollowAsync(new ShardPosition(0, 1), Cancelled)
            .GetAsyncEnumerator(Cancelled);

        Assert.True(await follower.MoveNextAsync());
        Assert.Equal(new AccountEvent.Deposited(2), follower.Current.Event);
        Assert.True(await follower.MoveNextAsync());
        var next = follower.MoveNextAsync();
        Assert.False(next.IsCompleted);
        await ledger.AskAsync("b", new AccountCommand.Touch());

        Assert.True(await next);
        Assert.Equal((4L, (object?)null), (follower.Current.Position.Offset, follower.Current.Event));
        Assert.Equal(LedgerFixture.Tester, follower.Current.Meta.Principal);
    }

    [Fact]
    public async Task A_manager_goes_on_where_it_was_drained_and_repeats_nothing()
    {
        var store = new MemoryStore(1);
        await using (var before = await new LedgerFixture(new MemoryJournal(store)).StartedAsync(new TransferManager()))
        {
            await before.AskAsync("a", new AccountCommand.Deposit(9));
            await before.AskAsync("a", new AccountCommand.Send("t", LedgerFixture.Address("b"), 4));
            await before.System.WaitUntilIdleAsync(Cancelled);
            await before.System.DrainAsync(Cancelled);
        }

        var journal = new MemoryJournal(store);
        Assert.Equal(3, await journal.ReadCursorAsync(0, "transfers", Cancelled));
        await using var after = await new LedgerFixture(journal).StartedAsync(new TransferManager());
        await after.System.WaitUntilIdleAsync(Cancelled);

        Assert.Equal(3, await journal.ReadHeadAsync(0, Cancelled));
    }

    [Fact]
    public async Task A_manager_whose_journal_cannot_be_read_for_a_while_goes_on_when_it_can()
    {
        var store = new MemoryStore(1);
        await using (var before = await new LedgerFixture(new MemoryJournal(store)).StartedAsync(new TransferManager()))
        {
            await before.AskAsync("a", new AccountCommand.Deposit(9));
            await before.System.WaitUntilIdleAsync(Cancelled);
            await before.System.DrainAsync(Cancelled);
        }

        // What comes next is the first record after a start: whether its step was rejected is read from the journal.
        var (refusals, appended) = (0, false);
        await using var journal = new FaultyJournal(
            new MemoryJournal(store),
            call => Task.FromResult(call is JournalCall.Read && Interlocked.Decrement(ref refusals) >= 0
                ? JournalFault.Unavailable
                : JournalFault.None),
            call =>
            {
                if (call is JournalCall.Append && !appended)
                {
                    appended = true;
                    Interlocked.Exchange(ref refusals, 3);
                }

                return Task.CompletedTask;
            });
        await using var after = await new LedgerFixture(journal).StartedAsync(new TransferManager());
        var sent = await after.AskAsync("a", new AccountCommand.Send("t", LedgerFixture.Address("b"), 4));
        using var pushing = new CancellationTokenSource();
        var clock = PushClockAsync(after, pushing.Token);
        await after.System.WaitUntilIdleAsync(Cancelled);
        var received = await after.ReadAsync("b");
        await pushing.CancelAsync();
        await clock;

        Assert.Equal(ReplyOutcome.Accepted, sent.Outcome);
        Assert.DoesNotContain(after.System.Lag(), lag => lag.Stopped is not null);
        Assert.Equal(4, received.State.Balance);
    }

    [Fact]
    public async Task Who_hears_nothing_of_an_event_moves_past_it_and_does_nothing()
    {
        var deaf = new Listener("deaf", hears: false);
        await using var ledger = await new LedgerFixture(new MemoryJournal(new MemoryStore(1))).StartedAsync(deaf);
        var last = await ledger.AskAsync("a", new AccountCommand.Deposit(1));
        last = await ledger.AskAsync("b", new AccountCommand.Deposits([2, 3]));
        await ledger.System.WaitUntilIdleAsync(Cancelled);

        Assert.Equal(0, deaf.Heard);
        Assert.Equal(last.Position.Offset, Assert.Single(ledger.System.Lag()).Offset);
    }

    [Fact]
    public async Task A_rest_after_a_long_batch_ends_as_soon_as_somebody_waits()
    {
        var balances = new BalanceProjection();
        await using var ledger = await new LedgerFixture(new MemoryJournal(new MemoryStore(1))).StartedAsync(balances);
        balances.BeforeApply = _ => ledger.Time.Advance(NodaTime.Duration.FromMilliseconds(100));
        var first = await ledger.AskAsync("a", new AccountCommand.Deposit(1));
        await ledger.System.WaitForAsync(balances.Name, first.Position, Cancelled);

        // Nobody moves the clock now: only being waited for brings the next one about.
        var second = await ledger.AskAsync("a", new AccountCommand.Deposit(2));
        await ledger.System.WaitForAsync(balances.Name, second.Position, Cancelled).WaitAsync(
            TimeSpan.FromSeconds(60), Cancelled);

        Assert.Equal(3, balances.Balances["a"]);
    }

    [Fact]
    public async Task After_a_start_what_all_consumers_missed_is_read_from_the_journal_once()
    {
        var store = new MemoryStore(1);
        await using (var before = await new LedgerFixture(new MemoryJournal(store)).StartedAsync())
        {
            _ = await before.AskAsync("a", new AccountCommand.Deposits([1, 2, 3]));
        }

        var reads = 0;
        var listeners = Enumerable.Range(0, 20).Select(i => new Listener($"listener-{i}", hears: true)).ToList();
        await using var journal = new FaultyJournal(
            new MemoryJournal(store),
            call =>
            {
                _ = call is JournalCall.Read ? Interlocked.Increment(ref reads) : 0;
                return Task.FromResult(JournalFault.None);
            },
            _ => Task.CompletedTask);
        await using var after = await new LedgerFixture(journal).StartedAsync(listeners);
        await after.System.WaitUntilIdleAsync(Cancelled);

        Assert.All(listeners, listener => Assert.Equal(3, listener.Heard));

        // Each reads its position, and that is all but a few.
        Assert.InRange(reads, listeners.Count, listeners.Count + 5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_manager_that_took_no_step_has_its_position_written_only_now_and_then(bool hears)
    {
        var idle = new Listener("idle", hears);
        await using var ledger = await new LedgerFixture(new MemoryJournal(new MemoryStore(1))).StartedAsync(idle);
        for (var i = 1; i <= 20; i++)
        {
            _ = await ledger.AskAsync("a", new AccountCommand.Deposit(i));
            await ledger.System.WaitUntilIdleAsync(Cancelled);
        }

        Assert.Equal(0, await ledger.Journal.ReadCursorAsync(0, idle.Name, Cancelled));
        for (var i = 1; i <= 40; i++)
        {
            _ = await ledger.AskAsync("a", new AccountCommand.Deposit(i));
            await ledger.System.WaitUntilIdleAsync(Cancelled);
        }

        Assert.InRange(await ledger.Journal.ReadCursorAsync(0, idle.Name, Cancelled), 32, 60);
        Assert.Equal(hears ? 60 : 0, idle.Heard);
    }

    private static async Task PushClockAsync(LedgerFixture ledger, CancellationToken cancelled)
    {
        while (!cancelled.IsCancellationRequested)
        {
            ledger.Time.Advance(NodaTime.Duration.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    /// <summary>A manager that asks for nothing.</summary>
    private sealed class Listener(string name, bool hears) : IProcessManager
    {
        private int _heard;

        public string Name => name;

        public int Heard => Volatile.Read(ref _heard);

        public bool Listens(string kind) => hears;

        public IReadOnlyList<ProcessStep> React(RecordedEvent happened)
        {
            _ = Interlocked.Increment(ref _heard);
            return [];
        }

        public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) => [];
    }
}

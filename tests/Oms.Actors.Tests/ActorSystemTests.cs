using System.Buffers;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Xunit;

namespace Oms.Actors.Tests;

public sealed class ActorSystemTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_accepted_command_is_in_the_journal_when_it_is_answered()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();

        var reply = await ledger.AskAsync("a", new AccountCommand.Deposit(5));

        Assert.Equal(ReplyOutcome.Accepted, reply.Outcome);
        Assert.Equal([new AccountEvent.Deposited(5)], reply.Events);
        var record = Assert.Single(
            await ledger.Journal.ReadEntityAsync(LedgerFixture.Address("a"), 0, 10, Cancelled));
        Assert.Equal("account.deposited", record.EventType);
        Assert.Equal(new ShardPosition(record.Shard, record.Offset), reply.Position);
        Assert.Equal(1, reply.Version);
    }

    [Fact]
    public async Task A_rejected_command_leaves_the_journal_alone()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();

        var reply = await ledger.AskAsync("a", new AccountCommand.Deposit(0));

        Assert.Equal(new AccountRejection.NotPositive(), reply.Rejection);
        Assert.Empty(await ledger.Journal.ReadEntityAsync(LedgerFixture.Address("a"), 0, 10, Cancelled));
    }

    [Fact]
    public async Task A_repeated_command_id_answers_what_the_first_did()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();
        var context = LedgerFixture.NewContext();
        var first = await ledger.AskAsync("a", new AccountCommand.Deposit(5), context);
        await ledger.AskAsync("a", new AccountCommand.Deposit(7));

        var second = await ledger.AskAsync("a", new AccountCommand.Deposit(5), context);

        Assert.True(second.Repeated);
        Assert.Equal(first.Events, second.Events);
        Assert.Equal(first.Position, second.Position);
        Assert.Equal(12, (await ledger.ReadAsync("a")).State.Balance);
    }

    [Fact]
    public async Task A_command_id_used_for_another_command_is_refused()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();
        var context = LedgerFixture.NewContext(fingerprint: "deposit 5");
        await ledger.AskAsync("a", new AccountCommand.Deposit(5), context);

        var reply = await ledger.AskAsync(
            "a", new AccountCommand.Deposit(6), context with { Fingerprint = "deposit 6" });

        Assert.Equal(ReplyOutcome.IdReused, reply.Outcome);
    }

    [Fact]
    public async Task A_command_accepted_without_events_leaves_a_row_and_is_known_when_repeated()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();
        var context = LedgerFixture.NewContext();

        var first = await ledger.AskAsync("a", new AccountCommand.Touch(), context);
        var second = await ledger.AskAsync("a", new AccountCommand.Touch(), context);

        Assert.Equal((1L, 1L, true), (first.Version, second.Version, second.Repeated));
        var record = Assert.Single(
            await ledger.Journal.ReadEntityAsync(LedgerFixture.Address("a"), 0, 10, Cancelled));
        Assert.Equal(ReservedEvents.CommandAccepted, record.EventType);
    }

    [Fact]
    public async Task An_entity_goes_on_from_its_log_after_a_restart()
    {
        var store = new MemoryStore(4);
        await using (var before = await new LedgerFixture(new MemoryJournal(store)).StartedAsync())
        {
            await before.AskAsync("a", new AccountCommand.Deposits([1, 2, 3]));
        }

        await using var after = await new LedgerFixture(new MemoryJournal(store)).StartedAsync();

        Assert.Equal((6L, 3L), ((await after.ReadAsync("a")).State.Balance, (await after.ReadAsync("a")).Version));
    }

    [Fact]
    public async Task A_transfer_arrives_at_the_other_account()
    {
        await using var ledger = await new LedgerFixture().StartedAsync(new TransferManager());
        await ledger.AskAsync("a", new AccountCommand.Deposit(10));

        await ledger.AskAsync("a", new AccountCommand.Send("t1", LedgerFixture.Address("b"), 4));
        await ledger.System.WaitUntilIdleAsync(Cancelled);

        Assert.Equal(6, (await ledger.ReadAsync("a")).State.Balance);
        Assert.Equal(4, (await ledger.ReadAsync("b")).State.Balance);
    }

    [Fact]
    public async Task A_transfer_that_is_refused_is_given_back()
    {
        await using var ledger = await new LedgerFixture().StartedAsync(new TransferManager(limit: 3));
        await ledger.AskAsync("a", new AccountCommand.Deposit(10));

        await ledger.AskAsync("a", new AccountCommand.Send("t1", LedgerFixture.Address("b"), 4));
        await ledger.System.WaitUntilIdleAsync(Cancelled);

        Assert.Equal(10, (await ledger.ReadAsync("a")).State.Balance);
        Assert.Equal(0, (await ledger.ReadAsync("b")).State.Balance);
    }

    [Fact]
    public async Task A_projection_follows_and_a_rebuild_gives_the_same()
    {
        var balances = new BalanceProjection();
        await using var ledger = await new LedgerFixture().StartedAsync(balances, new TransferManager());
        foreach (var id in new[] { "a", "b", "c" })
        {
            await ledger.AskAsync(id, new AccountCommand.Deposits([5, 6]));
            await ledger.AskAsync(id, new AccountCommand.Send("t" + id, LedgerFixture.Address("d"), 3));
        }

        await ledger.System.WaitUntilIdleAsync(Cancelled);
        var live = balances.Balances;
        await ledger.System.RebuildAsync(balances.Name, Cancelled);

        Assert.Equal(9, live["d"]);
        Assert.Equal(live, balances.Balances);
    }

    [Fact]
    public async Task A_reminder_fires_when_it_is_due_and_has_its_effect_once()
    {
        await using var ledger = await new LedgerFixture().StartedAsync(new BalanceProjection());
        await ledger.AskAsync("a", new AccountCommand.Deposit(10));
        await ledger.AskAsync(
            "a", new AccountCommand.PutOnHold("h", 4, LedgerFixture.Noon + Duration.FromMinutes(10)));
        Assert.Equal(4, (await ledger.ReadAsync("a")).State.Held);

        ledger.Time.Advance(Duration.FromMinutes(9));
        Assert.Equal(4, (await ledger.ReadAsync("a")).State.Held);
        await AdvanceUntilAsync(ledger, "a", version: 3);

        Assert.Equal(0, (await ledger.ReadAsync("a")).State.Held);
        Assert.Null(await ledger.Journal.ReadNextReminderAsync(
            LedgerFixture.Address("a").Shard() % 4, Cancelled));
    }

    [Fact]
    public async Task A_snapshot_shortens_recovery_and_changes_nothing()
    {
        var store = new MemoryStore(4);
        var type = AccountKind.Type with
        {
            Snapshots = new JsonSnapshotCodec<Account>(1, AccountJson.Default.Account),
            Settings = new EntitySettings { SnapshotEvery = 10 },
        };
        await using (var before = await new LedgerFixture(new MemoryJournal(store), type: type).StartedAsync())
        {
            for (var i = 0; i < 25; i++)
            {
                await before.AskAsync("a", new AccountCommand.Deposit(1));
            }
        }

        await using var after = await new LedgerFixture(new MemoryJournal(store), type: type).StartedAsync();
        var view = await after.ReadAsync("a");

        Assert.Equal(20, (await after.Journal.ReadSnapshotAsync(LedgerFixture.Address("a"), Cancelled))?.Seq);
        Assert.Equal((25L, 25L), (view.State.Balance, view.Version));
    }

    [Fact]
    public async Task A_large_state_is_not_written_again_for_a_few_small_events()
    {
        var store = new MemoryStore(4);
        var type = AccountKind.Type with
        {
            Snapshots = new PaddedSnapshots(new JsonSnapshotCodec<Account>(1, AccountJson.Default.Account)),
            Settings = new EntitySettings { SnapshotEvery = 10 },
        };
        await using (var before = await new LedgerFixture(new MemoryJournal(store), type: type).StartedAsync())
        {
            await DepositAsync(before, 25);
            Assert.Equal(10, (await before.Journal.ReadSnapshotAsync(LedgerFixture.Address("a"), Cancelled))?.Seq);
        }

        await using var after = await new LedgerFixture(new MemoryJournal(store), type: type).StartedAsync();
        await DepositAsync(after, 5);
        Assert.Equal(10, (await after.Journal.ReadSnapshotAsync(LedgerFixture.Address("a"), Cancelled))?.Seq);

        // So many events are as many bytes as the snapshot.
        await DepositAsync(after, PaddedSnapshots.Padding / 50);
        var row = await after.Journal.ReadSnapshotAsync(LedgerFixture.Address("a"), Cancelled);
        Assert.InRange(row!.Seq, 31, 30 + (PaddedSnapshots.Padding / 50));
        Assert.Equal(30 + (PaddedSnapshots.Padding / 50), (await after.ReadAsync("a")).State.Balance);
    }

    private static async Task DepositAsync(LedgerFixture ledger, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await ledger.AskAsync("a", new AccountCommand.Deposit(1));
        }
    }

    /// <summary>As those of an entity that has grown large.</summary>
    private sealed class PaddedSnapshots(ISnapshotCodec<Account> inner) : ISnapshotCodec<Account>
    {
        public const int Padding = 10_000;

        public int SchemaVersion => inner.SchemaVersion;

        public void Write(Account state, IBufferWriter<byte> output)
        {
            output.Write(new byte[Padding]);
            inner.Write(state, output);
        }

        public Account Read(ReadOnlyMemory<byte> payload) => inner.Read(payload[Padding..]);
    }

    private static async Task AdvanceUntilAsync(LedgerFixture ledger, string id, long version)
    {
        ledger.Time.Advance(Duration.FromMinutes(2));
        var reached = ReachedAsync(ledger, id, version);
        while (!reached.IsCompleted)
        {
            // A timer may be set only now, for a time that is past already.
            ledger.Time.Advance(Duration.Zero);
            await Task.WhenAny(reached, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled));
        }

        await reached;
    }

    private static async Task ReachedAsync(LedgerFixture ledger, string id, long version)
    {
        var address = LedgerFixture.Address(id);
        await foreach (var happened in ledger.System.FollowAsync(
            new ShardPosition(address.Shard() % 4, 0), Cancelled))
        {
            if (happened.Address == address && happened.Record.Seq == version)
            {
                return;
            }
        }
    }
}

using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

public sealed class SupervisionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_decider_costs_only_its_command()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();
        await ledger.AskAsync("a", new AccountCommand.Deposit(5));

        var reply = await ledger.AskAsync("a", new AccountCommand.Crash());

        Assert.Equal((ReplyOutcome.Retriable, RetryReason.Faulted), (reply.Outcome, reply.Retry));
        Assert.Equal(16, reply.IncidentId?.Length);
        Assert.Equal(5, (await ledger.ReadAsync("a")).State.Balance);
    }

    [Fact]
    public async Task Three_crashes_in_a_minute_set_the_entity_aside_until_it_is_released()
    {
        var store = new MemoryStore(4);
        await using (var before = await new LedgerFixture(new MemoryJournal(store)).StartedAsync())
        {
            await before.AskAsync("a", new AccountCommand.Deposit(5));
            for (var i = 0; i < 3; i++)
            {
                await before.AskAsync("a", new AccountCommand.Crash());
            }

            Assert.Equal(RetryReason.Quarantined, (await before.AskAsync("a", new AccountCommand.Deposit(1))).Retry);
            Assert.Equal(ReplyOutcome.Accepted, (await before.AskAsync("b", new AccountCommand.Deposit(1))).Outcome);
            await before.System.WaitUntilIdleAsync(Cancelled);
        }

        await using var after = await new LedgerFixture(new MemoryJournal(store)).StartedAsync();
        var row = Assert.Single(await after.System.QuarantinedAsync(Cancelled));
        Assert.Equal((LedgerFixture.Address("a"), 1L), (row.Address, row.AtSeq));
        await Assert.ThrowsAsync<EntityUnavailableException>(() => after.ReadAsync("a"));

        await after.System.ReleaseAsync(row.Address, Cancelled);

        Assert.Equal(5, (await after.ReadAsync("a")).State.Balance);
        Assert.Empty(await after.Journal.ReadQuarantineAsync(Cancelled));
    }

    [Fact]
    public async Task Crashes_more_than_a_minute_apart_set_nothing_aside()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();
        for (var i = 0; i < 5; i++)
        {
            await ledger.AskAsync("a", new AccountCommand.Crash());
            ledger.Time.Advance(Duration.FromSeconds(31));
        }

        Assert.Equal(ReplyOutcome.Accepted, (await ledger.AskAsync("a", new AccountCommand.Deposit(1))).Outcome);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_sets_only_its_entity_aside()
    {
        var store = new MemoryStore(4);
        await using (var before = await new LedgerFixture(new MemoryJournal(store)).StartedAsync())
        {
            await before.AskAsync("a", new AccountCommand.Deposit(5));
            await before.AskAsync("b", new AccountCommand.Withdraw(0));
        }

        var lacking = AccountKind.Type with
        {
            Events = JsonEventCodec<AccountEvent>.Create()
                .Add("account.withdrawn", 1, AccountJson.Default.Withdrawn).Build(),
        };
        await using var after = await new LedgerFixture(new MemoryJournal(store), type: lacking).StartedAsync();

        Assert.Equal(RetryReason.Quarantined, (await after.AskAsync("a", new AccountCommand.Withdraw(0))).Retry);
        Assert.Equal(ReplyOutcome.Accepted, (await after.AskAsync("b", new AccountCommand.Withdraw(0))).Outcome);
        Assert.Contains("account.deposited.v1", Assert.Single(
            await after.System.QuarantinedAsync(Cancelled)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_that_may_passes_over_an_event_that_cannot_be_read_and_goes_on_with_the_next()
    {
        var store = new MemoryStore(1);
        await using (var before = await new LedgerFixture(new MemoryJournal(store)).StartedAsync())
        {
            await before.AskAsync("a", new AccountCommand.Deposit(5));
            await before.AskAsync("b", new AccountCommand.Withdraw(0));
        }

        var lacking = AccountKind.Type with
        {
            Events = JsonEventCodec<AccountEvent>.Create()
                .Add("account.withdrawn", 1, AccountJson.Default.Withdrawn).Build(),
        };
        var balances = new BalanceProjection { PassesOverUndecodable = true };
        await using var after = await new LedgerFixture(new MemoryJournal(store), type: lacking).StartedAsync(balances);
        var reply = await after.AskAsync("b", new AccountCommand.Withdraw(0));

        await after.System.WaitForAsync(balances.Name, reply.Position, Cancelled);

        Assert.DoesNotContain(after.System.Lag(), lag => lag.Stopped is not null);
        Assert.Equal(["b"], balances.Balances.Keys);
    }

    [Fact]
    public async Task A_command_past_its_deadline_is_dropped()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();
        var late = LedgerFixture.NewContext() with { Deadline = LedgerFixture.Noon - Duration.FromMilliseconds(1) };

        var reply = await ledger.AskAsync("a", new AccountCommand.Deposit(5), late);
        var intime = await ledger.AskAsync(
            "a", new AccountCommand.Deposit(5), LedgerFixture.NewContext() with { Deadline = LedgerFixture.Noon });

        Assert.Equal(RetryReason.DeadlinePassed, reply.Retry);
        Assert.Equal((ReplyOutcome.Accepted, 1L), (intime.Outcome, intime.Version));
    }

    [Fact]
    public async Task An_idle_entity_leaves_memory_and_comes_back_as_it_was()
    {
        var reads = 0;
        var journal = new FaultyJournal(new MemoryJournal(new MemoryStore(4)), call =>
        {
            reads += call is JournalCall.Read ? 1 : 0;
            return Task.FromResult(JournalFault.None);
        });
        await using var ledger = await new LedgerFixture(journal).StartedAsync();
        await ledger.AskAsync("a", new AccountCommand.Deposit(5));
        var before = reads;
        ledger.Time.Advance(Duration.FromMinutes(3));

        // The sweep is on the pool: ask until the entity has been read again.
        while (reads == before)
        {
            Assert.Equal(5, (await ledger.ReadAsync("a")).State.Balance);
            ledger.Time.Advance(Duration.FromMinutes(3));
        }
    }

    [Fact]
    public async Task A_draining_system_takes_no_commands_and_loses_none_it_took()
    {
        await using var ledger = await new LedgerFixture().StartedAsync(new TransferManager());
        var taken = Enumerable.Range(0, 200)
            .Select(i => ledger.AskAsync($"a{i % 7}", new AccountCommand.Deposit(1))).ToArray();

        await ledger.System.DrainAsync(Cancelled);
        var replies = await Task.WhenAll(taken);

        var accepted = replies.Count(reply => reply.Outcome is ReplyOutcome.Accepted);
        long heads = 0;
        for (var shard = 0; shard < 4; shard++)
        {
            heads += await ledger.Journal.ReadHeadAsync(shard, Cancelled);
        }

        Assert.Equal(accepted, heads);
        Assert.All(replies, reply => Assert.True(
            reply.Outcome is ReplyOutcome.Accepted || reply.Retry is RetryReason.Stopping));
        Assert.Equal(RetryReason.Stopping, (await ledger.AskAsync("a", new AccountCommand.Deposit(1))).Retry);
    }

    [Fact]
    public async Task An_address_of_another_kind_is_a_mistake_of_the_caller()
    {
        await using var ledger = await new LedgerFixture().StartedAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await ledger.Accounts.AskAsync(
            EntityAddress.Of("other", "a"), new AccountCommand.Deposit(1), LedgerFixture.NewContext()));
        await Assert.ThrowsAsync<ArgumentException>(async () => await ledger.System.AskAsync(
            LedgerFixture.Address("a"), "not a command", LedgerFixture.NewContext()));
    }
}

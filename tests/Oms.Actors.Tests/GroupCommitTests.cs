using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>What waits for the journal, and what becomes of it. The test holds each append until it lets go.</summary>
public sealed class GroupCommitTests : IAsyncDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly MemoryStore _store = new(4);
    private readonly Queue<TaskCompletionSource<JournalFault>> _gates = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Lock _lock = new();
    private bool _open;

    private FaultyJournal Journal => new(new MemoryJournal(_store), call =>
    {
        lock (_lock)
        {
            if (call is not JournalCall.Append || _open)
            {
                return Task.FromResult(JournalFault.None);
            }

            var gate = new TaskCompletionSource<JournalFault>(TaskCreationOptions.RunContinuationsAsynchronously);
            _gates.Enqueue(gate);
            _arrived.Release();
            return gate.Task;
        }
    });

    [Fact]
    public async Task An_answer_waits_until_its_append_is_durable()
    {
        await using var ledger = await new LedgerFixture(Journal).StartedAsync();
        var asked = ledger.AskAsync("a", new AccountCommand.Deposit(5));
        var gate = await ArrivedAsync();

        Assert.False(asked.IsCompleted);
        gate.SetResult(JournalFault.None);

        Assert.Equal(ReplyOutcome.Accepted, (await asked).Outcome);
    }

    [Fact]
    public async Task What_waits_while_an_append_is_in_flight_is_the_next_batch()
    {
        await using var ledger = await new LedgerFixture(Journal).StartedAsync();
        var first = ledger.AskAsync("a", new AccountCommand.Deposit(1));
        var gate = await ArrivedAsync();
        var others = Enumerable.Range(0, 50).Select(_ => ledger.AskAsync("a", new AccountCommand.Deposit(1))).ToArray();
        await DecidedAsync(ledger);

        gate.SetResult(JournalFault.None);
        (await ArrivedAsync()).SetResult(JournalFault.None);

        Assert.Equal(1, (await first).Version);
        Assert.Equal(51, (await Task.WhenAll(others)).Max(reply => reply.Version));
    }

    [Fact]
    public async Task A_rejection_that_depends_on_what_is_not_durable_waits_for_it()
    {
        await using var ledger = await new LedgerFixture(Journal).StartedAsync();
        var deposit = ledger.AskAsync("a", new AccountCommand.Deposit(5));
        var gate = await ArrivedAsync();
        var rejected = ledger.AskAsync("a", new AccountCommand.Withdraw(6));
        var read = ledger.ReadAsync("a");
        await DecidedAsync(ledger);
        Assert.False(rejected.IsCompleted);
        Assert.False(read.IsCompleted);

        gate.SetResult(JournalFault.None);

        Assert.Equal(new AccountRejection.TooLittle(5), (await rejected).Rejection);
        Assert.Equal(5, (await read).State.Balance);
        await deposit;
    }

    [Theory]
    [InlineData(JournalFault.Unavailable, RetryReason.JournalUnavailable, 0)]
    [InlineData(JournalFault.UnknownWithoutEffect, RetryReason.OutcomeUnknown, 0)]
    [InlineData(JournalFault.UnknownWithEffect, RetryReason.OutcomeUnknown, 5)]
    public async Task After_a_failed_append_all_that_was_decided_on_it_is_dropped(
        JournalFault fault, RetryReason expected, long balance)
    {
        await using var ledger = await new LedgerFixture(Journal).StartedAsync();
        var context = LedgerFixture.NewContext();
        var deposit = ledger.AskAsync("a", new AccountCommand.Deposit(5), context);
        var gate = await ArrivedAsync();
        var withdrawal = ledger.AskAsync("a", new AccountCommand.Withdraw(2));
        var rejected = ledger.AskAsync("a", new AccountCommand.Withdraw(9));
        await DecidedAsync(ledger);

        Open();
        gate.SetResult(fault);

        foreach (var dropped in new[] { deposit, withdrawal, rejected })
        {
            Assert.Equal((ReplyOutcome.Retriable, expected), ((await dropped).Outcome, (await dropped).Retry));
        }

        Assert.Equal(balance, (await ReadUntilServedAsync(ledger)).State.Balance);
        var again = await ledger.AskAsync("a", new AccountCommand.Deposit(5), context);
        Assert.Equal((ReplyOutcome.Accepted, balance > 0), (again.Outcome, again.Repeated));
        Assert.Equal(5, (await ledger.ReadAsync("a")).State.Balance);
    }

    [Fact]
    public async Task After_an_append_of_which_nothing_was_written_reads_go_on_though_nothing_can_be_written()
    {
        var isFull = false;
        var journal = new FaultyJournal(new MemoryJournal(_store), call => Task.FromResult(
            Volatile.Read(ref isFull) && call is not JournalCall.Read
                ? JournalFault.Unavailable
                : JournalFault.None));
        await using var ledger = await new LedgerFixture(journal).StartedAsync();
        await ledger.AskAsync("a", new AccountCommand.Deposit(5));
        Volatile.Write(ref isFull, true);
        Assert.Equal(
            RetryReason.JournalUnavailable, (await ledger.AskAsync("a", new AccountCommand.Deposit(1))).Retry);

        Assert.Equal(5, (await ReadUntilServedAsync(ledger)).State.Balance);
        Assert.Equal(
            RetryReason.JournalUnavailable, (await ledger.AskAsync("a", new AccountCommand.Deposit(1))).Retry);
        Volatile.Write(ref isFull, false);

        Assert.Equal(5, (await ReadUntilServedAsync(ledger)).State.Balance);
        Assert.Equal(ReplyOutcome.Accepted, (await ledger.AskAsync("a", new AccountCommand.Deposit(1))).Outcome);
    }

    [Fact]
    public async Task A_fenced_shard_is_lost_and_the_rest_of_the_batch_is_written()
    {
        await using var ledger = await new LedgerFixture(Journal).StartedAsync();
        var blocked = ledger.AskAsync("a", new AccountCommand.Deposit(1));
        var gate = await ArrivedAsync();
        var (lost, kept) = OfTwoShards(LedgerFixture.Address("a").Shard() % 4);
        var toLost = ledger.AskAsync(lost, new AccountCommand.Deposit(1));
        var toKept = ledger.AskAsync(kept, new AccountCommand.Deposit(1));
        await DecidedAsync(ledger, lost, kept);
        await new MemoryJournal(_store).AcquireAsync(LedgerFixture.Address(lost).Shard() % 4, Guid.Empty);

        Open();
        gate.SetResult(JournalFault.None);

        Assert.Equal(RetryReason.NotOwner, (await toLost).Retry);
        Assert.Equal(ReplyOutcome.Accepted, (await toKept).Outcome);
        Assert.Equal(ReplyOutcome.Accepted, (await blocked).Outcome);
        Assert.Equal(RetryReason.NotOwner, (await ledger.AskAsync(lost, new AccountCommand.Deposit(1))).Retry);
    }

    [Fact]
    public async Task A_full_bound_of_uncommitted_rows_refuses_at_once()
    {
        await using var ledger = await new LedgerFixture(
            Journal, new ActorSystemOptions { UncommittedRowsMax = 3 }).StartedAsync();
        var taken = Enumerable.Range(0, 3).Select(_ => ledger.AskAsync("a", new AccountCommand.Deposit(1))).ToArray();
        var gate = await ArrivedAsync();

        var refused = await ledger.AskAsync("a", new AccountCommand.Deposit(1));

        Assert.Equal((ReplyOutcome.Retriable, RetryReason.Overloaded), (refused.Outcome, refused.Retry));
        Assert.True(refused.RetryAfter > NodaTime.Duration.Zero);
        Open();
        gate.SetResult(JournalFault.None);
        Assert.All(await Task.WhenAll(taken), reply => Assert.Equal(ReplyOutcome.Accepted, reply.Outcome));
    }

    [Fact]
    public async Task A_full_mailbox_refuses_at_once()
    {
        var recovering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = false;
        var journal = new FaultyJournal(new MemoryJournal(_store), async call =>
        {
            if (call is JournalCall.Read && Volatile.Read(ref started))
            {
                reading.TrySetResult();
                await recovering.Task;
            }

            return JournalFault.None;
        });
        var type = AccountKind.Type with { Settings = new EntitySettings { MailboxCapacity = 4 } };
        await using var ledger = await new LedgerFixture(journal, type: type).StartedAsync();
        await ledger.System.WaitUntilIdleAsync(TestContext.Current.CancellationToken);
        Volatile.Write(ref started, true);
        var first = ledger.AskAsync("a", new AccountCommand.Deposit(1));
        await reading.Task.WaitAsync(Guard, TestContext.Current.CancellationToken);
        var stashed = Enumerable.Range(0, 3).Select(_ => ledger.AskAsync("a", new AccountCommand.Deposit(1))).ToArray();

        var refused = await ledger.AskAsync("a", new AccountCommand.Deposit(1));
        var told = ledger.Accounts.Tell(
            LedgerFixture.Address("a"), new AccountCommand.Deposit(1), LedgerFixture.NewContext());

        Assert.Equal(RetryReason.Overloaded, refused.Retry);
        Assert.False(told);
        Open();
        recovering.SetResult();
        Assert.Equal(4, (await Task.WhenAll([first, .. stashed])).Max(reply => reply.Version));
    }

    public ValueTask DisposeAsync()
    {
        Open();
        _arrived.Dispose();
        return ValueTask.CompletedTask;
    }

    private static (string One, string Other) OfTwoShards(int besides)
    {
        var ids = Enumerable.Range(0, 100).Select(i => $"x{i}")
            .GroupBy(id => LedgerFixture.Address(id).Shard() % 4)
            .Where(shard => shard.Key != besides)
            .Select(shard => shard.First())
            .ToArray();
        return (ids[0], ids[1]);
    }

    /// <summary>Waits until entities have decided all they were asked: a mailbox is served in order.</summary>
    private static async Task DecidedAsync(LedgerFixture ledger, params string[] ids)
    {
        foreach (var id in ids.Length == 0 ? ["a"] : ids)
        {
            var crash = await ledger.AskAsync(id, new AccountCommand.Deposit(5), LedgerFixture.NewContext() with
            {
                Deadline = LedgerFixture.Noon - NodaTime.Duration.FromSeconds(1),
            });
            Assert.Equal(RetryReason.DeadlinePassed, crash.Retry);
        }
    }

    private static async Task<EntityView<Account>> ReadUntilServedAsync(LedgerFixture ledger)
    {
        while (true)
        {
            try
            {
                return await ledger.ReadAsync("a");
            }
            catch (EntityUnavailableException)
            {
                // The shard is being acquired again.
                await Task.Yield();
            }
        }
    }

    private async Task<TaskCompletionSource<JournalFault>> ArrivedAsync()
    {
        Assert.True(await _arrived.WaitAsync(Guard, TestContext.Current.CancellationToken), "No append came.");
        lock (_lock)
        {
            return _gates.Dequeue();
        }
    }

    /// <summary>Lets every append through from now on, so that a failed assertion fails and does not hang.</summary>
    private void Open()
    {
        lock (_lock)
        {
            _open = true;
            while (_gates.TryDequeue(out var gate))
            {
                gate.TrySetResult(JournalFault.None);
            }
        }
    }
}

using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>Reads that the journal confirms once their answers stand.</summary>
public sealed class StrictReadTests
{
    private const int Shards = 4;
    private const int Reads = 100;

    private readonly MemoryStore _store = new(Shards);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_does_not_know_that_it_was_overtaken_answers_no_strict_read()
    {
        await using var zombie = await StartedAsync(new MemoryJournal(_store));
        await zombie.AskAsync("a", new AccountCommand.Deposit(5));
        Assert.Equal(5, (await StrictAsync(zombie, "a")).State.Balance);

        await using var owner = await StartedAsync(new MemoryJournal(_store));
        await owner.AskAsync("a", new AccountCommand.Deposit(1));

        Assert.Equal(5, (await zombie.ReadAsync("a")).State.Balance);
        Assert.Equal(RetryReason.NotOwner, await RefusedAsync(zombie, "a"));
        Assert.Equal(6, (await StrictAsync(owner, "a")).State.Balance);
    }

    [Fact]
    public async Task A_shard_that_came_back_does_not_confirm_what_was_read_before_it_went()
    {
        var (asked, goOn) = (NewSource(), NewSource());
        await using var node = await StartedAsync(HoldingFirstQuestion(asked, goOn));
        await node.AskAsync("a", new AccountCommand.Deposit(5));
        var shard = LedgerFixture.Address("a").Shard() % Shards;

        var read = RefusedAsync(node, "a");
        await asked.Task.WaitAsync(Cancelled);
        await node.System.ReleaseShardAsync(shard);
        await using (var other = await StartedAsync(new MemoryJournal(_store)))
        {
            await other.AskAsync("a", new AccountCommand.Deposit(1));
        }

        await node.System.AcquireShardAsync(shard);
        goOn.SetResult();

        Assert.Equal(RetryReason.NotOwner, await read);
        Assert.Equal(6, (await StrictAsync(node, "a")).State.Balance);
    }

    [Fact]
    public async Task Reads_that_wait_together_share_one_question_join_none_under_way_and_are_bounded()
    {
        var questions = 0;
        var (asked, goOn) = (NewSource(), NewSource());
        await using var node = await StartedAsync(
            HoldingFirstQuestion(asked, goOn, () => Interlocked.Increment(ref questions)),
            new ActorSystemOptions { StrictReadsMax = Reads });
        await node.AskAsync("a", new AccountCommand.Deposit(5));
        await node.AskAsync("b", new AccountCommand.Deposit(5));

        var first = StrictAsync(node, "a");
        await asked.Task.WaitAsync(Cancelled);
        var others = Enumerable.Range(0, Reads + 1).Select(i => StrictAsync(node, i % 2 == 0 ? "a" : "b")).ToList();

        // One is too many, so all others wait by the time that it is refused.
        var refused = await Task.WhenAny(others);
        Assert.Equal(
            RetryReason.Overloaded,
            (await Assert.ThrowsAsync<EntityUnavailableException>(() => refused)).Reason);
        Assert.True(others.Remove(refused));
        Assert.False(first.IsCompleted);
        goOn.SetResult();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, Volatile.Read(ref questions));
    }

    [Fact]
    public async Task A_strict_read_is_refused_while_the_journal_is_away()
    {
        var isAway = false;
        await using var node = await StartedAsync(new FaultyJournal(
            new MemoryJournal(_store),
            call => Task.FromResult(
                call is JournalCall.Confirm && isAway ? JournalFault.Unavailable : JournalFault.None)));
        await node.AskAsync("a", new AccountCommand.Deposit(5));

        isAway = true;
        Assert.Equal(RetryReason.JournalUnavailable, await RefusedAsync(node, "a"));
        isAway = false;

        Assert.Equal(5, (await StrictAsync(node, "a")).State.Balance);
    }

    private static async Task<LedgerFixture> StartedAsync(IJournal journal, ActorSystemOptions? options = null) =>
        await new LedgerFixture(journal, options).StartedAsync();

    /// <summary>A journal whose first question for epochs waits until it is let go.</summary>
    private FaultyJournal HoldingFirstQuestion(
        TaskCompletionSource asked, TaskCompletionSource goOn, Action? count = null) => new(
            new MemoryJournal(_store),
            async call =>
            {
                if (call is JournalCall.Confirm)
                {
                    count?.Invoke();
                    if (asked.TrySetResult())
                    {
                        await goOn.Task;
                    }
                }

                return JournalFault.None;
            });

    private static Task<EntityView<Account>> StrictAsync(LedgerFixture node, string id) => node.Accounts
        .ReadAsync(LedgerFixture.Address(id), ReadConsistency.Strict, CancellationToken.None).AsTask()
        .WaitAsync(TimeSpan.FromSeconds(30));

    private static async Task<RetryReason> RefusedAsync(LedgerFixture node, string id) =>
        (await Assert.ThrowsAsync<EntityUnavailableException>(() => StrictAsync(node, id))).Reason;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

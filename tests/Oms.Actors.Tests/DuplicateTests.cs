using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>The journal's unique index is the last line: what it refuses costs no other command anything.</summary>
public sealed class DuplicateTests : IAsyncDisposable
{
    private const int Shards = 4;
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private static readonly EntityType<Account, AccountCommand, AccountEvent, AccountRejection> Type =
        AccountKind.Type with
        {
            Snapshots = new JsonSnapshotCodec<Account>(1, AccountJson.Default.Account),
            Settings = new EntitySettings { SnapshotEvery = 1 },
        };

    private readonly MemoryStore _store = new(Shards);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _appends;
    private int _written;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // The first append waits, so that all that is asked meanwhile is the next batch.
    private FaultyJournal Journal => new(
        new MemoryJournal(_store),
        async call =>
        {
            if (call is JournalCall.Append && Interlocked.Increment(ref _appends) == 1)
            {
                _arrived.SetResult();
                await _goOn.Task;
            }

            return JournalFault.None;
        },
        call =>
        {
            _ = call is JournalCall.Append ? Interlocked.Increment(ref _written) : 0;
            return Task.CompletedTask;
        });

    public ValueTask DisposeAsync()
    {
        _goOn.TrySetResult();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_batch_with_a_duplicate_is_split_by_shard_by_entity_and_by_command_and_the_rest_is_written()
    {
        var (repeated, neighbour, elsewhere) = Accounts();
        var first = Context(second: 9);
        await ForgetAsync(repeated, first);
        await using var ledger = await new LedgerFixture(Journal, type: Type).StartedAsync();
        var blocker = ledger.AskAsync("blocker", new AccountCommand.Deposit(1));
        await _arrived.Task.WaitAsync(Guard, Cancelled);

        Task<Reply<AccountEvent, AccountRejection>>[] batch =
        [
            ledger.AskAsync(elsewhere, new AccountCommand.Deposit(2)),
            ledger.AskAsync(repeated, new AccountCommand.Deposit(100), first),
            ledger.AskAsync(repeated, new AccountCommand.Deposits([3, 4])),
            ledger.AskAsync(neighbour, new AccountCommand.Deposit(5)),
        ];
        await DecidedAsync(ledger, elsewhere, repeated, neighbour);
        _goOn.SetResult();
        var replies = await Task.WhenAll(batch);

        Assert.Equal(ReplyOutcome.Accepted, (await blocker).Outcome);
        Assert.All(replies, reply => Assert.Equal(ReplyOutcome.Accepted, reply.Outcome));
        Assert.Equal([false, true, false, false], replies.Select(reply => reply.Repeated));
        Assert.Equal([new AccountEvent.Deposited(100)], replies[1].Events);
        Assert.Equal((1L, 3L), (replies[1].Version, replies[2].Version));
        Assert.Equal(2, (await ledger.ReadAsync(elsewhere)).State.Balance);
        Assert.Equal(107, (await ledger.ReadAsync(repeated)).State.Balance);
        Assert.Equal(5, (await ledger.ReadAsync(neighbour)).State.Balance);

        // Refused: the whole, its shard, its entity, its command. Written: what was first, the three others.
        Assert.Equal((8, 4), (_appends, _written));
    }

    [Fact]
    public async Task What_was_decided_on_top_of_a_duplicate_is_decided_again_and_may_be_refused()
    {
        var (repeated, _, _) = Accounts();
        var first = Context(second: 9);
        await ForgetAsync(repeated, first);
        await using var ledger = await new LedgerFixture(Journal, type: Type).StartedAsync();
        var blocker = ledger.AskAsync("blocker", new AccountCommand.Deposit(1));
        await _arrived.Task.WaitAsync(Guard, Cancelled);

        var again = ledger.AskAsync(repeated, new AccountCommand.Deposit(100), first);
        var greedy = ledger.AskAsync(repeated, new AccountCommand.Withdraw(200));
        await DecidedAsync(ledger, repeated);
        _goOn.SetResult();

        Assert.True((await again).Repeated);
        Assert.Equal(new AccountRejection.TooLittle(100), (await greedy).Rejection);
        Assert.Equal(100, (await ledger.ReadAsync(repeated)).State.Balance);
        await blocker;
    }

    // Two accounts of one shard and one of another, none in the shard of the blocker.
    private static (string Repeated, string Neighbour, string Elsewhere) Accounts()
    {
        var shards = Enumerable.Range(0, 100).Select(i => $"x{i}")
            .GroupBy(id => LedgerFixture.Address(id).Shard() % Shards)
            .Where(shard => shard.Key != LedgerFixture.Address("blocker").Shard() % Shards)
            .ToArray();
        return (shards[0].First(), shards[0].Skip(1).First(), shards[1].First());
    }

    private static CommandContext Context(int second) => new(
        CommandId.Version7(
            (LedgerFixture.Noon + Duration.FromSeconds(second)).ToUnixTimeMilliseconds(), new byte[10]),
        LedgerFixture.Tester);

    /// <summary>Deposits 100, and gives the account a snapshot that does not know of the command.</summary>
    /// <remarks>The snapshot is another account's, equal but for the id: a lookup that misses, as a stale one
    /// would.</remarks>
    private async Task ForgetAsync(string id, CommandContext first)
    {
        var journal = new MemoryJournal(_store);
        await using (var before = await new LedgerFixture(journal, type: Type).StartedAsync())
        {
            await before.AskAsync("twin", new AccountCommand.Deposit(100), Context(second: 1));
            await before.AskAsync(id, new AccountCommand.Deposit(100), first);
        }

        var twin = await journal.ReadSnapshotAsync(LedgerFixture.Address("twin"), Cancelled);
        var term = await journal.AcquireAsync(LedgerFixture.Address(id).Shard() % Shards, Guid.Empty);
        var row = twin! with { Address = LedgerFixture.Address(id) };
        await journal.AppendAsync(new AppendBatch([new ShardAppend(term, term.Head, []) { Snapshots = [row] }]));
    }

    /// <summary>Waits until entities have decided all they were asked: a mailbox is served in order.</summary>
    private static async Task DecidedAsync(LedgerFixture ledger, params string[] ids)
    {
        foreach (var id in ids)
        {
            var late = await ledger.AskAsync(id, new AccountCommand.Deposit(5), LedgerFixture.NewContext() with
            {
                Deadline = LedgerFixture.Noon - Duration.FromSeconds(1),
            });
            Assert.Equal(RetryReason.DeadlinePassed, late.Retry);
        }
    }
}

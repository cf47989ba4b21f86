using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>What the writer promises to whoever seals records, and what it does when that fails.</summary>
public sealed class RecordSealerTests
{
    private readonly MemoryStore _store = new(1);
    private readonly ChainSealer _sealer = new();
    private readonly Queue<JournalFault> _faults = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private FaultyJournal Journal => new(new MemoryJournal(_store), call => Task.FromResult(
        call is JournalCall.Append && _faults.TryDequeue(out var fault) ? fault : JournalFault.None));

    [Fact]
    public async Task It_is_recovered_after_an_acquire_and_before_the_first_batch_and_sees_batches_in_log_order()
    {
        List<long> offsets = [];
        _sealer.BeforeSeal = batch =>
        {
            Assert.Equal(1, _sealer.Recoveries[0]);
            offsets.AddRange(batch.Select(record => record.Offset));
        };
        await using var ledger = await StartedAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => ledger.AskAsync($"a{i % 7}", new AccountCommand.Deposits([1, 2]))));

        Assert.Equal(Enumerable.Range(1, 400).Select(offset => (long)offset), offsets);
        Assert.Equal(400, await VerifyAsync());
    }

    [Fact]
    public async Task The_log_holds_what_was_sealed_and_entities_and_read_models_read_it()
    {
        var balances = new BalanceProjection();
        await using (var ledger = await StartedAsync(balances))
        {
            await ledger.AskAsync("a", new AccountCommand.Deposit(5));
            await ledger.System.WaitUntilIdleAsync(Cancelled);
            Assert.Equal(5, balances.Balances["a"]);
        }

        await using var again = await StartedAsync();

        Assert.Equal(5, (await again.ReadAsync("a")).State.Balance);
        Assert.Equal("""{"amount":5} """u8.ToArray(), (await LogAsync()).Single().Payload.ToArray());
    }

    [Theory]
    [InlineData(JournalFault.Unavailable)]
    [InlineData(JournalFault.UnknownWithoutEffect)]
    [InlineData(JournalFault.UnknownWithEffect)]
    public async Task After_an_append_that_did_not_succeed_it_takes_up_where_the_log_ends(JournalFault fault)
    {
        await using var ledger = await StartedAsync();
        await ledger.AskAsync("a", new AccountCommand.Deposit(1));
        _faults.Enqueue(fault);
        Assert.Equal(
            ReplyOutcome.Retriable, (await ledger.AskAsync("a", new AccountCommand.Deposit(2))).Outcome);

        await UntilTakenAsync(ledger, new AccountCommand.Deposit(4));

        Assert.Equal(fault is JournalFault.UnknownWithEffect ? 3 : 2, await VerifyAsync());
        Assert.True(_sealer.Recoveries[0] >= 2);
    }

    [Fact]
    public async Task A_batch_that_it_cannot_seal_is_not_written_and_the_shard_goes_on_from_its_log()
    {
        await using var ledger = await StartedAsync();
        await ledger.AskAsync("a", new AccountCommand.Deposit(1));
        _sealer.BeforeSeal = _ => throw new InvalidDataException("The key is away.");
        Assert.Equal(
            ReplyOutcome.Retriable, (await ledger.AskAsync("a", new AccountCommand.Deposit(2))).Outcome);
        _sealer.BeforeSeal = _ => { };

        await UntilTakenAsync(ledger, new AccountCommand.Deposit(4));

        Assert.Equal(5, (await ledger.ReadAsync("a")).State.Balance);
        Assert.Equal(2, await VerifyAsync());
    }

    [Fact]
    public async Task A_sealer_that_loses_a_record_loses_the_batch_and_not_the_record()
    {
        await using var ledger = await StartedAsync();
        _sealer.Returned = batch => [.. batch.Skip(1)];
        Assert.Equal(
            ReplyOutcome.Retriable, (await ledger.AskAsync("a", new AccountCommand.Deposits([1, 2]))).Outcome);
        Assert.Empty(await LogAsync());
        _sealer.Returned = batch => batch;

        await UntilTakenAsync(ledger, new AccountCommand.Deposits([1, 2]));

        Assert.Equal(2, await VerifyAsync());
    }

    [Fact]
    public async Task A_shard_whose_log_it_cannot_take_up_is_not_served()
    {
        _sealer.BeforeRecover = () => throw new InvalidDataException("The log was signed with another key.");
        await using var ledger = new LedgerFixture(Journal, sealer: _sealer);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => ledger.StartedAsync());

        Assert.Contains("another key", failure.Message, StringComparison.Ordinal);
        Assert.Equal(
            (ReplyOutcome.Retriable, RetryReason.NotOwner),
            await ledger.AskAsync("a", new AccountCommand.Deposit(1)) is var reply
                ? (reply.Outcome, reply.Retry)
                : default);
    }

    [Fact]
    public async Task A_fenced_writer_leaves_the_chain_of_the_new_one_alone()
    {
        await using var old = await StartedAsync();
        await old.AskAsync("a", new AccountCommand.Deposit(1));
        await using var young = await new LedgerFixture(
            new MemoryJournal(_store), sealer: new ChainSealer()).StartedAsync();
        await young.AskAsync("a", new AccountCommand.Deposit(2));

        Assert.Equal(RetryReason.NotOwner, (await old.AskAsync("a", new AccountCommand.Deposit(4))).Retry);
        await young.AskAsync("a", new AccountCommand.Deposit(8));

        Assert.Equal(3, await VerifyAsync());
        Assert.Equal(11, (await young.ReadAsync("a")).State.Balance);
    }

    private Task<LedgerFixture> StartedAsync(params IEnumerable<object> consumers) =>
        new LedgerFixture(Journal, sealer: _sealer).StartedAsync(consumers);

    private Task<IReadOnlyList<JournalRecord>> LogAsync() =>
        new MemoryJournal(_store).ReadShardAsync(0, 0, int.MaxValue, Cancelled);

    private async Task<int> VerifyAsync() => ChainSealer.Verify(await LogAsync());

    /// <summary>Sends a command under one id until the shard, which is being acquired again, takes it.</summary>
    private static async Task UntilTakenAsync(LedgerFixture ledger, AccountCommand command)
    {
        var context = LedgerFixture.NewContext();
        while ((await ledger.AskAsync("a", command, context)).Outcome is ReplyOutcome.Retriable)
        {
            await Task.Yield();
        }
    }
}

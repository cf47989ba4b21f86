using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Routing;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>A node of a cluster whose heartbeats get no answer.</summary>
public sealed class LeaseTests : IPeers, IAsyncDisposable
{
    private static readonly ClusterOptions Options = new();
    private static readonly Duration Step = Duration.FromMilliseconds(100);

    private readonly ManualTime _time = new(LedgerFixture.Noon);
    private readonly TestMeterFactory _meters = new();
    private readonly MemoryStore _store = new(shardCount: 4);
    private readonly ActorSystem _system;
    private readonly IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> _accounts;
    private volatile bool _isCut;
    private int _nodes;

    public LeaseTests()
    {
        var meeting = new MemoryClusterStore(_store, () => LedgerFixture.Noon);
        _system = new ActorSystem(
            new ActorSystemServices(
                new MemoryJournal(_store), _time, NullLoggerFactory.Instance, _meters, Guid.Empty, new Random(1))
            {
                Cluster = new ClusterServices(
                    new MemoryClusterLink(meeting, CallAsync), this, "a", "a:1", Guid.Empty, NewId)
                {
                    Options = Options,
                },
            });
        _accounts = _system.Register(AccountKind.Type);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_past_its_lease_answers_nothing_from_memory_until_it_is_renewed()
    {
        await PassUntilAsync(_system.StartAsync(Cancelled));
        while (!_system.Owns(LedgerFixture.Address("a")))
        {
            await PassAsync();
        }

        Assert.Equal(ReplyOutcome.Accepted, (await AskAsync(5)).Outcome);
        Assert.Equal(5, (await PassUntilAsync(ReadAsync())).State.Balance);

        _isCut = true;
        for (var passed = Duration.Zero; passed <= Options.Ttl - Options.Margin; passed += Step)
        {
            await PassAsync();
        }

        Assert.False(_system.MayAnswer);
        Assert.Equal(
            RetryReason.NotOwner,
            (await Assert.ThrowsAsync<EntityUnavailableException>(() => PassUntilAsync(ReadAsync()))).Reason);

        // A rejection is an answer from memory too.
        var refused = await AskAsync(-1);
        Assert.Equal((ReplyOutcome.Retriable, RetryReason.NotOwner), (refused.Outcome, refused.Retry));

        _isCut = false;
        while (!_system.MayAnswer)
        {
            await PassAsync();
        }

        Assert.Equal(5, (await PassUntilAsync(ReadAsync())).State.Balance);
    }

    public ValueTask<ReplyFrame> AskAsync(NodeInfo peer, AskFrame frame, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("There is no other node.");

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _meters.Dispose();
    }

    private Task<EntityView<Account>> ReadAsync() =>
        _accounts.ReadAsync(LedgerFixture.Address("a"), Cancelled).AsTask();

    private Task<Reply<AccountEvent, AccountRejection>> AskAsync(long amount) => PassUntilAsync(_accounts.AskAsync(
        LedgerFixture.Address("a"), new AccountCommand.Deposit(amount), LedgerFixture.NewContext()).AsTask());

    private Task<object> CallAsync(Func<object> call) =>
        _isCut ? Task.FromException<object>(new TimeoutException("The store is out of reach.")) : Task.FromResult(call());

    private Guid NewId() => new(++_nodes, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private async Task<T> PassUntilAsync<T>(Task<T> task)
    {
        await PassUntilAsync((Task)task);
        return await task;
    }

    private async Task PassUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            await PassAsync();
        }

        await task;
    }

    /// <summary>Lets a little time pass, and those who waited for it go on.</summary>
    private async Task PassAsync()
    {
        _time.Advance(Step);
        await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Cancelled);
    }
}
